"""What is remembered before the next visit: the recap, and the problems carried over."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from dialogs.memory_facts import (
    AccountRecap,
    CarriedOver,
    CarriedProblem,
    CarriedQuestion,
    KnownNeed,
    Practice,
    Recap,
)
from dialogs.message import Words
from dialogs.records import (
    Behaviour,
    HeardNeed,
    Promise,
    PromiseState,
    SettlePromise,
    Side,
    Strength,
)
from question_bank.kinds import Kind, OutcomeKind
from storage import facts, records
from storage.actor import Actor
from storage.tables import problem, question
from tests.storage.plausible import NOW, Cast, full_plan, plan_for, rows
from tests.storage.told import (
    BAD_NIGHTS,
    FRIDAY,
    THURSDAY,
    WARNING,
    WE_QUOTE,
    advance,
    debriefed,
    planned,
    told,
)

ADVANCE = OutcomeKind.ADVANCE
APRIL = date(2026, 4, 1)


def ask(work: Connection, actor: Actor, query: Any) -> Any:
    return facts.answer(work, actor, query)


# --- recap -------------------------------------------------------------------------------------


def recap(work: Connection, actor: Actor, account: int, today: date = APRIL) -> AccountRecap:
    found: AccountRecap = ask(work, actor, Recap(account, today))
    return found


def test_the_last_visit_is_that_of_the_latest_day(engine: Engine, people: Cast) -> None:
    """Not the one told of last; and of two on one day the later one."""
    with engine.begin() as work:
        for day in (THURSDAY, FRIDAY, FRIDAY, date(2026, 3, 1)):
            debriefed(work, people.li, advance(day=day))
        last = recap(work, people.li, 1).last

    assert last is not None and (3, FRIDAY, ADVANCE) == (last.id, last.day, last.kind)


def test_a_recap_names_the_promise_of_the_last_visit_due_first(
    engine: Engine, people: Cast
) -> None:
    """Ours are none of it, nor one kept; one that was moved is."""
    what = ("show us the log", "ask the board", "send us the failed seals", "invite the fitters")
    days = (None, date(2026, 3, 30), FRIDAY, date(2026, 3, 26))
    made = tuple(Promise(Side.CUSTOMER, w, due=d) for w, d in zip(what, days, strict=True))
    with engine.begin() as work:
        debriefed(work, people.li, told(promises=(WE_QUOTE, *made)))
        records.write(work, people.li, SettlePromise(4, PromiseState.KEPT), NOW)
        moved = SettlePromise(5, PromiseState.MOVED, date(2026, 4, 2))
        records.write(work, people.li, moved, NOW)
        first = recap(work, people.li, 1).promise
        records.write(work, people.li, SettlePromise(3, PromiseState.BROKEN), NOW)
        second = recap(work, people.li, 1).promise

    assert first is not None and second is not None
    assert [("ask the board", "open"), ("invite the fitters", "moved")] == [
        (p.what, p.state) for p in (first, second)
    ]


def implied(n: int) -> HeardNeed:
    return HeardNeed(f"Pump {n} is loud", Strength.IMPLIED)


def test_needs_still_implied_come_newest_first(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, told(needs=tuple(implied(n) for n in range(4))))
        debriefed(work, people.li, told(needs=(WARNING, implied(4))))
        found = recap(work, people.li, 1)

    assert ["Pump 4 is loud", "Pump 3 is loud", "Pump 2 is loud"] == [n.text for n in found.implied]
    assert (KnownNeed(5, WARNING.text, Strength.EXPLICIT),) == found.explicit


def test_a_need_that_grew_is_no_longer_implied_unless_it_did_not_grow_after_all(
    engine: Engine, people: Cast
) -> None:
    grown = replace(WARNING, grew_from=1)
    with engine.begin() as work:
        debriefed(work, people.li, told(needs=(BAD_NIGHTS,)))
        before = recap(work, people.li, 1).implied
        visit_id = debriefed(work, people.li, told(needs=(grown,)))
        after = recap(work, people.li, 1).implied
        debriefed(work, people.li, told(visit=visit_id))
        unsaid = recap(work, people.li, 1)

    assert before == (KnownNeed(1, BAD_NIGHTS.text, Strength.IMPLIED),)
    assert after == ()
    assert (before, ()) == (unsaid.implied, unsaid.explicit)


def test_questions_never_asked_are_those_of_the_last_planned_visit(
    engine: Engine, people: Cast
) -> None:
    """All of them where it was never debriefed, none of a problem that was denied."""
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        all_of_them = recap(work, people.bob, 1).never_asked
        _, leaks = (row["id"] for row in rows(work, problem))
        asked = tuple(row["id"] for row in rows(work, question))
        debriefed(work, people.li, told(visit=visit_id, asked=asked[:3], denied=(leaks,)))
        debriefed(work, people.bob, told(day=FRIDAY))
        some = recap(work, people.bob, 1).never_asked
        planned(work, people.li, plan_for("Acme Pumps Ltd", day=FRIDAY))

        assert (
            Words("How often do the seals fail?"),
            Words("What does an hour of standstill cost?"),
            Words("What do the fitters leave undone?", "overtime.1"),
        ) == all_of_them
        assert (
            Words("What would a whole year be worth to you?"),
            Words("How many pumps run on line 3?", "pumps.1"),
            Words("谁负责维护？"),
        ) == some
        assert () == recap(work, people.bob, 1).never_asked


def test_practice_is_the_readers_own(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, told(behaviour=Behaviour.PROBLEM))
        debriefed(work, people.li, told(practised=True))
        whose = [recap(work, actor, 1).practice for actor in (people.li, people.bob)]

    assert [Practice(Behaviour.PROBLEM, 1), None] == whose


@pytest.mark.parametrize(
    ("today", "day"),
    [(date(2026, 3, 12), None), (date(2026, 3, 13), THURSDAY), (APRIL, FRIDAY)],
)
def test_a_visit_past_and_never_debriefed_is_named(
    engine: Engine, people: Cast, today: date, day: date | None
) -> None:
    with engine.begin() as work:
        for planned_for in (THURSDAY, FRIDAY, None, date(2026, 4, 7)):
            planned(work, people.bob, plan_for("Acme Pumps", day=planned_for))
        debriefed(work, people.li, told(visit=planned(work, people.li), day=FRIDAY))

        assert recap(work, people.li, 1, today).undebriefed == day


# --- carried over ------------------------------------------------------------------------------


def test_problems_are_carried_over_with_what_was_not_asked(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        seals, _ = (row["id"] for row in rows(work, problem))
        how_often, standstill, *_ = (row["id"] for row in rows(work, question))
        asked = (how_often, standstill)
        debriefed(work, people.li, told(visit=visit_id, confirmed=(seals,), asked=asked))

        assert (
            CarriedProblem(
                Words("Seals fail", "manufacturing_equipment.seals"),
                True,
                (
                    CarriedQuestion(
                        Kind.IMPLICATION,
                        Words("What do the fitters leave undone?", "overtime.1"),
                        Words("Overtime at weekends", "overtime"),
                        False,
                    ),
                    CarriedQuestion(
                        Kind.NEED_PAYOFF,
                        Words("What would a whole year be worth to you?"),
                        None,
                        False,
                    ),
                ),
            ),
            CarriedProblem(
                Words("泄漏发现得太晚"),
                False,
                (
                    CarriedQuestion(Kind.PROBLEM, Words("多久才能发现一次泄漏？"), None, False),
                    CarriedQuestion(
                        Kind.IMPLICATION, Words("停机一小时损失多少？"), Words("环保罚款"), True
                    ),
                ),
            ),
        ) == ask(work, people.bob, CarriedOver(1))


def carried(work: Connection, actor: Actor, limit: int = 3) -> list[tuple[str, bool]]:
    found = ask(work, actor, CarriedOver(1, limit))
    return [(one.words.text, one.confirmed) for one in found]


def test_what_was_denied_is_not_carried_and_what_was_found_comes_first(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        found = told(visit=visit_id, denied=(1,), new_problems=("Parts come late",))
        debriefed(work, people.li, found)
        at_once = carried(work, people.li)
        debriefed(work, people.li, replace(found, new_problems=("Parts come too late",)))
        debriefed(work, people.bob, told(day=FRIDAY, new_problems=("没有备用泵",)))

        assert [("Parts come late", True), ("泄漏发现得太晚", False)] == at_once
        assert [
            ("没有备用泵", True),
            ("Parts come too late", True),
            ("泄漏发现得太晚", False),
        ] == carried(work, people.li)
        assert [("没有备用泵", True)] == carried(work, people.li, limit=1)


def test_a_newer_plan_takes_the_place_of_an_older_one(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, told(visit=planned(work, people.li), confirmed=(1,)))
        newer = replace(full_plan(), day=FRIDAY, problems=full_plan().problems[1:])
        planned(work, people.bob, newer)

        assert [("泄漏发现得太晚", False)] == carried(work, people.li)
