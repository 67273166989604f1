"""What a conversation may ask: each answer has a limit, an order, and a wall around the team."""

from dataclasses import astuple, fields, is_dataclass, replace
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, union_all
from sqlalchemy.sql.elements import ClauseElement

import dialogs.facts
from dialogs import manager_facts, memory_facts, team_facts, visit_facts
from dialogs.facts import (
    AccountsLike,
    KnownAccount,
    Me,
    Offers,
    PeopleAt,
    Query,
    RecentAccounts,
    Secret,
)
from dialogs.memory_facts import Recap
from dialogs.records import KeepOffer, PromiseState, SettlePromise
from storage import facts, records
from storage.actor import Actor, mine
from storage.tables import account, offer, person, visit
from tests.storage.examples import (
    DAY,
    DEBRIEF,
    DOORS,
    EXAMPLES,
    NEW_THERE,
    NEXT,
    NOTES,
    OFFER,
    PACK_SAYS,
    PLAN,
    TODAY,
    Memory,
    coached,
    every_query,
    story,
    written,
)
from tests.storage.plausible import NOW, Cast, plan_for, rows, save
from tests.storage.watching import asked, executed, tables_of_teams, unwalled


def ask(work: Connection, actor: Actor, query: Query[Any]) -> Any:
    return facts.answer(work, actor, query)


def names(found: tuple[KnownAccount, ...]) -> list[str]:
    return [known.name for known in found]


# --- every query, by name ----------------------------------------------------------------------


def test_every_query_is_answered_and_has_its_example_here() -> None:
    """`Me` and `Secret` are known before anything is asked."""
    asked_for = {
        thing
        for room in (dialogs.facts, memory_facts, visit_facts, team_facts, manager_facts)
        for thing in vars(room).values()
        if isinstance(thing, type) and issubclass(thing, Query) and thing not in (Query, Me, Secret)
    }

    assert asked_for == set(facts._ANSWERS)
    assert asked_for == {*EXAMPLES, *DOORS}


@every_query
def test_li_hears_what_li_kept(remembered: Memory, kind: type[Query[Any]]) -> None:
    example = EXAMPLES[kind]
    with remembered.engine.connect() as work:
        reader = example.reader(remembered.cast)
        heard = ask(work, reader, example.query(remembered.of_li))

    assert example.li_hears == heard


@every_query
def test_a_newcomer_hears_nothing_of_it(remembered: Memory, kind: type[Query[Any]]) -> None:
    """Who asks with the right name, and with the numbers of Li's account and visits."""
    example = EXAMPLES[kind]
    with remembered.engine.connect() as work:
        heard = ask(work, remembered.newcomer, example.query(remembered.of_li))

    assert example.nothing == heard


OF_LI = [*written((OFFER, PLAN, DEBRIEF, NEXT)), *PACK_SAYS, *NOTES]


@every_query
def test_eve_hears_only_her_own(remembered: Memory, kind: type[Query[Any]]) -> None:
    """She writes in capitals, so that every word of Li's would be known."""
    query = EXAMPLES[kind].query
    with remembered.engine.connect() as work:
        of_li = ask(work, remembered.cast.eve, query(remembered.of_li))
        of_eve = ask(work, remembered.cast.eve, query(remembered.of_eve))

    assert of_eve
    assert [] == [words for words in OF_LI if words in repr((of_li, of_eve))]


@every_query
def test_every_statement_of_an_answer_asks_for_the_team(
    remembered: Memory, kind: type[Query[Any]]
) -> None:
    example = EXAMPLES[kind]
    li = example.reader(remembered.cast)
    with remembered.engine.connect() as work, asked(remembered.engine) as statements:
        ask(work, li, example.query(remembered.of_li))

    assert [set()] * len(statements) == [unwalled(s, li.team) for s in statements]
    assert all(tables_of_teams(s) for s in statements) and statements


def test_every_statement_of_what_is_kept_asks_for_the_team(engine: Engine, people: Cast) -> None:
    """Also where a plan is of a known account, a debrief is told again and a promise is kept."""
    with engine.begin() as work, asked(engine) as statements:
        kept = coached(work, people.li, people.wang, story(work, people.li))
        records.write(work, people.bob, replace(PLAN, account=kept.account), NOW)
        records.write(work, people.li, replace(DEBRIEF, visit=kept.visit), NOW)
        records.write(work, people.li, SettlePromise(kept.promise, PromiseState.KEPT), NOW)

    assert [set()] * len(statements) == [unwalled(s, people.li.team) for s in statements]


