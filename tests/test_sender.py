"""A thousand digests at once stay within Telegram's limits, and nobody's answer waits for them."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any, ParamSpec, TypeVar

import pytest
from sqlalchemy import Engine, event, func, select
from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.clock import Clock
from bot.desk import Desk
from bot.sender import Sender
from bot.turn import Arrival, take_turn
from dialogs.access import Role
from dialogs.events import Commanded
from dialogs.reminding import Remind, ReminderKind
from storage.conversations import open_conversation
from storage.engine import open_engine
from storage.outbox import Part, post
from storage.reminders import remind
from storage.tables import outbox, reminder
from tests.bot_api.pace import most_in_a_second
from tests.simulated_time import in_simulated_time
from tests.storage.plausible import BOB, CHANNEL, NOW, enrol, make_team

P = ParamSpec("P")
T = TypeVar("T")

MANAGERS = 1000
PARTS = ("What your team won this week", "What needs you this week")
TAPS = ((0.31, 5), (0.32, 5), (0.9, 999), (20.0, 2001), (20.4, 999), (33.3, 500), (60.0, 2002))
"""When, and who: managers who have their digest or are waiting for it, and people without one."""
ON_THE_WAY = (0.005, 0.08)
"""Seconds there, and as many back."""


@dataclass(frozen=True)
class Arrived:
    at: float
    chat: int
    text: str

    @property
    def unasked(self) -> bool:
        return self.text in PARTS


@dataclass
class Telegram(BaseRequest):
    """It takes whatever comes, and remembers when; each message takes its time to get there."""

    arrived: list[Arrived] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(7))
    way: tuple[float, float] = ON_THE_WAY
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        assert url.endswith("/sendMessage") and request_data
        params: dict[str, Any] = dict(request_data.parameters)
        to, text = params["chat_id"], params["text"]
        await asyncio.sleep(self.chance.uniform(*self.way))
        self.arrived.append(Arrived(asyncio.get_running_loop().time(), to, text))
        there = {"id": to, "type": "private", "first_name": "Somebody"}
        message = {"message_id": next(self.ids), "date": 0, "chat": there, "text": text}
        await asyncio.sleep(self.chance.uniform(*self.way))
        return 200, json.dumps({"ok": True, "result": message}).encode()


class DeskInPlace(Desk):
    """Without a thread, so that no time goes by while it writes."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return work(*args, **kwargs)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'coach.db'}")
    engine.dispose()
    # Nobody cuts the power, so that no commit need wait for the disk.
    event.listen(engine, "connect", lambda new, _: new.execute("PRAGMA synchronous = OFF"))
    yield engine
    engine.dispose()


def digests(engine: Engine) -> None:
    parts = [Part(text, []) for text in PARTS]
    with engine.begin() as work:
        for n in range(1, MANAGERS + 1):
            to = open_conversation(work, CHANNEL, str(n), BOB).chat
            post(work, CHANNEL, to, f"{CHANNEL}/digest-{n}", parts, NOW, unasked=True)


def managers(engine: Engine) -> None:
    """A hundred teams of ten, each of them waiting for its first digest."""
    with engine.begin() as work:
        for n in range(1, MANAGERS + 1):
            wang = open_conversation(work, CHANNEL, str(n), BOB).actor
            if n % 10 == 1:
                here = wang.team
                make_team(work, f"Team {n}", here)
            wang = enrol(work, wang, here, Role.MANAGER)
            remind(work, wang, [Remind(ReminderKind.DIGEST, NOW)])


def waiting(engine: Engine) -> int:
    with engine.begin() as work:
        unsent = select(func.count()).where(outbox.c.state != "sent")
        return work.execute(unsent).scalar_one()


async def delivered(
    engine: Engine, taps: Sequence[tuple[float, int]], way: tuple[float, float] = ON_THE_WAY
) -> list[Arrived]:
    """All of it, by the real sender, while people tap."""
    telegram, loop, stopping = Telegram(way=way), asyncio.get_running_loop(), asyncio.Event()

    def now() -> datetime:
        return NOW + timedelta(seconds=loop.time())

    bot = Bot("7000:token", request=telegram, get_updates_request=telegram)
    desk = DeskInPlace(engine)
    sender = Sender(bot, desk, CHANNEL, now)
    clock = Clock(desk, sender, CHANNEL, now)
    sending = asyncio.gather(sender.run(stopping), clock.run(stopping))
    await asyncio.sleep(0)
    for n, (at, who) in enumerate(taps, 1):
        await asyncio.sleep(at - loop.time())
        take_turn(engine, Arrival(CHANNEL, str(who), n, Commanded(at=now(), name="help"), BOB))
        sender.wake()
    while waiting(engine):
        await asyncio.sleep(1.0)
    stopping.set()
    await sending
    return telegram.arrived


