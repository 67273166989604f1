"""The ledger: what either side promised at a visit, and what became of it (METHOD 4).

A promise is open as long as it was not kept or broken; a moved one is open until its new day.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, delete, literal, update

from dialogs.memory_facts import LedgerPromise, PromiseBy, Promises, PromisesOn
from dialogs.records import KeepDebrief, PromiseState, SettlePromise, Side
from storage.actor import Actor, mine
from storage.columns import Instant
from storage.debrief_tables import commitment
from storage.filing import Filed
from storage.heard import Visited, lift, write_heard
from storage.stalls import watch
from storage.tables import account


def write_promises(work: Connection, actor: Actor, record: KeepDebrief, here: Visited) -> bool:
    """One that is gone from the debrief is gone; one that was settled stays as it was settled.

    True: among those that are gone was one not kept.
    """
    rows = {
        f"{made.side}:{made.what}": {
            "account_id": here.filed.account,
            "opportunity_id": here.filed.opportunity,
            "owner_id": here.owner,
            "side": made.side.value,
            "what": made.what,
            "who": made.who,
            "due": made.due,
            "first_due": made.due,
            "state": PromiseState.OPEN.value,
        }
        for made in record.promises
    }
    key = commitment.c.side.concat(":").concat(commitment.c.what)
    untouched = commitment.c.state == PromiseState.OPEN.value
    changing = ("who", "due", "first_due")
    states: Sequence[str] = ()
    kept = lift(work, actor, here, commitment, key, rows, changing, untouched)
    if here.version > 1:
        gone = and_(commitment.c.visit_id == here.id, commitment.c.version < here.version)
        away = delete(commitment).where(commitment.c.team_id == actor.team, gone)
        states = work.execute(away.returning(commitment.c.state)).scalars().all()
    new = [row for said, row in rows.items() if said not in kept]
    write_heard(work, actor, here, commitment, new)
    return PromiseState.BROKEN.value in states


def settle_promise(work: Connection, actor: Actor, record: SettlePromise, at: datetime) -> None:
    """The day it was first due is kept; settling it once more in the same way changes nothing."""
    settled = record.state in (PromiseState.KEPT, PromiseState.BROKEN)
    first_time = case(
        (commitment.c.state == record.state.value, commitment.c.settled_at),
        else_=literal(at if settled else None, Instant),
    )
    values: dict[str, Any] = {"state": record.state.value, "settled_at": first_time}
    if record.due is not None:
        values["due"] = record.due
    own = update(commitment).where(commitment.c.team_id == actor.team)
    this = own.where(commitment.c.id == record.promise).values(values)
    of = work.execute(this.returning(commitment.c.account_id, commitment.c.opportunity_id)).first()
    if of is not None:
        watch(work, actor, Filed(of.account_id, of.opportunity_id), at)


# --- answers -----------------------------------------------------------------------------------

PROMISE = (
    commitment.c.id,
    commitment.c.side,
    commitment.c.what,
    commitment.c.who,
    commitment.c.due,
    commitment.c.state,
    commitment.c.visit_id,
)
OPEN = commitment.c.settled_at.is_(None)


def promises_at(actor: Actor) -> Select[Any]:
    there = commitment.join(account, account.c.id == commitment.c.account_id)
    return mine(actor, there, *PROMISE, account.c.name.label("account"))


def first_due_first(promises: Select[Any]) -> Select[Any]:
    return promises.order_by(commitment.c.due.asc().nulls_last(), commitment.c.id)


def promise(row: Row[Any], account_name: str) -> LedgerPromise:
    return LedgerPromise(
        id=row.id,
        account=account_name,
        side=Side(row.side),
        what=row.what,
        who=row.who,
        due=row.due,
        state=PromiseState(row.state),
        visit=row.visit_id,
    )


def read_promises(work: Connection, these: Select[Any]) -> tuple[LedgerPromise, ...]:
    return tuple(promise(row, row.account) for row in work.execute(these))


def promises(work: Connection, actor: Actor, query: Promises) -> tuple[LedgerPromise, ...]:
    here = promises_at(actor).where(commitment.c.account_id == query.account, OPEN)
    return read_promises(work, first_due_first(here).limit(query.limit))


def promises_on(work: Connection, actor: Actor, query: PromisesOn) -> tuple[LedgerPromise, ...]:
    own = (commitment.c.owner_id == actor.person, OPEN, commitment.c.due == query.day)
    return read_promises(work, first_due_first(promises_at(actor).where(*own)).limit(query.limit))


def promise_by(work: Connection, actor: Actor, query: PromiseBy) -> LedgerPromise | None:
    this = promises_at(actor).where(commitment.c.id == query.promise).limit(1)
    return next(iter(read_promises(work, this)), None)
