"""No answer costs more where more is stored. Counted, not timed: a machine's speed proves nothing.

SQLite counts its own steps and says how it will go about a statement; PostgreSQL says the latter.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    String,
    cast,
    func,
    insert,
    literal,
    select,
    text,
)

from bot.pace import MOST
from dialogs.facts import Query
from question_bank.kinds import OutcomeKind
from storage import facts, records
from storage.conversations import open_conversation
from storage.outbox import Part, lease, post, sent
from storage.tables import account, metadata
from storage.updates import first_time, tidy
from tests.storage.examples import (
    DEBRIEF,
    EXAMPLES,
    NEXT,
    Kept,
    Memory,
    coached,
    every_query,
    story,
)
from tests.storage.plausible import CHANNEL, LI, NOW, Cast, hire, talk_of
from tests.storage.watching import Executed, executed

OTHERWISE = replace(DEBRIEF.outcome, coach=OutcomeKind.CONTINUATION)
SAVED = Part("Saved.", [])
GROWN = 1.1


# --- how a statement goes about it -------------------------------------------------------------


def plans(work: Connection, statements: list[Executed], how: str) -> list[str]:
    return [
        str(row[-1])
        for s in list(statements)
        for row in work.exec_driver_sql(f"{how} {s.sql}", s.parameters)
    ]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@every_query
def test_no_answer_walks_through_a_table(remembered: Memory, kind: type[Query[Any]]) -> None:
    example = EXAMPLES[kind]
    query, reader = example.query(remembered.of_li), example.reader(remembered.cast)
    with remembered.engine.connect() as work:
        work.execute(select(1))
        with executed(remembered.engine) as statements:
            facts.answer(work, reader, query)
        lines = plans(work, statements, "EXPLAIN QUERY PLAN")

    searched = [line for line in lines if line.startswith("SEARCH")]
    walked = {line.split()[1] for line in lines if line.startswith("SCAN")}
    assert set() == walked & set(metadata.tables)
    assert [] == [x for x in searched if "INDEX" not in x and "PRIMARY KEY" not in x]
    assert searched


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@every_query
def test_every_answer_can_go_by_an_index_on_postgresql(
    remembered: Memory, kind: type[Query[Any]]
) -> None:
    """Forbidden to walk through a table, the planner does it only where there is no other way."""
    example = EXAMPLES[kind]
    query, reader = example.query(remembered.of_li), example.reader(remembered.cast)
    with remembered.engine.connect() as work:
        work.execute(text("SET LOCAL enable_seqscan = off"))
        with executed(remembered.engine) as statements:
            facts.answer(work, reader, query)
        lines = plans(work, statements, "EXPLAIN")

    assert lines
    assert [] == [line for line in lines if "Seq Scan" in line]


# --- how many steps it takes -------------------------------------------------------------------

STRIDE = 1000
"""More than any number in the stories told; their copies are so far apart."""


def copy_all(work: Connection, first: int, times: int, *shared: str) -> None:
    """Everything of teams so often again, but for the tables named, which the copies share.

    A copy has the numbers of the original and some strides more, wherever they stand, and happened
    some days before.
    """
    alone = {"team", "membership", "practice_focus", "bank_pack", "invite", "audit", *shared}
    copied = [t for t in metadata.sorted_tables if "team_id" in t.c and t.name not in alone]
    names = {table.name for table in copied}
    count = select(literal(first).label("n")).cte("count", recursive=True)
    count = count.union_all(select(count.c.n + 1).where(count.c.n < first + times - 1))

    def moves(column: Column[Any]) -> bool:
        if column.name == "id":
            return column.table.name in names
        return any(moves(key.column) for key in column.foreign_keys if key.column is not column)

    for table in copied:
        moving = [column for column in table.c if moves(column)]
        values: dict[Any, Any] = {column: column + count.c.n * STRIDE for column in moving}
        number = cast(count.c.n, String)
        if table is account:
            values[account.c.key] = number + account.c.key
        for column in table.c:
            if isinstance(column.type, Date):
                values[column] = func.date(column, "-" + number + " days")
        told = select(*(values.get(column, column) for column in table.c))
        rows = told.join_from(table, count, moving[0] < STRIDE)
        work.execute(insert(table).from_select([column.name for column in table.c], rows))


@pytest.fixture
def hired(sqlite: Engine) -> Cast:
    with sqlite.begin() as work:
        return hire(work)


def steps(work: Connection, do: Callable[[], object]) -> int:
    """How many instructions of its virtual machine SQLite went through."""
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    driver: Any = work.connection.dbapi_connection
    driver.set_progress_handler(count, 1)
    do()
    driver.set_progress_handler(None, 1)
    return taken[0]


def costs(work: Connection, cast: Cast, kept: Kept) -> dict[str, int]:
    answers = {
        kind.__name__: steps(
            work, partial(facts.answer, work, example.reader(cast), example.query(kept))
        )
        for kind, example in EXAMPLES.items()
    }
    li = cast.li
    with work.begin_nested() as plan:
        answers["another plan"] = steps(work, partial(records.write, work, li, NEXT, NOW))
        plan.rollback()
    with work.begin_nested() as debrief:
        again = replace(DEBRIEF, visit=kept.visit, outcome=OTHERWISE, private_note=None)
        answers["another debrief"] = steps(work, partial(records.write, work, li, again, NOW))
        debrief.rollback()
    return answers


def grown(few: dict[str, int], many: dict[str, int]) -> dict[str, tuple[int, int]]:
    return {name: (few[name], many[name]) for name in few if many[name] > GROWN * few[name]}


def test_no_answer_takes_more_steps_where_there_are_more_accounts(
    sqlite: Engine, hired: Cast
) -> None:
    """Half of them Bob's, as many as are ever looked at to begin with, and then five times more."""
    with sqlite.begin() as work:
        story(work, hired.bob, str.upper)
        kept = coached(work, hired.li, hired.wang, story(work, hired.li))
        copy_all(work, 1, 400)
        few = costs(work, hired, kept)
        copy_all(work, 401, 2000)
        many = costs(work, hired, kept)

    assert {} == grown(few, many)


