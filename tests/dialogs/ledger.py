"""A memory of what has been: visits, promises, people. What is not listed here is not known."""

from dataclasses import dataclass, field, replace

from dialogs.facts import Query
from dialogs.memory_facts import (
    AccountBy,
    AccountCard,
    AccountRecap,
    LedgerPromise,
    PromiseBy,
    Promises,
    Recap,
    Timeline,
    TimelineVisit,
)
from dialogs.records import PromiseState, Record, SettlePromise
from dialogs.team_facts import Doubles
from dialogs.visit_facts import (
    Day,
    OpenVisit,
    OpenVisits,
    Today,
    VisitAsItWent,
    VisitPage,
    VisitPlanned,
)
from tests.dialogs.chat import Memory

NOTHING = AccountRecap(None, None, (), (), (), None, None)


@dataclass
class Ledger(Memory):
    """The memory of one rep, with all that the rep may see of the team."""

    cards: dict[int, AccountCard] = field(default_factory=dict)
    recaps: dict[int, AccountRecap] = field(default_factory=dict)
    timelines: dict[int, tuple[TimelineVisit, ...]] = field(default_factory=dict)
    visited: dict[int, VisitPage] = field(default_factory=dict)
    promises: dict[int, LedgerPromise] = field(default_factory=dict)
    open: tuple[OpenVisit, ...] = ()
    doubles: tuple[str, ...] = ()
    settled: list[SettlePromise] = field(default_factory=list)
    other_records: list[Record] = field(default_factory=list)

    def answer(self, query: Query[object]) -> object:
        match query:
            case AccountBy(account):
                return self.cards.get(account)
            case Recap(account):
                return self.recaps.get(account, NOTHING)
            case Promises(account):
                name = next((a.name for a in self.accounts if a.id == account), None)
                return tuple(p for p in self._waiting() if p.account == name)
            case PromiseBy(promise):
                return self.promises.get(promise)
            case OpenVisits():
                return self.open
            case Doubles():
                return self.doubles
            case Timeline(account, skip, limit):
                return self.timelines.get(account, ())[skip : skip + limit]
            case VisitAsItWent(visit):
                return self.visited.get(visit)
            case VisitPlanned(visit):
                page = self.visited.get(visit)
                return page and page.visit
            case Today(today):
                return Day(
                    tuple(visit for visit in self.open if visit.day == today),
                    tuple(p for p in self._waiting() if p.due and p.due <= today),
                    tuple(v for v in self.open if v.day and v.day < today),
                )
        return super().answer(query)

    def _waiting(self) -> list[LedgerPromise]:
        waiting = (PromiseState.OPEN, PromiseState.MOVED)
        return [promise for promise in self.promises.values() if promise.state in waiting]

    def keep(self, record: Record) -> None:
        if not isinstance(record, SettlePromise):
            self.other_records.append(record)
            return
        self.settled.append(record)
        known = self.promises[record.promise]
        due = record.due or known.due
        self.promises[record.promise] = replace(known, state=record.state, due=due)