def in_each_chat(arrived: list[Arrived]) -> dict[int, list[Arrived]]:
    chats: dict[int, list[Arrived]] = defaultdict(list)
    for one in arrived:
        chats[one.chat].append(one)
    return chats


def test_a_thousand_digests_come_within_telegrams_limits_and_answers_at_once(
    engine: Engine,
) -> None:
    digests(engine)
    arrived = in_simulated_time(delivered(engine, TAPS))
    chats = in_each_chat(arrived)
    unasked = [one for one in arrived if one.unasked]

    for n in range(1, MANAGERS + 1):
        assert list(PARTS) == [one.text for one in chats[n] if one.unasked]
    assert len(PARTS) * MANAGERS + len(TAPS) == len(arrived)
    assert most_in_a_second(one.at for one in arrived) <= 30
    too_soon = [
        (before, one)
        for heard in chats.values()
        for before, one in pairwise(heard)
        if one.unasked and one.at < before.at + 1.0
    ]
    assert [] == too_soon
    assert len(unasked) / 30 <= unasked[-1].at <= len(unasked) / 25
    answers = {who: [one.at for one in chats[who] if not one.unasked] for _, who in TAPS}
    waits = [answers[who].pop(0) - at for at, who in TAPS]
    assert min(waits) > 0 and max(waits) < 1.0, waits
    assert {0} == {len(left) for left in answers.values()}


def test_who_taps_twice_in_a_second_is_answered_twice_in_a_second(engine: Engine) -> None:
    arrived = in_simulated_time(delivered(engine, [(0.0, 1), (0.4, 1), (0.5, 1)]))

    assert 3 == len(arrived) and arrived[-1].at < 1.0


def test_a_thousand_managers_have_their_digest_on_monday_morning(engine: Engine) -> None:
    """Made by the clock of the program, each a turn of its own."""
    managers(engine)
    arrived = in_simulated_time(delivered(engine, TAPS))
    digests_ = [one for one in arrived if "Team " in one.text and "Mon 2 Mar 2026" in one.text]

    assert set(range(1, MANAGERS + 1)) == {one.chat for one in digests_}
    assert MANAGERS == len(digests_)
    assert most_in_a_second(one.at for one in arrived) <= 30
    assert max(one.at for one in digests_) <= MANAGERS / 25
    with engine.begin() as work:
        next_ones = work.execute(select(reminder.c.due_at)).scalars().all()
    assert {datetime(2026, 3, 9, 8, tzinfo=UTC)} == set(next_ones)  # theirs, by the settings


def test_what_takes_longer_than_its_lease_is_not_sent_beside_itself(engine: Engine) -> None:
    slow = in_simulated_time(delivered(engine, [(0.5, 1)], way=(40.0, 50.0)))

    assert 1 == len(slow)


class Strict(Telegram):
    """It takes no markup, and remembers which message came without a sound."""

    silent: bool = False

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        assert request_data
        if "parse_mode" in request_data.parameters:
            why = "Bad Request: can't parse entities"
            return 400, json.dumps({"ok": False, "error_code": 400, "description": why}).encode()
        self.silent = bool(request_data.parameters.get("disable_notification"))
        return await super().do_request(url, method, request_data)


def test_what_comes_without_a_sound_does_so_without_its_markup_too(engine: Engine) -> None:
    telegram = Strict()

    async def sending() -> None:
        sender, stopping = Sender(bot, DeskInPlace(engine), CHANNEL, lambda: NOW), asyncio.Event()
        job = asyncio.create_task(sender.run(stopping))
        while waiting(engine):
            await asyncio.sleep(1.0)
        stopping.set()
        await job

    bot = Bot("7000:token", request=telegram, get_updates_request=telegram)
    with engine.begin() as work:
        to = open_conversation(work, CHANNEL, "1", BOB).chat
        post(work, CHANNEL, to, "digest", [Part("<b>Hm", [])], NOW, unasked=True, silent=True)
    in_simulated_time(sending())

    assert (1, True) == (len(telegram.arrived), telegram.silent)
