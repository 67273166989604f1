"""When the coach may speak unasked, as a person wishes it. What is said then: `reminders.py`."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Reminding:
    """A person's own wishes; times are of their zone. The suggestions are ours *(house)*."""

    on: bool = True
    lead: int | None = 60
    """Minutes before a visit; None: the evening before."""
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    """The same as `quiet_from`: no hour is quiet."""
    days_off: tuple[int, ...] = (5, 6)
    """Monday is 0."""

    @property
    def has_quiet_hours(self) -> bool:
        return self.quiet_from != self.quiet_until


AS_SUGGESTED = Reminding()
