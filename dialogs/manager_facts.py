"""What is asked for managers and the reps they coach: summaries, notes, stalls, figures."""

from dataclasses import dataclass
from datetime import date

from dialogs.facts import KnownAccount, Query
from dialogs.measures import RepFigures
from dialogs.memory_facts import LedgerPromise
from dialogs.visit_facts import PlannedVisit
from question_bank.kinds import OutcomeKind


@dataclass(frozen=True)
class SavedDebrief:
    """One version of a debrief, whole enough for its summary."""

    visit: PlannedVisit
    author: str
    own: bool
    answers: str
    """The log of this version."""
    before: OutcomeKind | None
    """The rep's label in the version before, where there was one."""
    withheld: bool


@dataclass(frozen=True)
class SummaryOf(Query[SavedDebrief | None]):
    """Of one's own, or for a manager; others hear nothing."""

    visit: int
    version: int


@dataclass(frozen=True)
class Note:
    id: int
    visit: int
    account: str
    day: date | None
    """Of the visit."""
    author: str
    own: bool
    """The reader wrote it."""
    rep: str
    """Whose visit it is."""
    text: str
    changed: bool
    answers: str | None
    """The words of the note it answers; None: it is a manager's own."""
    answered: bool = False
    """The rep has answered it."""


@dataclass(frozen=True)
class NoteBy(Query[Note | None]):
    """For its author, for the rep of the visit, and for managers."""

    note: int


@dataclass(frozen=True)
class NoteFrom(Query[Note | None]):
    """The reader's own note that this message carried."""

    source: int


@dataclass(frozen=True)
class SpokenOf:
    """A visit as somebody is about to write a note on it."""

    visit: int
    account: KnownAccount
    day: date | None
    rep: str
    own: bool
    """The reader's own visit."""
    note: Note | None
    """The newest note of a manager on it that the rep has not answered yet."""
    noted: bool
    """A manager has written on it."""


@dataclass(frozen=True)
class NotesOn(Query[SpokenOf | None]):
    visit: int
    note: int | None = None
    """The note that is to be answered; None: the newest."""


@dataclass(frozen=True)
class NewestPlan(Query[int | None]):
    """The visit the reader planned last, where it is still to be debriefed."""


@dataclass(frozen=True)
class Reach:
    """Who has had the summary of a debrief."""

    visit: int
    account: str
    day: date | None
    withheld: bool
    seen_by: tuple[str, ...]


@dataclass(frozen=True)
class NewestDebrief(Query[Reach | None]):
    """Of those the reader saved, the last; managers who read summaries at once, six at most."""

    managers: int = 6


STALLED = 3
"""A sale is stalled by so many continuations in a row (METHOD 4)."""


@dataclass(frozen=True)
class Stall:
    visit: int
    """The last of the run."""
    account: str
    rep: str
    own: bool
    run: int
    people: tuple[str, ...]
    """Met there so far, four at most."""


@dataclass(frozen=True)
class StallOf(Query[Stall | None]):
    """None: the sale this visit belongs to is not stalled any more."""

    visit: int
    people: int = 4


# --- the team over a period ----------------------------------------------------------------------


@dataclass(frozen=True)
class TeamFigures(Query[tuple[RepFigures, ...]]):
    """By rep, the name first in the alphabet first; for managers. Both days count."""

    start: date
    end: date
    today: date
    """A visit planned for an earlier day should have been debriefed."""
    limit: int = 50


@dataclass(frozen=True)
class DayOutcomes:
    rep: str
    day: date
    kind: OutcomeKind
    """The coach's label, of visits that were held."""
    count: int


@dataclass(frozen=True)
class OutcomesByDay(Query[tuple[DayOutcomes, ...]]):
    """For managers. Both days count."""

    start: date
    end: date
    limit: int = 5000


@dataclass(frozen=True)
class StalledSale:
    visit: int
    """The last one there."""
    account: str
    rep: str
    run: int


@dataclass(frozen=True)
class OverduePromise:
    rep: str
    promise: LedgerPromise


@dataclass(frozen=True)
class LateDebrief:
    account: str
    rep: str
    day: date


@dataclass(frozen=True)
class Debriefed:
    """A debriefed visit in a line."""

    visit: int
    account: str
    rep: str
    day: date
    coach: OutcomeKind
    rep_kind: OutcomeKind


@dataclass(frozen=True)
class Exceptions:
    """What a manager looks at first."""

    stalled: tuple[StalledSale, ...] = ()
    overdue: tuple[OverduePromise, ...] = ()
    undebriefed: tuple[LateDebrief, ...] = ()
    gaps: tuple[Debriefed, ...] = ()
    """Where rep and coach see a visit of the period differently; without those kept back."""

    def __bool__(self) -> bool:
        return bool(self.stalled or self.overdue or self.undebriefed or self.gaps)


@dataclass(frozen=True)
class TeamExceptions(Query[Exceptions]):
    """For managers."""

    start: date
    end: date
    today: date
    limit: int = 7
    """Of each sort; one more than is shown, which tells that there are more."""


@dataclass(frozen=True)
class DebriefsOf(Query[tuple[Debriefed, ...]]):
    """Of a period, the latest first; for managers, and without those the rep kept back."""

    start: date
    end: date
    limit: int = 11
    """One more than is shown."""
