"""What a turn leaves behind in the memory; `storage` knows how to write each of these."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from dialogs.access import Role
from dialogs.managing import Managing, Summaries
from dialogs.message import Words
from dialogs.reminding import Remind, Reminding
from question_bank.kinds import Kind, OutcomeKind


@dataclass(frozen=True)
class KeepLanguage:
    language: str


@dataclass(frozen=True)
class KeepHour:
    """The usual time of a visit, and the zone it is meant in."""

    hour: time
    zone: str


@dataclass(frozen=True)
class KeepZone:
    zone: str


@dataclass(frozen=True)
class KeepReminding:
    reminding: Reminding


@dataclass(frozen=True)
class KeepOffer:
    text: str


@dataclass(frozen=True)
class DropOffer:
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
    reminders: tuple[Remind, ...] = ()


# --- after the visit -----------------------------------------------------------------------------


class Side(StrEnum):
    CUSTOMER = "customer"
    OURS = "ours"


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    MOVED = "moved"
    BROKEN = "broken"


class Strength(StrEnum):
    """Of a need (METHOD 1): a difficulty told, or a wish to act."""

    IMPLIED = "implied"
    EXPLICIT = "explicit"


class NewsKind(StrEnum):
    POLICY = "policy"
    PEOPLE = "people"
    BUSINESS = "business"
    ACTIVITY = "activity"


class Behaviour(StrEnum):
    """What a rep practises, one at a time and in this order (METHOD 2, learning a skill)."""

    QUESTIONS = "questions"
    PROBLEM = "problem"
    IMPLICATION = "implication"
    NEED_PAYOFF = "need_payoff"


@dataclass(frozen=True)
class OutcomeLabels:
    """What the rep told, what the coach made of it, what the rep made of it; all are kept."""

    text: str
    coach: OutcomeKind
    rep: OutcomeKind
    rule: str
    weak: bool
    reason: str | None = None
    """Why the rep overruled the coach."""


@dataclass(frozen=True)
class Promise:
    side: Side
    what: str
    who: str | None = None
    due: date | None = None


@dataclass(frozen=True)
class HeardNeed:
    text: str
    strength: Strength
    by: str | None = None
    grew_from: int | None = None
    """The implied need of an earlier visit that has become this explicit one."""


@dataclass(frozen=True)
class ShownCapability:
    text: str
    need: int | None = None
    """Which of this debrief's needs it met, by position."""
    benefit: bool = False
    """It met an explicit need of this account; otherwise it was an advantage (METHOD 3)."""


@dataclass(frozen=True)
class MetPerson:
    """Changes are -1, 0 or 1; None: not said."""

    name: str
    closeness: int | None = None
    trust: int | None = None


@dataclass(frozen=True)
class HeardNews:
    kind: NewsKind
    text: str


@dataclass(frozen=True)
class KeepDebrief:
    """A visit as it went. `visit` is None where it was not planned: it is made then, of `account`
    (or of a new account) on `day`. A visit debriefed before gets a new version; the old one is
    kept."""

    visit: int | None
    account: int | None
    name: str
    industry: str
    day: date
    zone: str
    outcome: OutcomeLabels
    promises: tuple[Promise, ...]
    confirmed: tuple[int, ...]
    """Ids of planned problems; so are `denied`. The rest were not raised."""
    denied: tuple[int, ...]
    new_problems: tuple[str, ...]
    asked: tuple[int, ...]
    """Ids of planned questions; `worked` are among them."""
    worked: tuple[int, ...]
    needs: tuple[HeardNeed, ...]
    capabilities: tuple[ShownCapability, ...]
    concerns: tuple[str, ...]
    people: tuple[MetPerson, ...]
    news: tuple[HeardNews, ...]
    change: str | None
    behaviour: Behaviour | None
    """What to practise next; None: go on with the one in hand."""
    practised: bool | None
    """Whether the behaviour in hand was tried at this visit; None: none was in hand."""
    next_objective: str | None
    next_day: date | None
    private_note: str | None
    notes: tuple[str, ...]
    answers: str
    """The log itself, as JSON, so that a debrief can be re-opened where it was left."""
    withheld: bool = False
    """No summary of it goes to a manager."""
    reminders: tuple[Remind, ...] = ()
    """Of the days on which something promised is due."""


@dataclass(frozen=True)
class SettlePromise:
    """The ledger's one tap. Settling again changes it; `due` is the new day of a moved one."""

    promise: int
    state: PromiseState
    due: date | None = None


# --- the team ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeepInvite:
    role: Role
    hash: str


@dataclass(frozen=True)
class RevokeInvite:
    handle: str


@dataclass(frozen=True)
class FoundTeam:
    """The first one on this machine; who makes it is its admin."""

    name: str


@dataclass(frozen=True)
class JoinTeam:
    """The one whose invite has this hash."""

    hash: str


@dataclass(frozen=True)
class RefuseCode:
    """A code that opens nothing was tried."""


@dataclass(frozen=True)
class BringAll:
    """All of one's private team becomes the team's."""


@dataclass(frozen=True)
class LeaveTeam:
    pass


@dataclass(frozen=True)
class SettleRole:
    """An invite gave it, and an admin confirms or refuses it."""

    person: int
    role: Role
    confirmed: bool


@dataclass(frozen=True)
class ChangeRole:
    person: int
    role: Role


@dataclass(frozen=True)
class HandOver:
    account: int
    person: int


@dataclass(frozen=True)
class KeepManaging:
    """A manager's own wishes; those of the team are not among them."""

    managing: Managing


@dataclass(frozen=True)
class KeepTeamSummaries:
    summaries: Summaries


# --- what managers and reps say to each other ----------------------------------------------------


@dataclass(frozen=True)
class AskManager:
    """For advice on a visit of one's own that is still to come."""

    visit: int


@dataclass(frozen=True)
class KeepNote:
    visit: int
    text: str
    source: int | None
    """The message that carried it."""
    answers: int | None = None
    """The manager's note that the rep answers; None: a manager writes to the rep."""


@dataclass(frozen=True)
class ChangeNote:
    note: int
    text: str


@dataclass(frozen=True)
class Withhold:
    """A summary that has not gone out yet does not go out, nor does a later one of this visit."""

    visit: int


@dataclass(frozen=True)
class MergeAccounts:
    """All that hangs on the one that is gone hangs on the other from then on."""

    kept: int
    gone: int


Settings = KeepLanguage | KeepZone | KeepHour | KeepReminding | KeepOffer | DropOffer
Access = FoundTeam | KeepInvite | RevokeInvite | JoinTeam | RefuseCode | BringAll | LeaveTeam
Standing = SettleRole | ChangeRole | HandOver | MergeAccounts | KeepManaging | KeepTeamSummaries
Coaching = AskManager | KeepNote | ChangeNote | Withhold
Record = Settings | KeepPlan | KeepDebrief | SettlePromise | Access | Standing | Coaching
