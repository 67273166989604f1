"""A Telegram, the running coach, and the reps of the cast."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot_api import SimulatedTelegram
from tests.end_to_end.process import Coach


@pytest.fixture
def telegram() -> Iterator[SimulatedTelegram]:
    with SimulatedTelegram() as telegram:
        yield telegram


@pytest.fixture
def coach(telegram: SimulatedTelegram, tmp_path: Path) -> Iterator[Coach]:
    """Whatever a test does, Telegram has had nothing to object to in the end."""
    coach = Coach(telegram, tmp_path).start()
    yield coach
    code = coach.stop()
    assert not telegram.violations, telegram.violations
    assert code in (0, -9), coach.said()
