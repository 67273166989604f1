"""Which managers are told of a debrief, once a version; what is withheld; who is asked."""

from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from dialogs.access import Role
from dialogs.manager_facts import NewestDebrief, NewestPlan, Reach, SummaryOf
from dialogs.managing import Managing, Summaries
from dialogs.records import (
    AskManager,
    ChangeRole,
    HandOver,
    KeepManaging,
    KeepTeamSummaries,
    LeaveTeam,
    Withhold,
)
from dialogs.reminding import ReminderKind
from dialogs.visit_facts import PlanOf, VisitPlanned
from question_bank.kinds import OutcomeKind
from storage import facts, records
from storage.actor import Actor
from storage.conversations import Newcomer
from storage.reminders import due, taken
from storage.tables import reminder
from storage.teams import Forbidden
from tests.storage.plausible import (
    CHANNEL,
    NOW,
    Cast,
    enrol,
    plan_for,
    rows,
    save,
    talk_of,
)
from tests.storage.told import BARE, advance, debriefed, labels, last_visit, planned, told

SAVED, ASKED = ReminderKind.DEBRIEF_SAVED, ReminderKind.PLAN_ASKED


def waits(work: Connection, kind: ReminderKind = SAVED) -> list[tuple[str, int]]:
    """Whose coach is to say it, and what it is about besides the visit."""
    found = [one for one in due(work, CHANNEL, NOW) if one.kind is kind]
    return sorted((one.address, one.subject) for one in found)


def all_said(work: Connection) -> None:
    for one in due(work, CHANNEL, NOW):
        taken(work, one, NOW)


def manager(work: Connection, name: str, team: int, role: Role = Role.MANAGER) -> Actor:
    return enrol(work, talk_of(work, Newcomer(name, "en", "Europe/London")).actor, team, role)


def wishes(work: Connection, who: Actor, summaries: Summaries | None) -> None:
    records.write(work, who, KeepManaging(Managing(summaries)), NOW)


# --- who is told -------------------------------------------------------------------------------


