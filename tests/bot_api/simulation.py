"""The simulated Telegram as tests use it: people, groups, faults, and what the bot did wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from types import TracebackType
from typing import Self

from tests.bot_api.faults import Fault, Trouble
from tests.bot_api.groups import Group
from tests.bot_api.pace import Pace, pace
from tests.bot_api.people import Person
from tests.bot_api.places import Place, Sent
from tests.bot_api.server import Server
from tests.bot_api.state import BOT, TOKEN, Call, Json, State, Upload

# Ids beyond 32 bits, as Telegram has given out for years.
FIRST_PERSON_ID = 5_000_000_001
FIRST_GROUP_ID = -4_000_000_001


class SimulatedTelegram:
    token = TOKEN
    bot_id = BOT["id"]
    username = BOT["username"]

    def __init__(self) -> None:
        self._state = State()
        self._server = Server(self._state)
        self._people = 0
        self._groups = 0
        self.root = self._server.root

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    def person(
        self, name: str, *, language_code: str = "en", username: str | None = None
    ) -> Person:
        """Somebody who has not written to the bot yet."""
        facts: Json = {
            "id": FIRST_PERSON_ID + self._people,
            "is_bot": False,
            "first_name": name,
            "language_code": language_code,
        }
        self._people += 1
        return Person(self._state, {**facts, **({"username": username} if username else {})})

    def group(self, title: str) -> Group:
        self._groups += 1
        return Group(self._state, FIRST_GROUP_ID - self._groups + 1, title)

    @property
    def clock(self) -> datetime | timedelta | None:
        """Telegram's time: None for real time, a time that stands still, or an offset."""
        return self._state.clock

    @clock.setter
    def clock(self, clock: datetime | timedelta | None) -> None:
        assert not isinstance(clock, datetime) or clock.tzinfo, "an aware datetime, please"
        with self._state.changing():
            self._state.clock = clock

    @property
    def patience(self) -> float:
        """How many seconds people wait for the bot when the test does not say."""
        return self._state.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._state.patience = seconds

    @property
    def strict_flood(self) -> bool:
        """Whether sending too fast is answered with 429."""
        return self._state.flood.strict

    @strict_flood.setter
    def strict_flood(self, strict: bool) -> None:
        self._state.flood.strict = strict

    @property
    def calls(self) -> list[Call]:
        with self._state.changed:
            return list(self._state.calls)

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def violations(self) -> list[str]:
        with self._state.changed:
            return list(self._state.violations)

    @property
    def answers_lost(self) -> int:
        """How often the bot was left not knowing that it had done something."""
        return sum(call.lost for call in self.calls)

    @property
    def pace(self) -> Pace:
        return pace(self.calls)

    @property
    def updates(self) -> list[Json]:
        """Every update there ever was, in order."""
        with self._state.changed:
            return list(self._state.inbox.updates)

    @property
    def waiting(self) -> list[Json]:
        """The updates the bot has not confirmed."""
        with self._state.changed:
            return [waiting.update for waiting in self._state.inbox.waiting]

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """(scope, language) → the command list the bot set; the scope "default" or its JSON."""
        with self._state.changed:
            return dict(self._state.commands)

    @property
    def profile(self) -> dict[tuple[str, str], str]:
        """("name" | "description" | "short_description", language) → text."""
        with self._state.changed:
            return dict(self._state.profile)

    @property
    def webhook(self) -> Json:
        with self._state.changed:
            return dict(self._state.webhook)

    @property
    def files(self) -> dict[str, Upload]:
        """File id → everything that was ever uploaded."""
        with self._state.changed:
            return dict(self._state.files)

    def waits_until(
        self,
        method: str,
        times: int = 1,
        timeout: float | None = None,
        *,
        status: int | Trouble = 200,
    ) -> list[Call]:
        """Until the bot's calls of this method have been answered so that many times."""

        def answered() -> list[Call]:
            return [
                call
                for call in self._state.calls
                if call.method.lower() == method.lower() and call.status == status
            ]

        with self._state.changed:
            seconds = self.patience if timeout is None else timeout
            if not self._state.changed.wait_for(lambda: len(answered()) >= times, seconds):
                raise AssertionError(f"{len(answered())} calls of {method}, not {times}")
            return answered()

    def waits_until_polled(self, timeout: float | None = None) -> None:
        """Until the bot is up and listens: a getUpdates waits for something to happen."""
        inbox = self._state.inbox
        with self._state.changed:
            seconds = self.patience if timeout is None else timeout
            if not self._state.changed.wait_for(lambda: inbox.polling > 0, seconds):
                raise AssertionError(f"the bot did not poll within {seconds:g} s")

    def waits_until_confirmed(self, timeout: float | None = None) -> None:
        """Until no update waits that a later getUpdates has not confirmed."""
        inbox = self._state.inbox
        with self._state.changed:
            seconds = self.patience if timeout is None else timeout
            if not self._state.changed.wait_for(lambda: not inbox.waiting, seconds):
                raise AssertionError(
                    f"not confirmed within {seconds:g} s: {[w.update for w in inbox.waiting]}"
                )

    def fails(
        self,
        method: str,
        times: float = 1,
        status: int | Trouble = 500,
        *,
        retry_after: int | None = None,
        description: str | None = None,
        chat: Place | None = None,
        html: bool = False,
    ) -> None:
        """The next calls of this method ("*" for any) go wrong; float("inf") until it recovers."""
        chat_id = chat.id if chat else None
        if status == 429 and retry_after is None:
            retry_after = 1
        with self._state.changing():
            self._state.faults.planned.append(
                Fault(method, status, times, retry_after, description, chat_id, html)
            )

    def recovers(self) -> None:
        """No fault is planned any more."""
        with self._state.changing():
            self._state.faults.planned.clear()

    def allows(self, *parts: str) -> None:
        """Refusals containing one of these words are what the test wants to see."""
        with self._state.changing():
            self._state.allowed.extend(parts)

    def goes_away(self) -> None:
        """Every connection is cut, and every new one at once."""
        self._server.go_away()

    def comes_back(self) -> None:
        self._server.come_back()

    def has_webhook(self, url: str = "https://coach.example.com/old") -> None:
        """Left over from an earlier deployment; getUpdates is refused until it is deleted."""
        with self._state.changing():
            self._state.webhook = {"url": url, "secret_token": "", "scripted": True}

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is done meanwhile reaches the bot in one batch."""
        with self._state.changing():
            self._state.inbox.holding = True
        yield
        with self._state.changing():
            self._state.inbox.holding = False

    def repeats_updates(self, one_in: int) -> None:
        """So many of them come again after they were confirmed; 0 ends it."""
        with self._state.changing():
            self._state.inbox.repeating = one_in

    def mixes_chats(self, chance: Random | None) -> None:
        """Only the updates of one chat keep their order."""
        with self._state.changing():
            self._state.inbox.mixing = chance

    def duplicates(self, update: Sent | Json | int) -> None:
        """Delivers a confirmed update again, with the same update id."""
        with self._state.changing():
            if isinstance(update, Sent):
                update = update.update_id
            update_id = update if isinstance(update, int) else int(update["update_id"])
            self._state.inbox.add_again(update_id)

    def sends_raw(self, update: Json) -> Json:
        """Queues the update as it is; an update id is added when it has none."""
        with self._state.changing():
            return self._state.inbox.add_raw(update)

    def restarts_update_ids(self, at: int) -> None:
        """As Telegram does after a quiet week: the next update may have a lower id."""
        with self._state.changing():
            self._state.inbox.restart_ids(at)
