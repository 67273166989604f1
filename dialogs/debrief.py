"""The debrief of a visit as it grows: a fold over the answers of its flow (METHOD 4 and 5)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dialogs.flow import Scene
from dialogs.plan import Account, load
from dialogs.records import (
    Behaviour,
    HeardNeed,
    HeardNews,
    MetPerson,
    Promise,
    ShownCapability,
)
from dialogs.session import NOTE, WITHHELD, Answer
from question_bank.kinds import OutcomeKind

SAVE_NOW = "save_now"


@dataclass(frozen=True)
class Visited:
    """The visit spoken of: a planned one, or an account that was visited without a plan."""

    account: Account
    visit: int | None = None


@dataclass(frozen=True)
class Told:
    """The outcome in the rep's words, every added fact included, and what the coach makes of it."""

    text: str
    kind: OutcomeKind
    rule: str
    weak: bool
    missing: str | None
    settles: str | None
    cue: str
    words: str
    """The rep's own words that decided."""
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class ProblemMarks:
    confirmed: tuple[int, ...] = ()
    denied: tuple[int, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionMarks:
    asked: tuple[int, ...] = ()
    worked: tuple[int, ...] = ()
    new: tuple[str, ...] = ()
    """Questions that were asked without having been planned."""


@dataclass(frozen=True)
class Lesson:
    change: str | None = None
    behaviour: Behaviour | None = None


@dataclass(frozen=True)
class Next:
    objective: str | None = None
    day: date | None = None


@dataclass(frozen=True)
class VisitDebrief:
    visited: Visited | None = None
    told: Told | None = None
    overruled: OutcomeKind | None = None
    reason: str | None = None
    problems: ProblemMarks = ProblemMarks()
    needs: tuple[HeardNeed, ...] = ()
    questions: QuestionMarks = QuestionMarks()
    capabilities: tuple[ShownCapability, ...] = ()
    concerns: tuple[str, ...] = ()
    people: tuple[MetPerson, ...] = ()
    news: tuple[HeardNews, ...] = ()
    lesson: Lesson = Lesson()
    next: Next = Next()
    private: str | None = None
    notes: tuple[str, ...] = ()
    """What nobody understood, as it was typed."""
    withheld: bool = False

    @property
    def kind(self) -> OutcomeKind | None:
        """The rep's label: the coach's where it was not overruled."""
        return self.overruled or (self.told.kind if self.told else None)


def debrief(scene: Scene) -> VisitDebrief:
    return debrief_of(scene.answers)


def debrief_of(answers: Iterable[Answer]) -> VisitDebrief:
    found = VisitDebrief()
    for answer in answers:
        take = _TAKES.get(answer.step)
        if take and answer.value is not None and answer.value != SAVE_NOW:
            found = take(found, answer.value)
    return found


def _told(found: VisitDebrief, value: Any) -> VisitDebrief:
    """A fact more is judged anew, and an older disagreement with it is over."""
    return replace(found, told=load(Told, value), overruled=None, reason=None)


def _verdict(found: VisitDebrief, value: Any) -> VisitDebrief:
    return found if isinstance(value, str) else _told(found, value)


def _industry(found: VisitDebrief, value: Any) -> VisitDebrief:
    return replace(found, visited=Visited(load(Account, value)))


def _into(field: str, shape: Any) -> Callable[[VisitDebrief, Any], VisitDebrief]:
    def take(found: VisitDebrief, value: Any) -> VisitDebrief:
        return replace(found, **{field: load(shape, value)})

    return take


_TAKES: Mapping[str, Callable[[VisitDebrief, Any], VisitDebrief]] = {
    "visit": _into("visited", Visited),
    "industry": _industry,
    "outcome": _told,
    "verdict": _verdict,
    "label": _into("overruled", OutcomeKind),
    "reason": _into("reason", str),
    "problems": _into("problems", ProblemMarks),
    "needs": _into("needs", tuple[HeardNeed, ...]),
    "questions": _into("questions", QuestionMarks),
    "capabilities": _into("capabilities", tuple[ShownCapability, ...]),
    "concerns": _into("concerns", tuple[str, ...]),
    "people": _into("people", tuple[MetPerson, ...]),
    "news": _into("news", tuple[HeardNews, ...]),
    "lesson": _into("lesson", Lesson),
    "next": _into("next", Next),
    "private": _into("private", str),
    WITHHELD: _into("withheld", bool),
    NOTE: lambda found, value: replace(found, notes=(*found.notes, str(value))),
}
