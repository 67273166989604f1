"""What a turn leaves behind in the memory; `storage` knows how to write each of these."""

from dataclasses import dataclass
from datetime import date, time

from dialogs.message import Words
from question_bank.kinds import Kind


@dataclass(frozen=True)
class KeepLanguage:
    language: str


@dataclass(frozen=True)
class KeepHour:
    """The usual time of a visit, and the zone it is meant in."""

    hour: time
    zone: str


@dataclass(frozen=True)
class KeepOffer:
    text: str


@dataclass(frozen=True)
class PlannedQuestion:
    kind: Kind
    words: Words
    difficulty: int | None = None
    """For an implication: which difficulty of the same problem it belongs to, by position."""


@dataclass(frozen=True)
class PlannedDifficulty:
    words: Words
    worse: bool
    """Worse than the problem itself."""


@dataclass(frozen=True)
class PlannedProblem:
    words: Words
    questions: tuple[PlannedQuestion, ...]
    difficulties: tuple[PlannedDifficulty, ...]
    notes: str


@dataclass(frozen=True)
class KeepPlan:
    """A visit as planned. `account` is None where the account is a new one."""

    account: int | None
    name: str
    industry: str
    people: tuple[str, ...]
    day: date | None
    hour: time | None
    zone: str
    objective: str
    fallback: str | None
    problems: tuple[PlannedProblem, ...]
    situation: tuple[PlannedQuestion, ...]
    concern: str | None
    notes: str


Record = KeepLanguage | KeepHour | KeepOffer | KeepPlan