LI = Actor(1, 1)
UNGUARDED: list[tuple[str, ClauseElement, set[str]]] = [
    ("no condition", select(account), {"account"}),
    ("another team", mine(Actor(4, 2), account), {"account"}),
    ("another column", select(account).where(account.c.owner_id == LI.team), {"account"}),
    (
        "one of two tables",
        mine(LI, account).join_from(account, visit, visit.c.account_id == account.c.id),
        {"visit"},
    ),
    ("in a subquery", select(select(account).subquery()), {"account"}),
    ("in a condition", mine(LI, visit).where(select(person.c.id).exists()), {"person"}),
    ("one side of a union", union_all(mine(LI, account), select(account)), {"account"}),
    (
        "one side of an or",
        select(account).where((account.c.team_id == LI.team) | (account.c.id == 1)),
        {"account"},
    ),
    ("an update", account.update().where(account.c.id == 1), {"account"}),
    ("a deletion", offer.delete(), {"offer"}),
]


@pytest.mark.parametrize(
    ("statement", "open_tables"), [pytest.param(s, t, id=name) for name, s, t in UNGUARDED]
)
def test_a_hole_in_the_wall_is_noticed(statement: ClauseElement, open_tables: set[str]) -> None:
    assert open_tables == unwalled(statement, LI.team)


# --- limits ------------------------------------------------------------------------------------

LIMITED = [
    kind
    for kind, example in EXAMPLES.items()
    if "limit" in {field.name for field in fields(kind)} and not example.of_managers  # type: ignore[arg-type]
]
"""Those of managers: tests/storage/test_figures.py."""


def lengths(heard: Any) -> set[int]:
    """Of an answer in several lists, of each."""
    return {len(part) for part in (astuple(heard) if is_dataclass(heard) else (heard,))}  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", [1, 7])
@pytest.mark.parametrize("kind", LIMITED, ids=lambda kind: kind.__name__)
def test_no_answer_is_longer_than_asked_for(
    remembered: Memory, kind: type[Query[Any]], limit: int
) -> None:
    query: Any = replace(EXAMPLES[kind].query(remembered.of_busy), limit=limit)  # type: ignore[type-var]
    with remembered.engine.connect() as work:
        assert {limit} == lengths(ask(work, remembered.busy, query))


@every_query
def test_an_answer_takes_few_statements_and_none_brings_all_there_is(
    remembered: Memory, kind: type[Query[Any]]
) -> None:
    example = EXAMPLES[kind]
    with remembered.engine.connect() as work:
        work.execute(select(1))  # what SQLite is told at the beginning is not the answer's
        with executed(remembered.engine) as statements:
            ask(work, remembered.busy, example.query(remembered.of_busy))

    assert [] == [s.sql for s in statements if "LIMIT" not in s.sql]
    assert len(statements) <= example.statements


# --- recent accounts ---------------------------------------------------------------------------