def test_each_manager_of_the_team_is_told_and_nobody_else(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        manager(work, "Zhou", people.li.team, Role.ADMIN)
        debriefed(work, people.li, told())

        assert [("Wang", 1), ("Zhou", 1)] == waits(work)


def test_who_wrote_it_is_not_told(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        zhou = manager(work, "Zhou", people.li.team)
        debriefed(work, zhou, told())

        assert [("Wang", 1)] == waits(work)


def test_in_a_team_of_one_there_is_nobody_to_tell(engine: Engine) -> None:
    with engine.begin() as work:
        mia = talk_of(work, Newcomer("Mia", "en", "Europe/London")).actor
        debriefed(work, mia, told())

        assert [] == waits(work)


OWN_OR_TEAM = [
    # the manager's own wish, the team's, told
    (None, Summaries.AT_ONCE, True),
    (None, Summaries.DIGEST, False),
    (Summaries.AT_ONCE, Summaries.DIGEST, True),
    (Summaries.DIGEST, Summaries.AT_ONCE, False),
]


@pytest.mark.parametrize(("own", "of_team", "heard"), OWN_OR_TEAM)
def test_who_waits_for_the_digest_is_not_told_at_once(
    engine: Engine, people: Cast, own: Summaries | None, of_team: Summaries, heard: bool
) -> None:
    with engine.begin() as work:
        zhou = manager(work, "Zhou", people.li.team, Role.ADMIN)
        records.write(work, zhou, KeepTeamSummaries(of_team), NOW)
        wishes(work, zhou, Summaries.DIGEST)
        wishes(work, people.wang, own)
        debriefed(work, people.li, told())

        assert [("Wang", 1)] * heard == waits(work)


def test_who_has_left_is_not_told_and_neither_is_who_is_made_less(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        zhou = manager(work, "Zhou", people.li.team, Role.ADMIN)
        records.write(work, people.wang, LeaveTeam(), NOW)
        gone = talk_of(work, Newcomer("Wang", "en", "Europe/London")).actor
        debriefed(work, people.li, told())
        assert [("Zhou", 1)] == waits(work)
        hua = manager(work, "Hua", people.li.team)
        records.write(work, zhou, ChangeRole(hua.person, Role.REP), NOW)
        debriefed(work, people.li, told())

        assert ["Zhou", "Zhou"] == [name for name, _ in waits(work)]
        assert facts.answer(work, gone, SummaryOf(1, 1)) is None


def test_what_waits_for_somebody_who_leaves_is_not_said_elsewhere(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        debriefed(work, people.li, told())
        records.write(work, people.wang, LeaveTeam(), NOW)

        assert [] == waits(work)
        assert 1 == len(rows(work, reminder))


# --- told again --------------------------------------------------------------------------------

CALL = labels(OutcomeKind.CONTINUATION, text="They will call us")


def version(work: Connection, who: Actor, visit: int, number: int) -> Any:
    return facts.answer(work, who, SummaryOf(visit, number))


def test_with_the_same_outcome_nobody_is_told_again(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, advance())
        all_said(work)
        debriefed(work, people.li, advance(visit=visit, concerns=("The price",)))

        assert [] == waits(work)


def test_with_another_outcome_it_is_told_once_and_says_what_it_was(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, advance())
        all_said(work)
        debriefed(work, people.li, told(visit=visit, outcome=CALL))
        debriefed(work, people.li, told(visit=visit, outcome=CALL, change="Ask more"))

        assert [("Wang", 2)] == waits(work)
        assert version(work, people.wang, visit, 1).before is None
        assert OutcomeKind.ADVANCE is version(work, people.wang, visit, 2).before


def test_of_two_labels_either_is_news(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, advance())
        all_said(work)
        overruled = labels(OutcomeKind.ADVANCE, OutcomeKind.ORDER)
        debriefed(work, people.li, advance(visit=visit, outcome=overruled))

        assert [("Wang", 2)] == waits(work)


# --- withheld ----------------------------------------------------------------------------------


def reach(work: Connection, who: Actor) -> Reach | None:
    found: Reach | None = facts.answer(work, who, NewestDebrief())
    return found


def test_what_is_withheld_is_told_nobody(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, told(withheld=True))

        assert [] == waits(work)
        assert version(work, people.wang, visit, 1).withheld
        assert facts.answer(work, people.li, VisitPlanned(visit)).withheld


def test_sent_after_all_it_is_no_update_of_what_nobody_has_read(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, advance(withheld=True))
        debriefed(work, people.li, told(visit=visit, outcome=CALL))

        assert [("Wang", 2)] == waits(work)
        assert version(work, people.wang, visit, 2).before is None


def test_an_update_says_what_managers_were_told_last(engine: Engine, people: Cast) -> None:
    """And not what was withheld between."""
    order = labels(OutcomeKind.ORDER)
    with engine.begin() as work:
        visit = debriefed(work, people.li, advance())
        debriefed(work, people.li, told(visit=visit, outcome=CALL, withheld=True))
        debriefed(work, people.li, told(visit=visit, outcome=order))

        assert OutcomeKind.ADVANCE is version(work, people.wang, visit, 3).before


def test_withheld_after_saving_what_waits_is_gone_and_what_was_said_has_its_readers(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        manager(work, "Zhou", people.li.team)
        visit = debriefed(work, people.li, told())
        other = debriefed(work, people.bob, told(name="Beta Valves"))
        mine = [
            one for one in due(work, CHANNEL, NOW) if (one.visit, one.address) == (visit, "Wang")
        ]
        assert [True] == [taken(work, one, NOW) for one in mine]
        before = reach(work, people.li)
        records.write(work, people.li, Withhold(visit), NOW)

        assert before and ("Wang",) == before.seen_by
        assert Reach(visit, BARE.name, BARE.day, True, ()) == reach(work, people.li)
        assert [("Wang", 1), ("Zhou", 1)] == waits(work), "those of Bob's visit"
        assert {other} == {row["visit_id"] for row in rows(work, reminder)}


def test_withheld_once_it_stays_so_when_it_is_told_again(engine: Engine, people: Cast) -> None:
    """What re-opens a debrief knows it: tests/transcripts/teams/not_for_my_boss."""
    with engine.begin() as work:
        visit = debriefed(work, people.li, told())
        records.write(work, people.li, Withhold(visit), NOW)
        kept_back = facts.answer(work, people.li, VisitPlanned(visit)).withheld
        debriefed(work, people.li, advance(visit=visit, withheld=kept_back))

        assert [] == waits(work)


@pytest.mark.parametrize("who", ["bob", "wang", "eve"])
def test_only_who_wrote_it_withholds_it(engine: Engine, people: Cast, who: str) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, told())
        with pytest.raises(Forbidden):
            records.write(work, getattr(people, who), Withhold(visit), NOW)

        assert [("Wang", 1)] == waits(work)


@pytest.mark.parametrize(("who", "reads"), [("li", True), ("wang", True), ("bob", False)])
def test_a_summary_is_read_by_its_author_and_by_managers(
    engine: Engine, people: Cast, who: str, reads: bool
) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, told())

        assert reads == (version(work, getattr(people, who), visit, 1) is not None)


# --- asked for advice --------------------------------------------------------------------------


def test_managers_are_asked_about_a_visit_and_the_plan_says_so(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        wishes(work, people.wang, Summaries.DIGEST)
        visit = planned(work, people.li)
        records.write(work, people.li, AskManager(visit), NOW)

        assert [("Wang", 0)] == waits(work, ASKED), "help before a visit waits for no digest"
        assert facts.answer(work, people.wang, PlanOf(visit)).asked


def test_there_is_nothing_to_ask_before_a_visit_that_is_over(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = planned(work, people.li)
        debriefed(work, people.li, told(visit=visit))
        with pytest.raises(Forbidden):
            records.write(work, people.li, AskManager(visit), NOW)

        assert [] == waits(work, ASKED)


def test_the_newest_plan_is_ones_own_and_still_to_be_debriefed(
    engine: Engine, people: Cast
) -> None:
    def newest(who: Actor) -> int | None:
        found: int | None = facts.answer(work, who, NewestPlan())
        return found

    with engine.begin() as work:
        assert newest(people.li) is None
        first, second = planned(work, people.li), planned(work, people.li)
        planned(work, people.bob)
        assert second == newest(people.li)
        debriefed(work, people.li, told(visit=second))
        debriefed(work, people.li, told())  # unplanned
        assert first == newest(people.li)
        acme = save(work, people.li, plan_for("Acme Pumps"))
        records.write(work, people.li, HandOver(acme, people.bob.person), NOW)
        assert last_visit(work) == newest(people.bob)
