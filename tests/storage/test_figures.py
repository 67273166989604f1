"""A team's fortnight worked out by hand, and what the database makes of it; who may see it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from dialogs.manager_facts import (
    DayOutcomes,
    DebriefsOf,
    Exceptions,
    LateDebrief,
    OutcomesByDay,
    TeamExceptions,
    TeamFigures,
)
from dialogs.measures import Figures, RepFigures, in_all
from dialogs.records import Promise, PromiseState, SettlePromise, Side
from question_bank.kinds import OutcomeKind
from storage import facts, records
from storage.actor import Actor
from storage.debrief_tables import commitment
from storage.tables import question
from tests.storage.plausible import NOW, Cast, full_plan, plan_for
from tests.storage.told import debriefed, labels, last_visit, planned, told

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 15)
TODAY = date(2026, 3, 16)
ORDER, ADVANCE, CONTINUATION, NO_SALE, NOT_HELD = OutcomeKind
THEIRS = Promise(Side.CUSTOMER, "send the failed seals", "Ms Chen", date(2026, 3, 20))
OURS = Promise(Side.OURS, "quote two seals", None, date(2026, 3, 20))

TABLE = """
rep  day  coach         rep's         promises of theirs   ours      questions asked
Li   2    order         -             kept                 kept      S P
Li   3    advance       -             broken               -         P I N
Li   4    advance weak  -             moved                broken    -
Li   5    continuation  advance       -                    -         S
Li   6    no_sale       -             -                    open      -
Li   9    not_held      -             -                    -         -
Li   10   continuation  -             -                    -         -
Li   11   advance       -             kept                 -         I
Li   12   advance       continuation  open                 -         -
Li   13   continuation  -             -                    -         -
Bob  4    advance       -             kept                 -         P
Bob  5    not_held      -             -                    -         -
Bob  1    order         -             kept                 -         S
Bob  16   order         -             kept                 -         S
"""
"""March 2026. Bob's last two are a day before the fortnight and a day after it."""

LI = Figures(
    order=1, advance=4, continuation=3, no_sale=1, not_held=1, weak=1, not_kept=1, overruled=2,
    kept=2, broken=1, moved=1, open=1, own_kept=1, own_broken=1,
    situation=2, problem=2, implication=2, need_payoff=1,
)  # fmt: skip
BOB = Figures(advance=1, not_held=1, kept=1, problem=1)


def happened(work: Connection, who: Actor, row: list[str], n: int) -> None:
    """Planned, so that there are questions to ask; and what was promised is settled by its tap."""
    _, number, coach, reps, theirs, ours, *asked = row
    day = date(2026, 3, int(number))
    visit_id = planned(work, who, replace(full_plan(), name=f"Customer {n}", day=day))
    promises = (*([THEIRS] if theirs != "-" else []), *([OURS] if ours != "-" else []))
    kind = OutcomeKind(coach.partition("~")[0])
    outcome = labels(kind, OutcomeKind(reps) if reps != "-" else None)
    known = select(question.c.id, question.c.kind).where(question.c.visit_id == visit_id)
    first = {kind[0].upper(): number for number, kind in reversed(work.execute(known).all())}
    record = told(
        visit=visit_id,
        name=f"Customer {n}",
        day=day,
        outcome=replace(outcome, weak=coach.endswith("~weak")),
        promises=promises,
        asked=tuple(first[letter] for letter in asked if letter != "-"),
    )
    debriefed(work, who, record)
    made = select(commitment.c.id, commitment.c.side).where(commitment.c.visit_id == visit_id)
    states = {"customer": theirs, "ours": ours}
    for row_ in work.execute(made).all():
        state = PromiseState(states[row_.side])
        if state is not PromiseState.OPEN:
            due = date(2026, 3, 27) if state is PromiseState.MOVED else None
            records.write(work, who, SettlePromise(row_.id, state, due), NOW)


def fortnight(work: Connection, people: Cast) -> None:
    lines = TABLE.strip().replace(" weak", "~weak").splitlines()[1:]
    for n, line in enumerate(lines):
        row = line.split()
        happened(work, people.li if row[0] == "Li" else people.bob, row, n)


def figures(work: Connection, who: Actor, start: date = FIRST, end: date = LAST) -> Any:
    return facts.answer(work, who, TeamFigures(start, end, TODAY))


