"""What comes of a debrief: promises are settled, a behaviour practised; by whom, at what price."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, delete, update
from sqlalchemy.exc import IntegrityError

from dialogs.records import (
    Behaviour,
    HeardNeed,
    HeardNews,
    KeepNote,
    MetPerson,
    NewsKind,
    Promise,
    PromiseState,
    Record,
    SettlePromise,
    ShownCapability,
    Side,
    Strength,
)
from dialogs.reminding import Remind, ReminderKind
from storage import records
from storage.actor import Actor
from storage.debrief_tables import (
    capability,
    commitment,
    concern,
    need,
    news,
    person_fact,
    practice_focus,
    private_note,
)
from storage.tables import account, metadata
from tests.storage.examples import swallow
from tests.storage.plausible import NOW, Cast, full_plan, rows
from tests.storage.told import (
    FRIDAY,
    SENDS_SEALS,
    WARNING,
    WE_QUOTE,
    advance,
    all_told,
    debriefed,
    planned,
    told,
)
from tests.storage.watching import asked, executed, unwalled

LATER = NOW + timedelta(days=1)
KEPT, MOVED, BROKEN = PromiseState.KEPT, PromiseState.MOVED, PromiseState.BROKEN


def write(work: Connection, actor: Actor, record: Record) -> None:
    records.write(work, actor, record, LATER)


def columns(work: Connection, table: Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows(work, table)]


# --- the ledger --------------------------------------------------------------------------------


def settled(work: Connection) -> tuple[Any, ...]:
    (row,) = columns(work, commitment, "state", "due", "first_due", "settled_at")
    return row


@pytest.mark.parametrize("state", [KEPT, BROKEN])
def test_a_settled_promise_says_when(engine: Engine, people: Cast, state: PromiseState) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, advance())
        write(work, people.bob, SettlePromise(1, state))

        assert (state.value, FRIDAY, FRIDAY, LATER) == settled(work)


def test_a_moved_promise_is_open_until_its_new_day(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, advance())
        for day in (25, 27):
            write(work, people.li, SettlePromise(1, MOVED, date(2026, 3, day)))

        assert ("moved", date(2026, 3, 27), FRIDAY, None) == settled(work)


def test_settling_twice_changes_nothing_and_settling_otherwise_does(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, advance())
        write(work, people.li, SettlePromise(1, KEPT))
        records.write(work, people.li, SettlePromise(1, KEPT), LATER + timedelta(days=1))
        twice = settled(work)
        write(work, people.li, SettlePromise(1, BROKEN))
        broken = settled(work)
        write(work, people.li, SettlePromise(1, PromiseState.OPEN))

        assert ("kept", FRIDAY, FRIDAY, LATER) == twice
        assert ("broken", FRIDAY, FRIDAY, LATER) == broken
        assert ("open", FRIDAY, FRIDAY, None) == settled(work)


def test_eve_cannot_settle_what_was_promised_to_li(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, advance())
        write(work, people.eve, SettlePromise(1, BROKEN))

        assert ("open", FRIDAY, FRIDAY, None) == settled(work)


# --- practice ----------------------------------------------------------------------------------


def practised(work: Connection) -> list[tuple[Any, ...]]:
    found = columns(work, practice_focus, "person_id", "behaviour", "tries", "ended_at")
    return [(who, what, tries, ended is not None) for who, what, tries, ended in found]


def test_a_behaviour_begins_goes_on_and_gives_way_to_another(engine: Engine, people: Cast) -> None:
    li = people.li.person
    with engine.begin() as work:
        write(work, people.li, told(behaviour=Behaviour.PROBLEM))
        begun = practised(work)
        write(work, people.li, told(practised=True))
        write(work, people.li, told(behaviour=Behaviour.PROBLEM, practised=True))
        gone_on = practised(work)
        write(work, people.li, told(behaviour=Behaviour.IMPLICATION, practised=True))
        write(work, people.bob, told(behaviour=Behaviour.PROBLEM))

        assert [(li, "problem", 0, False)] == begun
        assert [(li, "problem", 2, False)] == gone_on
        assert [
            (li, "problem", 3, True),
            (li, "implication", 0, False),
            (people.bob.person, "problem", 0, False),
        ] == practised(work)


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([True, True, True], 1),
        ([True, False], 0),
        ([False, True], 1),
        ([None, True], 1),
        ([True, None], 0),
    ],
)
def test_a_visit_counts_as_one_try_however_often_it_is_told(
    engine: Engine, people: Cast, answers: list[bool | None], tries: int
) -> None:
    with engine.begin() as work:
        write(work, people.li, told(behaviour=Behaviour.PROBLEM))
        visit_id = planned(work, people.li)
        for answer in answers:
            write(work, people.li, told(visit=visit_id, practised=answer))

        assert [tries] == [row["tries"] for row in rows(work, practice_focus)]


def test_a_visit_counts_for_what_was_in_hand_then(engine: Engine, people: Cast) -> None:
    """Told again long after, it neither counts for another behaviour nor brings its own back."""
    with engine.begin() as work:
        write(work, people.li, told(behaviour=Behaviour.QUESTIONS))
        visit_id = planned(work, people.li)
        told_first = told(visit=visit_id, practised=False, behaviour=Behaviour.PROBLEM)
        write(work, people.li, told_first)
        write(work, people.li, told(behaviour=Behaviour.IMPLICATION))
        write(work, people.li, replace(told_first, practised=True))

        assert [
            ("questions", 1),
            ("problem", 0),
            ("implication", 0),
        ] == columns(work, practice_focus, "behaviour", "tries")
        assert [False, False, True] == [r["ended_at"] is None for r in rows(work, practice_focus)]


# --- behind the wall ---------------------------------------------------------------------------


def everything_told(work: Connection, people: Cast, visit_id: int) -> None:
    ticks: dict[str, Any] = {"confirmed": (1,), "denied": (2,), "asked": (1, 2), "worked": (2,)}
    write(work, people.li, told(behaviour=Behaviour.PROBLEM))
    write(work, people.li, all_told(visit=visit_id, practised=True, **ticks))
    write(work, people.li, all_told(visit=visit_id, practised=False, needs=(), capabilities=()))
    grown = HeardNeed("夜班要有人值守", Strength.EXPLICIT, None, grew_from=1)
    write(work, people.bob, told(needs=(grown,), people=(MetPerson("Ms Chen"),)))
    write(work, people.bob, SettlePromise(1, KEPT))
    write(work, people.wang, KeepNote(visit_id, "Take the fitters along", 7))
    write(work, people.li, KeepNote(visit_id, "I will", 8, 1))


def test_every_statement_of_a_debrief_asks_for_the_team(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        with asked(engine) as statements:
            everything_told(work, people, visit_id)

    assert [set()] * len(statements) == [unwalled(s, people.li.team) for s in statements]


OF_ACCOUNT = [
    table
    for table in metadata.sorted_tables
    if "team_id" in table.c
    and table.name not in ("membership", "offer", "bank_pack", "practice_focus", "invite", "audit")
]


def test_an_account_joins_another_team_with_all_it_has(engine: Engine, people: Cast) -> None:
    """What its owner practises is the owner's, and comes with them."""
    with engine.begin() as work:
        everything_told(work, people, planned(work, people.li))
        remind = (Remind(ReminderKind.BEFORE_VISIT, NOW),)
        write(work, people.li, replace(full_plan(), reminders=remind))
        swallow(work, people.li, rows(work, account)[0]["id"])
        for table in (account, practice_focus):
            work.execute(update(table).values(team_id=people.eve.team))
    with engine.begin() as work:
        teams = {table.name: {row["team_id"] for row in rows(work, table)} for table in OF_ACCOUNT}

    assert {table.name: {people.eve.team} for table in OF_ACCOUNT} == teams


