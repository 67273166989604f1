"""Three continuations in a row on one sale: what counts, what ends them, and who is told, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from dialogs.access import Role
from dialogs.manager_facts import Stall, StallOf
from dialogs.records import (
    MetPerson,
    PromiseState,
    SettlePromise,
    Side,
)
from dialogs.reminding import ReminderKind
from question_bank.kinds import OutcomeKind
from storage import facts, records
from storage.actor import Actor
from storage.conversations import Newcomer
from storage.debrief_tables import commitment
from storage.reminders import due, taken
from storage.tables import opportunity
from tests.storage.plausible import CHANNEL, NOW, Cast, enrol, rows, talk_of
from tests.storage.told import (
    MONDAY,
    SENDS_SEALS,
    WE_QUOTE,
    debriefed,
    labels,
    last_visit,
    planned,
    told,
)

DAY = timedelta(days=1)
KINDS = {
    "c": OutcomeKind.CONTINUATION,
    "a": OutcomeKind.ADVANCE,
    "b": OutcomeKind.ADVANCE,
    "k": OutcomeKind.ADVANCE,
    "o": OutcomeKind.ORDER,
    "n": OutcomeKind.NO_SALE,
    "-": OutcomeKind.NOT_HELD,
}
"""An advance can be open, `a`, or its promise broken, `b`, or kept, `k`."""
STATES = {"b": PromiseState.BROKEN, "k": PromiseState.KEPT}


def visited(
    work: Connection, who: Actor, what: str, day: date = MONDAY, name: str = "Acme Pumps Ltd"
) -> int:
    """The id of the visit."""
    promises = (SENDS_SEALS,) if KINDS[what] is OutcomeKind.ADVANCE else ()
    record = told(name=name, day=day, outcome=labels(KINDS[what]), promises=promises)
    visit = debriefed(work, who, record)
    if what in STATES:
        settled(work, who, STATES[what])
    return visit


def settled(work: Connection, who: Actor, state: PromiseState) -> None:
    """The promise made last."""
    promise = rows(work, commitment)[-1]["id"]
    records.write(work, who, SettlePromise(promise, state), NOW)


def happened(work: Connection, who: Actor, what: str, name: str = "Acme Pumps Ltd") -> None:
    """A visit a day."""
    for n, each in enumerate(what):
        visited(work, who, each, MONDAY + n * DAY, name)


def run(work: Connection) -> int:
    return int(work.execute(select(opportunity.c.stall_run)).scalar_one())


def said(work: Connection) -> list[str]:
    """To whom it is said now that a sale stalls."""
    found = [one for one in due(work, CHANNEL, NOW) if one.kind is ReminderKind.STALLED]
    assert all(taken(work, one, NOW) for one in found)
    return sorted(one.address for one in found)


# --- what counts -------------------------------------------------------------------------------

BY_HAND = [
    ("c", 1),
    ("cc", 2),
    ("ccc", 3),
    ("cccc", 4),
    ("a", 0),
    ("cca", 0),
    ("cco", 0),
    ("ccn", 0),
    ("nccc", 3),
    ("occ", 2),
    ("c-c-c", 3),
    ("--", 0),
    ("a-c", 1),
    ("b", 1),
    ("cbc", 3),
    ("ccb", 3),
    ("bbb", 3),
    ("cck", 0),
    ("kcc", 2),
    ("cac", 1),
]
"""Visits in the order of their days, and what they come to (METHOD 8)."""


@pytest.mark.parametrize(("visits", "expected"), BY_HAND, ids=[visits for visits, _ in BY_HAND])
def test_the_run_is_as_worked_out_by_hand(
    engine: Engine, people: Cast, visits: str, expected: int
) -> None:
    with engine.begin() as work:
        happened(work, people.li, visits)

        assert expected == run(work)


def test_days_count_and_not_the_order_of_telling(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        for n in (3, 2, 1):
            visited(work, people.li, "c", MONDAY + n * DAY)
        visited(work, people.li, "a", MONDAY)
        assert 3 == run(work)
        visited(work, people.li, "a", MONDAY + 9 * DAY)

        assert 0 == run(work)


def test_our_own_broken_promise_is_no_stall_of_theirs(engine: Engine, people: Cast) -> None:
    assert Side.OURS is WE_QUOTE.side
    with engine.begin() as work:
        agreed = told(outcome=labels(OutcomeKind.ADVANCE), promises=(WE_QUOTE,))
        debriefed(work, people.li, agreed)
        settled(work, people.li, PromiseState.BROKEN)

        assert 0 == run(work)


def test_the_coachs_label_counts(engine: Engine, people: Cast) -> None:
    overruled = labels(OutcomeKind.CONTINUATION, OutcomeKind.ADVANCE)
    with engine.begin() as work:
        debriefed(work, people.li, told(outcome=overruled))

        assert 1 == run(work)


def test_told_again_a_visit_counts_as_it_is_told_now(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        happened(work, people.li, "cca")
        newest = last_visit(work)
        debriefed(work, people.li, told(visit=newest, day=MONDAY + 2 * DAY))
        assert 3 == run(work)
        agreed = told(visit=newest, day=MONDAY + 2 * DAY, outcome=labels(OutcomeKind.ADVANCE))
        debriefed(work, people.li, agreed)

        assert 0 == run(work)


def test_nothing_stalls_where_no_visit_took_place_after_all(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visited(work, people.li, "c")
        assert 1 == run(work)
        missed = told(visit=last_visit(work), outcome=labels(OutcomeKind.NOT_HELD))
        debriefed(work, people.li, missed)

        assert 0 == run(work)


def test_moved_to_another_day_a_visit_counts_there(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        happened(work, people.li, "ccca")
        moved = told(visit=last_visit(work), day=MONDAY - DAY, outcome=labels(OutcomeKind.ADVANCE))
        debriefed(work, people.li, moved)

        assert 3 == run(work)


def test_a_broken_promise_that_is_taken_out_breaks_nothing_any_more(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit = visited(work, people.li, "b")
        assert 1 == run(work)
        agreed = told(visit=visit, day=MONDAY, outcome=labels(OutcomeKind.ADVANCE))
        debriefed(work, people.li, agreed)

        assert 0 == run(work)


# --- who is told -------------------------------------------------------------------------------


def test_the_rep_and_each_manager_are_told_of_the_third_and_of_no_other(
    engine: Engine, people: Cast
) -> None:
    told_of = []
    with engine.begin() as work:
        for n in range(5):
            visited(work, people.li, "c", MONDAY + n * DAY)
            told_of.append(said(work))

    assert [[], [], ["Li", "Wang"], [], []] == told_of


def test_it_is_told_again_after_it_has_ended(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        happened(work, people.li, "ccc")
        assert ["Li", "Wang"] == said(work)
        for n, what in enumerate("acc"):
            visited(work, people.li, what, MONDAY + (3 + n) * DAY)
        assert [] == said(work)
        visited(work, people.li, "c", MONDAY + 9 * DAY)

        assert ["Li", "Wang"] == said(work)


def test_a_promise_not_kept_can_be_the_third(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        happened(work, people.li, "cca")
        assert [] == said(work)
        settled(work, people.li, PromiseState.BROKEN)
        assert ["Li", "Wang"] == said(work)
        settled(work, people.li, PromiseState.KEPT)

        assert facts.answer(work, people.li, StallOf(last_visit(work))) is None


def test_one_account_does_not_stall_by_another(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        happened(work, people.li, "cc")
        happened(work, people.li, "c", name="Beta Valves")
        happened(work, people.eve, "cc")

        assert [] == said(work)


def test_visits_of_colleagues_to_one_account_are_one_sale(engine: Engine, people: Cast) -> None:
    """Who made the newest of them is told."""
    with engine.begin() as work:
        visited(work, people.li, "c")
        for n, who in enumerate((people.bob, people.bob), 1):
            records.write(work, who, told(account=1, day=MONDAY + n * DAY), NOW)

        assert ["Bob", "Wang"] == said(work)


def test_a_manager_whose_own_sale_stalls_is_told_once(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        zhou = talk_of(work, Newcomer("Zhou", "en", "Europe/London")).actor
        enrol(work, zhou, people.wang.team, Role.MANAGER)
        happened(work, people.wang, "ccc")

        assert ["Wang", "Zhou"] == said(work)


def test_who_works_alone_is_told_as_well(engine: Engine) -> None:
    with engine.begin() as work:
        mia = talk_of(work, Newcomer("Mia", "en", "Europe/London")).actor
        happened(work, mia, "ccc")

        assert ["Mia"] == said(work)


# --- what is said ------------------------------------------------------------------------------


def test_a_stall_names_whom_one_has_met(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned(work, people.li)  # whom one only meant to see is not met yet
        met = tuple(MetPerson(f"Fitter {n}") for n in range(5))
        happened(work, people.li, "cc")
        records.write(work, people.li, told(day=MONDAY + 2 * DAY, people=met), NOW)
        stall = facts.answer(work, people.wang, StallOf(last_visit(work)))

        newest = ("Fitter 4", "Fitter 3", "Fitter 2", "Fitter 1")
        assert stall == Stall(last_visit(work), "Acme Pumps Ltd", "Li", False, 3, newest)
        assert facts.answer(work, people.li, StallOf(last_visit(work))).own
        assert facts.answer(work, people.eve, StallOf(last_visit(work))) is None