def test_the_fortnight_comes_to_what_was_worked_out_by_hand(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        fortnight(work, people)
        found = figures(work, people.wang)
        days = facts.answer(work, people.wang, OutcomesByDay(FIRST, LAST))

    assert (RepFigures("Bob", BOB), RepFigures("Li", LI)) == found
    assert (9, 5, 56) == (LI.visits, LI.forward, LI.advance_rate)
    assert 67 == LI.kept_rate
    assert (None, None) == (BOB.advance_rate, BOB.kept_rate)
    assert (10, 60, 75) == (
        in_all(found).visits,
        in_all(found).advance_rate,
        in_all(found).kept_rate,
    )
    assert 10 == sum(one.count for one in days)
    assert DayOutcomes("Li", date(2026, 3, 2), ORDER, 1) in days
    assert NOT_HELD not in {one.kind for one in days}


def test_a_debrief_told_again_counts_as_it_is_told_now(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, told(day=FIRST))
        again = told(visit=visit_id, day=FIRST, outcome=labels(ADVANCE), promises=(THEIRS,))
        debriefed(work, people.li, again)

        (li,) = figures(work, people.wang)
    assert Figures(advance=1, open=1) == li.figures


def test_what_was_planned_and_never_debriefed_is_counted_once_its_day_is_over(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        for day in (LAST, TODAY, TODAY + DAY, None):
            planned(work, people.li, plan_for("Acme Pumps Ltd", day=day))
        first = TeamExceptions(FIRST, TODAY + DAY, TODAY)

        (li,) = figures(work, people.wang, end=TODAY + DAY)
        found = facts.answer(work, people.wang, first)
    assert Figures(undebriefed=1) == li.figures
    assert (LateDebrief("Acme Pumps Ltd", "Li", LAST),) == found.undebriefed


def test_what_stands_out_comes_first(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        fortnight(work, people)
        for day in (12, 13, 14):
            acme = told(day=date(2026, 3, day))
            debriefed(work, people.bob, acme)
        last = last_visit(work)
        late = TeamExceptions(FIRST, LAST, date(2026, 3, 21))
        found = facts.answer(work, people.wang, late)

    assert [("Acme Pumps Ltd", "Bob", 3, last)] == [
        (one.account, one.rep, one.run, one.visit) for one in found.stalled
    ]
    assert [("Li", "send the failed seals"), ("Li", "quote two seals")] == sorted(
        ((one.rep, one.promise.what) for one in found.overdue), reverse=True
    )
    assert [(12, ADVANCE, CONTINUATION), (5, CONTINUATION, ADVANCE)] == [
        (one.day.day, one.coach, one.rep_kind) for one in found.gaps
    ]


def test_a_summary_kept_back_stands_in_no_digest(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, told(day=FIRST))
        debriefed(work, people.li, told(day=FIRST + DAY, withheld=True))
        listed = facts.answer(work, people.wang, DebriefsOf(FIRST, LAST))

    assert [FIRST] == [one.day for one in listed]


def test_nor_does_it_stand_among_those_seen_differently(engine: Engine, people: Cast) -> None:
    seen = labels(CONTINUATION, ADVANCE)
    with engine.begin() as work:
        debriefed(work, people.li, told(day=FIRST, outcome=seen))
        debriefed(work, people.li, told(day=FIRST + DAY, outcome=seen, withheld=True))
        found = facts.answer(work, people.wang, TeamExceptions(FIRST, LAST, LAST))

    assert [FIRST] == [one.day for one in found.gaps]


@pytest.mark.parametrize("who", ["li", "bob", "eve"])
def test_only_managers_of_the_team_hear_of_it(engine: Engine, people: Cast, who: str) -> None:
    with engine.begin() as work:
        fortnight(work, people)
        actor = getattr(people, who)
        heard = [
            facts.answer(work, actor, query)
            for query in (
                TeamFigures(FIRST, LAST, TODAY),
                OutcomesByDay(FIRST, LAST),
                TeamExceptions(FIRST, LAST, TODAY),
                DebriefsOf(FIRST, LAST),
            )
        ]

    assert [(), (), Exceptions(), ()] == heard


@pytest.mark.parametrize("limit", [1, 2])
def test_no_answer_is_longer_than_asked_for(engine: Engine, people: Cast, limit: int) -> None:
    with engine.begin() as work:
        fortnight(work, people)
        for n in range(3):
            for day in (12, 13, 14):
                debriefed(work, people.bob, told(name=f"Still {n}", day=date(2026, 3, day)))
            planned(work, people.li, plan_for(f"Late {n}", day=LAST))
        first = facts.answer(
            work, people.wang, TeamExceptions(FIRST, LAST, date(2026, 4, 21), limit)
        )
        heard = [
            facts.answer(work, people.wang, query)
            for query in (
                TeamFigures(FIRST, LAST, TODAY, limit),
                OutcomesByDay(FIRST, LAST, limit),
                DebriefsOf(FIRST, LAST, limit),
            )
        ]

    assert [limit] * 3 == [len(each) for each in heard]
    assert [limit] * 4 == [
        len(each) for each in (first.stalled, first.overdue, first.undebriefed, first.gaps)
    ]
