"""A Telegram, the running coach, and the reps of the cast."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot_api import SimulatedTelegram
from tests.end_to_end.checking import copies, objections
from tests.end_to_end.process import Coach


@pytest.fixture
def telegram() -> Iterator[SimulatedTelegram]:
    with SimulatedTelegram() as telegram:
        yield telegram


@pytest.fixture(autouse=True)
def nothing_to_object_to(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of every test with a Telegram; what a test provokes it names by `telegram.allows`."""
    if "telegram" not in request.fixturenames:
        yield
        return
    with objections(request.getfixturevalue("telegram")):
        yield


@pytest.fixture
def coach(telegram: SimulatedTelegram, tmp_path: Path) -> Iterator[Coach]:
    """Runs until the end of the test, and then ends well; no message was sent twice."""
    coach = Coach(telegram, tmp_path).start()
    yield coach
    code = coach.stop()
    assert code in (0, -9), coach.said()
    assert not copies(telegram, coach)
