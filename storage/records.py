"""Writing what a turn leaves behind. A saved plan is a dozen statements, however long it is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, update

from dialogs.names import name_key
from dialogs.records import KeepHour, KeepLanguage, KeepOffer, KeepPlan, PlannedQuestion, Record
from storage.actor import Actor, mine
from storage.tables import (
    account,
    difficulty,
    offer,
    person,
    person_user,
    problem,
    question,
    visit,
    visit_person,
)

Row = dict[str, Any]


def write(work: Connection, actor: Actor, record: Record, at: datetime) -> None:
    _WRITERS[type(record)](work, actor, record, at)


def _language(work: Connection, actor: Actor, record: KeepLanguage, at: datetime) -> None:
    own = update(person_user).where(person_user.c.id == actor.person)
    work.execute(own.values(language=record.language))


def _hour(work: Connection, actor: Actor, record: KeepHour, at: datetime) -> None:
    own = update(person_user).where(person_user.c.id == actor.person)
    work.execute(own.values(hour=record.hour, zone=record.zone))


def _offer(work: Connection, actor: Actor, record: KeepOffer, at: datetime) -> None:
    work.execute(insert(offer).values(team_id=actor.team, text=record.text))


def _plan(work: Connection, actor: Actor, record: KeepPlan, at: datetime) -> None:
    account_id = _account(work, actor, record, at)
    (visit_id,) = _insert(work, actor, visit, [_visit(actor, record, account_id, at)])
    _people(work, actor, record.people, account_id, visit_id)
    problems = _insert(
        work,
        actor,
        problem,
        [
            {"visit_id": visit_id, "place": n, "notes": p.notes, **_words(p)}
            for n, p in enumerate(record.problems)
        ],
    )
    difficulties = _difficulties(work, actor, record, problems)
    asked = [
        _question(visit_id, n, q, problem_id, difficulties)
        for problem_id, p in zip(problems, record.problems, strict=True)
        for n, q in enumerate(p.questions)
    ]
    asked += [_question(visit_id, n, q, None, {}) for n, q in enumerate(record.situation)]
    _insert(work, actor, question, asked)


def _account(work: Connection, actor: Actor, record: KeepPlan, at: datetime) -> int:
    """The account named, or the team's account of that name, or a new one."""
    key = name_key(record.name)
    known = mine(actor, account, account.c.id)
    same = account.c.key == key if record.account is None else account.c.id == record.account
    found = work.execute(known.where(same).order_by(account.c.id).limit(1)).scalar()
    if found is None:
        new = {
            "name": record.name,
            "key": key,
            "industry": record.industry,
            "owner_id": actor.person,
            "used_at": at,
        }
        return _insert(work, actor, account, [new])[0]
    work.execute(
        update(account)
        .where(account.c.team_id == actor.team, account.c.id == found)
        .values(used_at=at)
    )
    return int(found)


def _visit(actor: Actor, record: KeepPlan, account_id: int, at: datetime) -> Row:
    return {
        "account_id": account_id,
        "owner_id": actor.person,
        "planned_at": at,
        "day": record.day,
        "hour": record.hour,
        "zone": record.zone,
        "objective": record.objective,
        "fallback": record.fallback,
        "concern": record.concern,
        "notes": record.notes,
    }


def _people(
    work: Connection, actor: Actor, names: Sequence[str], account_id: int, visit_id: int
) -> None:
    if not names:
        return
    known = mine(actor, person, person.c.name, person.c.id).where(
        person.c.account_id == account_id, person.c.name.in_(names)
    )
    ids = {row.name: row.id for row in work.execute(known)}
    new = [name for name in dict.fromkeys(names) if name not in ids]
    made = _insert(work, actor, person, [{"account_id": account_id, "name": n} for n in new])
    ids |= dict(zip(new, made, strict=True))
    met = [
        {"team_id": actor.team, "visit_id": visit_id, "person_id": ids[name]}
        for name in dict.fromkeys(names)
    ]
    work.execute(insert(visit_person), met)


def _difficulties(
    work: Connection, actor: Actor, record: KeepPlan, problems: Sequence[int]
) -> Mapping[tuple[int, int], int]:
    """The ids by (problem id, position in it)."""
    places = [
        (problem_id, n, d)
        for problem_id, p in zip(problems, record.problems, strict=True)
        for n, d in enumerate(p.difficulties)
    ]
    rows = [
        {"problem_id": problem_id, "place": n, "worse": d.worse, **_words(d)}
        for problem_id, n, d in places
    ]
    ids = _insert(work, actor, difficulty, rows)
    return {(problem_id, n): i for (problem_id, n, _), i in zip(places, ids, strict=True)}


def _question(
    visit_id: int,
    place: int,
    planned: PlannedQuestion,
    problem_id: int | None,
    difficulties: Mapping[tuple[int, int], int],
) -> Row:
    difficulty_id = None
    if problem_id is not None and planned.difficulty is not None:
        difficulty_id = difficulties[problem_id, planned.difficulty]
    return {
        "visit_id": visit_id,
        "problem_id": problem_id,
        "difficulty_id": difficulty_id,
        "place": place,
        "kind": planned.kind.value,
        **_words(planned),
    }


def _words(planned: Any) -> Row:
    return {"text": planned.words.text, "bank_id": planned.words.bank}


def _insert(work: Connection, actor: Actor, table: Table, rows: Sequence[Row]) -> list[int]:
    """The new ids, in the order of the rows, by one statement."""
    if not rows:
        return []
    inserting = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(work.execute(inserting, [{"team_id": actor.team, **row} for row in rows]).scalars())


_WRITERS: Mapping[type[Any], Callable[[Connection, Actor, Any, datetime], None]] = {
    KeepLanguage: _language,
    KeepHour: _hour,
    KeepOffer: _offer,
    KeepPlan: _plan,
}
