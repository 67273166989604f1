"""Visits one by one: those still to be debriefed, and a whole one as it was planned."""

from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, literal_column, null, or_, union_all

from dialogs.message import Words
from dialogs.visit_facts import (
    Day,
    DebriefWith,
    NumberedWords,
    OpenVisit,
    OpenVisits,
    PlannedVisit,
    Today,
    VisitPlanned,
)
from question_bank.kinds import Kind
from storage.accounts import ACCOUNT, known
from storage.actor import Actor, mine
from storage.debrief_tables import commitment, debrief
from storage.ledger import OPEN, first_due_first, promises_at, read_promises
from storage.tables import account, person, person_user, problem, question, visit, visit_person

PARTS = 500
"""A message holds 4,096 characters: no visit has more lines of one sort."""

_REP = person_user.alias("rep")
_OF_ACCOUNT = visit.join(account, account.c.id == visit.c.account_id).join(
    person_user, person_user.c.id == account.c.owner_id
)


# --- still to be debriefed ---------------------------------------------------------------------


def open_visits(work: Connection, actor: Actor, query: OpenVisits) -> tuple[OpenVisit, ...]:
    """The coming ones come last, the soonest first."""
    latest_first = (visit.c.day.desc(), visit.c.id.desc())
    found: list[OpenVisit] = []
    for these in (
        _open(actor).where(visit.c.day <= query.today).order_by(*latest_first),
        _open(actor).where(visit.c.day.is_(None)).order_by(*latest_first),
        _open(actor).where(visit.c.day > query.today).order_by(visit.c.day, visit.c.id),
    ):
        if len(found) < query.limit:
            found += _read(work, actor, these.limit(query.limit - len(found)))
    return tuple(found)


def today(work: Connection, actor: Actor, query: Today) -> Day:
    now = _open(actor).where(visit.c.day == query.today)
    earlier = _open(actor).where(visit.c.day < query.today)
    due = promises_at(actor).where(
        commitment.c.owner_id == actor.person, OPEN, commitment.c.due <= query.today
    )
    by_hour = now.order_by(visit.c.hour.asc().nulls_last(), visit.c.id)
    latest_first = earlier.order_by(visit.c.day.desc(), visit.c.id.desc())
    return Day(
        visits=tuple(_read(work, actor, by_hour.limit(query.limit))),
        due=read_promises(work, first_due_first(due).limit(query.limit)),
        undebriefed=tuple(_read(work, actor, latest_first.limit(query.limit))),
    )


def _open(actor: Actor) -> Select[Any]:
    own = (visit.c.id, visit.c.day, visit.c.objective, visit.c.hour, visit.c.zone)
    return mine(actor, _OF_ACCOUNT, *own, *ACCOUNT).where(
        visit.c.owner_id == actor.person, visit.c.version.is_(None)
    )


def _read(work: Connection, actor: Actor, visits: Select[Any]) -> list[OpenVisit]:
    return [
        OpenVisit(row.id, known(actor, row), row.day, row.objective, row.hour, row.zone)
        for row in work.execute(visits)
    ]


# --- as it was planned -------------------------------------------------------------------------


def visit_planned(work: Connection, actor: Actor, query: VisitPlanned) -> PlannedVisit | None:
    row = visit_row(work, actor, query.visit)
    return as_planned(work, actor, row, plan_lines(work, actor, row)) if row else None


def debrief_with(work: Connection, actor: Actor, query: DebriefWith) -> PlannedVisit | None:
    own = mine(actor, debrief, debrief.c.visit_id, debrief.c.answers).where(
        debrief.c.author_id == actor.person
    )
    newest = work.execute(own.order_by(debrief.c.id.desc()).limit(query.latest))
    message = f'"source":{query.source}}}'  # as the log is written; quotes people type are escaped
    visits = [row.visit_id for row in newest if message in row.answers]
    return visit_planned(work, actor, VisitPlanned(visits[0])) if visits else None


def visit_row(work: Connection, actor: Actor, visit_id: int) -> Row[Any] | None:
    told = mine(actor, debrief).subquery()
    newest = and_(told.c.visit_id == visit.c.id, told.c.version == visit.c.version)
    source = _OF_ACCOUNT.join(_REP, _REP.c.id == visit.c.owner_id).outerjoin(told, newest)
    own = (
        visit.c.id,
        visit.c.owner_id,
        visit.c.day,
        visit.c.hour,
        visit.c.zone,
        visit.c.objective,
        visit.c.fallback,
        visit.c.concern,
        visit.c.version,
        visit.c.asked_at,
        _REP.c.name.label("rep"),
    )
    after = (told.c.answers, told.c.withheld, told.c.change, told.c.next_objective)
    this = mine(actor, source, *own, *after, *ACCOUNT).where(visit.c.id == visit_id)
    return work.execute(this.limit(1)).first()


def plan_lines(work: Connection, actor: Actor, of: Row[Any]) -> list[Row[Any]]:
    """Problems, then situation questions, then problem by problem; with what became of them."""
    problems = mine(
        actor,
        problem,
        literal_column("0").label("part"),
        problem.c.id,
        null().label("kind"),
        problem.c.text,
        problem.c.bank_id,
        problem.c.version,
        problem.c.state.label("mark"),
    ).where(
        problem.c.visit_id == of.id,
        or_(problem.c.version.is_(None), problem.c.version == of.version),
    )
    questions = mine(
        actor,
        question,
        case((question.c.problem_id.is_(None), literal_column("1")), else_=literal_column("2")),
        question.c.id,
        question.c.kind,
        question.c.text,
        question.c.bank_id,
        null(),
        case((question.c.worked, "worked"), (question.c.asked, "asked")),
    ).where(question.c.visit_id == of.id)
    both = union_all(problems, questions).order_by("part", "id")
    return list(work.execute(both.limit(PARTS)))


def as_planned(
    work: Connection, actor: Actor, row: Row[Any], lines: list[Row[Any]]
) -> PlannedVisit:
    numbered = [
        (
            line,
            NumberedWords(line.id, Words(line.text, line.bank_id), line.kind and Kind(line.kind)),
        )
        for line in lines
        if line.version is None
    ]
    return PlannedVisit(
        id=row.id,
        account=known(actor, row),
        day=row.day,
        zone=row.zone,
        objective=row.objective,
        problems=tuple(words for line, words in numbered if line.kind is None),
        questions=tuple(words for line, words in numbered if line.kind is not None),
        people=expected_at(work, actor, row.id),
        answers=row.answers,
        withheld=bool(row.withheld),
    )


def expected_at(work: Connection, actor: Actor, visit_id: int) -> tuple[str, ...]:
    there = visit_person.join(person, person.c.id == visit_person.c.person_id)
    here = mine(actor, there, person.c.name).where(visit_person.c.visit_id == visit_id)
    ordered = here.order_by(visit_person.c.person_id).limit(PARTS)
    return tuple(work.execute(ordered).scalars())
