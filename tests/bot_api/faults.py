"""What can go wrong on Telegram's side: faults a test scripts, and the limits on sending."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil
from time import monotonic
from typing import Any, Literal

Trouble = Literal[
    "cut json",
    "drop after accept",
    "drop before",
    "half close",
    "hang",
    "hang after accept",
    "slow",
]
# The bot is left without an answer: its request was not looked at, or was carried out.
UNHEARD = {"drop before", "hang"}
SLOW = 0.5  # seconds after which the answer to what was carried out at once comes
UNANSWERED = {"cut json", "drop after accept", "half close", "hang after accept"}

# Where Telegram says more than the name of the status.
DESCRIPTIONS = {
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
}
# These come from the proxies in front of the Bot API, which do not speak JSON.
HTML_STATUSES = {502, 503, 504}


@dataclass
class Fault:
    method: str
    status: int | Trouble
    left: float
    retry_after: int | None = None
    description: str | None = None
    chat_id: int | None = None
    html: bool = False

    def hits(self, method: str, chat_id: object) -> bool:
        return self.method in {"*", method} and self.chat_id in {None, chat_id} and self.left > 0

    def body(self) -> dict[str, Any]:
        assert isinstance(self.status, int)
        description = self.description or DESCRIPTIONS.get(self.status) or _phrase(self.status)
        answer: dict[str, Any] = {"ok": False, "error_code": self.status}
        if self.retry_after is not None:
            description = f"Too Many Requests: retry after {self.retry_after}"
            answer["parameters"] = {"retry_after": self.retry_after}
        return {**answer, "description": description}


def _phrase(status: int) -> str:
    known = {known.value: known.phrase for known in HTTPStatus}
    return known.get(status, "Something unheard of")


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)

    def take(self, method: str, chat_id: object) -> Fault | None:
        for fault in self.planned:
            if fault.hits(method, chat_id):
                fault.left -= 1
                return fault
        return None


@dataclass
class FloodLimits:
    """About 30 messages a second in all, one a second to a chat, 20 a minute to a group."""

    strict: bool = False
    sent: dict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    paused: dict[int, float] = field(default_factory=dict)
    """chat id → until when it was told to wait."""

    def pause(self, chat_id: int, seconds: int) -> None:
        self.paused[chat_id] = monotonic() + seconds

    def too_early(self, chat_id: int) -> float:
        """Seconds by which a message comes before the end of the pause its chat was given."""
        early = self.paused.get(chat_id, 0.0) - monotonic()
        return max(0.0, early - 0.05)  # clocks of two processes

    def wait(self, chat_id: int) -> int:
        """Whole seconds to wait; 0 lets the message through and counts it."""
        if not self.strict:
            return 0
        now = monotonic()
        limits: list[tuple[object, int, float]] = [("all", 30, 1.0), (chat_id, 1, 1.0)]
        if chat_id < 0:
            limits.append((f"group {chat_id}", 20, 60.0))
        wait = max(self._over(key, most, seconds, now) for key, most, seconds in limits)
        if wait <= 0:
            for key, _, _ in limits:
                self.sent[key].append(now)
        return ceil(wait)

    def _over(self, key: object, most: int, seconds: float, now: float) -> float:
        times = self.sent[key]
        while times and times[0] <= now - seconds:
            times.popleft()
        return times[0] + seconds - now if len(times) >= most else 0.0
