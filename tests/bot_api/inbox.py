"""The queue of updates that wait for the bot: kept until a poll with a higher offset."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from time import monotonic
from typing import Any

# Telegram forgets a tap long before it forgets a message.
LIFETIMES = {"callback_query": timedelta(seconds=150)}
LIFETIME = timedelta(hours=24)

# What a bot gets only when it asks for it by name.
BY_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Waiting:
    update: dict[str, Any]
    expires: datetime | None
    again: bool = False
    """A redelivery by the test's order: comes once, wherever the offset stands."""
    repeated: bool = False
    """It is a redelivery already, and is not repeated for ever."""

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


@dataclass
class Inbox:
    next_id: int = 400_000_001
    waiting: deque[Waiting] = field(default_factory=deque)
    updates: list[dict[str, Any]] = field(default_factory=list)
    """Every update there ever was, in order."""
    allowed: list[str] = field(default_factory=list)
    poller: int = 0
    """The number of the latest waiting poll; one with a lower number has been ended."""
    polling: int = 0
    """How many polls wait at this moment."""
    holding: bool = False
    """Nothing is handed out for now, so that it comes in one batch afterwards."""
    repeating: int = 0
    """One in so many updates comes again after it was confirmed."""
    mixing: Random | None = None
    """The chats of a batch come in another order, each keeping its own."""
    _asked: tuple[int, float] = (-1, 0.0)

    def add(self, kind: str, content: dict[str, Any], now: datetime) -> dict[str, Any]:
        update = {"update_id": self.next_id, kind: content}
        self.next_id += 1
        self.updates.append(update)
        wanted = kind in self.allowed if self.allowed else kind not in BY_REQUEST_ONLY
        if wanted:
            self.waiting.append(Waiting(update, now + LIFETIMES.get(kind, LIFETIME)))
        return update

    def add_raw(self, update: dict[str, Any]) -> dict[str, Any]:
        update = {"update_id": self.next_id, **update}
        late = update["update_id"] < self.next_id
        self.next_id = max(self.next_id, update["update_id"] + 1)
        self.updates.append(update)
        self.waiting.append(Waiting(update, None, again=late))
        return update

    def add_again(self, update_id: int) -> None:
        update = next(u for u in self.updates if u["update_id"] == update_id)
        self.waiting.append(Waiting(update, None, again=True))

    def restart_ids(self, at: int) -> None:
        assert not self.waiting, "Telegram restarts its update ids only when nothing waits"
        self.next_id = at

    def limit_for(self, offset: int, limit: int) -> int:
        """A poller that repeats itself at once is failing: Telegram hands it one at a time."""
        previous, at = self._asked
        self._asked = (offset, monotonic())
        hasty = offset == previous and monotonic() - at < 0.5
        return 1 if hasty else min(max(limit, 1), 100)

    def confirm(self, offset: int) -> None:
        if offset < 0:
            offset = self.waiting[offset].id if len(self.waiting) >= -offset else 0
        # An offset beyond the newest update counts as none: the ids may have started anew.
        if offset > self.next_id:
            return
        done = [w for w in self.waiting if not w.again and w.id < offset]
        self.waiting = deque(w for w in self.waiting if w.again or w.id >= offset)
        for waiting in done:
            if self.repeating and not waiting.repeated and waiting.id % self.repeating == 0:
                self.waiting.append(Waiting(waiting.update, None, again=True, repeated=True))

    def look(self, limit: int, now: datetime) -> list[dict[str, Any]]:
        self.waiting = deque(w for w in self.waiting if w.expires is None or w.expires > now)
        batch = [] if self.holding else list(self.waiting)[:limit]
        for waiting in batch:
            waiting.again = False  # from now on it is confirmed like any other
        found = [waiting.update for waiting in batch]
        return _mixed(found, self.mixing) if self.mixing else found


def _mixed(updates: list[dict[str, Any]], chance: Random) -> list[dict[str, Any]]:
    places = [_place(update) for update in updates]
    lanes = {place: deque[dict[str, Any]]() for place in places}
    for place, update in zip(places, updates, strict=True):
        lanes[place].append(update)
    chance.shuffle(places)
    return [lanes[place].popleft() for place in places]


def _place(update: dict[str, Any]) -> object:
    """The chat, however deep it stands."""
    kind = next((name for name in update if name != "update_id"), "")
    content = update.get(kind)
    if kind == "callback_query" and isinstance(content, dict):
        content = content.get("message")
    return content.get("chat", {}).get("id") if isinstance(content, dict) else None
