"""What a conversation may ask of the memory, and how: by naming it.

A step reads `facts[Recap(account=7)]`. What is not known yet raises `Unknown`; whoever runs the
turn answers it and calls `respond` again. Every query carries its own limit, so that no answer
grows with the number of visits stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar, cast

from dialogs.access import Role
from dialogs.message import Words
from dialogs.records import (
    Behaviour,
    HeardNeed,
    HeardNews,
    MetPerson,
    OutcomeLabels,
    PromiseState,
    ShownCapability,
    Side,
    Strength,
)
from dialogs.reminding import AS_SUGGESTED, Reminding
from question_bank.bank import Problem
from question_bank.kinds import Kind, OutcomeKind

T = TypeVar("T")


class Query(Generic[T]):
    """A question to the memory whose answer is a T."""


class Unknown(Exception):
    """These queries have no answer yet."""

    def __init__(self, *queries: Query[Any]) -> None:
        super().__init__(*queries)
        self.queries = queries


class Facts:
    def __init__(self, known: Mapping[Query[Any], Any] | None = None) -> None:
        self._known = dict(known or {})

    def __getitem__(self, query: Query[T]) -> T:
        self.need(query)
        return cast(T, self._known[query])

    def need(self, *queries: Query[Any]) -> None:
        """Several at once, so that a step that reads three facts costs one round and not three."""
        missing = [query for query in queries if query not in self._known]
        if missing:
            raise Unknown(*missing)

    def with_answers(self, answers: Mapping[Query[Any], Any]) -> "Facts":
        return Facts({**self._known, **answers})


@dataclass(frozen=True)
class Person:
    """The one the coach is talking to."""

    id: int
    name: str
    language: str
    zone: str
    hour: time | None
    """The usual time of a visit; None until it was asked once."""
    reminding: Reminding = AS_SUGGESTED
    team: str | None = None
    """None: a private team of one."""
    role: Role | None = None


@dataclass(frozen=True)
class Me(Query[Person]):
    pass


@dataclass(frozen=True)
class Secret(Query[str]):
    """Made for this turn out of chance; what nobody else can know or guess."""


@dataclass(frozen=True)
class KnownAccount:
    id: int
    name: str
    industry: str
    colleague: str | None
    """Whose account it is, where it is not the reader's own."""


@dataclass(frozen=True)
class RecentAccounts(Query[tuple[KnownAccount, ...]]):
    limit: int = 6


@dataclass(frozen=True)
class AccountsLike(Query[tuple[KnownAccount, ...]]):
    """Accounts whose name could be meant by this text, the likeliest first."""

    text: str
    limit: int = 4


@dataclass(frozen=True)
class PeopleAt(Query[tuple[str, ...]]):
    account: int
    limit: int = 4


@dataclass(frozen=True)
class LedgerPromise:
    id: int
    account: str
    side: Side
    what: str
    who: str | None
    due: date | None
    state: PromiseState


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
class Promises(Query[tuple[LedgerPromise, ...]]):
    """Open promises of both sides with this account, the first due first."""

    account: int
    limit: int = 6


@dataclass(frozen=True)
class PromiseBy(Query[LedgerPromise | None]):
    """None: there is none, or it is not the reader's to see."""

    promise: int


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


@dataclass(frozen=True)
class PlanOf(Query[KeptPlan | None]):
    visit: int


@dataclass(frozen=True)
class Offers(Query[tuple[str, ...]]):
    """What the team sells, in its own words, the newest first."""

    limit: int = 5


@dataclass(frozen=True)
class TeamBank(Query[tuple[Problem, ...]]):
    """The problems of the team's own packs."""

    limit: int = 1000


@dataclass(frozen=True)
class ProvenQuestion:
    key: str
    """Of its `Words`: the id in the bank, or the text."""
    asked: int
    worked: int


@dataclass(frozen=True)
class ProvenQuestions(Query[tuple[ProvenQuestion, ...]]):
    """Questions that worked at a visit of the team, and how often they were asked lately."""

    limit: int = 200


# --- the team ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    id: int
    name: str
    role: Role
    asks_for: Role | None
    """The role an invite gives them as soon as an admin confirms it."""


@dataclass(frozen=True)
class Members(Query[tuple[Member, ...]]):
    """Of the reader's team, admins first; nobody where it is a team of one."""

    limit: int = 50


@dataclass(frozen=True)
class InvitedTo:
    team: str
    role: Role
    confirmed: bool
    """No admin need confirm the role."""


@dataclass(frozen=True)
class InviteFor(Query[InvitedTo | None]):
    """None: it opens nothing, for whatever reason, or the reader has tried too often."""

    hash: str
    at: datetime


@dataclass(frozen=True)
class Invitation:
    role: Role
    own: bool
    used_by: str | None
    revoked: bool


@dataclass(frozen=True)
class InviteBy(Query[Invitation | None]):
    """One that the reader's team has made, by the beginning of its hash."""

    handle: str


@dataclass(frozen=True)
class BotName(Query[str | None]):
    """By which a link opens a chat with the coach; None: it is not on Telegram, or was never."""
