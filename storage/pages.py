"""A whole visit on one page: as it was planned, and as it went by its newest debrief."""

from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, Table, literal_column, null, union_all

from dialogs.message import Words
from dialogs.records import (
    HeardNeed,
    HeardNews,
    MetPerson,
    NewsKind,
    OutcomeLabels,
    ShownCapability,
    Strength,
)
from dialogs.visit_facts import DebriefVersion, VisitAsItWent, VisitPage
from question_bank.kinds import OutcomeKind
from storage.actor import Actor, mine
from storage.debrief_tables import (
    capability,
    commitment,
    concern,
    debrief,
    need,
    news,
    person_fact,
    private_note,
)
from storage.ledger import first_due_first, promises_at, read_promises
from storage.tables import difficulty, person, person_user, problem
from storage.visits import PARTS, as_planned, plan_lines, visit_row

_VERSIONS = 3


def visit_as_it_went(work: Connection, actor: Actor, query: VisitAsItWent) -> VisitPage | None:
    row = visit_row(work, actor, query.visit)
    if row is None:
        return None
    lines = plan_lines(work, actor, row)
    planned = [line for line in lines if line.version is None]
    promised = promises_at(actor).where(commitment.c.visit_id == row.id)
    needs, capabilities = _needs(work, actor, row)
    concerns, heard_news, notes = _remarks(work, actor, row)
    return VisitPage(
        visit=as_planned(work, actor, row, lines),
        fallback=row.fallback,
        concern=row.concern,
        difficulties=_difficulties(work, actor, row),
        confirmed=tuple(line.id for line in planned if line.mark == "confirmed"),
        denied=tuple(line.id for line in planned if line.mark == "denied"),
        new_problems=tuple(line.text for line in lines if line.version is not None),
        asked=tuple(line.id for line in planned if line.mark in ("asked", "worked")),
        worked=tuple(line.id for line in planned if line.mark == "worked"),
        versions=_versions(work, actor, row),
        promises=read_promises(work, first_due_first(promised).limit(PARTS)),
        needs=needs,
        capabilities=capabilities,
        concerns=concerns,
        people=_people(work, actor, row),
        news=heard_news,
        change=row.change,
        next_objective=row.next_objective,
        private_notes=notes,
        own=row.owner_id == actor.person,
    )


def _heard(
    work: Connection, actor: Actor, of: Row[Any], table: Table, order: Column[Any]
) -> list[Row[Any]]:
    here = mine(actor, table).where(table.c.visit_id == of.id, table.c.version == of.version)
    return list(work.execute(here.order_by(order).limit(PARTS)))


def _needs(
    work: Connection, actor: Actor, of: Row[Any]
) -> tuple[tuple[HeardNeed, ...], tuple[ShownCapability, ...]]:
    needs = _heard(work, actor, of, need, need.c.place)
    shown = _heard(work, actor, of, capability, capability.c.id)
    places = {row.id: place for place, row in enumerate(needs)}
    return (
        tuple(HeardNeed(n.text, Strength(n.strength), n.by_whom, n.grew_from) for n in needs),
        tuple(ShownCapability(c.text, places.get(c.need_id), c.benefit) for c in shown),
    )


def _remarks(
    work: Connection, actor: Actor, of: Row[Any]
) -> tuple[tuple[str, ...], tuple[HeardNews, ...], tuple[str, ...]]:
    """Concerns, news, and the private notes of the reader."""
    part, no_kind = literal_column("0", Integer), null().label("kind")
    concerns = mine(actor, concern, part.label("part"), concern.c.id, no_kind, concern.c.text)
    concerns = concerns.where(concern.c.visit_id == of.id, concern.c.version == of.version)
    told = mine(actor, news, literal_column("1", Integer), news.c.id, news.c.kind, news.c.text)
    told = told.where(news.c.visit_id == of.id, news.c.version == of.version)
    last = literal_column("2", Integer)
    notes = mine(actor, private_note, last, private_note.c.id, null(), private_note.c.text).where(
        private_note.c.visit_id == of.id, private_note.c.author_id == actor.person
    )
    every = union_all(concerns, told, notes).order_by("part", "id").limit(PARTS)
    rows = list(work.execute(every))
    return (
        tuple(row.text for row in rows if row.part == 0),
        tuple(HeardNews(NewsKind(row.kind), row.text) for row in rows if row.part == 1),
        tuple(row.text for row in rows if row.part == 2),
    )


def _people(work: Connection, actor: Actor, of: Row[Any]) -> tuple[MetPerson, ...]:
    source = person_fact.join(person, person.c.id == person_fact.c.person_id)
    met = mine(actor, source, person.c.name, person_fact.c.closeness, person_fact.c.trust).where(
        person_fact.c.visit_id == of.id, person_fact.c.version == of.version
    )
    rows = work.execute(met.order_by(person_fact.c.id).limit(PARTS))
    return tuple(MetPerson(row.name, row.closeness, row.trust) for row in rows)


def _difficulties(work: Connection, actor: Actor, of: Row[Any]) -> tuple[tuple[Words, bool], ...]:
    problems = mine(actor, problem, problem.c.id).where(problem.c.visit_id == of.id)
    columns = (difficulty.c.text, difficulty.c.bank_id, difficulty.c.worse)
    here = mine(actor, difficulty, *columns).where(difficulty.c.problem_id.in_(problems))
    rows = work.execute(here.order_by(difficulty.c.problem_id, difficulty.c.id).limit(PARTS))
    return tuple((Words(row.text, row.bank_id), row.worse) for row in rows)


def _versions(work: Connection, actor: Actor, of: Row[Any]) -> tuple[DebriefVersion, ...]:
    """Both labels of each, as they were given."""
    source = debrief.join(person_user, person_user.c.id == debrief.c.author_id)
    here = mine(actor, source, *debrief.c, person_user.c.name.label("author"))
    latest = here.where(debrief.c.visit_id == of.id).order_by(debrief.c.version.desc())
    return tuple(
        DebriefVersion(
            row.at,
            row.author,
            OutcomeLabels(
                text=row.text,
                coach=OutcomeKind(row.coach_kind),
                rep=OutcomeKind(row.rep_kind),
                rule=row.rule,
                weak=row.weak,
                reason=row.reason,
            ),
        )
        for row in work.execute(latest.limit(_VERSIONS))
    )
