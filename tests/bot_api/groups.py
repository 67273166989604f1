"""Groups: the bot joins, leaves, and loses the id when the group grows."""

from tests.bot_api.people import Person
from tests.bot_api.places import Place, Sent
from tests.bot_api.state import Chat, Json, State

SUPERGROUP_BASE = -1_000_000_000_000
KICKED = "Forbidden: bot was kicked from the group chat"


class Group(Place):
    """A group the bot is in, and reads as if it were its admin."""

    def __init__(self, state: State, chat_id: int, title: str) -> None:
        facts: Json = {"id": chat_id, "title": title, "type": "group"}
        super().__init__(state, Chat(facts))

    def adds_bot(self, by: Person) -> Sent:
        with self._state.changing():
            self.chat.opens()
            return self.moves_bot(by.facts, "left", "member")

    def removes_bot(self, by: Person) -> Sent:
        with self._state.changing():
            self.chat.refusal = KICKED
            return self.moves_bot(by.facts, "member", "kicked")

    def becomes_supergroup(self, by: Person) -> None:
        """The id changes: told by a service message in each of the two chats."""
        with self._state.changing():
            old = self.chat
            facts = {**old.facts, "id": SUPERGROUP_BASE + old.id, "type": "supergroup"}
            self.post(by.facts, {"migrate_to_chat_id": facts["id"]})
            old.moved_to = facts["id"]
            self.chat = Chat(facts, lines=old.lines)
            self._state.chats[self.chat.id] = self.chat
            self.post(by.facts, {"migrate_from_chat_id": old.id})
