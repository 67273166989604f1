"""A saved plan, whole enough for its card."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Connection,
    Row,
    and_,
    cast,
    literal_column,
    null,
    union_all,
)

from dialogs.message import Words
from dialogs.visit_facts import KeptLine, KeptPlan, KeptProblem, PlanOf
from question_bank.kinds import Kind
from storage.accounts import known
from storage.actor import Actor, mine
from storage.columns import Id
from storage.tables import difficulty, problem, question
from storage.visits import PARTS, expected_at, visit_row

_PROBLEM, _DIFFICULTY, _QUESTION = 0, 1, 2


def plan_of(work: Connection, actor: Actor, query: PlanOf) -> KeptPlan | None:
    row = visit_row(work, actor, query.visit)
    if row is None:
        return None
    lines = work.execute(_lines(actor, row.id).order_by("part", "id").limit(PARTS)).all()
    return KeptPlan(
        visit=row.id,
        account=known(actor, row),
        own=row.owner_id == actor.person,
        rep=row.rep,
        asked=row.asked_at is not None,
        debriefed=row.version is not None,
        day=row.day,
        hour=row.hour,
        zone=row.zone,
        people=expected_at(work, actor, row.id),
        objective=row.objective,
        fallback=row.fallback,
        concern=row.concern,
        situation=tuple(_words(x) for x in lines if x.part == _QUESTION and x.problem_id is None),
        problems=tuple(
            KeptProblem(_words(one), tuple(_under(one.id, lines)))
            for one in lines
            if one.part == _PROBLEM
        ),
    )


def _lines(actor: Actor, visit_id: int) -> CompoundSelect[Any]:
    planned = and_(problem.c.visit_id == visit_id, problem.c.version.is_(None))
    problems = mine(
        actor,
        problem,
        literal_column(str(_PROBLEM)).label("part"),
        problem.c.id,
        problem.c.text,
        problem.c.bank_id,
        null().label("kind"),
        cast(null(), Boolean).label("worse"),
        cast(null(), Id).label("problem_id"),
        cast(null(), Id).label("difficulty_id"),
    ).where(planned)
    difficulties = mine(
        actor,
        difficulty,
        literal_column(str(_DIFFICULTY)),
        difficulty.c.id,
        difficulty.c.text,
        difficulty.c.bank_id,
        null(),
        difficulty.c.worse,
        difficulty.c.problem_id,
        cast(null(), Id),
    ).where(difficulty.c.problem_id.in_(mine(actor, problem, problem.c.id).where(planned)))
    questions = mine(
        actor,
        question,
        literal_column(str(_QUESTION)),
        question.c.id,
        question.c.text,
        question.c.bank_id,
        question.c.kind,
        cast(null(), Boolean),
        question.c.problem_id,
        question.c.difficulty_id,
    ).where(question.c.visit_id == visit_id)
    return union_all(problems, difficulties, questions)


def _under(problem_id: int, lines: Sequence[Row[Any]]) -> Iterator[KeptLine]:
    """What brings the problem out; each difficulty, and what it leads to; what solving is worth."""
    own = [line for line in lines if line.problem_id == problem_id]
    asked = [line for line in own if line.part == _QUESTION]
    yield from (_line(line) for line in asked if line.kind == Kind.PROBLEM.value)
    for one in (line for line in own if line.part == _DIFFICULTY):
        yield KeptLine(_words(one), None, one.worse)
        yield from (_line(line) for line in asked if line.difficulty_id == one.id)
    unlinked = (line for line in asked if line.difficulty_id is None)
    yield from (_line(line) for line in unlinked if line.kind != Kind.PROBLEM.value)


def _line(row: Row[Any]) -> KeptLine:
    return KeptLine(_words(row), Kind(row.kind))


def _words(row: Row[Any]) -> Words:
    return Words(row.text, row.bank_id)
