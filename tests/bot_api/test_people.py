"""What scripted people do reaches the bot, and what the bot says reaches them."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Bot, Update
from telegram.error import (
    ChatMigrated,
)

from tests.bot_api import Person, SimulatedTelegram
from tests.bot_api.client import SAVE_OR_EDIT, updates

pytest_plugins = ["tests.bot_api.fixtures"]
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("error::ResourceWarning"),
    # The bot asks for raw updates on purpose.
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
    pytest.mark.filterwarnings("ignore:Deprecated since version v22.2"),
]


async def test_a_person_hears_what_the_bot_says(bot: Bot, li: Person) -> None:
    li.sends("/plan")
    text = "<b>哪个客户</b> R&amp;D &lt;3"
    await bot.send_message(li.id, text, parse_mode="HTML", reply_markup=SAVE_OR_EDIT)
    reply = li.hears()

    assert (text, "哪个客户 R&D <3") == (reply.text, reply.plain)
    assert reply.buttons == [["Save"], ["Edit the plan"]]
    assert reply.entities == [{"type": "bold", "offset": 0, "length": 4}]
    assert (reply.message_id, reply.edited) == (2, False)


async def test_silence_shows_the_conversation_so_far(li: Person) -> None:
    li.sends("/plan")

    with pytest.raises(AssertionError, match=r"Li heard nothing for 0\.01 s\.\nLi: /plan"):
        li.hears(timeout=0.01)


async def test_a_tap_is_a_callback_query(bot: Bot, li: Person) -> None:
    li.sends("/plan")
    await bot.send_message(li.id, "Keep it?", reply_markup=SAVE_OR_EDIT)
    tap = li.taps("Edit")
    update = Update.de_json((await updates(bot))[-1], bot)
    assert update.callback_query and update.callback_query.message
    await update.callback_query.answer("Already noted")

    assert (tap.query_id, "s:1:1") == (update.callback_query.id, update.callback_query.data)
    assert update.callback_query.message.message_id == 2
    assert (li.toasts, li.sees_toast()) == (["Already noted"], "Already noted")


async def test_a_tap_sent_anew_has_new_ids(bot: Bot, li: Person) -> None:
    li.sends("/plan")
    await bot.send_message(li.id, "Keep it?", reply_markup=SAVE_OR_EDIT)
    first, second = li.taps_twice("Save")

    assert first.query_id != second.query_id
    assert first.update_id < second.update_id
    assert first.message == second.message


async def test_a_tap_can_be_forged(telegram: SimulatedTelegram, bot: Bot, li: Person) -> None:
    li.sends("/plan")
    await bot.send_message(li.id, "Keep it?", reply_markup=SAVE_OR_EDIT)
    tap = telegram.person("Eve").forges("o:kept:k3f9", on=li.hears())
    await bot.answer_callback_query(tap.query_id, "No longer there")

    assert tap.update["callback_query"]["from"]["first_name"] == "Eve"
    assert telegram.violations == []


async def test_an_old_button_can_still_be_tapped(bot: Bot, li: Person) -> None:
    li.sends("/plan")
    message = await bot.send_message(li.id, "Keep it?", reply_markup=SAVE_OR_EDIT)
    old = li.hears()
    await bot.delete_message(li.id, message.message_id)
    tap = li.taps("Save", on=old)

    assert {"chat": tap.message["chat"], "message_id": 2, "date": 0} == tap.message


async def test_everything_a_person_can_send_is_parsable(bot: Bot, li: Person) -> None:
    question = li.sends("Which seals?")
    li.sends_sticker()
    li.sends_photo(caption="the pump")
    li.sends_voice()
    li.sends_location()
    li.sends_contact()
    li.sends_dice()
    li.sends_poll()
    li.sends_document("offer.pdf", b"%PDF-1.7", caption="our offer")
    li.forwards("Please call me back")
    li.edits(question, "Which seals fail?")
    li.sends("as I said", reply_to=question)
    album = li.sends_album(3, caption="three seals")
    parsed = [Update.de_json(raw, bot) for raw in await updates(bot)]
    messages = [update.effective_message for update in parsed]

    assert [m and m.photo != () for m in messages[-3:]] == [True] * 3
    assert len({m.media_group_id for m in messages[-3:] if m}) == 1
    assert len({sent.message_id for sent in album}) == 3
    assert parsed[10].edited_message and parsed[10].edited_message.text == "Which seals fail?"
    assert messages[1] and messages[1].sticker and messages[2] and messages[9]
    assert messages[2].caption == "the pump"
    assert messages[9].forward_origin
    assert messages[11] and messages[11].reply_to_message


async def test_a_long_text_comes_in_parts(li: Person) -> None:
    parts = li.sends_long("😀" * 3000)

    assert [len(p.message["text"].encode("utf-16-le")) // 2 for p in parts] == [4096, 1904]


async def test_a_sent_file_can_be_fetched(bot: Bot, li: Person) -> None:
    sent = li.sends_document("notes.txt", b"seals fail twice a year")
    file = await bot.get_file(sent.message["document"]["file_id"])

    assert bytes(await file.download_as_bytearray()) == b"seals fail twice a year"


async def test_a_group_is_read_and_may_move(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    group = telegram.group("Sales North")
    li.sends("hello", chat=group)
    await bot.send_message(group.id, "Please write to me in private")
    assert li.hears(chat=group).text == "Please write to me in private"
    old_id = group.id
    group.becomes_supergroup(by=li)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old_id, "Good morning")

    assert group.id == moved.value.new_chat_id
    assert telegram.violations == []


async def test_telegrams_clock_dates_the_messages(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    tuesday = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
    telegram.clock = tuesday
    li.sends("next Tuesday")
    message = Update.de_json((await updates(bot))[0], bot).message

    assert message and tuesday == message.date


async def test_a_conversation_can_be_read(bot: Bot, li: Person) -> None:
    li.sends("/plan")
    await bot.send_message(li.id, "Keep it?\nIt has gaps.", reply_markup=SAVE_OR_EDIT)
    li.taps("Save")
    expected = """\
Li: /plan
coach: Keep it?
       It has gaps.
       [Save]
       [Edit the plan]
Li: [Save]"""

    assert expected == li.transcript()


async def test_a_test_can_wait_for_what_the_bot_does(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    saying = asyncio.create_task(bot.send_message(li.id, "Which customer?"))
    calls = await asyncio.to_thread(telegram.waits_until, "sendMessage")
    await saying
    with pytest.raises(AssertionError, match=r"not confirmed within 0\.01 s"):
        telegram.waits_until_confirmed(0.01)

    assert [call.params["text"] for call in calls] == ["Which customer?"]
