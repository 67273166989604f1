"""The simulated Telegram, driven by the client library that the bot uses: updates and faults.

People are tested in `bot_api/test_people.py`, refusals in `bot_api/test_rules.py`.
"""

import asyncio
import time
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import (
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.bot_api import Person, SimulatedTelegram
from tests.bot_api.client import bot_for, updates
from tests.bot_api.faults import UNANSWERED

pytest_plugins = ["tests.bot_api.fixtures"]
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("error::ResourceWarning"),
    # The bot asks for raw updates on purpose.
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
    pytest.mark.filterwarnings("ignore:Deprecated since version v22.2"),
]


async def test_the_bot_knows_who_it_is(telegram: SimulatedTelegram, bot: Bot) -> None:
    assert (telegram.bot_id, telegram.username) == (bot.id, bot.username)


async def test_an_update_comes_again_until_it_is_confirmed(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    sent = li.sends("/plan")
    first = await updates(bot)
    again = await updates(bot, timeout=1)
    after = await updates(bot, offset=sent.update_id + 1)

    assert [[sent.update], [sent.update], []] == [first, again, after]
    telegram.waits_until_confirmed(0)


async def test_at_most_a_hundred_updates_come_at_once(bot: Bot, li: Person) -> None:
    for number in range(120):
        li.sends(f"{number} pumps")
    batch = await updates(bot)
    rest = await updates(bot, offset=batch[-1]["update_id"] + 1)

    assert (len(batch), len(rest)) == (100, 20)


async def test_a_poller_that_repeats_itself_at_once_gets_one_update(bot: Bot, li: Person) -> None:
    li.sends("How often do the seals fail?")
    li.sends("What does a standstill cost?")
    await updates(bot)

    assert len(await updates(bot)) == 1


async def test_a_long_poll_ends_as_soon_as_somebody_writes(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    poll = asyncio.create_task(updates(bot, timeout=30))
    await asyncio.to_thread(telegram.waits_until_polled)
    sent = li.sends("/start")

    assert [sent.update] == await asyncio.wait_for(poll, 2)


async def test_message_ids_grow_and_commands_are_marked(bot: Bot, li: Person) -> None:
    li.sends("/plan Acme 泵业")
    li.sends("说 /help")
    first, second = (Update.de_json(raw, bot).message for raw in await updates(bot))

    assert first and second and first.from_user
    assert (first.message_id, second.message_id) == (1, 2)
    assert first.from_user.language_code == "zh-hans"
    assert {"/plan"} == set(first.parse_entities(["bot_command"]).values())
    assert {"/help"} == set(second.parse_entities(["bot_command"]).values())


async def test_a_second_waiting_poller_ends_the_first(
    telegram: SimulatedTelegram, bot: Bot
) -> None:
    async with bot_for(telegram) as other:
        first = asyncio.create_task(updates(bot, timeout=30))
        await asyncio.to_thread(telegram.waits_until_polled)
        second = asyncio.create_task(updates(other, timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        second.cancel()

    assert len(telegram.violations) == 1


async def test_a_killed_poller_is_no_second_poller(telegram: SimulatedTelegram, bot: Bot) -> None:
    async with bot_for(telegram) as killed:
        poll = asyncio.create_task(updates(killed, timeout=30))
        await asyncio.to_thread(telegram.waits_until_polled)
        poll.cancel()
    poll = asyncio.create_task(updates(bot, timeout=30))
    await asyncio.to_thread(telegram.waits_until, "getUpdates")
    await asyncio.to_thread(telegram.waits_until_polled)
    sent = telegram.person("Li").sends("/plan")

    assert await poll == [sent.update]
    assert telegram.violations == []


async def test_no_polling_beside_a_webhook(telegram: SimulatedTelegram, bot: Bot) -> None:
    telegram.has_webhook()
    with pytest.raises(Conflict, match="webhook is active"):
        await updates(bot)
    await bot.delete_webhook()

    poll = asyncio.create_task(updates(bot, timeout=30))
    await asyncio.to_thread(telegram.waits_until_polled)
    await bot.set_webhook("https://coach.example.com/new", secret_token="secret")
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await poll

    assert telegram.webhook["secret_token"] == "secret"
    assert len(telegram.violations) == 1


async def test_a_confirmed_update_can_come_again(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    sent = li.sends("How often do the seals fail?")
    await updates(bot)
    assert await updates(bot, offset=sent.update_id + 1) == []
    telegram.duplicates(sent)
    again = await updates(bot, offset=sent.update_id + 1, timeout=1)
    await asyncio.sleep(0)
    after = await updates(bot, offset=sent.update_id + 1)

    assert ([sent.update], []) == (again, after)


async def test_any_update_can_be_queued(telegram: SimulatedTelegram, bot: Bot) -> None:
    raw = telegram.sends_raw({"message": {"date": 99999999999999, "text": "\ud83d"}})

    assert [raw] == await updates(bot)


async def test_update_ids_can_start_anew(telegram: SimulatedTelegram, bot: Bot, li: Person) -> None:
    old = li.sends("before the holidays")
    await updates(bot, offset=old.update_id + 1)
    telegram.restarts_update_ids(at=1000)
    new = li.sends("after the holidays")

    assert [new.update] == await updates(bot, offset=old.update_id + 1)
    assert new.update_id == 1000


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, NetworkError),
        (502, NetworkError),
        (401, InvalidToken),
        (403, Forbidden),
        (409, Conflict),
        (429, RetryAfter),
        ("drop before", NetworkError),
        ("cut json", TelegramError),
        ("drop after accept", NetworkError),
        ("hang", TimedOut),
        ("hang after accept", TimedOut),
        ("half close", NetworkError),
    ],
)
async def test_faults_come_as_scripted(
    telegram: SimulatedTelegram, bot: Bot, li: Person, status: Any, error: type[TelegramError]
) -> None:
    li.sends("/plan")
    telegram.fails("sendMessage", status=status)
    with pytest.raises(error):
        await bot.send_message(li.id, "Which customer?", read_timeout=0.2)
    accepted = len(li.unheard())
    if status == 403:
        li.sends("/start")
    if status != 429:
        await bot.send_message(li.id, "Which customer, please?")

    assert (1 if status in UNANSWERED else 0) == accepted == telegram.answers_lost
    assert telegram.violations == []


async def test_telegram_goes_away_and_comes_back(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    poll = asyncio.create_task(updates(bot, timeout=30))
    await asyncio.to_thread(telegram.waits_until_polled)
    telegram.goes_away()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError):
        await updates(bot)
    sent = li.sends("/today")
    telegram.comes_back()

    assert [sent.update] == await updates(bot)


async def test_closing_does_not_wait_for_a_long_poll() -> None:
    with SimulatedTelegram() as telegram:
        bot = bot_for(telegram)
        await bot.initialize()
        poll = asyncio.create_task(updates(bot, timeout=30))
        await asyncio.to_thread(telegram.waits_until_polled)
        begin = time.monotonic()
    with pytest.raises(NetworkError):
        await poll
    await bot.shutdown()

    assert time.monotonic() - begin < 1
