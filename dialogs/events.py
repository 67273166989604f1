"""What can happen in a conversation. Nothing else ever comes in."""

from dataclasses import dataclass
from datetime import datetime

from dialogs.reminding import ReminderKind


@dataclass(frozen=True, kw_only=True)
class Event:
    at: datetime
    """When the person did it, with a zone: every "tomorrow" is counted from here."""
    source: int | None = None
    """The message that carried it, so that an edit of that message finds its answer again."""


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    text: str
    unseen: bool = False
    """Sent before the question now open had been shown: it belongs to the answer before."""
    attachment: str | None = None
    """What came instead of text or beside it: `sticker`, `photo`, `voice`..."""
    about: int | None = None
    """The visit of the message it replies to."""


@dataclass(frozen=True, kw_only=True)
class Tapped(Event):
    version: int
    index: int
    """Into `Session.offered`, as it stood in that version."""
    lasting: str | None = None
    """Instead of these two: what the button does outlives its question (`Button.lasting`)."""


@dataclass(frozen=True, kw_only=True)
class Commanded(Event):
    name: str
    argument: str = ""


@dataclass(frozen=True, kw_only=True)
class Edited(Event):
    text: str


@dataclass(frozen=True, kw_only=True)
class Due(Event):
    """Time itself: `at` is when it is noticed, which may be late."""

    kind: ReminderKind
    visit: int | None = None
    subject: int = 0
