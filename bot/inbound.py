"""From Telegram's raw updates to events. Each is read alone, so that one bad one harms no other."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Chat, Message, Update, User

from bot.buttons import decode
from bot.turn import Arrival
from dialogs.events import Commanded, Edited, Event, Said
from dialogs.references import visit_in
from storage.conversations import Newcomer

LONGEST = 4096
_ATTACHMENTS = (
    *("sticker", "photo", "voice", "video", "video_note", "audio", "document", "animation"),
    *("location", "venue", "contact", "poll", "dice", "story", "game"),
)


@dataclass(frozen=True)
class Tap:
    """A tap spins on the phone until it is answered, whatever became of it."""

    query_id: str


@dataclass(frozen=True)
class Standing:
    """The person has blocked the bot, or let it in again."""

    address: str
    blocked: bool


@dataclass(frozen=True)
class Elsewhere:
    """Spoken to in a group: no word of any account belongs there."""

    address: str
    language: str


@dataclass(frozen=True)
class Incoming:
    update_id: int
    what: Arrival | Standing | Elsewhere | None
    """None: nothing of ours, to be confirmed and forgotten."""
    lane: str
    tap: Tap | None = None


def read_update(raw: dict[str, Any], channel: str, language: str, zone: str) -> Incoming:
    update = Update.de_json(raw, None)
    chat, user = update.effective_chat, update.effective_user
    lane = str(chat.id if chat else user.id if user else 0)
    query = update.callback_query
    tap = Tap(query.id) if query else None
    what: Arrival | Standing | Elsewhere | None = None
    if chat and user and not user.is_bot:
        if chat.type != Chat.PRIVATE:
            what = _elsewhere(update, chat, user, language)
        elif update.my_chat_member:
            now = update.my_chat_member.new_chat_member.status
            what = Standing(str(chat.id), now in ("kicked", "left"))
        elif event := _event(update):
            new = Newcomer(clean(user.full_name)[:80], spoken(user.language_code, language), zone)
            album = _album(update.message)
            what = Arrival(channel, str(chat.id), update.update_id, event, new, album)
    return Incoming(update.update_id, what, lane, tap)


def spoken(code: str | None, otherwise: str) -> str:
    """Of the languages we have, the one of this IETF tag."""
    known = {"zh": "zh-Hans", "en": "en"}
    return known.get((code or "").casefold().split("-")[0].split("_")[0], otherwise)


def clean(text: str) -> str:
    """What no database and no screen can hold is taken out at the door."""
    sound = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
    return unicodedata.normalize("NFC", sound)[:LONGEST]


def _event(update: Update) -> Event | None:
    if query := update.callback_query:
        shown_in = query.message.message_id if query.message else None
        return decode(query.data or "", datetime.now(UTC), shown_in)
    if edited := update.edited_message:
        text = clean(edited.text or edited.caption or "")
        return Edited(at=edited.edit_date or edited.date, source=edited.message_id, text=text)
    if message := update.message:
        return _said(message)
    return None


def _said(message: Message) -> Event | None:
    text = clean(message.text or message.caption or "")
    if text.startswith("/") and message.text:
        name, _, argument = text[1:].partition(" ")
        command, own = name.partition("@")[0].casefold(), argument.strip()
        return Commanded(at=message.date, source=message.message_id, name=command, argument=own)
    kind = None if message.text is not None else _attachment(message)
    if kind == "service":
        return None
    about = _replied_to(message)
    return Said(at=message.date, source=message.message_id, text=text, attachment=kind, about=about)


def _replied_to(message: Message) -> int | None:
    """The visit that the message of ours is about which this one replies to: its first line names
    it. A digest names many further down, and which of them is meant nobody can tell."""
    ours = message.reply_to_message
    if ours is None or ours.from_user is None or not ours.from_user.is_bot:
        return None
    heading, *_ = (ours.text or ours.caption or "").splitlines() or [""]
    return visit_in(heading)


def _album(message: Message | None) -> int | None:
    number = message.media_group_id if message else None
    return int(number) % 2**63 if number and number.isdecimal() else None


def _attachment(message: Message) -> str:
    """`service` where the message only tells of the chat itself, such as a pinned message."""
    return next((kind for kind in _ATTACHMENTS if getattr(message, kind, None)), "service")


def _elsewhere(update: Update, chat: Chat, user: User, language: str) -> Elsewhere | None:
    message = update.message
    asked = message is not None and (message.text or "").startswith("/")
    return Elsewhere(str(chat.id), spoken(user.language_code, language)) if asked else None
