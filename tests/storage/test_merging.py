"""Two accounts become one: nothing is lost, nobody else's is touched, and old numbers lead on."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Engine, Table, func, select, update
from sqlalchemy.exc import DBAPIError

from dialogs.facts import AccountsLike, CouldBe, PeopleAt
from dialogs.memory_facts import AccountBy, CarriedOver, CoachNote, Promises, Recap, Timeline
from dialogs.records import BringAll, HandOver, KeepNote, MergeAccounts
from dialogs.reminding import Remind, ReminderKind
from dialogs.team_facts import Doubles
from storage import facts, records
from storage.actor import Actor
from storage.debrief_tables import commitment, need, private_note
from storage.filing import insert_rows
from storage.merging import pointing_at
from storage.tables import (
    account,
    metadata,
    opportunity,
    person,
    reminder,
    visit,
    visit_person,
)
from storage.team_tables import audit
from storage.teams import Forbidden
from tests.storage.examples import DAY, DEBRIEF, NEW_THERE, TODAY, Kept, story, swallow
from tests.storage.plausible import (
    LI,
    NOW,
    Cast,
    at_once,
    plan_for,
    rows,
    save,
    talk_of,
)
from tests.storage.test_flatness import plans
from tests.storage.test_teams import founded, joined, someone
from tests.storage.watching import Executed, asked, executed, unwalled


def misspelt(text: str) -> str:
    return text.replace("Pumps", "Pump")


def two_of(
    work: Connection, li: Actor, voice: Callable[[str], str] = misspelt
) -> tuple[Kept, Kept]:
    """The same happened at both, and a third was merged into the second before."""
    here, there = story(work, li), story(work, li, voice)
    swallow(work, li, there.account, "Acme")
    return here, there


def merge(work: Connection, actor: Actor, kept: int, gone: int, at: Any = NOW) -> None:
    records.write(work, actor, MergeAccounts(kept, gone), at)


def counts(work: Connection) -> dict[str, int]:
    return {
        table.name: work.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def hanging(work: Connection, to: Table, number: int) -> dict[str, int]:
    """How many rows point at it, by the name of what points."""
    return {
        f"{table.name}.{column.name}": work.execute(
            select(func.count()).select_from(table).where(column == number)
        ).scalar_one()
        for table, column in pointing_at(to)
    }


# --- all of it, and nothing but it -------------------------------------------------------------


def test_all_that_hangs_on_the_one_hangs_on_the_other(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        records.write(work, people.wang, KeepNote(there.visit, "Ask for the budget", None), NOW)
        kept, gone = hanging(work, account, here.account), hanging(work, account, there.account)
        merge(work, people.li, here.account, there.account)
        after = hanging(work, account, here.account)

        assert all(gone.values()), "something is missing in the story that this test tells"
        assert set() == set(hanging(work, account, there.account).values()) - {0}
        doubled = {"opportunity.account_id": 1, "person.account_id": 3, "merged_account.kept": -1}
        assert {n: kept[n] + gone[n] - doubled.get(n, 0) for n in kept} == after


def test_nothing_is_deleted_but_the_account_and_its_doubles(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        before = counts(work)
        merge(work, people.li, here.account, there.account)
        after = counts(work)

    changed = {name: after[name] - before[name] for name in before if after[name] != before[name]}
    gone = {"account": -1, "opportunity": -1, "person": -3}
    assert gone | {"merged_account": 1, "audit": 1} == changed


def _named(name: str) -> set[tuple[str, str]]:
    return {(t.name, name) for t in metadata.sorted_tables if name in t.c}


@pytest.mark.parametrize(("to", "name"), [(account, "account_id"), (opportunity, "opportunity_id")])
def test_what_is_named_after_it_points_at_it(to: Table, name: str) -> None:
    """A new table without the key would stay behind when its account goes."""
    pointing: set[tuple[str, str]] = {(t.name, column.name) for t, column in pointing_at(to)}

    assert _named(name) <= pointing


def test_people_of_one_name_are_one_person(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        save(work, people.li, plan_for("Acme Pump", there.account, people=("Old Zhou",)))
        merge(work, people.li, here.account, there.account)
        known = list(work.execute(select(person.c.name).order_by(person.c.name)).scalars())
        card = facts.answer(work, people.li, AccountBy(here.account))
        met = [row["person_id"] for row in rows(work, visit_person)]

        assert ["Dr Sun", "Mr Zhou", "Ms Chen", "Old Zhou"] == known
        assert (2, ["Ms Chen", "Dr Sun"]) == (card.visits, [one.name for one in card.people])
        assert 4 + 1 == len(met)
        assert [met.count(one) for one in sorted(set(met))] == [2, 2, 1]


def test_the_deals_without_a_name_become_one_and_the_others_stay(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        named = [{"account_id": n, "name": "The new line"} for n in (here.account, there.account)]
        insert_rows(work, people.li, opportunity, named)
        merge(work, people.li, here.account, there.account)
        deals = [(row["account_id"], row["name"]) for row in rows(work, opportunity)]
        (unnamed,) = (row["id"] for row in rows(work, opportunity) if row["name"] is None)

        assert [None, "The new line", "The new line"] == [name for _, name in deals]
        assert {here.account} == {account_id for account_id, _ in deals}
        assert {unnamed} == {row["opportunity_id"] for row in rows(work, visit)}
        assert {unnamed} == {row["opportunity_id"] for row in rows(work, commitment)}


def test_a_deal_moves_along_where_the_other_has_none(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        work.execute(update(visit).values(opportunity_id=None))
        work.execute(update(commitment).values(opportunity_id=None))
        work.execute(opportunity.delete().where(opportunity.c.account_id == here.account))
        merge(work, people.li, here.account, there.account)

        assert [here.account] == [row["account_id"] for row in rows(work, opportunity)]


# --- what stays as it was ----------------------------------------------------------------------


def test_name_industry_and_owner_are_those_of_the_account_kept(
    engine: Engine, people: Cast
) -> None:
    due = (Remind(ReminderKind.BEFORE_VISIT, NOW),)
    with engine.begin() as work:
        kept = save(work, people.li, plan_for("Acme Pumps"), NOW - 2 * DAY)
        coming = plan_for("Acme Pump", industry="logistics", day=TODAY, reminders=due)
        gone = save(work, people.bob, coming, NOW - DAY)
        merge(work, people.wang, kept, gone, NOW)
        (one,) = rows(work, account)

        assert ("Acme Pumps", "manufacturing_equipment") == (one["name"], one["industry"])
        assert (people.li.person, NOW - DAY) == (one["owner_id"], one["used_at"])
        owners = [row["owner_id"] for row in rows(work, visit)]
        assert [people.li.person, people.bob.person] == owners
        assert [people.bob.person] == [row["person_id"] for row in rows(work, reminder)]


def test_the_one_used_later_says_when_both_were_used(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        kept = save(work, people.li, plan_for("Acme Pumps"), NOW - DAY)
        gone = save(work, people.li, plan_for("Beta Valves"), NOW - 2 * DAY)
        merge(work, people.li, kept, gone, NOW)

        assert NOW - DAY == work.execute(select(account.c.used_at)).scalar_one()


def test_promises_and_private_notes_stay_with_whoever_made_them(
    engine: Engine, people: Cast
) -> None:
    def kept_by_whom(work: Connection) -> list[tuple[str, int, int]]:
        whose = ((commitment, "owner_id"), (private_note, "author_id"))
        return [(t.name, row["id"], row[name]) for t, name in whose for row in rows(work, t)]

    with engine.begin() as work:
        here, there = story(work, people.li), story(work, people.bob, misspelt)
        before = kept_by_whom(work)
        merge(work, people.wang, here.account, there.account)

        assert before == kept_by_whom(work)
        assert {people.li.person, people.bob.person} == {person_id for _, _, person_id in before}


def test_it_is_noted_in_numbers(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        work.execute(audit.delete())
        merge(work, people.li, here.account, there.account)
        (noted,) = rows(work, audit)

    told = ("merge", people.li.person, here.account, str(there.account), NOW)
    assert told == tuple(noted[n] for n in ("what", "person_id", "subject", "detail", "at"))


# --- whoever still names the one that is gone --------------------------------------------------


@pytest.mark.parametrize("name", ["Acme Pump Ltd", "A name it never had"])
def test_a_plan_begun_before_is_filed_under_the_one_kept(
    engine: Engine, people: Cast, name: str
) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        merge(work, people.li, here.account, there.account)
        records.write(work, people.bob, plan_for(name, there.account, people=("Ms Ai",)), NOW)
        newest = rows(work, visit)[-1]

        assert [here.account] == [row["id"] for row in rows(work, account)]
        assert (here.account, people.bob.person) == (newest["account_id"], newest["owner_id"])
        assert "Ms Ai" == facts.answer(work, people.bob, PeopleAt(there.account))[0]


def test_debriefs_begun_before_are_filed_under_the_one_kept(engine: Engine, people: Cast) -> None:
    """Of a visit without a plan, of one still open, and of one that is told again."""
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        coming = plan_for("Acme Pump Ltd", there.account, day=TODAY)
        records.write(work, people.li, coming, NOW)
        planned = rows(work, visit)[-1]["id"]
        merge(work, people.li, here.account, there.account)
        begun = replace(DEBRIEF, account=there.account, name="Acme Pump Ltd")
        for visited in (None, planned, there.visit):
            records.write(work, people.li, replace(begun, visit=visited), NOW)

        assert {here.account} == {row["account_id"] for row in rows(work, visit)}
        assert {here.account} == {row["account_id"] for row in rows(work, need)}
        assert {here.account} == {row["account_id"] for row in rows(work, commitment)}
        assert [here.account] == [row["id"] for row in rows(work, account)]


def test_it_leads_on_over_several(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        first, second, third = (
            save(work, people.li, plan_for(name)) for name in ("Acme", "Beta", "Gamma")
        )
        merge(work, people.li, second, first)
        merge(work, people.li, third, second)
        records.write(work, people.li, plan_for("Acme", first), NOW)

        assert [third] * 4 == [row["account_id"] for row in rows(work, visit)]


def test_its_number_is_never_given_to_another(engine: Engine, people: Cast) -> None:
    """SQLite would give the highest one again, and the plan would go to a stranger."""
    with engine.begin() as work:
        kept, gone = (save(work, people.li, plan_for(x)) for x in ("Acme Pumps", "Acme Pump"))
        merge(work, people.li, kept, gone)
        new = save(work, people.li, plan_for("Northgate Dairy"))
        records.write(work, people.li, plan_for("Acme Pump", gone), NOW)

        assert new > gone
        assert kept == rows(work, visit)[-1]["account_id"]


def test_what_is_known_before_a_visit_is_that_of_the_one_kept(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        records.write(work, people.wang, KeepNote(there.visit, "Who decides?", 87), NOW)
        merge(work, people.li, here.account, there.account)
        for query in (PeopleAt, CarriedOver):
            told = [facts.answer(work, people.li, query(n)) for n in (here.account, there.account)]
            assert told[0] and told[0] == told[1]
        recaps = [
            facts.answer(work, people.li, Recap(n, TODAY)) for n in (here.account, there.account)
        ]
        assert NEW_THERE != recaps[0] and recaps[0] == recaps[1]
        assert CoachNote("Wang", "Who decides?") == recaps[1].note


def test_its_card_is_gone_and_so_is_all_that_stood_there(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        merge(work, people.li, here.account, there.account)
        queries = (AccountBy(there.account), Timeline(there.account), Promises(there.account))

        assert [None, (), ()] == [facts.answer(work, people.li, each) for each in queries]
        assert 4 == len(facts.answer(work, people.li, Timeline(here.account)))
        assert 4 == len(facts.answer(work, people.li, Promises(here.account)))


def test_who_joins_a_team_with_everything_is_still_led_on(engine: Engine) -> None:
    with engine.begin() as work:
        alone = someone(work, "Li")
        kept, gone = (save(work, alone, plan_for(x)) for x in ("Acme Pumps", "Acme Pump"))
        merge(work, alone, kept, gone)
        li = joined(work, "Li", founded(work))
        records.write(work, li, BringAll(), NOW)
        records.write(work, li, plan_for("Acme Pump", gone), NOW)

        assert [kept] * 3 == [row["account_id"] for row in rows(work, visit)]


def test_another_teams_number_leads_nowhere(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        merge(work, people.li, here.account, there.account)
        hers = save(work, people.eve, plan_for("Acme Pump Ltd", there.account))

        assert hers not in (here.account, there.account)
        assert NEW_THERE == facts.answer(work, people.eve, Recap(there.account, TODAY))
        assert people.eve.team == rows(work, visit)[-1]["team_id"]


# --- who may, when it is done ------------------------------------------------------------------


def test_a_rep_merges_only_what_is_all_theirs(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        own, bobs = (
            save(work, people.li, plan_for("Acme")),
            save(work, people.bob, plan_for("Beta")),
        )
        for pair in ((own, bobs), (bobs, own)):
            with pytest.raises(Forbidden):
                merge(work, people.li, *pair)
        merge(work, people.wang, own, bobs)

        assert [own] == [row["id"] for row in rows(work, account)]


def test_what_is_not_there_any_more_is_not_merged(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        kept, gone = (save(work, people.li, plan_for(x)) for x in ("Acme Pumps", "Acme Pump"))
        hers = save(work, people.eve, plan_for("Acme Pumps"))
        merge(work, people.li, kept, gone)
        before = counts(work)
        for pair in ((kept, gone), (gone, kept), (kept, kept), (kept, hers), (hers, kept), (0, 0)):
            for who in (people.li, people.wang):
                with pytest.raises(Forbidden):
                    merge(work, who, *pair)

        assert before == counts(work)


def test_nobody_hands_over_what_is_gone(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        kept, gone = (save(work, people.li, plan_for(x)) for x in ("Acme Pumps", "Acme Pump"))
        merge(work, people.li, kept, gone)
        with pytest.raises(Forbidden):
            records.write(work, people.li, HandOver(gone, people.bob.person), NOW)


def test_of_two_who_merge_them_at_once_one_does(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        both = [save(work, people.li, plan_for(x)) for x in ("Acme Pumps", "Acme Pump")]
    pairs = [(both[0], both[1]), (both[1], both[0])] * 4

    def merges(n: int) -> bool:
        try:
            with engine.begin() as work:
                merge(work, people.wang, *pairs[n])
        except Forbidden:
            return False
        return True

    done = (
        at_once(8, merges) if engine.dialect.name == "postgresql" else list(map(merges, range(8)))
    )

    assert 1 == sum(done)
    with engine.begin() as work:
        assert 2 == len(rows(work, visit))


def test_a_plan_saved_while_they_become_one_is_not_lost(engine: Engine, people: Cast) -> None:
    """Who came a moment too late takes the turn again, as after every fault of a database."""
    with engine.begin() as work:
        kept, gone = (save(work, people.li, plan_for(x)) for x in ("Acme Pumps", "Acme Pump"))

    def does(n: int) -> bool:
        for _ in range(3):
            with suppress(DBAPIError), engine.begin() as work:
                if n == 0:
                    merge(work, people.li, kept, gone)
                else:
                    records.write(
                        work, people.bob, plan_for("Acme Pump", gone, people=("Jo",)), NOW
                    )
                return True
        return False

    done = at_once(8, does) if engine.dialect.name == "postgresql" else list(map(does, range(8)))

    assert [True] * 8 == done
    with engine.begin() as work:
        assert [kept] * 9 == [row["account_id"] for row in rows(work, visit)]
        assert 7 == len(rows(work, visit_person))
        assert [("Jo", kept)] == [(row["name"], row["account_id"]) for row in rows(work, person)]


# --- the wall, and the cost --------------------------------------------------------------------


def test_every_statement_of_it_asks_for_the_team(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        with asked(engine) as statements:
            merge(work, people.li, here.account, there.account)
            records.write(work, people.li, plan_for("Acme Pump", there.account), NOW)

    assert [set()] * len(statements) == [unwalled(s, people.li.team) for s in statements]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_it_walks_through_no_table(engine: Engine, people: Cast) -> None:
    """Nor do the keys, which look for what points at a row before it goes."""
    with engine.begin() as work:
        here, there = two_of(work, people.li)
        with executed(engine) as statements:
            merge(work, people.li, here.account, there.account)
        telling = [s for s in statements if not s.sql.startswith("INSERT")]
        lines = plans(work, [one_of_many(s) for s in telling], "EXPLAIN QUERY PLAN")

    assert [] == [line for line in lines if line.startswith("SCAN")]
    assert [] == [f"{t.name}.{c.name}" for t, c in pointers() if not any(led_by(t, c))]


def one_of_many(statement: Executed) -> Executed:
    many = isinstance(statement.parameters, list)
    return replace(statement, parameters=statement.parameters[0]) if many else statement


def pointers() -> list[tuple[Table, Column[int]]]:
    """What points at a row that goes."""
    return [pair for to in (person, opportunity, account) for pair in pointing_at(to)]


def led_by(table: Table, column: Column[int]) -> list[bool]:
    """Of each index of all rows: whether it begins with the key, with or without the team."""
    whole = [x for x in table.indexes if x.dialect_options["sqlite"]["where"] is None]
    firsts = [[c.name for c in index.columns][:2] for index in whole]
    return [column.name == names[0] or ["team_id", column.name] == names for names in firsts]


# --- where two of a name come from -------------------------------------------------------------


def test_who_joins_is_told_which_names_there_will_be_twice(engine: Engine) -> None:
    with engine.begin() as work:
        eve, wang, before = someone(work, "Eve"), founded(work), someone(work, "Li")
        for name in ("Beta Valves", "acme pumps", "Northgate Dairy"):
            save(work, before, plan_for(name))
        for name in ("Acme Pumps Ltd", "Beta-Valves", "Gamma Seals"):
            save(work, wang, plan_for(name))
        save(work, eve, plan_for("Northgate Dairy"))
        alone = facts.answer(work, before, Doubles())
        li = joined(work, "Li", wang)
        twice = [facts.answer(work, li, query) for query in (Doubles(), Doubles(1))]
        records.write(work, li, BringAll(), NOW)

        assert () == alone
        assert [("acme pumps", "Beta Valves"), ("acme pumps",)] == twice
        assert () == facts.answer(work, li, Doubles())
        assert () == facts.answer(work, wang, Doubles()) == facts.answer(work, eve, Doubles())


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_the_names_are_found_by_one_statement_and_no_walk(engine: Engine) -> None:
    with engine.begin() as work:
        save(work, someone(work, "Li"), plan_for("Acme Pumps"))
        li = joined(work, "Li", founded(work))
        with executed(engine) as statements:
            facts.answer(work, li, Doubles())
        lines = plans(work, statements, "EXPLAIN QUERY PLAN")

    assert 1 == len(statements)
    assert [] == [line for line in lines if line.startswith(("SCAN", "USE TEMP"))]


# --- which it could be -------------------------------------------------------------------------


def test_a_double_is_found_from_either_side_equal_names_first(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        plain, short, other = (
            save(work, people.li, plan_for(x)) for x in ("Acme Pumps", "Acme Pump", "Beta Valves")
        )
        like = {"name": "ACME pumps", "key": "acmepumps", "industry": "other", "used_at": NOW}
        (twin,) = insert_rows(work, people.bob, account, [like | {"owner_id": people.bob.person}])

        def could_be(number: int, name: str, limit: int = 4) -> list[int]:
            return [a.id for a in facts.answer(work, people.li, CouldBe(number, name, limit))]

        assert [twin, short] == could_be(plain, "Acme Pumps")
        assert [twin] == could_be(plain, "Acme Pumps", 1)
        assert {plain, twin} == set(could_be(short, "Acme Pump"))
        assert [] == could_be(other, "Beta Valves")


def test_in_a_team_of_one_they_are_all_ones_own(engine: Engine) -> None:
    with engine.begin() as work:
        alone = talk_of(work, LI).actor
        kept, gone = (save(work, alone, plan_for(x)) for x in ("Acme Pumps", "Acme Pump"))
        merge(work, alone, kept, gone)

        assert None is alone.role
        assert [kept] == [a.id for a in facts.answer(work, alone, AccountsLike("Acme"))]
