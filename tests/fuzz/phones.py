"""The rep's phone: one simulated Telegram, and behind it either the core or the real process.

In this process an update goes through `read_update` and `take_turn` into a real database, and what
the outbox holds goes through Telegram's own rules to the phone; there is no network, so that a
crash can be put at any point between. Over HTTP the process is really killed.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import time_machine
from sqlalchemy import Connection, Engine, create_engine, text

from bot.inbound import read_update
from bot.turn import Arrival, take_due, take_turn
from storage import outbox, reminders
from storage.engine import open_engine
from tests.bot_api import Person, SimulatedTelegram
from tests.bot_api.messages import MESSAGE_METHODS
from tests.bot_api.parameters import Parameters
from tests.bot_api.simulation import FIRST_PERSON_ID
from tests.bot_api.state import Heard, Json, Refused, State
from tests.end_to_end.process import Coach

CHANNEL = "telegram:fuzz"
BEGIN = datetime(2026, 9, 28, 7, 40, tzinfo=UTC)
CRASHES = ("before the turn", "after the turn", "after sending")


class Phone(Protocol):
    person: Person

    @property
    def violations(self) -> list[str]: ...

    def settles(self) -> None:
        """Until the coach has answered all that was done so far."""

    def crashes(self) -> None:
        """The coach will, somewhere in what comes next."""

    def waits(self, time: timedelta) -> bool:
        """False: there is no time to wait here."""

    def repeats(self) -> bool:
        """Telegram delivers the last update again."""

    def now(self) -> datetime: ...

    def rows(self, query: str) -> list[tuple[Any, ...]]: ...


def heard(phone: Phone) -> list[Heard]:
    """All that has come since the last look."""
    return [phone.person.hears(0) for _ in phone.person.unheard()]


# --- in this process ---------------------------------------------------------------------------


@dataclass
class CoreCoach:
    """The core and its storage, for one rep after the other."""

    folder: Path
    zone: str
    engine: Engine = field(init=False)
    people: int = 0

    def __post_init__(self) -> None:
        self.engine = open_engine(f"sqlite:///{self.folder / 'coach.db'}")

    @contextmanager
    def phone(self, language: str, chance: random.Random) -> Iterator["CorePhone"]:
        """Every rep begins on the same Monday morning."""
        self.people += 1
        with time_machine.travel(BEGIN) as clock:
            yield CorePhone(self, language, chance, clock)


class CorePhone:
    def __init__(
        self,
        coach: CoreCoach,
        language: str,
        chance: random.Random,
        clock: time_machine.Traveller,
    ) -> None:
        self._coach, self._chance, self._clock = coach, chance, clock
        self._state = State()
        self._state.inbox.next_id += coach.people * 100_000
        self._crash: str | None = None
        code = "zh-hans" if language.startswith("zh") else language
        facts: Json = {
            "id": FIRST_PERSON_ID + coach.people,
            "is_bot": False,
            "first_name": f"Rep {coach.people}",
            "language_code": code,
        }
        self.person = Person(self._state, facts)

    @property
    def violations(self) -> list[str]:
        return self._state.violations

    def settles(self) -> None:
        """Answers are sent turn by turn, or, where sending is slow, after all of them."""
        slow = self._chance.random() < 0.5
        if self._crash == "after sending" and len(self._state.inbox.waiting) > 1:
            self._crash = None  # of a question sent twice nobody knows when it was first seen
        while self._state.inbox.waiting:
            raw = self._state.inbox.waiting.popleft().update
            self._clock.shift(timedelta(seconds=1))
            self._takes(raw)
            if not slow:
                self._sends()
        self._sends()

    def crashes(self) -> None:
        self._crash = self._chance.choice(CRASHES)

    def waits(self, time: timedelta) -> bool:
        self._clock.shift(time)
        self._reminds()
        return True

    def repeats(self) -> bool:
        inbox = self._state.inbox
        inbox.add_again(inbox.updates[-1]["update_id"])
        return True

    def now(self) -> datetime:
        return datetime.now(UTC)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._coach.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def _takes(self, raw: Json) -> None:
        incoming = read_update(raw, CHANNEL, "en", self._coach.zone)
        assert isinstance(incoming.what, Arrival), raw
        if self._crash == "before the turn":
            self._crash = None
        take_turn(self._coach.engine, incoming.what)
        if self._crash == "after the turn":  # unconfirmed, so it comes again
            self._crash = None
            assert take_turn(self._coach.engine, incoming.what) is None

    def _sends(self) -> None:
        while letters := self._write(outbox.lease, CHANNEL, datetime.now(UTC)):
            for letter in letters:
                message_id = self._delivers(letter.address, letter.part)
                if self._crash == "after sending":  # nobody knows, so it is sent again
                    self._crash = None
                    self._write(outbox.end_leases, CHANNEL, datetime.now(UTC))
                    break
                self._write(outbox.sent, letter.id, message_id)

    def _delivers(self, address: str, part: outbox.Part) -> int | None:
        if int(address) not in self._state.chats:
            return None  # a reminder for a rep of an earlier conversation
        rows = [
            [{"text": key["text"], "callback_data": key["data"]} for key in row]
            for row in part.keyboard
        ]
        values: Json = {"chat_id": int(address)}
        if rows:
            values["reply_markup"] = {"inline_keyboard": rows}
        if part.edits is not None:
            again = {**values, "message_id": part.edits}
            return self._calls("editmessagereplymarkup", again) and part.edits
        return self._calls("sendmessage", {**values, "text": part.html, "parse_mode": "HTML"})

    def _calls(self, method: str, values: Json) -> int | None:
        try:
            return int(MESSAGE_METHODS[method](self._state, Parameters(values))["message_id"])
        except Refused as no:
            if "not modified" not in no.description:  # after a crash it has been edited already
                self._state.violates(f"{method}: {no.description} {values}")
            return None

    def _reminds(self) -> None:
        while waiting := self._write(reminders.due, CHANNEL, datetime.now(UTC)):
            for one in waiting:
                take_due(self._coach.engine, one, datetime.now(UTC))
        self._sends()

    def _write(self, work: Callable[..., Any], *args: Any) -> Any:
        def in_transaction(connection: Connection) -> Any:
            return work(connection, *args)

        with self._coach.engine.begin() as connection:
            return in_transaction(connection)


# --- over HTTP ---------------------------------------------------------------------------------


class WebPhone:
    """The real process; several phones share it, and any of them may kill it."""

    PATIENCE = 30.0

    def __init__(
        self,
        telegram: SimulatedTelegram,
        coach: Coach,
        person: Person,
        restart: Callable[[], None] | None,
    ) -> None:
        self.person = person
        self._telegram, self._restart = telegram, restart
        self._engine = create_engine(f"sqlite:///{coach.folder / 'data' / 'coach.db'}")

    @property
    def violations(self) -> list[str]:
        return self._telegram.violations

    def settles(self) -> None:
        """Until Telegram has nothing for the coach and the coach has nothing for the phone."""
        deadline = time.monotonic() + self.PATIENCE
        while self._unanswered() or self._unsent():
            assert time.monotonic() < deadline, f"no answer within {self.PATIENCE:g} s"
            time.sleep(0.05)

    def crashes(self) -> None:
        if self._restart:
            self._restart()

    def waits(self, time: timedelta) -> bool:
        return False

    def repeats(self) -> bool:
        mine = [update for update in self._telegram.updates if self._is_mine(update)]
        self._telegram.duplicates(mine[-1])
        return True

    def now(self) -> datetime:
        return datetime.now(UTC)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def _unanswered(self) -> bool:
        return any(self._is_mine(update) for update in self._telegram.waiting)

    def _is_mine(self, update: Json) -> bool:
        content = next(value for name, value in update.items() if name != "update_id")
        sender: Json = content.get("from") or {}
        return bool(sender.get("id") == self.person.id)

    def _unsent(self) -> bool:
        query = (
            "select 1 from outbox o join chat c on c.id = o.chat_id where o.state in"
            f" ('new', 'leased') and c.address = '{self.person.id}' limit 1"
        )
        return bool(self.rows(query))
