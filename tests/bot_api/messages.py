"""The methods that put messages into chats, change them, and answer taps."""

from datetime import timedelta
from typing import Any

from tests.bot_api import rules
from tests.bot_api.formatting import utf16_length
from tests.bot_api.parameters import Parameters
from tests.bot_api.state import BOT, BOT_ID, Chat, Json, Refused, State, Upload, show, write

UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
DOWNLOAD_LIMIT = 20 * 1024 * 1024
QUERY_LIFETIME = timedelta(seconds=150)
DELETE_LIFETIME = timedelta(hours=48)


def send_message(state: State, params: Parameters) -> Json:
    words = rules.message_text(params)
    markup = rules.reply_markup(params)
    chat = rules.open_chat(state, params)
    content: Json = {"text": words.text}
    if words.entities:
        content["entities"] = words.entities
    return _say(state, chat, content, markup, params)


def send_document(state: State, params: Parameters) -> Json:
    upload = _upload(state, params, "document")
    content = {"document": {"file_name": upload.name, **state.keep_file(upload)}}
    return _send_file(state, params, content, upload)


def send_photo(state: State, params: Parameters) -> Json:
    upload = _upload(state, params, "photo")
    if len(upload.content) > PHOTO_LIMIT:
        raise Refused(400, "Bad Request: too big for a photo")
    if not upload.content.startswith(PICTURES):
        raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    content = {"photo": [{"width": 1280, "height": 960, **state.keep_file(upload)}]}
    return _send_file(state, params, content, upload)


def edit_message_text(state: State, params: Parameters) -> Json:
    words = rules.message_text(params)
    markup = rules.reply_markup(params)
    chat = rules.known_chat(state, params)
    message = _message(chat, params, "edit")
    if "text" not in message:
        raise Refused(400, "Bad Request: there is no text in the message to edit")
    entities = {"entities": words.entities} if words.entities else {}
    kept = {k: v for k, v in message.items() if k not in {"text", "entities", "reply_markup"}}
    changed = {**kept, "text": words.text, **entities, **_keyboard(markup)}
    return _edit(state, chat, message, changed, params.text("text"))


def edit_message_reply_markup(state: State, params: Parameters) -> Json:
    markup = rules.reply_markup(params)
    chat = rules.known_chat(state, params)
    message = _message(chat, params, "edit")
    kept = {name: value for name, value in message.items() if name != "reply_markup"}
    source = chat.sources[message["message_id"]]
    return _edit(state, chat, message, {**kept, **_keyboard(markup)}, source)


def delete_message(state: State, params: Parameters) -> bool:
    chat = rules.known_chat(state, params)
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise _not_found(chat, params, "delete")
    if state.date() - message["date"] > DELETE_LIFETIME.total_seconds():
        raise Refused(400, "Bad Request: message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    write(chat, f"coach (deletes {message['message_id']})")
    return True


def answer_callback_query(state: State, params: Parameters) -> bool:
    text = params.text("text")
    if utf16_length(text) > rules.TOAST_LIMIT:
        raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
    query = state.queries.get(params.text("callback_query_id"))
    if query is None or state.now() - query.asked_at > QUERY_LIFETIME:
        raise Refused(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    query.answered = True
    if text:
        state.toasts.setdefault(query.person_id, []).append(text)
        write(state.chats[query.chat_id], "coach (toast)", text)
    return True


def send_chat_action(state: State, params: Parameters) -> bool:
    rules.known_chat(state, params)
    if params.text("action") not in rules.CHAT_ACTIONS:
        raise Refused(400, "Bad Request: wrong parameter action in request")
    return True


def get_file(state: State, params: Parameters) -> Json:
    file_id = params.text("file_id")
    if file_id not in state.files:
        raise Refused(400, "Bad Request: invalid file_id")
    if len(state.files[file_id].content) > DOWNLOAD_LIMIT:
        raise Refused(400, "Bad Request: file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": f"unique-{file_id}",
        "file_size": len(state.files[file_id].content),
        "file_path": f"files/{file_id}",
    }


def _send_file(state: State, params: Parameters, content: Json, upload: Upload) -> Json:
    words = rules.caption(params)
    markup = rules.reply_markup(params)
    chat = rules.open_chat(state, params)
    if words.text:
        content["caption"] = words.text
    if words.entities:
        content["caption_entities"] = words.entities
    return _say(state, chat, content, markup, params, upload)


def _upload(state: State, params: Parameters, name: str) -> Upload:
    upload = params.file(name)
    if isinstance(upload, str):
        if upload not in state.files:
            raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
        upload = state.files[upload]
    if not upload.content:
        raise Refused(400, "Bad Request: file must be non-empty")
    if len(upload.content) > UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    return upload


def _say(
    state: State,
    chat: Chat,
    content: Json,
    markup: Json | None,
    params: Parameters,
    upload: Upload | None = None,
) -> Json:
    answered = rules.replied_to(chat, params)
    message_id = chat.next_message_id()
    message = {
        "message_id": message_id,
        "from": BOT,
        "chat": chat.facts,
        "date": state.date(),
        **content,
        **_keyboard(markup),
    }
    if answered:
        message["reply_to_message"] = without_reply(answered)
    chat.messages[message_id] = message
    chat.sources[message_id] = params.text("caption" if upload else "text")
    if upload:
        chat.files[message_id] = upload
    show(chat, message, edited=False)
    return message


def _edit(state: State, chat: Chat, message: Json, changed: Json, source: str) -> Json:
    if {**changed, "edit_date": 0} == {**message, "edit_date": 0}:
        raise Refused(
            400,
            "Bad Request: message is not modified: specified new message content and reply "
            "markup are exactly the same as a current content and reply markup of the message",
            scripted=state.lost_in(chat.id),
        )
    changed = {**changed, "edit_date": state.date()}
    chat.messages[message["message_id"]] = changed
    chat.sources[message["message_id"]] = source
    show(chat, changed, edited=True)
    return changed


def _message(chat: Chat, params: Parameters, purpose: str) -> Json:
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise _not_found(chat, params, purpose)
    if message.get("from", {}).get("id") != BOT_ID:
        raise Refused(400, "Bad Request: message can't be edited")
    return message


def _not_found(chat: Chat, params: Parameters, purpose: str) -> Refused:
    """Of a message its reader has deleted the bot cannot know."""
    gone = params.number("message_id") in chat.deleted
    return Refused(400, f"Bad Request: message to {purpose} not found", scripted=gone)


def _keyboard(markup: Json | None) -> Json:
    """Only inline keyboards belong to their message; the other kinds are not shown again."""
    if markup and markup.get("inline_keyboard"):
        return {"reply_markup": {"inline_keyboard": markup["inline_keyboard"]}}
    return {}


def without_reply(message: Json) -> Json:
    """Telegram shows the answered message, but not what that one answered."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


MESSAGE_METHODS: dict[str, Any] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "getfile": get_file,
}
