"""What Telegram accepts: each check raises the refusal the real Bot API gives."""

import re
from collections.abc import Sequence

from tests.bot_api.formatting import BadMarkup, Formatted, parse_html, trimmed, utf16_length
from tests.bot_api.parameters import Parameters
from tests.bot_api.state import NEVER_WROTE, Chat, Json, Refused, State

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
BUTTON_ACTIONS = {"callback_data", "url", "web_app", "login_url", "switch_inline_query",
                  "switch_inline_query_current_chat", "copy_text", "pay"}  # fmt: skip
CHAT_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def formatted(params: Parameters, name: str) -> Formatted:
    text, mode = params.text(name), params.text("parse_mode").lower()
    entities = params.structure("caption_entities" if name == "caption" else "entities")
    if not mode:
        return trimmed(Formatted(text, entities or []))
    if mode != "html":
        raise Refused(400, "Bad Request: unsupported parse_mode")  # Markdown is not simulated
    try:
        return parse_html(text)
    except BadMarkup as bad:
        raise Refused(400, f"Bad Request: can't parse entities: {bad}") from bad


def message_text(params: Parameters) -> Formatted:
    if not params.text("text"):
        raise Refused(400, "Bad Request: message text is empty")
    words = formatted(params, "text")
    if not words.text:
        raise Refused(400, "Bad Request: text must be non-empty")
    if utf16_length(words.text) > TEXT_LIMIT:
        raise Refused(400, "Bad Request: message is too long")
    return words


def caption(params: Parameters) -> Formatted:
    words = formatted(params, "caption")
    if utf16_length(words.text) > CAPTION_LIMIT:
        raise Refused(400, "Bad Request: message caption is too long")
    return words


def reply_markup(params: Parameters) -> Json | None:
    markup = params.structure("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise Refused(400, "Bad Request: object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if any(len(row) > 8 for row in rows) or sum(len(row) for row in rows) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return markup


def _check_button(button: Json) -> None:
    if not button.get("text", "").strip():
        raise Refused(400, "Bad Request: can't parse inline keyboard button: text is empty")
    actions = BUTTON_ACTIONS & button.keys()
    if len(actions) != 1:
        raise Refused(
            400,
            "Bad Request: can't parse inline keyboard button: "
            "Text buttons are unallowed in the inline keyboard",
        )
    if "callback_data" in actions and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if "url" in actions and not re.match(r"(https?|tg)://\S+$", button["url"]):
        raise Refused(400, "Bad Request: BUTTON_URL_INVALID")


def known_chat(state: State, params: Parameters) -> Chat:
    chat_id = params.values.get("chat_id")  # a @name stays text, and no chat here has one
    chat = state.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise Refused(400, "Bad Request: chat not found")
    if chat.moved_to is not None:
        raise Refused(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            scripted=True,
            migrate_to_chat_id=chat.moved_to,
        )
    if chat.told:
        state.violates(f"chat {chat.id} was written to again after 403, and nobody unblocked it")
    if chat.refusal:
        chat.told = True
        raise Refused(403, chat.refusal, scripted=chat.refusal != NEVER_WROTE)
    early = state.flood.too_early(chat.id)
    if early:
        state.violates(f"chat {chat.id} was written to {early:.1f} s before retry_after was over")
    return chat


def open_chat(state: State, params: Parameters) -> Chat:
    """A chat that the bot may write to at this moment."""
    chat = known_chat(state, params)
    wait = state.flood.wait(chat.id)
    if wait:
        state.flood.pause(chat.id, wait)
        raise Refused(
            429, f"Too Many Requests: retry after {wait}", scripted=True, retry_after=wait
        )
    return chat


def replied_to(chat: Chat, params: Parameters) -> Json | None:
    asked = params.structure("reply_parameters") or {}
    message_id = asked.get("message_id", params.number("reply_to_message_id"))
    lenient = asked.get("allow_sending_without_reply", params.flag("allow_sending_without_reply"))
    if not message_id:
        return None
    message = chat.messages.get(message_id)
    if message is None and not lenient:
        raise Refused(400, "Bad Request: message to be replied not found")
    return message


def command_list(commands: object) -> list[Json]:
    if not isinstance(commands, Sequence) or isinstance(commands, str):
        raise Refused(400, "Bad Request: can't parse commands: expected an Array")
    if len(commands) > 100:
        raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command.get("description", "")) <= 256:
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return list(commands)


def language_code(params: Parameters) -> str:
    code = params.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise Refused(400, "Bad Request: invalid language code specified")
    return code
