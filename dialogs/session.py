"""A conversation as a log of answers. Where it stands, and what it holds, is read from the log."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from dialogs.message import Button

_LABELS = 12
"""So many are remembered: a rep looks back over a few questions, no further."""
NOTE = "note"
"""No step of any flow: what nobody understood, kept with the rest."""
WITHHELD = "withheld"
"""Nor is this: whether the manager is to get no summary."""


@dataclass(frozen=True)
class Typed:
    """One message of an answer, kept so that an edit of that message can be read again."""

    text: str
    source: int | None = None


@dataclass(frozen=True)
class Answer:
    step: str
    value: Any
    """JSON, as the step's reader understood it; None where the step was skipped."""
    typed: tuple[Typed, ...] = ()
    marks: tuple[int, ...] = ()
    """How the items of the list were marked with it."""

    @property
    def text(self) -> str:
        return "\n".join(typed.text for typed in self.typed)


@dataclass(frozen=True)
class Draft:
    """A conversation in hand or put aside; `answers` is the whole of it."""

    flow: str
    answers: tuple[Answer, ...] = ()
    later: tuple[Answer, ...] = ()
    """What was answered after a message whose edit raised a question, until that is answered."""
    edited: str | None = None
    """The step of that message."""
    told: tuple[Answer, ...] = ()
    """Told of questions not reached yet, in one long message."""

    @property
    def log(self) -> tuple[Answer, ...]:
        return self.answers + self.later + self.told


@dataclass(frozen=True)
class Session:
    draft: Draft | None = None
    """None: nothing is in hand."""
    offered: tuple[Button, ...] = ()
    """The buttons of the message shown last."""
    marks: tuple[int, ...] = ()
    """How each item of the numbered list shown last is marked so far; 0 is not at all."""
    parked: tuple[Draft, ...] = ()
    version: int = 0
    """Counts the messages shown; a button of another version is an old one."""
    puzzled: int = 0
    """How often in a row the question in hand got an answer that would not do."""
    over: tuple[str, ...] = ()
    """Labels that stood under earlier questions of the draft in hand, by key."""
    remind_at: datetime | None = None
    """When the drafts left lying are asked about; None: there is none."""

    def showing(self, buttons: tuple[Button, ...]) -> "Session":
        fixed = [b.label.key for b in self.offered if b.lasting is None and not b.label.values]
        over = tuple(dict.fromkeys((*fixed, *self.over)))[:_LABELS] if self.draft else ()
        return replace(self, offered=buttons, over=over, version=self.version + 1)

    def drop(self) -> "Session":
        """Nothing is in hand, nor what was shown of it."""
        return replace(self, draft=None, offered=(), marks=(), over=())

    def park(self) -> "Session":
        """The draft in hand goes on top of the pile, unless nothing was answered in it."""
        kept = (self.draft,) if self.draft and self.draft.log else ()
        return replace(self.drop(), parked=kept + self.parked)

    def unpark(self, index: int) -> "Session":
        session = self.park()
        place = index + len(session.parked) - len(self.parked)
        others = session.parked[:place] + session.parked[place + 1 :]
        return replace(session, draft=session.parked[place], parked=others)


_SESSION = TypeAdapter(Session)


def to_json(session: Session) -> str:
    return _SESSION.dump_json(session).decode()


def from_json(stored: str) -> Session:
    return _SESSION.validate_json(stored)
