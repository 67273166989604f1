"""What a bot does wrong is kept, and what it cannot help is not held against it."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from tests.bot_api import Person, SimulatedTelegram
from tests.bot_api.client import SAVE_OR_EDIT, bot_for, updates

pytest_plugins = ["tests.bot_api.fixtures"]
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
    pytest.mark.filterwarnings("ignore:Deprecated since version v22.2"),
]


async def test_writing_again_to_who_has_blocked_the_bot(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/start")
    li.blocks()
    for _ in range(2):
        with pytest.raises(Forbidden):
            await bot.send_message(li.id, "Which customer?")

    assert [
        f"chat {li.id} was written to again after 403, and nobody unblocked it"
    ] == telegram.violations


async def test_a_first_refusal_and_what_follows_an_unblocking_are_no_mistakes(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/start")
    li.blocks()
    with pytest.raises(Forbidden):
        await bot.send_message(li.id, "Which customer?")
    li.unblocks()
    await bot.send_message(li.id, "Which customer?")

    assert telegram.violations == []


async def test_a_refusal_scripted_by_the_test_counts_too(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/start")
    telegram.fails("sendMessage", status=403, chat=li)
    with pytest.raises(Forbidden):
        await bot.send_message(li.id, "Which customer?")
    await bot.send_message(li.id, "Which customer?")

    assert "after 403" in telegram.violations[0]


async def test_each_message_before_retry_after_is_over(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    sent = await bot.send_message(li.id, "Which customer?", reply_markup=SAVE_OR_EDIT)
    telegram.fails("sendMessage", status=429, retry_after=60, chat=li)
    with pytest.raises(RetryAfter):
        await bot.send_message(li.id, "Whom do you meet?")
    await bot.send_message(li.id, "Whom do you meet?")
    await bot.edit_message_reply_markup(li.id, sent.message_id)

    assert 2 == len(telegram.violations)
    assert all("before retry_after was over" in line for line in telegram.violations)


async def test_another_chat_need_not_wait(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    bob = telegram.person("Bob")
    for person in (li, bob):
        person.sends("/plan")
    telegram.fails("sendMessage", status=429, retry_after=60, chat=li)
    with pytest.raises(RetryAfter):
        await bot.send_message(li.id, "Which customer?")
    await bot.send_message(bob.id, "Which customer?")

    assert telegram.violations == []


async def test_an_edit_that_changes_nothing(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    sent = await bot.send_message(li.id, "Keep it?", reply_markup=SAVE_OR_EDIT)
    with pytest.raises(BadRequest):
        await bot.edit_message_text("Keep it?", li.id, sent.message_id, reply_markup=SAVE_OR_EDIT)

    assert "message is not modified" in telegram.violations[0]


async def test_an_edit_sent_anew_because_its_answer_was_lost_is_no_mistake(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    sent = await bot.send_message(li.id, "Keep it?")
    telegram.fails("editMessageText", status="drop after accept")
    with pytest.raises(NetworkError):
        await bot.edit_message_text("Kept.", li.id, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("Kept.", li.id, sent.message_id)

    assert telegram.violations == []


async def test_editing_what_its_reader_deleted_is_no_mistake(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    sent = await bot.send_message(li.id, "Keep it?")
    li.deletes(sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("Kept.", li.id, sent.message_id)
    assert telegram.violations == []
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("Kept.", li.id, 999)

    assert 1 == len(telegram.violations)


async def test_an_answer_to_a_tap_that_comes_too_late(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    await bot.send_message(li.id, "Keep it?", reply_markup=SAVE_OR_EDIT)
    tap = li.taps("Save")
    telegram.clock = timedelta(seconds=149)
    await bot.answer_callback_query(tap.query_id)
    assert telegram.violations == []
    telegram.clock = timedelta(seconds=151)
    with pytest.raises(BadRequest):
        await bot.answer_callback_query(tap.query_id)

    assert "query is too old" in telegram.violations[0]


async def test_two_pollers(telegram: SimulatedTelegram, bot: Bot) -> None:
    async with bot_for(telegram) as other:
        first = asyncio.create_task(updates(bot, timeout=30))
        await asyncio.to_thread(telegram.waits_until_polled)
        second = asyncio.create_task(updates(other, timeout=30))
        with pytest.raises(Conflict):
            await first
        second.cancel()

    assert "409" in telegram.violations[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "<b>Which customer?", "parse_mode": "HTML"},
        {"text": "很" * 4097},
        {"text": "Save?", "reply_markup": {"inline_keyboard": [[{"text": "Save"}]]}},
        {"text": "Save?", "chat_id": 42},
    ],
)
async def test_what_telegram_cannot_accept(
    telegram: SimulatedTelegram, bot: Bot, li: Person, wrong: dict[str, object]
) -> None:
    li.sends("/plan")
    with pytest.raises(TelegramError):
        await bot.do_api_request("sendMessage", {"chat_id": li.id, **wrong})

    assert "sendMessage: 400 Bad Request: " in telegram.violations[0]


async def test_what_a_test_allows_is_not_kept(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    telegram.allows("text must be non-empty")
    li.sends("/plan")
    for text in ("\n", "x" * 4097):
        with pytest.raises(BadRequest):
            await bot.send_message(li.id, text)

    assert ["too long"] == [word for word in ("non-empty", "too long") for line in
                            telegram.violations if word in line]  # fmt: skip
