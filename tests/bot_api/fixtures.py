"""What the tests of the simulation share: a Telegram, a client, a person."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from telegram import Bot

from tests.bot_api import Person, SimulatedTelegram
from tests.bot_api.client import bot_for


@pytest.fixture
def telegram() -> Iterator[SimulatedTelegram]:
    with SimulatedTelegram() as telegram:
        yield telegram


@pytest_asyncio.fixture
async def bot(telegram: SimulatedTelegram) -> AsyncIterator[Bot]:
    async with bot_for(telegram) as bot:
        yield bot


@pytest.fixture
def li(telegram: SimulatedTelegram) -> Person:
    return telegram.person("Li", language_code="zh-hans")
