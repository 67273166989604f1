"""Continuations in a row on one opportunity (METHOD 4 and 8), counted anew whenever a visit there
is judged or a promise made there is settled.

A visit not held is skipped, an advance whose promise was broken counts as a continuation; an order,
any other advance or a no-sale ends the run. It goes by the coach's label.
"""

from datetime import datetime

from sqlalchemy import Connection, and_, update

from dialogs.manager_facts import STALLED, Stall, StallOf
from dialogs.records import PromiseState, Side
from dialogs.reminding import ReminderKind
from question_bank.kinds import OutcomeKind
from storage.actor import Actor, mine
from storage.debrief_tables import commitment, debrief, person_fact
from storage.filing import Filed
from storage.tables import account, opportunity, person, person_user, visit
from storage.telling import tell, tell_managers

_LOOKED_AT = 24
"""Longer runs are not told apart."""


def watch(work: Connection, actor: Actor, filed: Filed, at: datetime) -> None:
    """The third in a row is told: once to the rep of the visit, once to each manager."""
    if filed.opportunity is None:
        return
    newest = and_(debrief.c.visit_id == visit.c.id, debrief.c.version == visit.c.version)
    broken = mine(actor, commitment, commitment.c.id).where(
        commitment.c.visit_id == visit.c.id,
        visit.c.team_id == actor.team,
        commitment.c.side == Side.CUSTOMER.value,
        commitment.c.state == PromiseState.BROKEN.value,
    )
    before = mine(actor, opportunity, opportunity.c.stall_run).where(
        opportunity.c.id == filed.opportunity
    )
    columns = (
        visit.c.id,
        visit.c.owner_id,
        debrief.c.coach_kind,
        broken.exists().label("broken"),
        before.scalar_subquery().label("before"),
    )
    held = mine(actor, visit.join(debrief, newest), *columns).where(
        visit.c.account_id == filed.account,
        visit.c.opportunity_id == filed.opportunity,
        visit.c.version.is_not(None),
        debrief.c.coach_kind != OutcomeKind.NOT_HELD.value,
    )
    latest = held.order_by(visit.c.day.desc(), visit.c.id.desc()).limit(_LOOKED_AT)
    rows = work.execute(latest).all()
    run = 0
    for row in rows:
        if not _stands_still(row.coach_kind, row.broken):
            break
        run += 1
    if not rows or run == rows[0].before:
        return
    this = update(opportunity).where(opportunity.c.team_id == actor.team)
    work.execute(this.where(opportunity.c.id == filed.opportunity).values(stall_run=run))
    if run >= STALLED > rows[0].before:
        last = rows[0]
        tell(work, actor.team, last.owner_id, ReminderKind.STALLED, at, last.id)
        tell_managers(work, Actor(last.owner_id, actor.team), ReminderKind.STALLED, at, last.id)


def _stands_still(kind: str, broken: bool) -> bool:
    return kind == OutcomeKind.CONTINUATION.value or (
        kind == OutcomeKind.ADVANCE.value and bool(broken)
    )


def stall_of(work: Connection, actor: Actor, query: StallOf) -> Stall | None:
    source = (
        visit.join(opportunity, opportunity.c.id == visit.c.opportunity_id)
        .join(account, account.c.id == visit.c.account_id)
        .join(person_user, person_user.c.id == visit.c.owner_id)
    )
    columns = (
        visit.c.account_id,
        visit.c.owner_id,
        opportunity.c.stall_run,
        account.c.name,
        person_user.c.name.label("rep"),
    )
    this = mine(actor, source, *columns).where(visit.c.id == query.visit)
    row = work.execute(this.limit(1)).first()
    if row is None or row.stall_run < STALLED:
        return None
    met = mine(actor, person_fact, person_fact.c.id).where(
        person_fact.c.person_id == person.c.id, person.c.team_id == actor.team
    )
    there = mine(actor, person, person.c.name).where(
        person.c.account_id == row.account_id, met.exists()
    )
    newest = there.order_by(person.c.id.desc()).limit(query.people)
    people = tuple(work.execute(newest).scalars())
    return Stall(
        query.visit, row.name, row.rep, row.owner_id == actor.person, row.stall_run, people
    )
