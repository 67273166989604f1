"""What is asked of visits one by one: planned, made, still to be debriefed, and on today."""

from dataclasses import dataclass
from datetime import date, datetime, time

from dialogs.facts import KnownAccount, Query
from dialogs.memory_facts import LedgerPromise
from dialogs.message import Words
from dialogs.records import HeardNeed, HeardNews, MetPerson, OutcomeLabels, ShownCapability
from question_bank.kinds import Kind


@dataclass(frozen=True)
class OpenVisit:
    """Planned and not debriefed."""

    id: int
    account: KnownAccount
    day: date | None
    objective: str
    hour: time | None = None
    zone: str | None = None
    """Of that hour."""


@dataclass(frozen=True)
class OpenVisits(Query[tuple[OpenVisit, ...]]):
    """Of the reader: the most recent day up to today first, then those without a date."""

    today: date
    limit: int = 5


@dataclass(frozen=True)
class NumberedWords:
    id: int
    words: Words
    kind: Kind | None = None


@dataclass(frozen=True)
class PlannedVisit:
    id: int
    account: KnownAccount
    day: date | None
    zone: str
    objective: str
    problems: tuple[NumberedWords, ...]
    questions: tuple[NumberedWords, ...]
    """In the order of the plan: situation questions first, then problem by problem."""
    people: tuple[str, ...]
    answers: str | None
    """The log of its debrief, where it has been debriefed."""
    withheld: bool = False
    """No summary of it goes to a manager."""


@dataclass(frozen=True)
class VisitPlanned(Query[PlannedVisit | None]):
    visit: int


@dataclass(frozen=True)
class DebriefWith(Query[PlannedVisit | None]):
    """The visit among those the reader debriefed last whose debrief holds this message; so that an
    edit of it re-opens the debrief."""

    source: int
    latest: int = 5


@dataclass(frozen=True)
class DebriefVersion:
    at: datetime
    author: str
    outcome: OutcomeLabels


@dataclass(frozen=True)
class VisitPage:
    """A visit as it was planned and as it went. Private notes only of the reader."""

    visit: PlannedVisit
    fallback: str | None
    concern: str | None
    difficulties: tuple[tuple[Words, bool], ...]
    confirmed: tuple[int, ...]
    denied: tuple[int, ...]
    asked: tuple[int, ...]
    worked: tuple[int, ...]
    versions: tuple[DebriefVersion, ...]
    """Of the debrief, the latest first, three at most."""
    promises: tuple[LedgerPromise, ...]
    needs: tuple[HeardNeed, ...]
    capabilities: tuple[ShownCapability, ...]
    concerns: tuple[str, ...]
    people: tuple[MetPerson, ...]
    news: tuple[HeardNews, ...]
    change: str | None
    next_objective: str | None
    private_notes: tuple[str, ...]
    own: bool
    """The visit is the reader's: a colleague's can be read, and not re-opened."""
    new_problems: tuple[str, ...] = ()
    """Found at the visit, besides those that were planned."""


@dataclass(frozen=True)
class VisitAsItWent(Query[VisitPage | None]):
    visit: int


@dataclass(frozen=True)
class Day:
    visits: tuple[OpenVisit, ...]
    """Planned for today."""
    due: tuple[LedgerPromise, ...]
    """Open promises due today or before, both sides."""
    undebriefed: tuple[OpenVisit, ...]
    """Planned for an earlier day."""


@dataclass(frozen=True)
class Today(Query[Day]):
    """Of the reader; six of each at most."""

    today: date
    limit: int = 6


@dataclass(frozen=True)
class KeptLine:
    words: Words
    kind: Kind | None
    """None: it is a difficulty, and no question."""
    worse: bool = False


@dataclass(frozen=True)
class KeptProblem:
    words: Words
    lines: tuple[KeptLine, ...]
    """Each implication stands behind the difficulty it belongs to."""


@dataclass(frozen=True)
class KeptPlan:
    """A visit as it was planned, whole enough for its card."""

    visit: int
    account: KnownAccount
    own: bool
    debriefed: bool
    day: date | None
    hour: time | None
    zone: str
    people: tuple[str, ...]
    objective: str
    fallback: str | None
    concern: str | None
    situation: tuple[Words, ...]
    problems: tuple[KeptProblem, ...]
    rep: str = ""
    """Whose visit it is."""
    asked: bool = False
    """The rep has asked a manager about it."""


@dataclass(frozen=True)
class PlanOf(Query[KeptPlan | None]):
    visit: int