def test_the_account_used_last_comes_first(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        for n, name in enumerate(["Acme Pumps", "Beta Valves", "Gamma Seals"]):
            save(work, people.li, plan_for(name), NOW + n * DAY)
        save(work, people.li, plan_for("acme pumps ltd"), NOW + 9 * DAY)

        assert ["Acme Pumps", "Gamma Seals", "Beta Valves"] == names(
            ask(work, people.li, RecentAccounts())
        )


def test_recent_accounts_are_ones_own(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        save(work, people.li, plan_for("Acme Pumps"))
        save(work, people.bob, plan_for("Beta Valves"))

        assert ["Acme Pumps"] == names(ask(work, people.li, RecentAccounts()))
        assert ["Beta Valves"] == names(ask(work, people.bob, RecentAccounts()))
        assert [] == names(ask(work, people.wang, RecentAccounts()))


# --- the account that was meant ----------------------------------------------------------------


AS_TYPED = {
    "Acme Pumps Ltd": (
        "Acme Pumps Ltd",
        "ACME pumps",
        "acme pumps ltd.",
        "Ａｃｍｅ　Ｐｕｍｐｓ",
        "Acme-Pumps Limited",
        "Acme Pmups",
        "Acme Pump",
        "_cme Pumps",
        "acm",
        "A",
    ),
    "华东泵业有限公司": ("华东泵业", "华东泵业有限责任公司", "华东", "华东泵页"),
    "Müller & Söhne GmbH": ("müller & söhne", "MÜLLER SÖHNE", "Müller & Sohne"),
    "3M中国": ("３Ｍ中国有限公司", "3m 中国", "3M"),
}
NOT_MEANT = ("Beta Valves", "泵业", "Pumps", "%", "Tianjin")


def test_a_name_is_found_as_people_type_it(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        for name in AS_TYPED:
            save(work, people.li, plan_for(name))
        found = {
            typed: names(ask(work, people.li, AccountsLike(typed)))
            for typed in (*chain(*AS_TYPED.values()), *NOT_MEANT)
        }

    meant = {typed: [name] for name, several in AS_TYPED.items() for typed in several}
    assert meant | {typed: [] for typed in NOT_MEANT} == found


def test_the_same_name_comes_first_and_slips_of_the_thumb_not_at_all(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        for name in ("Acme Pumps Shanghai", "Acne Pumps", "Acme Pumps"):
            save(work, people.li, plan_for(name))

        assert ["Acme Pumps", "Acme Pumps Shanghai"] == names(
            ask(work, people.li, AccountsLike("acme pumps ltd"))
        )


def test_a_name_that_begins_so_comes_before_one_that_looks_so(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        for name in ("Acme", "Acme Pumps & Valves (Shanghai)"):
            save(work, people.li, plan_for(name))

        assert ["Acme Pumps & Valves (Shanghai)", "Acme"] == names(
            ask(work, people.li, AccountsLike("Acme Pu"))
        )


def test_a_colleagues_account_says_whose_it_is(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        save(work, people.li, plan_for("Acme Pumps"))
        whose = {
            name: [known.colleague for known in ask(work, actor, AccountsLike("acme"))]
            for name, actor in vars(people).items()
        }

    assert {"li": [None], "bob": ["Li"], "wang": ["Li"], "eve": []} == whose


def test_two_accounts_of_one_name_are_both_offered(engine: Engine, people: Cast) -> None:
    """As after somebody joined a team with all they had."""
    with engine.begin() as work:
        save(work, people.li, plan_for("Acme Pumps"))
        (row,) = rows(work, account)
        del row["id"]
        work.execute(insert(account).values({**row, "owner_id": people.bob.person}))
        found = ask(work, people.li, AccountsLike("Acme Pumps"))

    assert {("Acme Pumps", None), ("Acme Pumps", "Bob")} == {
        (known.name, known.colleague) for known in found
    }


def fill(work: Connection, actor: Actor, many: int) -> None:
    """Companies with numbers for names, used one after the other."""
    work.execute(
        insert(account),
        [
            {
                "team_id": actor.team,
                "name": f"{n:05} Trading",
                "key": f"{n:05}trading",
                "industry": "logistics",
                "owner_id": actor.person,
                "used_at": NOW + n * DAY / 1000,
            }
            for n in range(many)
        ],
    )


def test_ones_own_accounts_are_looked_at_however_busy_the_colleagues_are(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        save(work, people.li, plan_for("Acme Pumps"))
        fill(work, people.bob, 2 * facts._LOOKED_AT)

        assert ["Acme Pumps"] == names(ask(work, people.li, AccountsLike("Acme Pmups")))


def test_the_teams_accounts_are_looked_at_however_busy_one_is(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        fill(work, people.li, 2 * facts._LOOKED_AT)
        save(work, people.bob, plan_for("Acme Pumps"), NOW + 9 * DAY)

        assert ["Acme Pumps"] == names(ask(work, people.li, AccountsLike("Acme Pmups")))


# --- at an account -----------------------------------------------------------------------------


def test_people_are_those_of_the_account_the_newest_first(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = save(work, people.li, plan_for("Acme Pumps", people=("Ms Chen", "王经理")))
        save(work, people.li, plan_for("Beta Valves", people=("Mr Zhou",)))
        save(work, people.bob, plan_for("Acme Pumps", acme, people=("Dr Sun",)))

        assert ("Dr Sun", "王经理", "Ms Chen") == ask(work, people.li, PeopleAt(acme))


def test_an_account_nobody_visited_has_no_recap(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        fill(work, people.li, 1)
        (new,) = rows(work, account)

        assert NEW_THERE == ask(work, people.li, Recap(new["id"], TODAY))
        assert () == ask(work, people.li, PeopleAt(new["id"]))


def test_offers_are_the_teams_the_newest_first(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        records.write(work, people.li, KeepOffer("Seals that last a year"), NOW)
        records.write(work, people.bob, KeepOffer("密封件"), NOW)
        records.write(work, people.eve, KeepOffer("Elevators"), NOW)

        assert ("密封件", "Seals that last a year") == ask(work, people.li, Offers())
