"""What is remembered of an account as time goes by: three visits, the timeline, the card."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from dialogs.facts import KnownAccount
from dialogs.memory_facts import (
    AccountBy,
    AccountCard,
    AccountRecap,
    CarriedOver,
    KnownNeed,
    LastVisit,
    LedgerPromise,
    Practice,
    PromiseBy,
    Promises,
    Recap,
    Timeline,
    TimelineVisit,
)
from dialogs.records import (
    Behaviour,
    HeardNeed,
    MetPerson,
    Promise,
    PromiseState,
    SettlePromise,
    Side,
    Strength,
)
from question_bank.kinds import OutcomeKind
from storage import facts, records
from storage.actor import Actor
from storage.tables import problem, question
from tests.storage.plausible import NOW, Cast, account_id, plan_for, rows
from tests.storage.told import (
    BAD_NIGHTS,
    FRIDAY,
    SENDS_SEALS,
    THURSDAY,
    WARNING,
    WE_QUOTE,
    advance,
    debriefed,
    labels,
    planned,
    told,
)

ADVANCE, CONTINUATION = OutcomeKind.ADVANCE, OutcomeKind.CONTINUATION
APRIL = date(2026, 4, 1)
NOBODY_KNOWS = AccountRecap(None, None, (), (), (), None, None)


def ask(work: Connection, actor: Actor, query: Any) -> Any:
    return facts.answer(work, actor, query)


def three_visits(work: Connection, people: Cast) -> int:
    """Li's planned one, an advance that was not kept; Bob's unplanned one; one nobody was at."""
    first = planned(work, people.li)
    acme = account_id(work, people.li, "Acme Pumps Ltd")
    seals, leaks = (row["id"] for row in rows(work, problem))
    how_often, standstill, *_ = (row["id"] for row in rows(work, question))
    record = advance(
        visit=first,
        outcome=labels(ADVANCE, OutcomeKind.ORDER),
        promises=(SENDS_SEALS, WE_QUOTE),
        confirmed=(seals,),
        denied=(leaks,),
        asked=(how_often, standstill),
        worked=(standstill,),
        needs=(BAD_NIGHTS, WARNING),
        people=(MetPerson("Ms Chen", 1, 0), MetPerson("王经理", -1)),
        behaviour=Behaviour.IMPLICATION,
        next_objective="Chen agrees to a trial on line 3",
    )
    debriefed(work, people.li, record)
    record = told(
        account=acme,
        day=date(2026, 3, 18),
        needs=(HeardNeed("夜班要有人值守", Strength.EXPLICIT, "王经理", grew_from=1),),
        new_problems=("Spare parts come late",),
        people=(MetPerson("Ms Chen", 0, 1),),
        promises=(Promise(Side.CUSTOMER, "show us the failure log"),),
    )
    debriefed(work, people.bob, record)
    records.write(work, people.li, SettlePromise(1, PromiseState.BROKEN), NOW)
    missed = planned(work, people.li, plan_for("Acme Pumps Ltd", acme, day=date(2026, 3, 24)))
    gone = told(visit=missed, day=date(2026, 3, 24), outcome=labels(OutcomeKind.NOT_HELD))
    debriefed(work, people.li, gone)
    return acme


# --- three visits ------------------------------------------------------------------------------


def test_three_visits_make_a_timeline(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = three_visits(work, people)
        objective = "Chen agrees to try two seals on line 3"

        assert (
            TimelineVisit(
                3,
                date(2026, 3, 24),
                objective,
                OutcomeKind.NOT_HELD,
                OutcomeKind.NOT_HELD,
                False,
                False,
            ),
            TimelineVisit(2, date(2026, 3, 18), "", CONTINUATION, CONTINUATION, False, False),
            TimelineVisit(1, THURSDAY, objective, ADVANCE, OutcomeKind.ORDER, True, False),
        ) == ask(work, people.wang, Timeline(acme))


def test_three_visits_make_a_card(engine: Engine, people: Cast) -> None:
    """What was not held is no visit."""
    with engine.begin() as work:
        acme = three_visits(work, people)
        known = KnownAccount(acme, "Acme Pumps Ltd", "manufacturing_equipment", "Li")
        met = (MetPerson("Ms Chen", 0, 1), MetPerson("王经理", -1, None))

        assert AccountCard(known, met, visits=2, advances=1, kept=0, broken=1) == ask(
            work, people.bob, AccountBy(acme)
        )


def test_three_visits_make_a_ledger(engine: Engine, people: Cast) -> None:
    """What is due first comes first, and what has no day last."""
    with engine.begin() as work:
        acme = three_visits(work, people)
        name, still = "Acme Pumps Ltd", PromiseState.OPEN
        broken = ask(work, people.bob, PromiseBy(1))

        assert (
            LedgerPromise(2, name, Side.OURS, "报价两套密封件", None, date(2026, 3, 16), still),
            LedgerPromise(3, name, Side.CUSTOMER, "show us the failure log", None, None, still),
        ) == ask(work, people.bob, Promises(acme))
        assert broken == LedgerPromise(
            1,
            name,
            Side.CUSTOMER,
            "send us the failed seals",
            "Ms Chen",
            FRIDAY,
            PromiseState.BROKEN,
        )


def test_three_visits_make_a_recap(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = three_visits(work, people)
        planned(work, people.bob, plan_for("Acme Pumps Ltd", acme, day=date(2026, 3, 27)))
        objective = "Chen agrees to try two seals on line 3"
        not_held = OutcomeKind.NOT_HELD

        assert AccountRecap(
            last=LastVisit(3, date(2026, 3, 24), not_held, not_held, objective, None),
            promise=None,
            implied=(),
            explicit=(
                KnownNeed(3, "夜班要有人值守", Strength.EXPLICIT),
                KnownNeed(2, "We want a warning before the line stops", Strength.EXPLICIT),
            ),
            never_asked=(),
            practice=Practice(Behaviour.IMPLICATION, 0),
            undebriefed=date(2026, 3, 27),
        ) == ask(work, people.li, Recap(acme, APRIL))


def test_eve_hears_nothing_of_three_visits(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = three_visits(work, people)

        assert NOBODY_KNOWS == ask(work, people.eve, Recap(acme, APRIL))
        for query in (CarriedOver(acme), Timeline(acme), Promises(acme)):
            assert () == ask(work, people.eve, query)
        for none in (AccountBy(acme), PromiseBy(1)):
            assert ask(work, people.eve, none) is None


def test_an_account_nobody_went_to_has_no_past(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li, plan_for("Acme Pumps"))
        acme = account_id(work, people.li, "Acme Pumps")
        known = KnownAccount(acme, "Acme Pumps", "manufacturing_equipment", None)
        (planned_one,) = ask(work, people.li, Timeline(acme))

        assert NOBODY_KNOWS == ask(work, people.li, Recap(acme, APRIL))
        assert () == ask(work, people.li, CarriedOver(acme))
        assert AccountCard(known, (), 0, 0, 0, 0) == ask(work, people.li, AccountBy(acme))
        assert (visit_id, None, None, None) == (
            planned_one.id,
            planned_one.day,
            planned_one.kind,
            planned_one.rep_kind,
        )


# --- timeline ----------------------------------------------------------------------------------


def test_a_timeline_is_read_page_by_page(engine: Engine, people: Cast) -> None:
    """One without a day stands where it was planned, which was on the 9th."""
    with engine.begin() as work:
        for day in (THURSDAY, None, date(2026, 3, 8), FRIDAY):
            planned(work, people.li, plan_for("Acme Pumps", day=day))
        pages = [ask(work, people.li, Timeline(1, skip, 2)) for skip in (0, 2, 4)]

    assert [[4, 1], [2, 3], []] == [[v.id for v in p] for p in pages]


def test_only_an_advance_whose_promise_was_broken_was_not_kept(
    engine: Engine, people: Cast
) -> None:
    """Not one of ours that was, nor words the coach never took for an advance."""
    with engine.begin() as work:
        both = (SENDS_SEALS, WE_QUOTE)
        debriefed(work, people.li, advance(promises=both))
        debriefed(work, people.li, advance(promises=both))
        stalled = labels(CONTINUATION, ADVANCE)
        debriefed(work, people.li, advance(promises=both, outcome=stalled))
        for broken in (2, 3, 5):
            records.write(work, people.li, SettlePromise(broken, PromiseState.BROKEN), NOW)
        shown = ask(work, people.li, Timeline(1))

    assert {1: False, 2: True, 3: False} == {v.id: v.not_kept for v in shown}


def test_a_timeline_shows_the_newest_labels_and_that_they_changed(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, advance())
        debriefed(work, people.li, told(visit=visit_id))
        (shown,) = ask(work, people.li, Timeline(1))

    assert (CONTINUATION, CONTINUATION, True, False) == (
        shown.kind,
        shown.rep_kind,
        shown.changed,
        shown.not_kept,
    )


# --- the card and the ledger -------------------------------------------------------------------


def test_an_account_counts_by_the_coachs_label(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        for coach, rep in [
            (OutcomeKind.ORDER, None),
            (ADVANCE, CONTINUATION),
            (CONTINUATION, ADVANCE),
            (OutcomeKind.NO_SALE, None),
            (OutcomeKind.NOT_HELD, None),
        ]:
            debriefed(work, people.li, told(outcome=labels(coach, rep)))
        planned(work, people.li)
        card = ask(work, people.li, AccountBy(1))

    assert (4, 2) == (card.visits, card.advances)


def test_people_stand_as_they_stood_last_and_six_at_most(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, told(day=FRIDAY, people=(MetPerson("Ms Chen", -1, 1),)))
        crowd = tuple(MetPerson(f"Fitter {n}", 0) for n in range(9))
        visit_id = debriefed(work, people.li, told(people=(MetPerson("Ms Chen", 1), *crowd)))
        before = ask(work, people.li, AccountBy(1)).people
        debriefed(work, people.li, told(visit=visit_id, people=(MetPerson("Old Zhou"),)))
        after = ask(work, people.li, AccountBy(1)).people

    assert before == (MetPerson("Ms Chen", -1, 1), *crowd[:5])
    assert after == (MetPerson("Ms Chen", -1, 1), MetPerson("Old Zhou"))


def test_promises_are_those_of_the_account_still_open(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, advance(promises=(SENDS_SEALS, WE_QUOTE)))
        debriefed(work, people.li, advance(name="Beta Valves"))
        records.write(work, people.bob, SettlePromise(2, PromiseState.MOVED, APRIL), NOW)
        moved = [p.id for p in ask(work, people.bob, Promises(1))]
        records.write(work, people.bob, SettlePromise(1, PromiseState.KEPT), NOW)

        assert [1, 2] == moved
        assert [2] == [p.id for p in ask(work, people.bob, Promises(1))]
        assert () == ask(work, people.bob, Promises(1, limit=0))
