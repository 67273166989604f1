"""Somebody else keeps the database for longer than we wait for it: afterwards all goes on."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bot_api import SimulatedTelegram
from tests.bot_api.faults import SLOW
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import INTRODUCTION, NEW_ACCOUNT, Action, play


@contextmanager
def kept_by_somebody(coach: Coach) -> Iterator[sqlite3.Connection]:
    raw = sqlite3.connect(coach.folder / "data" / "coach.db", isolation_level=None)
    try:
        raw.execute("BEGIN EXCLUSIVE")
        yield raw
        raw.execute("ROLLBACK")
    finally:
        raw.close()


def test_what_was_said_and_sent_meanwhile_is_neither_lost_nor_doubled(
    telegram: SimulatedTelegram, coach: Coach, tmp_path_factory: pytest.TempPathFactory
) -> None:
    telegram.patience = 20.0
    li, bob = telegram.person("Li"), telegram.person("Bob")
    for person in (li, bob):
        play(person, INTRODUCTION["en"])
    telegram.waits_until_confirmed()
    # Bob's question is there when the database is taken, and its number cannot be written down.
    telegram.fails("sendMessage", status="slow", chat=bob)
    bob.sends("Acme Pumps")
    assert "is new to me" in bob.hears().plain
    with kept_by_somebody(coach):
        time.sleep(SLOW + 0.1)
        li.sends("Acme Pumps")
        second = Coach(
            telegram,
            tmp_path_factory.mktemp("second"),
            COACH_DATABASE_URL=f"sqlite:///{coach.folder / 'data' / 'coach.db'}",
        ).start()
        assert second.ends() == 2  # after the five seconds that everybody waits for a lock
    assert "cannot be reached" in second.said() and "not a database" not in second.said()
    assert "is new to me" in li.hears().plain
    for person in (li, bob):
        play(person, [NEW_ACCOUNT["en"][1], Action("Ms Zhao", "When?")])
        assert not person.unheard()

    assert "OperationalError" in coach.said() or "does not answer" in coach.said()
    assert "Traceback" not in coach.said()
