"""How fast we write: a little under Telegram's "about 30 messages a second in all, one to a chat".

A message counts from when its answer is here: Telegram has had it by then, however slow the way. So
with those still on their way it is certain that no second over there holds more of them.
"""

from collections import deque

MOST = 28
SECOND = 1.0


class Pace:
    """Moments are seconds of a clock that only goes forward."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, int]] = deque()

    def sent(self, chat: int, now: float) -> None:
        self._recent.append((now, chat))

    def room(self, now: float) -> int:
        """How many may be on their way at once."""
        self._forget(now)
        return MOST - len(self._recent)

    def opens(self, now: float) -> float:
        """Seconds until there is more room."""
        self._forget(now)
        return self._recent[0][0] + SECOND - now if self._recent else 0.0

    def resting(self, now: float) -> set[int]:
        """Chats that heard from us within the last second."""
        self._forget(now)
        return {chat for _, chat in self._recent}

    def _forget(self, now: float) -> None:
        while self._recent and self._recent[0][0] + SECOND <= now:
            self._recent.popleft()
