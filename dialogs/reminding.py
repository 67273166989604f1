"""What a person may be reminded of, and when they wish it. The moments that follow from these are
counted in `due_times.py`; what is said then stands in `reminders.py`.
"""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


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


class ReminderKind(StrEnum):
    BEFORE_VISIT = "before_visit"
    AFTER_VISIT = "after_visit"
    DRAFT_WAITING = "draft_waiting"
    ROLE_WAITING = "role_waiting"
    """To admins: somebody has come by an invite whose role needs their word."""
    ROLE_GIVEN = "role_given"
    ACCOUNT_GIVEN = "account_given"
    DEBRIEF_SAVED = "debrief_saved"
    """To managers; `subject` is the version of the debrief."""
    PLAN_ASKED = "plan_asked"
    """To managers: the rep asks for advice before the visit."""
    NOTE_LEFT = "note_left"
    """To a rep, or with their answer back to the manager; `subject` is the note."""
    STALLED = "stalled"
    """To the rep and to managers: the third continuation running."""
    PROMISES_DUE = "promises_due"
    """`subject` is the day, counted from the year 1."""
    DIGEST = "digest"


@dataclass(frozen=True)
class Remind:
    """A person has one of a kind for each visit and subject."""

    kind: ReminderKind
    at: datetime | None
    """None: not any more."""
    visit: int | None = None
    """None: it is about no visit, or about the one this is saved with."""
    subject: int = 0
    """What it is about besides the visit, where its kind says so."""
