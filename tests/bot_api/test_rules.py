"""The simulated Telegram refuses what Telegram refuses, in its words."""

from datetime import timedelta

import httpx
import pytest
from telegram import Bot, BotCommand, Update
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from tests.bot_api import Person, SimulatedTelegram
from tests.bot_api.client import SAVE_OR_EDIT, bot_for, updates

pytest_plugins = ["tests.bot_api.fixtures"]
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("error::ResourceWarning"),
    # The bot asks for raw updates on purpose.
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
    pytest.mark.filterwarnings("ignore:Deprecated since version v22.2"),
]


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<h1>Plan</h1>", r'Unsupported start tag "h1" at byte offset 0'),
        ("价格 <b>bold", r'find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", r'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("a < b", r'Unsupported start tag "" at byte offset 2'),
        ("pressure <3", "Unclosed start tag at byte offset 9"),
        ('<a href="x>link</a>', r'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", "must have class"),
    ],
)
async def test_bad_html_is_refused(
    telegram: SimulatedTelegram, bot: Bot, li: Person, html: str, complaint: str
) -> None:
    li.sends("/plan")
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities: .*" + complaint):
        await bot.send_message(li.id, html, parse_mode="HTML")

    assert len(telegram.violations) == 1


async def test_all_of_telegrams_tags_are_understood(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    html = (
        '<i>😀</i><u>u</u><s>s</s><tg-spoiler>p</tg-spoiler><a href="https://example.com">l</a>'
        '<pre><code class="language-python">c</code></pre><blockquote expandable>q</blockquote>'
    )
    await bot.send_message(li.id, html, parse_mode="HTML")

    assert li.hears().plain == "😀uspl" + "cq"
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "message text is empty"),
        (" \n", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
    ],
)
async def test_a_text_has_to_fit(
    telegram: SimulatedTelegram, bot: Bot, li: Person, text: str, complaint: str
) -> None:
    li.sends("/plan")
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.send_message(li.id, text)

    assert f"400 Bad Request: {complaint}" in telegram.violations[0]


async def test_markup_does_not_count_in_the_length(bot: Bot, li: Person) -> None:
    li.sends("/plan")
    await bot.send_message(li.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")

    assert len(li.hears().plain) == 4096


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([[("Save", "需" * 22)]], "button_data_invalid"),
        ([[("Save", "s")] * 9], "reply markup is too long"),
        ([[("Save", "s")]] * 101, "reply markup is too long"),
    ],
)
async def test_a_keyboard_has_to_fit(
    bot: Bot, li: Person, rows: list[list[tuple[str, str]]], complaint: str
) -> None:
    li.sends("/plan")
    keyboard = {"inline_keyboard": [[{"text": t, "callback_data": d} for t, d in r] for r in rows]}
    with pytest.raises(TelegramError, match=f"(?i){complaint}"):
        await bot.do_api_request(
            "sendMessage", {"chat_id": li.id, "text": "Save?", "reply_markup": keyboard}
        )


