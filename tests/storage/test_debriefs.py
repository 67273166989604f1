"""A visit as it went, read back row by row; and what becomes of it when it is told again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from dialogs.records import (
    Behaviour,
    HeardNeed,
    HeardNews,
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
from question_bank.kinds import OutcomeKind
from storage import records
from storage.actor import Actor
from storage.debrief_tables import (
    capability,
    commitment,
    concern,
    debrief,
    need,
    news,
    person_fact,
    practice_focus,
    private_note,
)
from storage.tables import account, metadata, opportunity, person, problem, question, visit
from tests.storage.plausible import NOW, Cast, full_plan, plan_for, rows, save
from tests.storage.told import (
    BAD_NIGHTS,
    FRIDAY,
    SENDS_SEALS,
    THURSDAY,
    WARNING,
    WE_QUOTE,
    advance,
    all_told,
    debriefed,
    labels,
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


# --- what is written ---------------------------------------------------------------------------


def test_a_debrief_is_kept_to_the_last_line(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        write(work, people.li, all_told(visit=visit_id, practised=False))
        (row,) = rows(work, debrief)

        assert {
            "id": 1,
            "team_id": people.li.team,
            "visit_id": visit_id,
            "version": 1,
            "author_id": people.li.person,
            "at": LATER,
            "text": "Ms Chen sends us the failed seals by Friday",
            "coach_kind": "advance",
            "rep_kind": "order",
            "rule": "A1",
            "weak": False,
            "reason": "She has always done what she said",
            "change": "Ask what a stop costs before showing anything",
            "behaviour": "implication",
            "practised": False,
            "focus_id": None,
            "next_objective": "Chen agrees to a trial on line 3",
            "next_day": date(2026, 3, 26),
            "notes": ["A new canteen", "two\nlines"],
            "answers": '[{"step": "outcome", "value": "老周"}]',
        } == row


def test_what_was_heard_is_kept_in_its_order(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, all_told())

        assert [
            (0, "夜班经常停机", "implied", "王经理", None),
            (1, "We want a warning before the line stops", "explicit", "Ms Chen", None),
        ] == columns(work, need, "place", "text", "strength", "by_whom", "grew_from")
        assert [("报警直接发到手机", 2, True), ("Steel housing", None, False)] == columns(
            work, capability, "text", "need_id", "benefit"
        )
        assert ["Who trains the night shift?", "The price of <b>two</b> seals 😬"] == [
            row["text"] for row in rows(work, concern)
        ]
        assert [
            ("people", "A new head of production from May"),
            ("policy", "环保检查更严"),
        ] == columns(work, news, "kind", "text")
        assert [("Spare parts come late", "confirmed", 1), ("没有备用泵", "confirmed", 1)] == (
            columns(work, problem, "text", "state", "version")
        )


def test_promises_of_both_sides_are_open_until_settled(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, all_told())
        names = ("side", "what", "who", "due", "first_due", "state", "settled_at", "owner_id")

        assert [
            ("customer", "send us the failed seals", "Ms Chen", FRIDAY, FRIDAY, "open", None, 1),
            (
                "ours",
                "报价两套密封件",
                None,
                date(2026, 3, 16),
                date(2026, 3, 16),
                "open",
                None,
                people.li.person,
            ),
        ] == columns(work, commitment, *names)


def test_people_met_are_people_of_the_account(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        write(work, people.li, all_told(visit=visit_id))
        told_of = select(person.c.name, person_fact.c.closeness, person_fact.c.trust)
        source = told_of.join_from(person_fact, person, person.c.id == person_fact.c.person_id)

        assert ["Ms Chen", "王经理", "Old Zhou"] == [row["name"] for row in rows(work, person)]
        assert [("Ms Chen", 1, 0), ("Old Zhou", None, None), ("王经理", -1, None)] == [
            tuple(row) for row in work.execute(source.order_by(person_fact.c.id))
        ]


def test_what_was_planned_is_ticked(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        other = planned(work, people.li)
        visit_id = planned(work, people.li)
        seals, leaks = (r["id"] for r in rows(work, problem) if r["visit_id"] == visit_id)
        first, second, *rest = (r["id"] for r in rows(work, question) if r["visit_id"] == visit_id)
        record = told(
            visit=visit_id,
            confirmed=(seals, 1),
            denied=(leaks,),
            asked=(first, second, 1),
            worked=(second,),
        )
        write(work, people.li, record)
        ticked = {r["id"]: (r["asked"], r["worked"]) for r in rows(work, question)}

        assert [(other, None)] * 2 + [(visit_id, "confirmed"), (visit_id, "denied")] == columns(
            work, problem, "visit_id", "state"
        )
        assert [(True, False), (True, True)] == [ticked[first], ticked[second]]
        assert {(False, False)} == {ticked[i] for i in rest} | {ticked[1]}


def test_a_debrief_of_almost_nothing_is_a_debrief(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, told())
        heard = (need, capability, concern, news, commitment, person_fact, private_note, problem)

        assert [(1, "continuation")] == columns(work, debrief, "version", "coach_kind")
        assert [] == [row for table in heard for row in rows(work, table)]


# --- which visit -------------------------------------------------------------------------------


def test_a_planned_visit_is_filed_under_the_day_it_was(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        on_time = planned(work, people.li, plan_for("Acme Pumps", day=THURSDAY))
        undated = planned(work, people.li, plan_for("Acme Pumps"))
        open_still = planned(work, people.li, plan_for("Acme Pumps"))
        for visit_id in (on_time, undated):
            write(work, people.li, told(visit=visit_id, day=FRIDAY))

        assert [
            (on_time, FRIDAY, FRIDAY, 1),
            (undated, FRIDAY, FRIDAY, 1),
            (open_still, None, NOW.date(), None),
        ] == columns(work, visit, "id", "day", "filed_on", "version")


def test_an_unplanned_visit_is_made(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, told())
        (new,) = rows(work, account)
        names = ("account_id", "opportunity_id", "owner_id", "day", "filed_on", "planned_at")

        assert ("Acme Pumps Ltd", people.li.person, LATER) == (
            new["name"],
            new["owner_id"],
            new["used_at"],
        )
        assert [(new["id"], None)] == columns(work, opportunity, "account_id", "name")
        assert [(new["id"], 1, people.li.person, THURSDAY, THURSDAY, None)] == columns(
            work, visit, *names
        )


def test_an_unplanned_visit_to_a_known_account_is_filed_there(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = save(work, people.li, full_plan())
        write(work, people.bob, told(name="acme pumps"))
        write(work, people.bob, told(name="Acme", account=acme))

        assert [(acme, 1), (acme, 1), (acme, 1)] == columns(
            work, visit, "account_id", "opportunity_id"
        )
        assert [LATER] == [row["used_at"] for row in rows(work, account)]


def test_another_teams_visit_is_never_debriefed(engine: Engine, people: Cast) -> None:
    """Should its number get into the wrong hands, it counts for nothing."""
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        hers = rows(work, problem)[0]["id"]
        stolen = all_told(visit=visit_id, account=1, confirmed=(hers,), asked=(1,))
        write(work, people.eve, stolen)

        assert [(1, None), (2, 1)] == columns(work, visit, "id", "version")
        assert {people.eve.team} == {row["team_id"] for row in rows(work, debrief)}
        assert {None} == {r["state"] for r in rows(work, problem) if r["visit_id"] == visit_id}
        assert {False} == {row["asked"] for row in rows(work, question)}
        assert ["Acme Pumps Ltd"] * 2 == [row["name"] for row in rows(work, account)]


# --- told again --------------------------------------------------------------------------------


def test_a_debrief_saved_again_is_a_new_version_and_the_old_one_stays(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told())
        (before,) = rows(work, debrief)
        again = all_told(visit=visit_id, outcome=labels(OutcomeKind.NO_SALE), change=None)
        write(work, people.bob, again)
        first, second = rows(work, debrief)

        assert before == first
        assert (2, "no_sale", "no_sale", None, people.bob.person) == tuple(
            second[n] for n in ("version", "coach_kind", "rep_kind", "change", "author_id")
        )
        assert [2] == [row["version"] for row in rows(work, visit)]


def test_the_two_labels_are_kept_as_they_were_given(engine: Engine, people: Cast) -> None:
    overruled = labels(OutcomeKind.CONTINUATION, OutcomeKind.ADVANCE)
    with engine.begin() as work:
        write(work, people.li, told(outcome=overruled))

        assert [("continuation", "advance", "She has always done what she said")] == columns(
            work, debrief, "coach_kind", "rep_kind", "reason"
        )


def test_there_is_one_set_of_promises_however_often_it_is_told(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told())
        before = rows(work, commitment)
        for _ in range(3):
            write(work, people.li, all_told(visit=visit_id))

        assert [row | {"version": 4} for row in before] == rows(work, commitment)


def test_a_promise_told_again_keeps_what_became_of_it(engine: Engine, people: Cast) -> None:
    """The one word changed makes another promise; a new date of an open one is a correction."""
    tomorrow = replace(WE_QUOTE, due=date(2026, 3, 13))
    other = replace(SENDS_SEALS, what="send us two failed seals")
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told())
        seals, quote = (row["id"] for row in rows(work, commitment))
        write(work, people.li, SettlePromise(seals, KEPT))
        corrected = replace(SENDS_SEALS, due=THURSDAY, who=None)
        write(work, people.li, all_told(visit=visit_id, promises=(corrected, tomorrow, other)))
        kept = columns(work, commitment, "id", "state", "due", "first_due", "who")
        write(work, people.li, all_told(visit=visit_id, promises=(other,)))

        assert [
            (seals, "kept", FRIDAY, FRIDAY, "Ms Chen"),
            (quote, "open", date(2026, 3, 13), date(2026, 3, 13), None),
            (quote + 1, "open", FRIDAY, FRIDAY, "Ms Chen"),
        ] == kept
        assert ["send us two failed seals"] == [row["what"] for row in rows(work, commitment)]


def test_a_promise_of_the_same_words_by_the_other_side_is_another(
    engine: Engine, people: Cast
) -> None:
    both = tuple(Promise(side, "send the drawings") for side in (Side.CUSTOMER, Side.OURS))
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, told(promises=both))
        write(work, people.li, told(visit=visit_id, promises=both[1:]))

        assert [(2, "ours")] == columns(work, commitment, "id", "side")


def test_what_is_no_longer_ticked_is_not_ticked(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        write(work, people.li, told(visit=visit_id, confirmed=(1,), asked=(1, 2), worked=(2,)))
        write(work, people.li, told(visit=visit_id))

        assert {None} == {row["state"] for row in rows(work, problem)}
        assert {(False, False)} == set(columns(work, question, "asked", "worked"))


def test_a_need_told_again_keeps_its_row(engine: Engine, people: Cast) -> None:
    """Another may have grown from it."""
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told(capabilities=()))
        grown = HeardNeed("夜班要有人值守", Strength.EXPLICIT, None, grew_from=1)
        write(work, people.li, told(needs=(grown,)))
        louder = (WARNING, replace(BAD_NIGHTS, strength=Strength.EXPLICIT, by="老周"))
        write(work, people.li, all_told(visit=visit_id, needs=louder, capabilities=()))
        names = ("id", "version", "place", "text", "strength", "by_whom", "grew_from")

        assert [
            (1, 2, 1, "夜班经常停机", "explicit", "老周", None),
            (2, 2, 0, "We want a warning before the line stops", "explicit", "Ms Chen", None),
            (3, 1, 0, "夜班要有人值守", "explicit", None, 1),
        ] == columns(work, need, *names)


def test_private_notes_are_added_and_never_twice(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, told(private_note="王经理 may leave"))
        for note in ("王经理 may leave", None, "He did leave"):
            write(work, people.li, told(visit=visit_id, private_note=note))
        write(work, people.bob, told(visit=visit_id, private_note="王经理 may leave"))

        assert [
            (people.li.person, "王经理 may leave", NOW),
            (people.li.person, "He did leave", LATER),
            (people.bob.person, "王经理 may leave", LATER),
        ] == columns(work, private_note, "author_id", "text", "at")


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


def test_every_statement_of_a_debrief_asks_for_the_team(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        with asked(engine) as statements:
            everything_told(work, people, visit_id)

    assert [set()] * len(statements) == [unwalled(s, people.li.team) for s in statements]


OF_ACCOUNT = [
    table
    for table in metadata.sorted_tables
    if "team_id" in table.c and table.name not in ("membership", "offer", "practice_focus")
]


def test_an_account_joins_another_team_with_all_it_has(engine: Engine, people: Cast) -> None:
    """What its owner practises is the owner's, and comes with them."""
    with engine.begin() as work:
        everything_told(work, people, planned(work, people.li))
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