def test_no_answer_takes_more_steps_where_there_were_more_visits(
    sqlite: Engine, hired: Cast
) -> None:
    """All to one account, as many as are ever looked at to begin with, and then three times."""
    with sqlite.begin() as work:
        kept = coached(work, hired.li, hired.wang, story(work, hired.li))
        copy_all(work, 1, 1000, "account", "opportunity", "person", "offer")
        few = costs(work, hired, kept)
        copy_all(work, 1001, 2000, "account", "opportunity", "person", "offer")
        many = costs(work, hired, kept)

    assert {} == grown(few, many)


def test_the_count_notices_an_answer_that_grows(sqlite: Engine, hired: Cast) -> None:
    def first_by_industry(work: Connection) -> int:
        query = select(account).order_by(account.c.industry).limit(1)
        return steps(work, lambda: work.execute(query).all())

    with sqlite.begin() as work:
        story(work, hired.li)
        copy_all(work, 1, 100)
        few = first_by_industry(work)
        copy_all(work, 101, 1000)

        assert first_by_industry(work) > 5 * few


def test_a_letter_is_found_in_the_same_steps_however_many_were_sent(sqlite: Engine) -> None:
    taken: list[int] = []
    with sqlite.begin() as work:
        to = talk_of(work, LI).chat
        for already in (20, 1000):
            for n in range(already):
                sent(work, post(work, CHANNEL, to, f"{already}/{n}", [SAVED], NOW) or 0, n)
            post(work, CHANNEL, to, f"{already}", [SAVED], NOW)
            taken.append(steps(work, partial(lease, work, CHANNEL, NOW, 1)))
            sent(work, 21, 31)

    assert taken[1] <= GROWN * taken[0], taken


@pytest.mark.parametrize("unasked", [False, True])
def test_a_letter_is_found_in_the_same_steps_however_many_wait(
    sqlite: Engine, unasked: bool
) -> None:
    """Behind as many chats as can rest at once."""
    taken: list[int] = []
    resting: list[int] = []
    with sqlite.begin() as work:
        for crowd in (40, 500):
            for n in range(crowd):
                to = open_conversation(work, CHANNEL, f"{crowd}/{n}", LI).chat
                resting += [to] if len(resting) < MOST else []
                post(work, CHANNEL, to, f"{crowd}/{n}", [SAVED, SAVED], NOW, unasked)
            look = partial(lease, work, CHANNEL, NOW, 4, resting=resting)
            with work.begin_nested() as looking:
                taken.append(steps(work, look))
                looking.rollback()
            with work.begin_nested() as looking:
                assert [unasked] * 4 == [letter.chat not in resting for letter in look()]
                looking.rollback()

    assert taken[1] <= GROWN * taken[0], taken


def test_an_answer_is_found_in_the_same_steps_however_much_unasked_waits(sqlite: Engine) -> None:
    taken: list[int] = []
    with sqlite.begin() as work:
        for crowd in (20, 500):
            for n in range(crowd):
                to = open_conversation(work, CHANNEL, f"{crowd}/{n}", LI).chat
                post(work, CHANNEL, to, f"{crowd}/{n}", [SAVED, SAVED], NOW, unasked=True)
            answer = post(work, CHANNEL, to, f"{crowd}", [SAVED], NOW)
            taken.append(steps(work, partial(lease, work, CHANNEL, NOW, 1)))
            assert answer
            sent(work, answer, 31)

    assert taken[1] <= GROWN * taken[0], taken


def test_an_update_is_known_in_the_same_steps_however_many_there_were(sqlite: Engine) -> None:
    def comes_again(work: Connection, number: int) -> None:
        assert not first_time(work, CHANNEL, number, NOW)
        tidy(work, NOW)

    taken: list[int] = []
    with sqlite.begin() as work:
        for first, already in ((0, 20), (20, 1000)):
            for n in range(first, first + already):
                first_time(work, CHANNEL, n, NOW)
            taken.append(steps(work, partial(comes_again, work, first)))

    assert taken[1] <= GROWN * taken[0], taken