def test_an_account_goes_with_all_it_has(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        everything_told(work, people, planned(work, people.li))
        work.execute(delete(account))
    with engine.begin() as work:
        left = {table.name: rows(work, table) for table in OF_ACCOUNT}

    assert {table.name: [] for table in OF_ACCOUNT} == left


def test_a_promise_cannot_be_heard_at_another_teams_visit(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, all_told())
        write(work, people.eve, all_told())
    for table in (need, capability, concern, news, commitment, person_fact, private_note):
        crossing = update(table).where(table.c.team_id == people.eve.team).values(visit_id=1)
        with pytest.raises(IntegrityError), engine.begin() as work:
            work.execute(crossing)


# --- at what price -----------------------------------------------------------------------------

SAVE = 20


def price(engine: Engine, actor: Actor, record: Record) -> int:
    with engine.begin() as work, executed(engine) as statements:
        write(work, actor, record)
    return len(statements)


def told_in_full(engine: Engine, people: Cast) -> dict[str, int]:
    """The prices of a full debrief: planned, unplanned, told again with everything changed."""
    ticks: dict[str, Any] = {"confirmed": (1,), "denied": (2,), "asked": (1, 2), "worked": (2,)}
    with engine.begin() as work:
        write(work, people.li, told(name="Beta Valves", behaviour=Behaviour.PROBLEM))
        visit_id = planned(work, people.li)
    otherwise = all_told(
        visit=visit_id,
        practised=False,
        behaviour=Behaviour.NEED_PAYOFF,
        promises=(WE_QUOTE, replace(SENDS_SEALS, what="let us see the failure log")),
        needs=(WARNING, HeardNeed("Fewer suppliers", Strength.IMPLIED)),
        capabilities=(ShownCapability("One seal for all pumps", 1),),
        news=(HeardNews(NewsKind.BUSINESS, "A second plant"),),
        people=(MetPerson("Ms Chen", -1, -1), MetPerson("Dr Sun")),
        private_note="He stays after all",
        new_problems=("Too many suppliers",),
        **ticks,
    )
    return {
        "planned": price(engine, people.li, all_told(visit=visit_id, practised=True, **ticks)),
        "again": price(engine, people.li, otherwise),
        "unplanned": price(engine, people.li, all_told(name="Gamma Seals", practised=True)),
        "unplanned, of a known account": price(engine, people.bob, all_told(name="Gamma Seals")),
    }


def test_saving_a_debrief_takes_few_statements(engine: Engine, people: Cast) -> None:
    prices = told_in_full(engine, people)

    assert [] == [(which, n) for which, n in prices.items() if n > SAVE]


def test_a_longer_debrief_takes_no_more_statements(engine: Engine, people: Cast) -> None:
    many = range(40)
    longer = all_told(
        name="Beta Valves",
        promises=tuple(Promise(Side.OURS, f"send drawing {n}") for n in many),
        needs=tuple(HeardNeed(f"Valve {n} must last", Strength.IMPLIED) for n in many),
        people=tuple(MetPerson(f"Fitter {n}") for n in many),
        concerns=tuple(f"Valve {n} is dear" for n in many),
    )

    assert price(engine, people.li, all_told()) == price(engine, people.bob, longer)


def test_settling_a_promise_takes_one_statement(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, advance())

    assert price(engine, people.li, SettlePromise(1, KEPT)) <= 2
