"""What a turn leaves behind, read back row by row, and at what price it was written."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, select

from bot.turn import Arrival, take_turn
from dialogs.coach import respond
from dialogs.events import Commanded, Event, Said, Tapped
from dialogs.facts import Facts, Me, Query, Unknown
from dialogs.message import Button, say
from dialogs.records import (
    DropOffer,
    KeepHour,
    KeepLanguage,
    KeepOffer,
    KeepReminding,
    KeepZone,
    Record,
)
from dialogs.reminding import AS_SUGGESTED, Reminding
from dialogs.session import Answer, Draft, Session, Typed
from storage import facts, records, tables
from storage.actor import Actor
from storage.conversations import Conversation, keep_conversation
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
from tests.storage.examples import EXAMPLES
from tests.storage.plausible import (
    BOB,
    CHANNEL,
    LI,
    NOW,
    Cast,
    full_plan,
    leaks_unseen,
    plan_for,
    rows,
    save,
    seals_fail,
    talk_of,
)
from tests.storage.watching import executed

LATER = NOW + timedelta(days=1)


def write(work: Connection, actor: Actor, record: Record, at: datetime = NOW) -> None:
    records.write(work, actor, record, at)


def columns(work: Connection, table: Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows(work, table)]


def the_only(work: Connection, table: Table) -> dict[str, Any]:
    (row,) = rows(work, table)
    return row


# --- what is written ---------------------------------------------------------------------------


def test_a_language_is_the_persons_own(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.bob, KeepLanguage("zh-Hans"))

        assert [
            ("Li", "zh-Hans"),
            ("Bob", "zh-Hans"),
            ("Wang", "zh-Hans"),
            ("Eve", "en"),
        ] == columns(work, person_user, "name", "language")


def test_an_hour_is_kept_with_its_zone(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.bob, KeepHour(time(9, 30), "Europe/Berlin"))
        here = columns(work, person_user, "name", "hour", "zone")

    assert ("Bob", time(9, 30), "Europe/Berlin") in here
    assert ("Li", None, "Asia/Shanghai") in here


def test_wishes_are_the_persons_own_and_come_back_as_they_went(
    engine: Engine, people: Cast
) -> None:
    wishes = Reminding(False, None, time(21, 30), time(7), (4, 5))
    with engine.begin() as work:
        write(work, people.bob, KeepReminding(wishes))
        write(work, people.bob, KeepZone("America/New_York"))
        bob, li = talk_of(work, BOB).person, talk_of(work, LI).person

    assert ("America/New_York", wishes) == (bob.zone, bob.reminding)
    assert ("Asia/Shanghai", AS_SUGGESTED) == (li.zone, li.reminding)


def test_an_offer_goes_from_the_team_it_belongs_to(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        for actor in (people.li, people.eve):
            write(work, actor, KeepOffer("Seals"))
        write(work, people.bob, DropOffer("Seals"))

        assert [(people.eve.team, "Seals")] == columns(work, offer, "team_id", "text")


def test_an_offer_is_the_teams(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.bob, KeepOffer("耐磨密封件 – seals that last a year"))

        assert [(people.li.team, "耐磨密封件 – seals that last a year")] == columns(
            work, offer, "team_id", "text"
        )


def test_a_plan_is_kept_to_the_last_line(engine: Engine, people: Cast) -> None:
    li, team = people.li.person, people.li.team
    with engine.begin() as work:
        write(work, people.li, full_plan())

        assert {
            "id": 1,
            "team_id": team,
            "name": "Acme Pumps Ltd",
            "key": "acmepumps",
            "industry": "manufacturing_equipment",
            "owner_id": li,
            "used_at": NOW,
        }.items() <= the_only(work, account).items()
        assert {
            "id": 1,
            "team_id": team,
            "account_id": 1,
            "owner_id": li,
            "planned_at": NOW,
            "day": date(2026, 3, 12),
            "hour": time(14, 30),
            "zone": "Asia/Shanghai",
            "objective": "Chen agrees to try two seals on line 3",
            "fallback": "A date for the trial",
            "concern": "The price of <b>two</b> seals 😬",
            "notes": "Ask for 'Old' Zhou's opinion",
        }.items() <= the_only(work, visit).items()
        assert [(1, team, 1, "Ms Chen"), (2, team, 1, "王经理")] == columns(
            work, person, "id", "team_id", "account_id", "name"
        )
        assert [(team, 1, 1), (team, 1, 2)] == columns(
            work, visit_person, "team_id", "visit_id", "person_id"
        )
        assert [
            (
                1,
                team,
                1,
                0,
                "Seals fail",
                "manufacturing_equipment.seals",
                "Chen knows the figures",
            ),
            (2, team, 1, 1, "泄漏发现得太晚", None, ""),
        ] == columns(
            work, problem, "id", "team_id", "visit_id", "place", "text", "bank_id", "notes"
        )
        assert [
            (1, team, 1, 0, "Overtime at weekends", "overtime", False),
            (2, team, 1, 1, "The line stands still", None, True),
            (3, team, 2, 0, "环保罚款", None, True),
        ] == columns(
            work, difficulty, "id", "team_id", "problem_id", "place", "text", "bank_id", "worse"
        )


def test_every_question_stands_where_it_was_planned(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.eve, full_plan())
        write(work, people.li, full_plan())
        # The ids of Li's rows are not those the same rows would have alone.
        named = (
            select(
                question.c.place,
                question.c.kind,
                question.c.text,
                question.c.bank_id,
                problem.c.text.label("problem"),
                difficulty.c.text.label("difficulty"),
            )
            .outerjoin(problem, problem.c.id == question.c.problem_id)
            .outerjoin(difficulty, difficulty.c.id == question.c.difficulty_id)
            .where(question.c.team_id == people.li.team)
            .order_by(question.c.id)
        )

        assert [
            (0, "problem", "How often do the seals fail?", None, "Seals fail", None),
            (
                1,
                "implication",
                "What does an hour of standstill cost?",
                None,
                "Seals fail",
                "The line stands still",
            ),
            (
                2,
                "implication",
                "What do the fitters leave undone?",
                "overtime.1",
                "Seals fail",
                "Overtime at weekends",
            ),
            (
                3,
                "need_payoff",
                "What would a whole year be worth to you?",
                None,
                "Seals fail",
                None,
            ),
            (0, "problem", "多久才能发现一次泄漏？", None, "泄漏发现得太晚", None),
            (1, "implication", "停机一小时损失多少？", None, "泄漏发现得太晚", "环保罚款"),
            (0, "situation", "How many pumps run on line 3?", "pumps.1", None, None),
            (1, "situation", "谁负责维护？", None, None, None),
        ] == [tuple(row) for row in work.execute(named)]


def test_a_plan_of_almost_nothing_is_a_plan(engine: Engine, people: Cast) -> None:
    """The 60-second plan without a date: no whom, no problems, nothing to check."""
    with engine.begin() as work:
        write(work, people.li, plan_for("Acme Pumps"))

        assert [(None, None, None)] == columns(work, visit, "day", "hour", "concern")
        assert [] == rows(work, person) + rows(work, problem) + rows(work, question)


# --- which account -----------------------------------------------------------------------------


def test_a_visit_is_filed_under_the_account_that_was_named(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = save(work, people.li, plan_for("Acme Pumps Ltd"))
        save(work, people.li, plan_for("Beta Valves"))
        write(work, people.li, plan_for("Acme", account=acme, industry="other"), LATER)

        assert [("Acme Pumps Ltd", LATER), ("Beta Valves", NOW)] == columns(
            work, account, "name", "used_at"
        )
        assert [1, 2, 1] == [row["account_id"] for row in rows(work, visit)]


@pytest.mark.parametrize("again", ["acme pumps", "ＡＣＭＥ　Ｐｕｍｐｓ", "Acme-Pumps Limited"])
def test_the_same_name_is_the_same_account(engine: Engine, people: Cast, again: str) -> None:
    with engine.begin() as work:
        save(work, people.li, plan_for("Acme Pumps Ltd"))
        write(work, people.li, plan_for(again), LATER)

        assert [("Acme Pumps Ltd", LATER)] == columns(work, account, "name", "used_at")


def test_a_colleagues_account_stays_the_colleagues(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        save(work, people.li, plan_for("华东泵业有限公司"))
        write(work, people.bob, plan_for("华东泵业"))

        assert [("华东泵业有限公司", people.li.person)] == columns(
            work, account, "name", "owner_id"
        )
        assert [people.li.person, people.bob.person] == [r["owner_id"] for r in rows(work, visit)]


def test_another_teams_account_is_never_used(engine: Engine, people: Cast) -> None:
    """Neither by its name nor by its number, should one get into the wrong hands."""
    with engine.begin() as work:
        acme = save(work, people.li, full_plan())
        write(work, people.eve, plan_for("Acme Pumps Ltd"), LATER)
        write(work, people.eve, plan_for("Acme Pumps Ltd", account=acme), LATER)
        mine, *hers = columns(work, account, "id", "team_id", "used_at")
        filed = {row["account_id"] for row in rows(work, visit) if row["id"] > 1}

    assert (acme, people.li.team, NOW) == mine
    assert {people.eve.team} == {team for _, team, _ in hers}
    assert acme not in filed


# --- whom --------------------------------------------------------------------------------------


def test_a_person_met_again_is_the_same_person(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = save(work, people.li, plan_for("Acme Pumps", people=("Ms Chen", "王经理")))
        again = plan_for("Acme Pumps", acme, people=("Mr Zhou", "王经理", "王经理"))
        write(work, people.bob, again)

        assert ["Ms Chen", "王经理", "Mr Zhou"] == [row["name"] for row in rows(work, person)]
        assert [(1, 1), (1, 2), (2, 2), (2, 3)] == columns(
            work, visit_person, "visit_id", "person_id"
        )


def test_people_of_the_same_name_work_at_different_places(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        save(work, people.li, plan_for("Acme Pumps", people=("Ms Chen",)))
        save(work, people.li, plan_for("Beta Valves", people=("Ms Chen",)))

        assert [(1, "Ms Chen"), (2, "Ms Chen")] == columns(work, person, "account_id", "name")


# --- at what price -----------------------------------------------------------------------------

SAVE = 20
TURN = 6


def test_saving_a_plan_takes_few_statements(engine: Engine, people: Cast) -> None:
    with executed(engine) as statements, engine.begin() as work:
        write(work, people.li, full_plan())

    assert len(statements) <= SAVE - TURN, statements


def test_a_longer_plan_takes_no_more_statements(engine: Engine, people: Cast) -> None:
    short = plan_for("Acme Pumps", people=("Ms Chen",), problems=(seals_fail(),))
    names = tuple(f"Fitter {n}" for n in range(12))
    problems = (seals_fail(), leaks_unseen(), seals_fail()) * 3
    long = replace(short, name="Beta Valves", people=names, problems=problems)
    counts = []
    for plan in (short, long):
        with executed(engine) as statements, engine.begin() as work:
            write(work, people.li, plan)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def arrival(n: int, event: Event) -> Arrival:
    return Arrival(CHANNEL, "Li", n, event, LI)


def facts_asked(engine: Engine, event: Event) -> list[Query[Any]]:
    """What this turn needs to know, found by taking it without keeping it."""
    asked: list[Query[Any]] = []
    with engine.connect() as work:
        talk = talk_of(work, LI)
        known = Facts({Me(): talk.person})
        while True:
            try:
                respond(talk.session, event, known)
            except Unknown as missing:
                asked += missing.queries
                answers = {q: facts.answer(work, talk.actor, q) for q in missing.queries}
                known = known.with_answers(answers)
            else:
                work.rollback()
                return asked


def test_a_turn_takes_few_statements_besides_those_of_its_facts(
    engine: Engine, people: Cast
) -> None:
    """From the account to the problems, as a rep types it."""
    with engine.begin() as work:
        write(work, people.li, KeepOffer("Seals that last a year"))
        write(work, people.li, plan_for("Acme Pumps Ltd", people=("Ms Chen",)))
    events: list[Event] = [
        Commanded(at=NOW, name="plan"),
        Said(at=NOW, text="Acme Pumps"),
        Said(at=NOW, text="Ms Chen"),
        Commanded(at=NOW, name="skip"),
        Said(at=NOW, text="Chen agrees to try two seals"),
    ]
    for n, event in enumerate(events):
        needed = sum(EXAMPLES[type(query)].statements for query in facts_asked(engine, event))
        with executed(engine) as statements:
            turn = take_turn(engine, arrival(n, event))

        assert turn and turn.message
        price = TURN + needed + len(turn.records)
        assert len(statements) <= price, (event, needed, statements)
    with engine.begin() as work:
        draft = talk_of(work, LI).session.draft

    assert draft is not None
    assert ["account", "whom", "when", "objective"] == [a.step for a in draft.answers]


def test_an_answer_that_needs_no_fact_takes_six_statements_at_most(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        write(work, people.li, KeepOffer("Seals that last a year"))
    take_turn(engine, arrival(1, Commanded(at=NOW, name="plan")))
    account_named = {"id": None, "name": "Acme Pumps", "industry": "other"}
    with engine.begin() as work:
        talk = talk_of(work, LI)
        draft = Draft("planning", (Answer("account", account_named, (Typed("Acme Pumps"),)),))
        keep_conversation(work, talk, replace(talk.session, draft=draft), None)
    with executed(engine) as statements:
        turn = take_turn(engine, arrival(2, Said(at=NOW, text="Ms Chen\n王经理")))

    assert turn and turn.session.draft
    assert ["Ms Chen", "王经理"] == turn.session.draft.answers[-1].value
    assert len(statements) <= TURN, statements


def about_to_save(work: Connection) -> Conversation:
    """A plan gone through to its review, [Save] being the first button."""
    chosen = [{"text": "Seals fail"}, {"text": "Leaks are found too late"}, {"text": "Noise"}]
    lines = [
        {"sort": "problem", "words": {"text": "How often do the seals fail?"}},
        {"sort": "difficulty", "words": {"text": "Overtime at weekends"}},
        {"sort": "implication", "words": {"text": "What does the overtime cost?"}},
        {"sort": "need_payoff", "words": {"text": "What would a whole year be worth?"}},
    ]
    how_many = [{"sort": "situation", "words": {"text": "How many pumps run on line 3?"}}]
    account_named = {"id": None, "name": "Acme Pumps", "industry": "manufacturing_equipment"}
    log = (
        Answer("account", account_named),
        Answer("whom", ["Ms Chen", "王经理"]),
        Answer("when", {"day": "2026-03-12", "zone": "Asia/Shanghai", "hour": "14:30:00"}),
        Answer("objective", {"text": "Chen agrees to try two seals"}),
        Answer("problems", {"chosen": chosen}),
        *(Answer("questions", lines) for _ in chosen),
        Answer("situation", how_many),
        Answer("concern", "The price"),
    )
    talk = talk_of(work, LI)
    session = Session(Draft("planning", log), (Button(say("planning.review.save"), "save"),))
    keep_conversation(work, talk, session, None)
    return talk_of(work, LI)


def test_a_turn_that_saves_a_plan_takes_few_statements(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, KeepOffer("Seals that last a year"))
        talk = about_to_save(work)
    tap = Tapped(at=NOW, version=talk.session.version, index=0)
    with executed(engine) as statements:
        turn = take_turn(engine, arrival(1, tap))

    assert turn and ["KeepPlan"] == [type(record).__name__ for record in turn.records]
    assert len(statements) <= SAVE, statements
    with engine.connect() as work:
        assert [3, 3, 10] == [len(rows(work, t)) for t in (problem, difficulty, question)]


def test_an_update_that_comes_again_takes_one_statement(engine: Engine, people: Cast) -> None:
    take_turn(engine, arrival(1, Commanded(at=NOW, name="start")))
    with executed(engine) as statements:
        assert take_turn(engine, arrival(1, Commanded(at=NOW, name="start"))) is None

    assert ["processed_update"] == [
        name for name in tables.metadata.tables for s in statements if f"INTO {name} " in s.sql
    ]
    assert len([s for s in statements if not s.sql.startswith("BEGIN")]) == 1
