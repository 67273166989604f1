"""What is remembered of an account, across its visits.

"Last" is by day, then by number. Nothing here looks further back than the limits below.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from dialogs.memory_facts import (
    AccountBy,
    AccountCard,
    AccountRecap,
    CarriedOver,
    CarriedProblem,
    CarriedQuestion,
    KnownNeed,
    LastVisit,
    LedgerPromise,
    Practice,
    Recap,
    Timeline,
    TimelineVisit,
)
from dialogs.message import Words
from dialogs.records import Behaviour, MetPerson, PromiseState, Side, Strength
from question_bank.kinds import Kind, OutcomeKind
from storage.accounts import ACCOUNT, OWNED, known, now
from storage.actor import Actor, mine
from storage.debrief_tables import commitment, debrief, need, person_fact
from storage.judged import DEBRIEFED, HELD, LAST_FIRST, NEWEST, not_kept
from storage.ledger import OPEN, PROMISE, promise
from storage.notes import last_note
from storage.practice import in_hand
from storage.tables import account, difficulty, person, problem, question, visit

_COUNTED = 1000
"""An account is counted by its latest thousand visits."""
_STILL_ASKED = 20
"""A question planned more than twenty visits ago is not worth asking any more."""
_NEEDS = 50
_VISITS_WITH_PEOPLE = 30
_PEOPLE = 6
_QUESTIONS = 100

_LATEST_FIRST = (visit.c.filed_on.desc(), visit.c.id.desc())


# --- before the next visit ---------------------------------------------------------------------


def recap(work: Connection, actor: Actor, query: Recap) -> AccountRecap:
    this = now(actor, query.account)
    to_debrief = mine(actor, visit, visit.c.day).where(
        visit.c.account_id == this, visit.c.version.is_(None), visit.c.day < query.today
    )
    overdue = to_debrief.order_by(visit.c.day.desc(), visit.c.id.desc()).limit(1).scalar_subquery()
    focus = in_hand(actor).subquery()
    columns = (focus.c.behaviour, focus.c.tries, overdue.label("overdue"))
    here = mine(actor, account.outerjoin(focus, true()), account.c.id, account.c.name, *columns)
    row = work.execute(here.where(account.c.id == this).limit(1)).first()
    if row is None:
        return AccountRecap(None, None, (), (), (), None, None)
    last, promised = _last(work, actor, row.id, row.name)
    return AccountRecap(
        last=last,
        promise=promised,
        implied=_needs(work, actor, row.id, Strength.IMPLIED, 3),
        explicit=_needs(work, actor, row.id, Strength.EXPLICIT, 6),
        never_asked=_never_asked(work, actor, row.id, 3),
        practice=Practice(Behaviour(row.behaviour), row.tries) if row.behaviour else None,
        undebriefed=row.overdue,
        note=last_note(work, actor, row.id),
    )


def _last(
    work: Connection, actor: Actor, account_id: int, name: str
) -> tuple[LastVisit | None, LedgerPromise | None]:
    open_ones = mine(actor, commitment).where(OPEN, commitment.c.side == Side.CUSTOMER.value)
    promised = open_ones.subquery()
    debriefed = visit.join(debrief, NEWEST)
    columns = (
        visit.c.id.label("visit_id"),
        visit.c.day,
        visit.c.objective,
        debrief.c.coach_kind,
        debrief.c.rep_kind,
        debrief.c.next_objective,
        *(promised.c[column.name] for column in PROMISE),
    )
    there = mine(
        actor, debriefed.outerjoin(promised, promised.c.visit_id == visit.c.id), *columns
    ).where(visit.c.account_id == account_id, DEBRIEFED)
    ordered = there.order_by(*LAST_FIRST, promised.c.due.asc().nulls_last(), promised.c.id)
    row = work.execute(ordered.limit(1)).first()
    if row is None:
        return None, None
    last = LastVisit(
        id=row.visit_id,
        day=row.day,
        kind=OutcomeKind(row.coach_kind),
        rep_kind=OutcomeKind(row.rep_kind),
        objective=row.objective,
        next_objective=row.next_objective,
    )
    return last, promise(row, name) if row.id else None


def _needs(
    work: Connection, actor: Actor, account_id: int, strength: Strength, limit: int
) -> tuple[KnownNeed, ...]:
    """Those of which nothing else has grown, the newest first."""
    standing = need.join(
        visit, and_(visit.c.id == need.c.visit_id, visit.c.version == need.c.version)
    )
    here = mine(actor, standing, need.c.id, need.c.text).where(
        need.c.account_id == account_id, need.c.strength == strength.value
    )
    told = here.order_by(need.c.id.desc()).limit(_NEEDS).subquery()
    later = mine(actor, standing, need.c.grew_from).subquery()
    grown = select(later.c.grew_from).where(later.c.grew_from == told.c.id).exists()
    found = select(told).where(~grown).order_by(told.c.id.desc()).limit(limit)
    return tuple(KnownNeed(row.id, row.text, strength) for row in work.execute(found))


def _never_asked(work: Connection, actor: Actor, account_id: int, limit: int) -> tuple[Words, ...]:
    """Problem by problem, then the situation questions; none of a problem that was denied."""
    about = mine(actor, problem, problem.c.id, problem.c.state).subquery()
    source = question.outerjoin(about, about.c.id == question.c.problem_id)
    here = mine(actor, source, question.c.text, question.c.bank_id).where(
        question.c.visit_id == _last_visit(actor, account_id, planned=True),
        ~question.c.asked,
        or_(about.c.state.is_(None), about.c.state != "denied"),
    )
    rows = work.execute(here.order_by(question.c.id).limit(limit))
    return tuple(Words(row.text, row.bank_id) for row in rows)


def _last_visit(
    actor: Actor, account_id: int | ColumnElement[int], planned: bool
) -> ScalarSelect[int]:
    here = mine(actor, visit, visit.c.id, visit.c.planned_at, visit.c.filed_on)
    ordered = here.where(visit.c.account_id == account_id).order_by(*_LATEST_FIRST)
    lately = ordered.limit(_STILL_ASKED).subquery()
    wanted = lately.c.planned_at.is_not(None) if planned else true()
    latest_first = (lately.c.filed_on.desc(), lately.c.id.desc())
    return select(lately.c.id).where(wanted).order_by(*latest_first).limit(1).scalar_subquery()


def carried_over(work: Connection, actor: Actor, query: CarriedOver) -> tuple[CarriedProblem, ...]:
    """Of the last planned visit, and what was found at one since then that was not planned.

    What the customer has confirmed or told comes first.
    """
    this = now(actor, query.account)
    lasts = [_last_visit(actor, this, planned) for planned in (True, False)]
    source = problem.join(visit, visit.c.id == problem.c.visit_id)
    columns = (problem.c.id, problem.c.visit_id, problem.c.text, problem.c.bank_id, problem.c.state)
    confirmed_first = case((problem.c.state == "confirmed", 0), else_=1)
    standing = mine(actor, source, *columns).where(
        problem.c.visit_id.in_(lasts),
        or_(problem.c.version.is_(None), problem.c.version == visit.c.version),
        or_(problem.c.state.is_(None), problem.c.state != "denied"),
    )
    ordered = standing.order_by(confirmed_first, *_LATEST_FIRST, problem.c.id)
    rows = work.execute(ordered.limit(query.limit)).all()
    unasked = _unasked(work, actor, rows) if rows else {}
    return tuple(
        CarriedProblem(
            Words(row.text, row.bank_id), row.state == "confirmed", tuple(unasked.get(row.id, ()))
        )
        for row in rows
    )


def _unasked(
    work: Connection, actor: Actor, problems: Sequence[Row[Any]]
) -> dict[int, list[CarriedQuestion]]:
    of = mine(actor, difficulty).subquery()
    source = question.outerjoin(of, of.c.id == question.c.difficulty_id)
    columns = (
        question.c.problem_id,
        question.c.kind,
        question.c.text,
        question.c.bank_id,
        of.c.text.label("difficulty"),
        of.c.bank_id.label("difficulty_bank"),
        of.c.worse,
    )
    here = mine(actor, source, *columns).where(
        question.c.visit_id.in_({row.visit_id for row in problems}),
        question.c.problem_id.in_({row.id for row in problems}),
        ~question.c.asked,
    )
    found: dict[int, list[CarriedQuestion]] = {}
    for row in work.execute(here.order_by(question.c.id).limit(_QUESTIONS)):
        leads = Words(row.difficulty, row.difficulty_bank) if row.difficulty else None
        one = CarriedQuestion(Kind(row.kind), Words(row.text, row.bank_id), leads, bool(row.worse))
        found.setdefault(row.problem_id, []).append(one)
    return found


# --- as time went by ---------------------------------------------------------------------------


def timeline(work: Connection, actor: Actor, query: Timeline) -> tuple[TimelineVisit, ...]:
    """A visit without a day stands where it was planned."""
    labels = mine(actor, debrief).subquery()
    newest = and_(labels.c.visit_id == visit.c.id, labels.c.version == visit.c.version)
    own = (visit.c.id, visit.c.day, visit.c.objective, visit.c.version)
    source = visit.outerjoin(labels, newest)
    kinds = (labels.c.coach_kind, labels.c.rep_kind)
    here = mine(actor, source, *own, *kinds, not_kept(actor).label("not_kept"))
    ordered = here.where(visit.c.account_id == query.account).order_by(*_LATEST_FIRST)
    rows = work.execute(ordered.limit(query.limit).offset(query.skip)).all()
    return tuple(
        TimelineVisit(
            id=row.id,
            day=row.day,
            objective=row.objective,
            kind=OutcomeKind(row.coach_kind) if row.version else None,
            rep_kind=OutcomeKind(row.rep_kind) if row.version else None,
            not_kept=row.coach_kind == OutcomeKind.ADVANCE.value and row.not_kept,
            changed=(row.version or 0) > 1,
        )
        for row in rows
    )


def account_by(work: Connection, actor: Actor, query: AccountBy) -> AccountCard | None:
    held = mine(actor, visit.join(debrief, NEWEST), debrief.c.coach_kind).where(
        visit.c.account_id == query.account,
        DEBRIEFED,
        HELD,
    )
    latest = held.order_by(*LAST_FIRST)
    success = (OutcomeKind.ORDER.value, OutcomeKind.ADVANCE.value)
    promised = mine(actor, commitment, commitment.c.id).where(
        commitment.c.account_id == query.account, commitment.c.side == Side.CUSTOMER.value
    )
    counts = {
        "visits": _count(latest),
        "advances": _count(latest.where(debrief.c.coach_kind.in_(success))),
        "kept": _count(promised.where(commitment.c.state == PromiseState.KEPT.value)),
        "broken": _count(promised.where(commitment.c.state == PromiseState.BROKEN.value)),
    }
    columns = (*ACCOUNT, *(count.label(name) for name, count in counts.items()))
    row = work.execute(
        mine(actor, OWNED, *columns).where(account.c.id == query.account).limit(1)
    ).first()
    if row is None:
        return None
    met = _people(work, actor, query.account)
    return AccountCard(known(actor, row), met, row.visits, row.advances, row.kept, row.broken)


def _count(rows: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.limit(_COUNTED).subquery()).scalar_subquery()


def _people(work: Connection, actor: Actor, account_id: int) -> tuple[MetPerson, ...]:
    """As they stood at the last visit they were spoken of, those spoken of last first."""
    columns = (visit.c.id, visit.c.version, visit.c.day)
    debriefed = mine(actor, visit, *columns).where(visit.c.account_id == account_id, DEBRIEFED)
    lately = debriefed.order_by(*LAST_FIRST).limit(_VISITS_WITH_PEOPLE).subquery()
    of = and_(person_fact.c.visit_id == lately.c.id, person_fact.c.version == lately.c.version)
    source = lately.join(person_fact, of).join(person, person.c.id == person_fact.c.person_id)
    met = mine(actor, source, person.c.name, person_fact.c.closeness, person_fact.c.trust)
    ordered = met.order_by(lately.c.day.desc(), lately.c.id.desc(), person_fact.c.id)
    found: dict[str, MetPerson] = {}
    for row in work.execute(ordered.limit(_VISITS_WITH_PEOPLE * _PEOPLE)):
        found.setdefault(row.name, MetPerson(row.name, row.closeness, row.trust))
    return tuple(found.values())[:_PEOPLE]
