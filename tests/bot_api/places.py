"""Where messages are: private chats and groups, as the people and the bot see them."""

from dataclasses import dataclass

from tests.bot_api.state import BOT, Chat, Json, State, write


@dataclass(frozen=True)
class Sent:
    """Something a person did, as the update that tells the bot of it."""

    update: Json

    @property
    def update_id(self) -> int:
        return int(self.update["update_id"])

    @property
    def message(self) -> Json:
        kind = next(name for name in self.update if name != "update_id")
        content: Json = self.update[kind]
        return content["message"] if kind == "callback_query" else content

    @property
    def message_id(self) -> int:
        return int(self.message["message_id"])


class Place:
    def __init__(self, state: State, chat: Chat) -> None:
        self._state = state
        self.chat = chat
        with state.changing():
            state.chats[chat.id] = chat

    @property
    def id(self) -> int:
        return self.chat.id

    def transcript(self) -> str:
        with self._state.changed:
            return "\n".join(self.chat.lines)

    def post(self, author: Json, content: Json) -> Sent:
        """The caller holds the lock."""
        message = {
            "message_id": self.chat.next_message_id(),
            "from": author,
            "chat": self.chat.facts,
            "date": self._state.date(),
            **content,
        }
        self.chat.messages[message["message_id"]] = message
        return self.tells("message", message)

    def tells(self, kind: str, content: Json) -> Sent:
        return Sent(self._state.inbox.add(kind, content, self._state.now()))

    def moves_bot(self, author: Json, old: str, new: str) -> Sent:
        """The bot's own standing in this chat changes."""
        change = {
            "chat": self.chat.facts,
            "from": author,
            "date": self._state.date(),
            "old_chat_member": _member(old),
            "new_chat_member": _member(new),
        }
        write(self.chat, f"({author['first_name']}: bot was {old}, is {new})")
        return self.tells("my_chat_member", change)


def _member(status: str) -> Json:
    # Telegram states until when a ban lasts; 0 is for ever.
    return {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}
