"""A team over a period, for its managers: figures by rep, outcomes by day, and the exceptions.

Everybody else hears nothing, whatever they ask. What is counted stands in `dialogs.measures`.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, func, select

from dialogs.access import Action, may
from dialogs.manager_facts import (
    STALLED,
    DayOutcomes,
    Debriefed,
    DebriefsOf,
    Exceptions,
    LateDebrief,
    OutcomesByDay,
    OverduePromise,
    StalledSale,
    TeamExceptions,
    TeamFigures,
)
from dialogs.measures import Figures, RepFigures
from dialogs.records import PromiseState, Side
from question_bank.kinds import OutcomeKind
from storage.actor import Actor, mine
from storage.debrief_tables import commitment, debrief
from storage.judged import DEBRIEFED, HELD, LAST_FIRST, NEWEST, NOT_DEBRIEFED, not_kept
from storage.ledger import OPEN, PROMISE, first_due_first, promise
from storage.tables import account, opportunity, person_user, question, visit

_GROUPS = 2000
"""A team of fifty with every combination of what is told apart has fewer."""
_REP = person_user.join(visit, visit.c.owner_id == person_user.c.id)
_JUDGED = _REP.join(debrief, NEWEST)


def _sees(actor: Actor) -> bool:
    return may(actor.role, Action.SEE_TEAM)


# --- counted ---------------------------------------------------------------------------------


def team_figures(work: Connection, actor: Actor, query: TeamFigures) -> tuple[RepFigures, ...]:
    if not _sees(actor):
        return ()
    found: dict[tuple[str, int], Figures] = defaultdict(Figures)
    for part in (_visits, _undebriefed, _promises, _questions):
        for row, figures in part(work, actor, query):
            found[row.rep, row.owner_id] += figures
    reps = sorted(found)[: query.limit]
    return tuple(RepFigures(name, found[name, number]) for name, number in reps)


_Counted = list[tuple[Any, Figures]]


def _visits(work: Connection, actor: Actor, query: TeamFigures) -> _Counted:
    what = (
        debrief.c.coach_kind,
        debrief.c.weak,
        (debrief.c.coach_kind != debrief.c.rep_kind).label("overruled"),
        not_kept(actor).label("not_kept"),
    )
    held = mine(actor, _JUDGED, *_who(), *what, visit.c.id).where(DEBRIEFED, _within(query))
    each = held.subquery()
    names = ("rep", "owner_id", "coach_kind", "weak", "overruled", "not_kept")
    groups = [each.c[name] for name in names]
    counted = select(*groups, func.count().label("number")).group_by(*groups).limit(_GROUPS)
    return [(row, _visit_figures(row)) for row in work.execute(counted)]


def _visit_figures(row: Any) -> Figures:
    kind, count = OutcomeKind(row.coach_kind), row.number
    if kind is OutcomeKind.NOT_HELD:
        return Figures(not_held=count)
    advance = kind is OutcomeKind.ADVANCE
    return Figures(
        **{kind.value: count},
        weak=count * (advance and bool(row.weak)),
        not_kept=count * (advance and bool(row.not_kept)),
        overruled=count * bool(row.overruled),
    )


def _undebriefed(work: Connection, actor: Actor, query: TeamFigures) -> _Counted:
    late = mine(actor, _REP, *_who(), func.count().label("number")).where(
        NOT_DEBRIEFED, _within(query), visit.c.day < query.today
    )
    rows = work.execute(late.group_by(*_who()).limit(_GROUPS))
    return [(row, Figures(undebriefed=row.number)) for row in rows]


def _promises(work: Connection, actor: Actor, query: TeamFigures) -> _Counted:
    made = _REP.join(commitment, commitment.c.visit_id == visit.c.id)
    what = (*_who(), commitment.c.side, commitment.c.state)
    counted = mine(actor, made, *what, func.count().label("number")).where(
        DEBRIEFED, _within(query)
    )
    return [
        (row, _promise_figures(row)) for row in work.execute(counted.group_by(*what).limit(_GROUPS))
    ]


def _promise_figures(row: Any) -> Figures:
    if row.side == Side.CUSTOMER.value:
        return Figures(**{row.state: row.number})
    settled = row.state in (PromiseState.KEPT.value, PromiseState.BROKEN.value)
    return Figures(**{f"own_{row.state}": row.number}) if settled else Figures()


def _questions(work: Connection, actor: Actor, query: TeamFigures) -> _Counted:
    asked = _REP.join(question, question.c.visit_id == visit.c.id)
    what = (*_who(), question.c.kind)
    counted = mine(actor, asked, *what, func.count().label("number")).where(
        DEBRIEFED, _within(query), question.c.asked
    )
    rows = work.execute(counted.group_by(*what).limit(_GROUPS))
    return [(row, Figures(**{row.kind: row.number})) for row in rows]


def _who() -> tuple[Any, Any]:
    return person_user.c.name.label("rep"), visit.c.owner_id


def _within(query: Any) -> Any:
    return visit.c.day.between(query.start, query.end)


def outcomes_by_day(
    work: Connection, actor: Actor, query: OutcomesByDay
) -> tuple[DayOutcomes, ...]:
    if not _sees(actor):
        return ()
    what = (person_user.c.name.label("rep"), visit.c.day, debrief.c.coach_kind)
    counted = mine(actor, _JUDGED, *what, func.count().label("number")).where(
        DEBRIEFED, _within(query), HELD
    )
    rows = work.execute(counted.group_by(visit.c.owner_id, *what).limit(query.limit))
    return tuple(DayOutcomes(r.rep, r.day, OutcomeKind(r.coach_kind), r.number) for r in rows)


# --- looked at first ---------------------------------------------------------------------------


def exceptions(work: Connection, actor: Actor, query: TeamExceptions) -> Exceptions:
    if not _sees(actor):
        return Exceptions()
    differ = (debrief.c.coach_kind != debrief.c.rep_kind, ~debrief.c.withheld)
    gaps = _debriefed(actor, query).where(*differ)
    return Exceptions(
        stalled=_stalled(work, actor, query.limit),
        overdue=_overdue(work, actor, query),
        undebriefed=_late(work, actor, query),
        gaps=_read(work, gaps, query.limit),
    )


def _stalled(work: Connection, actor: Actor, limit: int) -> tuple[StalledSale, ...]:
    """Its last visit is found one by one: there are few."""
    last = mine(actor, visit, visit.c.id).where(
        opportunity.c.team_id == actor.team,
        visit.c.opportunity_id == opportunity.c.id,
        visit.c.account_id == opportunity.c.account_id,
        DEBRIEFED,
    )
    newest = last.order_by(*LAST_FIRST).limit(1).scalar_subquery()
    source = opportunity.join(account, account.c.id == opportunity.c.account_id).join(
        person_user, person_user.c.id == account.c.owner_id
    )
    columns = (account.c.name, person_user.c.name.label("rep"), opportunity.c.stall_run)
    stalled = mine(actor, source, *columns, newest.label("last")).where(
        opportunity.c.stall_run >= STALLED
    )
    rows = work.execute(stalled.order_by(opportunity.c.id.desc()).limit(limit))
    return tuple(StalledSale(row.last, row.name, row.rep, row.stall_run) for row in rows)


def _overdue(work: Connection, actor: Actor, query: TeamExceptions) -> tuple[OverduePromise, ...]:
    there = commitment.join(account, account.c.id == commitment.c.account_id).join(
        person_user, person_user.c.id == commitment.c.owner_id
    )
    columns = (*PROMISE, account.c.name.label("account"), person_user.c.name.label("rep"))
    late = mine(actor, there, *columns).where(OPEN, commitment.c.due < query.today)
    rows = work.execute(first_due_first(late).limit(query.limit))
    return tuple(OverduePromise(row.rep, promise(row, row.account)) for row in rows)


def _late(work: Connection, actor: Actor, query: TeamExceptions) -> tuple[LateDebrief, ...]:
    """Planned for a day of the period."""
    source = _REP.join(account, account.c.id == visit.c.account_id)
    columns = (account.c.name, person_user.c.name.label("rep"), visit.c.day)
    late = mine(actor, source, *columns).where(
        NOT_DEBRIEFED, _within(query), visit.c.day < query.today
    )
    rows = work.execute(late.order_by(*LAST_FIRST).limit(query.limit))
    return tuple(LateDebrief(row.name, row.rep, row.day) for row in rows)


def debriefs_of(work: Connection, actor: Actor, query: DebriefsOf) -> tuple[Debriefed, ...]:
    if not _sees(actor):
        return ()
    return _read(work, _debriefed(actor, query).where(~debrief.c.withheld), query.limit)


def _debriefed(actor: Actor, query: Any) -> Select[Any]:
    source = _JUDGED.join(account, account.c.id == visit.c.account_id)
    columns = (
        visit.c.id,
        visit.c.day,
        account.c.name,
        person_user.c.name.label("rep"),
        debrief.c.coach_kind,
        debrief.c.rep_kind,
    )
    return mine(actor, source, *columns).where(DEBRIEFED, _within(query))


def _read(work: Connection, visits: Select[Any], limit: int) -> tuple[Debriefed, ...]:
    latest = visits.order_by(*LAST_FIRST).limit(limit)
    return tuple(
        Debriefed(
            row.id,
            row.name,
            row.rep,
            row.day,
            OutcomeKind(row.coach_kind),
            OutcomeKind(row.rep_kind),
        )
        for row in work.execute(latest)
    )
