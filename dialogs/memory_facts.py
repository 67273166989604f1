"""What is remembered of an account: the last visit, needs, promises, its card and its timeline."""

from dataclasses import dataclass, field
from datetime import date

from dialogs.facts import KnownAccount, Query
from dialogs.message import Words
from dialogs.records import Behaviour, MetPerson, PromiseState, Side, Strength
from question_bank.kinds import Kind, OutcomeKind


@dataclass(frozen=True)
class LedgerPromise:
    id: int
    account: str
    side: Side
    what: str
    who: str | None
    due: date | None
    state: PromiseState
    visit: int = field(default=0, compare=False)
    """At which it was made."""


@dataclass(frozen=True)
class Practice:
    behaviour: Behaviour
    tries: int
    """Visits at which it was tried since it was chosen."""


@dataclass(frozen=True)
class KnownNeed:
    id: int
    text: str
    strength: Strength


@dataclass(frozen=True)
class LastVisit:
    """The visit debriefed last."""

    id: int
    day: date | None
    kind: OutcomeKind
    """The coach's label."""
    rep_kind: OutcomeKind
    objective: str
    next_objective: str | None


@dataclass(frozen=True)
class AccountRecap:
    last: LastVisit | None
    promise: LedgerPromise | None
    """The customer's promise of that visit that is due first, if any is still open."""
    implied: tuple[KnownNeed, ...]
    """Needs still implied, the newest first, three at most."""
    explicit: tuple[KnownNeed, ...]
    """Needs become explicit, the newest first, six at most."""
    never_asked: tuple[Words, ...]
    """Questions planned for the last planned visit and not asked, three at most."""
    practice: Practice | None
    """Of the reader, not of the account."""
    undebriefed: date | None
    """The day of a planned visit here that is past and was never debriefed."""
    note: "CoachNote | None" = None
    """What a manager wrote last on a visit here."""


@dataclass(frozen=True)
class Recap(Query[AccountRecap]):
    """What to remember before the next visit to an account."""

    account: int
    today: date


@dataclass(frozen=True)
class CarriedQuestion:
    kind: Kind
    words: Words
    difficulty: Words | None
    """The difficulty an implication question belongs to."""
    worse: bool


@dataclass(frozen=True)
class CarriedProblem:
    words: Words
    confirmed: bool
    never_asked: tuple[CarriedQuestion, ...]


@dataclass(frozen=True)
class CarriedOver(Query[tuple[CarriedProblem, ...]]):
    """Problems of the last visit to an account that were not denied, and new ones found there;
    with the questions planned for them and never asked."""

    account: int
    limit: int = 3


@dataclass(frozen=True)
class Promises(Query[tuple[LedgerPromise, ...]]):
    """Open promises of both sides with this account, the first due first."""

    account: int
    limit: int = 6


@dataclass(frozen=True)
class PromiseBy(Query[LedgerPromise | None]):
    """None: there is none, or it is not the reader's to see."""

    promise: int


@dataclass(frozen=True)
class PromisesOn(Query[tuple[LedgerPromise, ...]]):
    """Open promises of both sides due on this day, from visits of the reader."""

    day: date
    limit: int = 8


@dataclass(frozen=True)
class CoachNote:
    author: str
    text: str


@dataclass(frozen=True)
class TimelineVisit:
    id: int
    day: date | None
    objective: str
    kind: OutcomeKind | None
    """The coach's label; None: not debriefed."""
    rep_kind: OutcomeKind | None
    not_kept: bool
    """An advance whose promise was broken."""
    changed: bool
    """Its debrief was re-opened and saved again."""


@dataclass(frozen=True)
class Timeline(Query[tuple[TimelineVisit, ...]]):
    """The visits of an account, the latest first."""

    account: int
    skip: int = 0
    limit: int = 6


@dataclass(frozen=True)
class AccountCard:
    account: KnownAccount
    people: tuple[MetPerson, ...]
    """As they stood at the last visit they were spoken of, six at most."""
    visits: int
    advances: int
    """Visits whose coach's label is order or advance, of those held and debriefed."""
    kept: int
    broken: int
    """Promises of the customer."""


@dataclass(frozen=True)
class AccountBy(Query[AccountCard | None]):
    account: int
