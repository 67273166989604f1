"""Continuations in a row on one opportunity (METHOD 4 and 8), counted anew whenever a visit there
is judged or a promise made there is settled.

A visit not held is skipped, an advance whose promise was broken counts as a continuation; an order,
any other advance or a no-sale ends the run. It goes by the coach's label.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Row, update

from dialogs.manager_facts import STALLED, Stall, StallOf
from dialogs.reminding import ReminderKind
from question_bank.kinds import OutcomeKind
from storage.actor import Actor, mine
from storage.debrief_tables import debrief, person_fact
from storage.filing import Filed
from storage.judged import DEBRIEFED, HELD, LAST_FIRST, NEWEST, not_kept
from storage.tables import account, opportunity, person, person_user, visit
from storage.telling import tell, tell_managers

_LOOKED_AT = 24
"""Longer runs are not told apart."""


def watch(work: Connection, actor: Actor, filed: Filed, at: datetime) -> None:
    """The third in a row is told: once to the rep of the visit, once to each manager."""
    if filed.opportunity is None:
        return
    latest = _held(work, actor, filed)
    run = sum(1 for _ in takewhile(_stands_still, latest))
    before = latest[0].before if latest else None
    if run == before:
        return
    own = update(opportunity).where(opportunity.c.team_id == actor.team)
    work.execute(own.where(opportunity.c.id == filed.opportunity).values(stall_run=run))
    if before is not None and run >= STALLED > before:
        last = latest[0]
        tell(work, actor.team, last.owner_id, ReminderKind.STALLED, at, last.id)
        tell_managers(work, Actor(last.owner_id, actor.team), ReminderKind.STALLED, at, last.id)


def _held(work: Connection, actor: Actor, filed: Filed) -> Sequence[Row[Any]]:
    """The latest visits there that took place, and the run as it was `before`."""
    this = opportunity.c.id == filed.opportunity
    columns = (
        visit.c.id,
        visit.c.owner_id,
        debrief.c.coach_kind,
        not_kept(actor).label("not_kept"),
        mine(actor, opportunity, opportunity.c.stall_run).where(this).label("before"),
    )
    held = mine(actor, visit.join(debrief, NEWEST), *columns).where(
        visit.c.account_id == filed.account,
        visit.c.opportunity_id == filed.opportunity,
        DEBRIEFED,
        HELD,
    )
    return work.execute(held.order_by(*LAST_FIRST).limit(_LOOKED_AT)).all()


def _stands_still(held: Row[Any]) -> bool:
    if held.coach_kind == OutcomeKind.ADVANCE.value:
        return bool(held.not_kept)
    return bool(held.coach_kind == OutcomeKind.CONTINUATION.value)


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
