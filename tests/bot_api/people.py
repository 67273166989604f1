"""Scripted people: what a person can do in a chat with the bot, and what they see there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tests.bot_api import contents
from tests.bot_api.formatting import command_entities, utf16_length
from tests.bot_api.messages import without_reply
from tests.bot_api.places import Place, Sent
from tests.bot_api.rules import TEXT_LIMIT
from tests.bot_api.state import BOT_ID, NEVER_WROTE, Chat, Heard, Json, Query, State, write

BLOCKED = "Forbidden: bot was blocked by the user"
DELETED = "Forbidden: user is deactivated"

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Tap(Sent):
    @property
    def query_id(self) -> str:
        return str(self.update["callback_query"]["id"])


class Person(Place):
    """A person, who is also the name of their private chat with the bot."""

    def __init__(self, state: State, facts: Json) -> None:
        chat = {**facts, "type": "private"}
        del chat["is_bot"], chat["language_code"]
        super().__init__(state, Chat(chat, refusal=NEVER_WROTE))
        self.facts = facts
        self.name = str(facts["first_name"])
        self._last_tap: Json = {}
        self._toasts_seen = 0

    def sends(
        self, text: str, *, chat: Place | None = None, reply_to: Heard | Sent | int | None = None
    ) -> Sent:
        assert utf16_length(text) <= TEXT_LIMIT, "an app cuts this into parts: use sends_long"
        content = _text(text)
        if reply_to is not None:
            answered = (chat or self).chat.messages[_message_id(reply_to)]
            content["reply_to_message"] = without_reply(answered)
        return self._posts(lambda: content, text, chat)

    def sends_long(self, text: str) -> list[Sent]:
        """Cut into messages as an app does it."""
        parts = [""]
        for character in text:
            if utf16_length(parts[-1]) + utf16_length(character) > TEXT_LIMIT:
                parts.append("")
            parts[-1] += character
        return [self.sends(part) for part in parts]

    def forwards(self, text: str) -> Sent:
        return self._posts(lambda: {"text": text, **contents.forwarded(self._state)}, text)

    def sends_sticker(self) -> Sent:
        return self._posts(lambda: contents.sticker(self._state), "<sticker>")

    def sends_photo(self, caption: str | None = None) -> Sent:
        return self._posts(lambda: contents.photo(self._state), "<photo>", caption=caption)

    def sends_voice(self) -> Sent:
        return self._posts(lambda: contents.voice(self._state), "<voice>")

    def sends_video(self, caption: str | None = None) -> Sent:
        return self._posts(lambda: contents.video(self._state), "<video>", caption=caption)

    def sends_video_note(self) -> Sent:
        return self._posts(lambda: contents.video_note(self._state), "<video note>")

    def sends_document(self, name: str, content: bytes, caption: str | None = None) -> Sent:
        return self._posts(
            lambda: contents.document(self._state, name, content), f"<{name}>", caption=caption
        )

    def sends_location(self) -> Sent:
        return self._posts(contents.location, "<location>")

    def sends_contact(self) -> Sent:
        return self._posts(contents.contact, "<contact>")

    def sends_dice(self) -> Sent:
        return self._posts(contents.dice, "<dice>")

    def sends_poll(self) -> Sent:
        return self._posts(lambda: contents.poll(self._state), "<poll>")

    def sends_album(self, pictures: int, caption: str | None = None) -> list[Sent]:
        """Several messages that only their album's id holds together."""
        with self._state.changed:
            album = {"media_group_id": str(10_000_000_000_000 + self._state.number())}
        return [
            self._posts(
                lambda: {**contents.photo(self._state), **album},
                f"<photo {number} of {pictures}>",
                caption=caption if number == 1 else None,
            )
            for number in range(1, pictures + 1)
        ]

    def edits(self, message: Sent | int, text: str, *, chat: Place | None = None) -> Sent:
        place = (chat or self).chat
        with self._state.changing():
            old = place.messages[_message_id(message)]
            kept = {name: value for name, value in old.items() if name != "entities"}
            new = {**kept, **_text(text), "edit_date": self._state.date()}
            place.messages[old["message_id"]] = new
            write(place, f"{self.name} (edits {old['message_id']})", text)
            return self.tells("edited_message", new)

    def deletes(self, message: Heard | Sent | int) -> None:
        """Telegram does not tell a bot of it."""
        with self._state.changing():
            del self.chat.messages[_message_id(message)]
            self.chat.deleted.add(_message_id(message))
            write(self.chat, f"{self.name} (deletes {_message_id(message)})")

    def taps(self, label: str, *, on: Heard | None = None, chat: Place | None = None) -> Tap:
        """Waits for the button; on an old message it taps what stood there when it was heard."""
        place = (chat or self).chat
        with self._state.changed:
            if on is None:
                message, button = self._until(
                    lambda: _find_button(_newest_keyboard(place), label),
                    f"saw no single button “{label}” on the newest keyboard",
                    place,
                )
            else:
                found = _find_button(on.message, label)
                assert found, f"no single button “{label}” in {on.buttons}"
                message, button = found
            assert "callback_data" in button, f"“{label}” does not call back: {button}"
            write(place, self.name, f"[{button['text']}]")
            return self._calls_back(place, message, button["callback_data"])

    def forges(self, data: str, *, on: Heard) -> Tap:
        """A tap with data that no button has: a modified app can send it."""
        with self._state.changed:
            place = self._state.chats[on.chat_id]
            write(place, self.name, f"[forged {data}]")
            return self._calls_back(place, on.message, data)

    def taps_twice(self, label: str, *, on: Heard | None = None) -> tuple[Tap, Tap]:
        return self.taps(label, on=on), self.taps_again()

    def taps_again(self) -> Tap:
        """The same tap sent anew: new update id, new query id."""
        assert self._last_tap, f"{self.name} has not tapped yet"
        with self._state.changing():
            query_id = str(4_000_000_000_000_000_000 + self._state.number())
            chat_id = self._last_tap["message"]["chat"]["id"]
            self._state.queries[query_id] = Query(self.id, chat_id, self._state.now())
            query = {"id": query_id, **self._last_tap}
            return Tap(self._state.inbox.add("callback_query", query, self._state.now()))

    def _calls_back(self, place: Chat, message: Json, data: str) -> Tap:
        self._last_tap = {
            "from": self.facts,
            "message": _as_it_is_now(place, message),
            "chat_instance": str(-(10**17) - place.id),
            "data": data,
        }
        return self.taps_again()

    def hears(
        self, timeout: float | None = None, *, chat: Place | None = None, edits: bool = True
    ) -> Heard:
        """The next message or edit of the bot; with edits=False edits are passed over."""
        place = (chat or self).chat

        def next_one() -> Heard | None:
            for position in range(place.heard.get(self.id, 0), len(place.shown)):
                place.heard[self.id] = position + 1
                if edits or not place.shown[position].edited:
                    return place.shown[position]
            return None

        with self._state.changed:
            return self._until(next_one, "heard nothing", place, timeout)

    def unheard(self, *, chat: Place | None = None) -> list[Heard]:
        place = (chat or self).chat
        with self._state.changed:
            return place.shown[place.heard.get(self.id, 0) :]

    @property
    def toasts(self) -> list[str]:
        with self._state.changed:
            return list(self._state.toasts.get(self.id, []))

    def sees_toast(self, timeout: float | None = None) -> str:
        """The next toast not seen by this call before."""
        with self._state.changed:
            toast = self._until(
                lambda: next(iter(self._state.toasts.get(self.id, [])[self._toasts_seen :]), None),
                "saw no toast",
                self.chat,
                timeout,
            )
            self._toasts_seen += 1
            return toast

    def blocks(self) -> None:
        self._leaves(BLOCKED)

    def deletes_account(self) -> None:
        self._leaves(DELETED)

    def unblocks(self) -> None:
        with self._state.changing():
            self.chat.opens()
            self.moves_bot(self.facts, "kicked", "member")

    def _leaves(self, refusal: str) -> None:
        with self._state.changing():
            assert self.chat.refusal is None, f"{self.name} has no open chat with the bot"
            self.chat.refusal = refusal
            self.moves_bot(self.facts, "member", "kicked")

    def _posts(
        self,
        content: Callable[[], Json],
        line: str,
        group: Place | None = None,
        *,
        caption: str | None = None,
    ) -> Sent:
        with self._state.changing():
            place = (group or self).chat
            assert place.refusal in {None, NEVER_WROTE}, f"{self.name} has to unblock first"
            place.opens()
            write(place, self.name, f"{line} {caption or ''}".rstrip())
            captioned = {"caption": caption} if caption is not None else {}
            return (group or self).post(self.facts, {**content(), **captioned})

    def _until(
        self,
        look: Callable[[], Seen | None],
        otherwise: str,
        place: Chat,
        timeout: float | None = None,
    ) -> Seen:
        """Waits for `look` to see something; the caller holds the lock."""
        seconds = self._state.patience if timeout is None else timeout
        seen: Seen | None = self._state.changed.wait_for(look, seconds)
        if seen is None:
            script = "\n".join(place.lines[-60:])
            wrong = "\n".join(self._state.violations)
            raise AssertionError(
                f"{self.name} {otherwise} for {seconds:g} s.\n{script}\nViolations: {wrong or None}"
            )
        return seen


def _text(text: str) -> Json:
    entities = command_entities(text)
    return {"text": text, **({"entities": entities} if entities else {})}


def _message_id(message: Heard | Sent | int) -> int:
    return message if isinstance(message, int) else message.message_id


def _newest_keyboard(place: Chat) -> Json:
    for _, message in sorted(place.messages.items(), reverse=True):
        if "reply_markup" in message and message["from"]["id"] == BOT_ID:
            return message
    return {}


def _find_button(message: Json, label: str) -> tuple[Json, Json] | None:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    exact = [button for button in buttons if button["text"] == label]
    matches = exact or [button for button in buttons if button["text"].startswith(label)]
    return (message, matches[0]) if len(matches) == 1 else None


def _as_it_is_now(place: Chat, message: Json) -> Json:
    """What the update shows of the message: little, once it has been deleted."""
    message_id = message["message_id"]
    gone = {"chat": place.facts, "message_id": message_id, "date": 0}
    return place.messages.get(message_id, gone)
