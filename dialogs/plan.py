"""The plan of a visit as it grows: a fold over the answers of the planning flow (METHOD 2)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from dialogs.flow import Scene
from dialogs.message import Words
from dialogs.session import NOTE, Answer
from question_bank.kinds import SPIN, Kind

ASKED_PER_PROBLEM = (Kind.PROBLEM, Kind.IMPLICATION, Kind.NEED_PAYOFF)


class Sort(StrEnum):
    """Where a line of a plan belongs: a kind of question, or what is no question."""

    SITUATION = "situation"
    PROBLEM = "problem"
    DIFFICULTY = "difficulty"
    IMPLICATION = "implication"
    NEED_PAYOFF = "need_payoff"
    NOTE = "note"


@dataclass(frozen=True)
class Line:
    sort: Sort
    words: Words
    worse: bool = False
    """A difficulty worse than the problem itself."""


@dataclass(frozen=True)
class Account:
    id: int | None
    """None: a new one, made when the plan is saved."""
    name: str
    industry: str | None = None
    alike: tuple["Account", ...] = ()
    """Known accounts that could be meant by the name, until the rep has said which."""
    colleague: str | None = None


@dataclass(frozen=True)
class When:
    day: date
    zone: str
    hour: time | None = None
    others: tuple["When", ...] = ()
    """What else the words can mean, until the rep has said which."""


@dataclass(frozen=True)
class Objective:
    text: str
    fallback: str | None = None


@dataclass(frozen=True)
class Aim:
    """A problem the customer is likely to have, and all that is planned around it."""

    words: Words
    lines: tuple[Line, ...] = ()
    asked: bool = False
    """The rep has had a say on it, even if it was "skip"."""

    def has(self, kind: Kind) -> bool:
        return any(line.sort == kind.value for line in self.lines)

    @property
    def missing(self) -> tuple[Kind, ...]:
        return tuple(kind for kind in ASKED_PER_PROBLEM if not self.has(kind))


@dataclass(frozen=True)
class Problems:
    """Up to three; what was typed beyond them is kept as notes."""

    chosen: tuple[Words, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisitPlan:
    account: Account | None = None
    quick: bool = False
    """The 60-second plan: no whom, when, situation questions, concern."""
    whom: tuple[str, ...] = ()
    when: When | None = None
    objective: Objective | None = None
    aims: tuple[Aim, ...] = ()
    situation: tuple[Line, ...] = ()
    concern: str | None = None
    notes: tuple[str, ...] = ()
    hand: int | None = None
    """The problem spoken of last, by position; None: none, or one that an edit took away."""
    picked: int | None = None
    """The problem whose questions the rep wants to change."""

    @property
    def industry(self) -> str:
        return (self.account.industry if self.account else None) or "other"

    @property
    def coming(self) -> int | None:
        """The problem to ask about next; None: all were."""
        waiting = (place for place, aim in enumerate(self.aims) if not aim.asked)
        return self.picked if self.picked is not None else next(waiting, None)

    @property
    def spoken(self) -> Aim:
        """The problem whose questions were answered last."""
        return self.aims[self.hand or 0]

    def balance(self) -> Mapping[Kind, int]:
        """Planned questions by kind."""
        lines = [*self.situation, *(line for aim in self.aims for line in aim.lines)]
        return {kind: sum(line.sort == kind.value for line in lines) for kind in SPIN}


def load(shape: Any, value: Any) -> Any:
    """A value of the log in its own type again."""
    return _adapter(shape).validate_python(value)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def plan(scene: Scene) -> VisitPlan:
    return plan_of(scene.answers)


def plan_of(answers: Iterable[Answer]) -> VisitPlan:
    """What is skipped stays as it was: empty at first, and in an edit what was planned."""
    plan = VisitPlan()
    for answer in answers:
        take = _TAKES.get(answer.step)
        plan = take(plan, answer.value) if take else plan
    return plan


def _account(plan: VisitPlan, value: Any) -> VisitPlan:
    return replace(plan, account=load(Account, value))


def _whom(plan: VisitPlan, value: Any) -> VisitPlan:
    if value == "quick":
        return replace(plan, quick=True)
    return replace(plan, whom=tuple(value)) if value is not None else plan


def _when(plan: VisitPlan, value: Any) -> VisitPlan:
    if value is None:
        return plan
    return replace(plan, when=None if value == "open" else load(When, value))


def _hour(plan: VisitPlan, value: Any) -> VisitPlan:
    if plan.when is None or value is None or value == "other":
        return plan
    chosen = load(When, value)
    return replace(
        plan, when=replace(plan.when, day=chosen.day, hour=chosen.hour, zone=chosen.zone)
    )


def _objective(plan: VisitPlan, value: Any) -> VisitPlan:
    return replace(plan, objective=load(Objective, value)) if value is not None else plan


def _problems(plan: VisitPlan, value: Any) -> VisitPlan:
    """A problem that stays keeps what is planned around it; of one that goes it is a note."""
    known = {aim.words.key: aim for aim in plan.aims}
    chosen = load(Problems, value) if value else Problems(())
    aims = tuple(known.pop(words.key, Aim(words)) for words in chosen.chosen)
    left = [line.words for aim in known.values() for line in aim.lines]
    typed = tuple(words.text for words in left if words.bank is None)
    return replace(plan, aims=aims, notes=plan.notes + chosen.notes + typed)


def _questions(plan: VisitPlan, value: Any) -> VisitPlan:
    place = plan.coming
    plan = replace(plan, hand=place, picked=None)
    if place is None or value is None:
        return _with_lines(plan, load(tuple[Line, ...], value or ()))
    return _with_lines(plan, load(tuple[Line, ...], value), anew=True)


def _missing(plan: VisitPlan, value: Any) -> VisitPlan:
    return _with_lines(plan, load(tuple[Line, ...], value or ()))


def _with_lines(plan: VisitPlan, lines: tuple[Line, ...], anew: bool = False) -> VisitPlan:
    """Lines of a problem that an edit took away are kept as notes."""
    if plan.hand is None:
        return replace(plan, notes=plan.notes + tuple(line.words.text for line in lines))
    aim = plan.aims[plan.hand]
    aim = replace(aim, lines=lines if anew else aim.lines + lines, asked=True)
    return replace(plan, aims=(*plan.aims[: plan.hand], aim, *plan.aims[plan.hand + 1 :]))


def _situation(plan: VisitPlan, value: Any) -> VisitPlan:
    lines = load(tuple[Line, ...], value) if value is not None else plan.situation
    return replace(plan, situation=lines)


def _concern(plan: VisitPlan, value: Any) -> VisitPlan:
    return replace(plan, concern=value) if value is not None else plan


def _note(plan: VisitPlan, value: Any) -> VisitPlan:
    return replace(plan, notes=(*plan.notes, str(value)))


def _edit(plan: VisitPlan, value: Any) -> VisitPlan:
    part, _, place = str(value).partition(":")
    last = len(plan.aims) - 1  # an edited message may have taken problems away since
    return replace(plan, picked=min(int(place), last) if part == "questions" else None)


_TAKES: Mapping[str, Callable[[VisitPlan, Any], VisitPlan]] = {
    "account": _account,
    "industry": _account,
    "whom": _whom,
    "when": _when,
    "day": _when,
    "hour": _hour,
    "objective": _objective,
    "problems": _problems,
    "questions": _questions,
    "missing": _missing,
    "situation": _situation,
    "concern": _concern,
    "edit": _edit,
    NOTE: _note,
}
