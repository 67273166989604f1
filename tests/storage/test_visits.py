"""Visits one by one: those still to be told of, and a whole one on a page."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, Engine

from dialogs.facts import KnownAccount
from dialogs.memory_facts import LedgerPromise
from dialogs.message import Words
from dialogs.records import MetPerson, Promise, PromiseState, SettlePromise, Side
from dialogs.visit_facts import (
    Day,
    DebriefVersion,
    NumberedWords,
    OpenVisit,
    OpenVisits,
    PlannedVisit,
    Today,
    VisitAsItWent,
    VisitPage,
    VisitPlanned,
)
from question_bank.kinds import Kind, OutcomeKind
from storage import facts, records
from storage.actor import Actor
from tests.storage.plausible import NOW, Cast, plan_for
from tests.storage.told import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    advance,
    all_told,
    debriefed,
    labels,
    page,
    planned,
    told,
)

ACME = KnownAccount(1, "Acme Pumps Ltd", "manufacturing_equipment", None)
OF_LI = replace(ACME, colleague="Li")
PLANNED = PlannedVisit(
    id=1,
    account=ACME,
    day=THURSDAY,
    zone="Asia/Shanghai",
    objective="Chen agrees to try two seals on line 3",
    problems=(
        NumberedWords(1, Words("Seals fail", "manufacturing_equipment.seals")),
        NumberedWords(2, Words("泄漏发现得太晚")),
    ),
    questions=(
        NumberedWords(7, Words("How many pumps run on line 3?", "pumps.1"), Kind.SITUATION),
        NumberedWords(8, Words("谁负责维护？"), Kind.SITUATION),
        NumberedWords(1, Words("How often do the seals fail?"), Kind.PROBLEM),
        NumberedWords(2, Words("What does an hour of standstill cost?"), Kind.IMPLICATION),
        NumberedWords(
            3, Words("What do the fitters leave undone?", "overtime.1"), Kind.IMPLICATION
        ),
        NumberedWords(4, Words("What would a whole year be worth to you?"), Kind.NEED_PAYOFF),
        NumberedWords(5, Words("多久才能发现一次泄漏？"), Kind.PROBLEM),
        NumberedWords(6, Words("停机一小时损失多少？"), Kind.IMPLICATION),
    ),
    people=("Ms Chen", "王经理"),
    answers=None,
)


def ask(work: Connection, actor: Actor, query: Any) -> Any:
    return facts.answer(work, actor, query)


# --- still to be told of -----------------------------------------------------------------------


def planned_for(work: Connection, actor: Actor, *days: date | None) -> None:
    for day in days:
        planned(work, actor, plan_for("Acme Pumps Ltd", day=day))


def test_open_visits_begin_with_the_latest_up_to_today(engine: Engine, people: Cast) -> None:
    """Then those without a day, the newest first; then the coming ones, the soonest first."""
    with engine.begin() as work:
        coming = date(2026, 4, 7)
        planned_for(
            work, people.li, MONDAY, None, FRIDAY, coming, THURSDAY, None, date(2026, 3, 30)
        )
        ids = [v.id for v in ask(work, people.li, OpenVisits(FRIDAY, limit=9))]

        assert [3, 5, 1, 6, 2, 7, 4] == ids
        assert ids[:4] == [v.id for v in ask(work, people.li, OpenVisits(FRIDAY, limit=4))]
        assert ids[:5] == [v.id for v in ask(work, people.li, OpenVisits(FRIDAY))]


def test_open_visits_are_ones_own_and_not_debriefed(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned_for(work, people.li, MONDAY, THURSDAY)
        planned_for(work, people.bob, MONDAY)
        debriefed(work, people.bob, told(visit=1))
        rest = ("Chen agrees to try two seals on line 3", time(10), "Asia/Shanghai")

        assert (OpenVisit(2, ACME, THURSDAY, *rest),) == ask(work, people.li, OpenVisits(FRIDAY))
        assert (OpenVisit(3, OF_LI, MONDAY, *rest),) == ask(work, people.bob, OpenVisits(FRIDAY))
        assert () == ask(work, people.eve, OpenVisits(FRIDAY))


def test_a_day_begins_with_its_first_visit(engine: Engine, people: Cast) -> None:
    """One without an hour comes last."""
    with engine.begin() as work:
        at = [time(15), None, time(9, 30)]
        for hour in at:
            planned(work, people.li, replace(plan_for("Acme Pumps", day=THURSDAY), hour=hour))
        planned_for(work, people.li, MONDAY, date(2026, 3, 10), FRIDAY, None)
        planned_for(work, people.bob, THURSDAY, MONDAY)
        day = ask(work, people.li, Today(THURSDAY))

    assert [3, 1, 2] == [v.id for v in day.visits]
    assert [5, 4] == [v.id for v in day.undebriefed]


def test_what_is_due_is_due_to_the_one_who_owns_the_visit(engine: Engine, people: Cast) -> None:
    days = (FRIDAY, THURSDAY, MONDAY, None, date(2026, 3, 2))
    sides = (Side.CUSTOMER, Side.OURS, Side.CUSTOMER, Side.CUSTOMER, Side.OURS)
    made = tuple(
        Promise(side, f"ask the board {n}", due=day)
        for n, (side, day) in enumerate(zip(sides, days, strict=True))
    )
    with engine.begin() as work:
        debriefed(work, people.bob, told(visit=planned(work, people.li), promises=made))
        records.write(work, people.li, SettlePromise(5, PromiseState.KEPT), NOW)
        due = ask(work, people.li, Today(THURSDAY)).due
        records.write(work, people.li, SettlePromise(3, PromiseState.MOVED, FRIDAY), NOW)
        moved = [ask(work, people.li, Today(day)).due for day in (THURSDAY, FRIDAY)]

        assert [(3, MONDAY), (2, THURSDAY)] == [(p.id, p.due) for p in due]
        assert [[2], [2, 1, 3]] == [[p.id for p in promises] for promises in moved]
        assert Day((), (), ()) == ask(work, people.bob, Today(FRIDAY))
        assert Day((), (), ()) == ask(work, people.eve, Today(FRIDAY))


def test_a_day_is_cut_at_its_limit(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned_for(work, people.li, *([THURSDAY] * 4), *([MONDAY] * 4))
        promises = tuple(Promise(Side.OURS, f"send drawing {n}", due=MONDAY) for n in range(4))
        debriefed(work, people.li, told(promises=promises))
        day = ask(work, people.li, Today(THURSDAY, limit=3))

    assert [3, 3, 3] == [len(day.visits), len(day.due), len(day.undebriefed)]


# --- as it was planned -------------------------------------------------------------------------


def test_a_plan_is_read_back_in_its_order(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)

        assert PLANNED == ask(work, people.li, VisitPlanned(visit_id))
        assert replace(PLANNED, account=OF_LI) == ask(work, people.bob, VisitPlanned(visit_id))
        assert ask(work, people.eve, VisitPlanned(visit_id)) is None


def test_a_visit_debriefed_comes_with_the_newest_log_and_its_plan_alone(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        debriefed(work, people.li, all_told(visit=visit_id, answers='["first"]'))
        debriefed(work, people.li, all_told(visit=visit_id, answers='["second"]'))

        assert replace(PLANNED, answers='["second"]') == ask(
            work, people.li, VisitPlanned(visit_id)
        )


# --- as it went --------------------------------------------------------------------------------


def promised(record: Any) -> tuple[LedgerPromise, ...]:
    """In the order they are due."""
    seals, quote = (
        LedgerPromise(n, "Acme Pumps Ltd", p.side, p.what, p.who, p.due, PromiseState.OPEN)
        for n, p in enumerate(record.promises, 1)
    )
    return quote, seals


def test_a_page_says_what_was_told(engine: Engine, people: Cast) -> None:
    record = all_told(visit=1, confirmed=(1,), denied=(2,), asked=(7, 1, 2), worked=(2,))
    with engine.begin() as work:
        planned(work, people.li)
        debriefed(work, people.li, record)

        assert VisitPage(
            visit=replace(PLANNED, answers=record.answers),
            fallback="A date for the trial",
            concern="The price of <b>two</b> seals 😬",
            difficulties=(
                (Words("Overtime at weekends", "overtime"), False),
                (Words("The line stands still"), True),
                (Words("环保罚款"), True),
            ),
            confirmed=(1,),
            denied=(2,),
            asked=(7, 1, 2),
            worked=(2,),
            versions=(DebriefVersion(NOW, "Li", record.outcome),),
            promises=promised(record),
            needs=record.needs,
            capabilities=record.capabilities,
            concerns=record.concerns,
            people=record.people,
            news=record.news,
            change=record.change,
            next_objective=record.next_objective,
            private_notes=("王经理 may leave",),
            own=True,
            new_problems=record.new_problems,
        ) == page(work, people.li, 1)


def test_a_page_of_what_was_told_otherwise_says_only_that(engine: Engine, people: Cast) -> None:
    """And which version said what, the latest first, three of them."""
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        ticks: dict[str, Any] = {"confirmed": (1,), "asked": (1,)}
        debriefed(work, people.li, all_told(visit=visit_id, **ticks))
        outcomes = [labels(kind) for kind in (OutcomeKind.NO_SALE, OutcomeKind.ADVANCE)]
        outcomes += [labels(OutcomeKind.CONTINUATION, OutcomeKind.ADVANCE)]
        for outcome in outcomes:
            met = (MetPerson("Old Zhou", 0),)
            debriefed(work, people.bob, told(visit=visit_id, outcome=outcome, people=met))
        shown = page(work, people.li, visit_id)

    assert outcomes[::-1] == [version.outcome for version in shown.versions]
    assert ["Bob"] * 3 == [version.author for version in shown.versions]
    assert met == shown.people
    assert not any(
        (
            shown.confirmed,
            shown.asked,
            shown.promises,
            shown.needs,
            shown.capabilities,
            shown.concerns,
            shown.news,
            shown.new_problems,
            shown.change,
        )
    )
    assert ("王经理 may leave",) == shown.private_notes


def test_needs_told_in_another_order_are_shown_in_it(engine: Engine, people: Cast) -> None:
    first = all_told()
    turned = replace(
        first,
        visit=1,
        needs=first.needs[::-1],
        capabilities=(replace(first.capabilities[0], need=0),),
    )
    with engine.begin() as work:
        debriefed(work, people.li, first)
        debriefed(work, people.li, turned)
        shown = page(work, people.li, 1)

    assert (turned.needs, turned.capabilities) == (shown.needs, shown.capabilities)


def test_a_page_of_a_visit_to_come_is_its_plan(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        shown = page(work, people.bob, visit_id)

    assert replace(PLANNED, account=OF_LI) == shown.visit
    assert not shown.own
    assert ((), (), (), None) == (shown.versions, shown.people, shown.promises, shown.change)


def test_a_private_note_is_seen_by_its_author_alone(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, told(private_note="王经理 may leave"))
        debriefed(work, people.bob, told(visit=visit_id, private_note="Li was late"))
        seen = {
            name: page(work, actor, visit_id).private_notes
            for name, actor in vars(people).items()
            if name != "eve"
        }

        assert {"li": ("王经理 may leave",), "bob": ("Li was late",), "wang": ()} == seen
        assert ask(work, people.eve, VisitAsItWent(visit_id)) is None


def test_a_page_of_an_unplanned_visit_has_no_plan(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        shown = page(work, people.li, debriefed(work, people.li, advance()))

    assert ("", (), (), ()) == (
        shown.visit.objective,
        shown.visit.problems,
        shown.visit.questions,
        shown.visit.people,
    )
