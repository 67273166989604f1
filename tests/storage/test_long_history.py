"""An account of ten thousand visits is remembered as fast as one of two thousand.

Counted, not timed: the statements, how the database goes about them, and its steps.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    insert,
    literal,
    select,
    text,
    update,
)

from dialogs.facts import Query
from dialogs.manager_facts import (
    STALLED,
    NewestDebrief,
    NewestPlan,
    NoteBy,
    NoteFrom,
    NotesOn,
    StallOf,
    SummaryOf,
)
from dialogs.memory_facts import (
    AccountBy,
    CarriedOver,
    PromiseBy,
    Promises,
    PromisesOn,
    Recap,
    Timeline,
)
from dialogs.records import KeepNote
from dialogs.visit_facts import OpenVisits, Today, VisitAsItWent, VisitPlanned
from storage import facts, records
from storage.actor import Actor
from storage.debrief_tables import (
    capability,
    coaching_note,
    commitment,
    concern,
    debrief,
    need,
    news,
    person_fact,
    private_note,
)
from storage.filing import Row
from storage.tables import opportunity, problem, question, visit
from tests.storage.plausible import NOW, Cast, full_plan, hire
from tests.storage.told import advance, all_told, debriefed, planned
from tests.storage.watching import Executed, asked, executed, unwalled

MANY = 10_000
START = date(2000, 1, 1)
MIDDLE = START + timedelta(days=50)
"""So that there is much before it and after it."""

QUERIES: dict[Query[Any], int] = {
    Recap(1, MIDDLE): 6,
    CarriedOver(1): 2,
    Timeline(1): 2,
    AccountBy(1): 2,
    Promises(1): 1,
    PromiseBy(1): 1,
    OpenVisits(MIDDLE, limit=200): 3,
    Today(MIDDLE): 3,
    VisitPlanned(1): 3,
    VisitAsItWent(1): 10,
    PromisesOn(MIDDLE): 1,
    SummaryOf(1, 1): 4,
    NewestPlan(): 1,
    NewestDebrief(): 2,
    NoteBy(1): 1,
    NoteFrom(88): 1,
    NotesOn(1): 2,
    StallOf(1): 2,
}
"""And how many statements each may take."""


def much_happened(work: Connection, actor: Actor, first: int, last: int, accounts: int = 1) -> None:
    """A visit a day: of three in a row one is open, and of three open ones one has no day.

    At each debriefed one a need was told that has grown since, three promises were made, a person
    was met, and so on; there are as many problems and questions as visits.
    """
    visits = [_visit(actor, n, 1 + n % accounts) for n in range(first, last)]
    work.execute(insert(visit), visits)
    days = (visits[0]["filed_on"], visits[-1]["filed_on"])
    new = and_(visit.c.filed_on.between(*days), visit.c.objective == "A first order")
    of_new = select(visit.c.id).where(new)
    told_of = and_(new, visit.c.version.is_not(None))
    _for_each(work, problem, visit, new, _OF_VISIT, _SAID | {"notes": ""})
    about = {"visit_id": "visit_id", "problem_id": "id"}
    planned_for = problem.c.visit_id.in_(of_new)
    _for_each(work, question, problem, planned_for, about, _SAID | {"kind": "problem"})
    _for_each(work, debrief, visit, told_of, _OF_DEBRIEF, _TOLD | {"author_id": actor.person})
    _for_each(work, need, visit, told_of, _OF_ACCOUNT, _SAID | {"strength": "implied"})
    grown = {name: name for name in ("visit_id", "version", "account_id")} | {"grew_from": "id"}
    _for_each(
        work, need, need, need.c.visit_id.in_(of_new), grown, _SAID | {"strength": "explicit"}
    )
    for state, settled in (("open", None), ("kept", NOW), ("broken", NOW)):
        promised = {"owner_id": actor.person, "state": state, "settled_at": settled}
        _for_each(work, commitment, visit, told_of, _OF_ACCOUNT, _PROMISED | promised)
    _for_each(work, person_fact, visit, told_of, _OF_DEBRIEF, {"person_id": 1, "at": NOW})
    _for_each(work, capability, visit, told_of, _OF_DEBRIEF, _HEARD | {"benefit": False})
    _for_each(work, concern, visit, told_of, _OF_DEBRIEF, _HEARD)
    _for_each(work, news, visit, told_of, _OF_DEBRIEF, _HEARD | {"kind": "people"})
    noted = {"author_id": actor.person, "at": NOW}
    _for_each(work, private_note, visit, told_of, _OF_VISIT, _HEARD | noted)
    of_both = _OF_VISIT | {"account_id": "account_id"}
    coached = noted | {"source": 7, "changed": False}
    _for_each(work, coaching_note, visit, told_of, of_both, _HEARD | coached)


_OF_VISIT = {"visit_id": "id"}
_OF_DEBRIEF = _OF_VISIT | {"version": "version"}
_OF_ACCOUNT = _OF_DEBRIEF | {"account_id": "account_id"}
_HEARD: Row = {"text": "夜班经常停机"}
_SAID = _HEARD | {"place": 0}
_PROMISED: Row = {"side": "customer", "what": "ask the board", "due": MIDDLE}
_TOLD: Row = {
    "at": NOW,
    "text": "Interested",
    "coach_kind": "advance",
    "rep_kind": "advance",
    "rule": "A1",
    "weak": False,
    "notes": [],
    "answers": "[]",
    "withheld": False,
}


def _visit(actor: Actor, nth: int, account_id: int) -> Row:
    day = START + timedelta(days=nth)
    return {
        "team_id": actor.team,
        "account_id": account_id,
        "owner_id": actor.person,
        "planned_at": NOW,
        "day": None if nth % 9 == 0 else day,
        "filed_on": day,
        "zone": "Asia/Shanghai",
        "objective": "A first order",
        "notes": "",
        "version": None if nth % 3 == 0 else 1,
    }


def _for_each(
    work: Connection,
    table: Table,
    source: Table,
    which: ColumnElement[bool],
    taken: dict[str, str],
    said: Row,
) -> None:
    """A row of the table for each of the source, by one statement."""
    values: dict[str, Any] = {"team_id": source.c.team_id}
    values |= {name: source.c[of] for name, of in taken.items()}
    values |= {name: literal(value, table.c[name].type) for name, value in said.items()}
    work.execute(insert(table).from_select(list(values), select(*values.values()).where(which)))


def li_at_acme(work: Connection) -> Cast:
    cast = hire(work)
    visit_id = planned(work, cast.li, full_plan())
    debriefed(work, cast.li, all_told(visit=visit_id, day=MIDDLE))
    debriefed(work, cast.bob, advance(day=MIDDLE))
    records.write(work, cast.wang, KeepNote(visit_id, "Ask what a stop costs", 87), NOW)
    records.write(work, cast.li, KeepNote(visit_id, "I will", 88, answers=1), NOW)
    here = opportunity.c.team_id == cast.li.team
    work.execute(update(opportunity).where(here).values(stall_run=STALLED))
    return cast


def sent(engine: Engine, work: Connection, actor: Actor, query: Query[Any]) -> list[Executed]:
    with executed(engine) as statements:
        assert facts.answer(work, actor, query)
    return statements


def explained(work: Connection, how: str, statements: list[Executed]) -> list[str]:
    return [
        str(row[-1])
        for statement in statements
        for row in work.exec_driver_sql(f"{how} {statement.sql}", statement.parameters)
    ]


def steps(work: Connection, actor: Actor, query: Query[Any]) -> int:
    """How many instructions of its virtual machine SQLite goes through."""
    driver: Any = work.connection.dbapi_connection
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    driver.set_progress_handler(count, 1)
    facts.answer(work, actor, query)
    driver.set_progress_handler(None, 1)
    return taken[0]


@pytest.mark.parametrize(
    ("query", "price"), [pytest.param(q, n, id=type(q).__name__) for q, n in QUERIES.items()]
)
def test_an_answer_takes_few_statements_each_with_a_limit_and_of_the_team(
    engine: Engine, query: Query[Any], price: int
) -> None:
    with engine.begin() as work:
        li = li_at_acme(work).li
        much_happened(work, li, 0, 60)
        with asked(engine) as composed:
            statements = sent(engine, work, li, query)

    assert len(statements) <= price
    assert [set()] * len(composed) == [unwalled(s, li.team) for s in composed]
    assert [] == [s.sql for s in statements if "LIMIT" not in s.sql]


def test_ten_thousand_visits_are_remembered_as_fast_as_two_thousand(sqlite: Engine) -> None:
    how, taken = [], []
    with sqlite.begin() as work:
        li = li_at_acme(work).li
        for first, last in ((0, MANY // 5), (MANY // 5, MANY)):
            much_happened(work, li, first, last)
            statements = {query: sent(sqlite, work, li, query) for query in QUERIES}
            how.append({q: explained(work, "EXPLAIN QUERY PLAN", s) for q, s in statements.items()})
            taken.append({query: steps(work, li, query) for query in QUERIES})
    lines = {line for plan in how[0].values() for line in plan}
    walked = {line for line in lines if line.startswith("SCAN") and "anon_" not in line}
    searched = {line for line in lines if line.startswith("SEARCH")}

    assert how[0] == how[1]
    assert searched
    assert set() == walked
    assert set() == {line for line in searched if "AUTOMATIC" in line or "USING" not in line}
    assert {} == {
        type(query).__name__: (before, after)
        for (query, before), after in zip(taken[0].items(), taken[1].values(), strict=True)
        if after > 1.1 * before
    }


@pytest.mark.parametrize(
    ("alike", "query"),
    [
        pytest.param({"version": None}, Recap(1, MIDDLE), id="open, before the last debriefed"),
        pytest.param({"version": None}, AccountBy(1), id="open, between those that count"),
        pytest.param({"planned_at": None}, CarriedOver(1), id="unplanned, before the last planned"),
    ],
)
def test_a_long_row_of_visits_of_one_sort_is_not_walked_through(
    sqlite: Engine, alike: Row, query: Query[Any]
) -> None:
    taken = []
    with sqlite.begin() as work:
        li = li_at_acme(work).li
        for first, last in ((100, 300), (300, 2100)):
            work.execute(insert(visit), [_visit(li, n, 1) | alike for n in range(first, last)])
            taken.append(steps(work, li, query))

    assert taken[1] <= 1.1 * taken[0], taken


def test_ten_thousand_visits_are_found_by_an_index_on_postgresql(pg: Engine) -> None:
    """As it plans by what it knows of the tables, not by what it was forbidden."""
    with pg.begin() as work:
        li = li_at_acme(work).li
        work.execute(text("SET LOCAL session_replication_role = replica"))  # no key is looked up
        much_happened(work, li, 0, MANY, accounts=500)
        work.execute(text("ANALYZE"))
        plans = {q: explained(work, "EXPLAIN", sent(pg, work, li, q)) for q in QUERIES}
    large = (
        "visit",
        "debrief",
        "need",
        "commitment",
        "person_fact",
        "problem",
        "question",
        "coaching_note",
    )

    assert {} == {
        type(query).__name__: walked
        for query, plan in plans.items()
        if (walked := [x for x in plan for name in large if f"Seq Scan on {name} " in x])
    }