async def test_an_edit_is_heard_and_has_to_change_something(bot: Bot, li: Person) -> None:
    li.sends("/debrief")
    message = await bot.send_message(li.id, "1 ✓", reply_markup=SAVE_OR_EDIT)
    await bot.edit_message_text("1 ✗", li.id, message.message_id, reply_markup=SAVE_OR_EDIT)
    said, edit = li.hears(), li.hears()
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("1 ✗", li.id, message.message_id, reply_markup=SAVE_OR_EDIT)
    await bot.edit_message_reply_markup(li.id, message.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("gone", li.id, 999)

    assert (said.message_id, "1 ✗", True) == (edit.message_id, edit.text, edit.edited)
    assert li.hears().buttons == []


async def test_a_tap_can_be_answered_for_150_seconds(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    await bot.send_message(li.id, "Keep it?", reply_markup=SAVE_OR_EDIT)
    tap, lost = li.taps_twice("Save")
    telegram.clock = timedelta(seconds=151)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(tap.query_id)
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await bot.answer_callback_query(lost.query_id, "x" * 201)

    assert [list(update)[1] for update in await updates(bot)] == ["message"]


async def test_a_blocked_bot_is_forbidden_to_write(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    with pytest.raises(Forbidden, match=r"(?i)can't initiate conversation"):
        await bot.send_message(li.id, "Good morning")
    li.sends("/start")
    li.blocks()
    with pytest.raises(Forbidden, match=r"(?i)bot was blocked by the user"):
        await bot.send_message(li.id, "Good morning")
    li.unblocks()
    await bot.send_message(li.id, "Good morning")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(42, "Good morning")
    _, blocked, back = (Update.de_json(raw, bot) for raw in await updates(bot))

    assert blocked.my_chat_member and back.my_chat_member
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert back.my_chat_member.new_chat_member.status == "member"
    assert [
        part for v in telegram.violations for part in ("can't initiate", "chat not found")
        if part in v
    ] == ["can't initiate", "chat not found"]  # fmt: skip


async def test_a_wrong_token_is_refused(telegram: SimulatedTelegram) -> None:
    with pytest.raises(InvalidToken):
        async with bot_for(telegram, "123:wrong"):
            pass
    answer = httpx.get(f"{telegram.root}/bot123:wrong/getMe")

    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found(telegram: SimulatedTelegram) -> None:
    answer = httpx.get(f"{telegram.root}/bot{telegram.token}/sendTelepathy")

    assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_a_json_body_is_understood_too(telegram: SimulatedTelegram, li: Person) -> None:
    li.sends("/plan")
    url = f"{telegram.root}/bot{telegram.token}/sendMessage"
    httpx.post(url, json={"chat_id": li.id, "text": "Which customer?"})

    assert li.hears().text == "Which customer?"


async def test_command_lists_are_checked_and_kept(telegram: SimulatedTelegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("plan", "Plan a visit")])
    await bot.set_my_commands([BotCommand("plan", "计划拜访")], language_code="zh")
    await bot.set_my_description("A coach for field sales")
    await bot.set_my_short_description("A coach", language_code="zh")
    for wrong in (BotCommand("Plan", "Plan a visit"), BotCommand("plan", "")):
        with pytest.raises(BadRequest):
            await bot.set_my_commands([wrong])
    with pytest.raises(BadRequest):
        await bot.set_my_commands([("plan", "x")], language_code="zh-hans")

    assert telegram.commands["default", "zh"][0]["description"] == "计划拜访"
    assert telegram.profile["description", ""] == "A coach for field sales"
    assert len(telegram.violations) == 3


async def test_documents_and_pictures_arrive_whole(bot: Bot, li: Person) -> None:
    li.sends("/export")
    table = b"PK\x03\x04\r\n--\r\n" + bytes(range(256))
    picture = b"\x89PNG\r\n\x1a\n"
    await bot.send_document(li.id, table, filename="拜访.xlsx", caption="<b>All</b> of it",
                            parse_mode="HTML", reply_markup=SAVE_OR_EDIT)  # fmt: skip
    await bot.send_photo(li.id, picture)
    document, photo = li.hears(), li.hears()
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(li.id, b"no picture")

    assert document.file and photo.file
    assert ("拜访.xlsx", table) == (document.file.name, document.file.content)
    assert (document.plain, document.buttons) == ("All of it", [["Save"], ["Edit the plan"]])
    assert picture == photo.file.content


async def test_writing_before_retry_after_is_over_is_noticed(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    telegram.fails("sendMessage", status=429, retry_after=5, chat=li)
    with pytest.raises(RetryAfter, match="5"):
        await bot.send_message(li.id, "Which customer?")
    await bot.send_message(li.id, "Which customer?")

    assert "before retry_after was over" in telegram.violations[0]


async def test_sending_too_fast_is_refused_when_asked_for(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    telegram.strict_flood = True
    await bot.send_message(li.id, "Which customer?")
    with pytest.raises(RetryAfter):
        await bot.send_message(li.id, "Whom do you meet?")

    assert telegram.violations == []
