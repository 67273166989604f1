"""One Telegram and one running coach for all tests of this folder, each with people of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.checking import copies
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import INTRODUCTION, NEW_ACCOUNT, Action, play


@dataclass(frozen=True)
class Shared:
    telegram: SimulatedTelegram
    coach: Coach


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    with SimulatedTelegram() as telegram:
        coach = Coach(telegram, tmp_path_factory.mktemp("shared")).start()
        telegram.waits_until_polled(30)
        yield Shared(telegram, coach)
        assert coach.stop() == 0, coach.said()
        assert not copies(telegram, coach)
        assert "The database does not answer" not in coach.said()


@pytest.fixture
def telegram(shared: Shared) -> Iterator[SimulatedTelegram]:
    yield shared.telegram
    shared.telegram.recovers()


@pytest.fixture
def coach(shared: Shared) -> Coach:
    return shared.coach


@pytest.fixture
def li(telegram: SimulatedTelegram) -> Person:
    """A rep who is asked for the customer of the first plan."""
    person = telegram.person("Li")
    play(person, INTRODUCTION["en"])
    return person


@pytest.fixture
def asked_when(li: Person) -> Person:
    """Further on: the day of the visit is asked for."""
    play(li, [*NEW_ACCOUNT["en"], Action("Ms Zhao, plant manager", "When?")])
    return li


@pytest.fixture
def asked_what(asked_when: Person) -> Person:
    """Further still: what should the customer agree to?"""
    play(asked_when, [Action("Friday 3pm", "agree to do")])
    return asked_when
