"""What a reminder comes to when its time has come: said beside the question, later, or never."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from dialogs.catalogue import LANGUAGES, plain
from dialogs.coach import respond
from dialogs.debrief import Visited
from dialogs.events import Due, Said, Tapped
from dialogs.facts import Facts, KnownAccount, Me, Offers, Person
from dialogs.message import Words
from dialogs.reminding import Remind, ReminderKind, Reminding
from dialogs.session import Answer, Draft, Session, Typed, from_json, to_json
from dialogs.talk import Turn
from dialogs.visit_facts import KeptLine, KeptPlan, KeptProblem, PlanOf
from dialogs.visit_steps import known_account
from question_bank.kinds import Kind
from tests.dialogs.chat import page

LI = Person(1, "Li", "zh-Hans", "Asia/Shanghai", time(10))
ACME = KnownAccount(7, "Acme Pumps", "manufacturing_equipment", None)
PLAN = KeptPlan(
    visit=12,
    account=ACME,
    own=True,
    debriefed=False,
    day=date(2026, 9, 30),
    hour=time(11),
    zone="Asia/Shanghai",
    people=("Ms Chen",),
    objective="Chen agrees to try two seals",
    fallback=None,
    concern=None,
    situation=(Words("How many pumps run on line 3?"),),
    problems=(
        KeptProblem(
            Words("Seals fail"),
            (
                KeptLine(Words("How often do the seals fail?"), Kind.PROBLEM),
                KeptLine(Words("The line stands still"), None, worse=True),
                KeptLine(Words("What does an hour cost?"), Kind.IMPLICATION),
            ),
        ),
    ),
)
BEFORE, AFTER, DRAFT, *_ = ReminderKind
TEN, ONE = (datetime(2026, 9, 30, hour, tzinfo=UTC) for hour in (2, 5))
"""In Shanghai ten o'clock, an hour before the visit; and one, two hours after it began."""
MINUTE = timedelta(minutes=1)
DRAFTED = Session(
    Draft("planning", (Answer("account", known_account(ACME), (Typed("Acme Pumps", 30),)),)),
    version=4,
    remind_at=datetime(2026, 9, 30, 1, tzinfo=UTC),
)


def due(
    kind: ReminderKind,
    at: datetime,
    plan: KeptPlan | None = PLAN,
    me: Person = LI,
    session: Session = DRAFTED,
) -> Turn:
    event = Due(at=at, kind=kind, visit=None if kind is DRAFT else 12)
    facts = Facts({Me(): me, PlanOf(12): plan, Offers(): ("seals",)})
    turn = respond(from_json(to_json(session)), event, facts)
    # Whatever it says, the question in hand stays as it is.
    assert to_json(turn.session) == to_json(session)
    assert all(button.lasting for button in turn.message.buttons) if turn.message else True
    return turn


def wishing(**wishes: object) -> Person:
    return replace(LI, reminding=Reminding(**wishes))  # type: ignore[arg-type]


def nothing(turn: Turn) -> bool:
    return turn.message is None and not turn.reminders and not turn.notices


def test_the_plan_comes_before_the_visit_as_its_card_in_every_language() -> None:
    for language, heading in zip(
        LANGUAGES, ("Today at 11:00: Acme Pumps.", "今天11:00拜访Acme Pumps。"), strict=True
    ):
        shown = page(due(BEFORE, TEN, me=replace(LI, language=language)), language)

        assert shown.startswith(heading)
        assert "Seals fail" in shown and "How many pumps run on line 3?" in shown
        assert shown.index("The line stands still") < shown.index("What does an hour cost?")
        assert "Acme Pumps" in shown.splitlines()[-1]  # what is still open, in the last line


def test_nothing_is_said_of_an_open_question_where_there_is_none() -> None:
    turn = due(AFTER, ONE, session=Session(version=3))

    assert turn.message and len(turn.message.paragraphs) == 1


@pytest.mark.parametrize("kind", [BEFORE, AFTER])
@pytest.mark.parametrize(
    "plan",
    [
        None,
        replace(PLAN, own=False),
        replace(PLAN, debriefed=True),
        replace(PLAN, day=None),
    ],
    ids=["gone", "a colleague's", "debriefed", "without a day"],
)
def test_of_what_is_no_more_to_come_nothing_is_said(
    kind: ReminderKind, plan: KeptPlan | None
) -> None:
    assert nothing(due(kind, TEN if kind is BEFORE else ONE, plan))


@pytest.mark.parametrize(
    ("kind", "at", "said"),
    [
        (BEFORE, TEN, True),
        (BEFORE, TEN + timedelta(minutes=59), True),
        (BEFORE, TEN + timedelta(minutes=60), False),  # the visit has begun
        (AFTER, ONE, True),
        (AFTER, ONE + timedelta(hours=20), True),
        (AFTER, ONE + timedelta(hours=24), False),
    ],
)
def test_who_was_down_over_the_hour_says_what_is_still_worth_it(
    kind: ReminderKind, at: datetime, said: bool
) -> None:
    assert said is (due(kind, at).message is not None)
    assert not due(kind, at).reminders


@pytest.mark.parametrize(("late", "said"), [(119, True), (120, False)])
def test_a_plan_of_long_before_the_visit_is_stale_after_two_hours(late: int, said: bool) -> None:
    me = wishing(lead=None, quiet_from=time(23))
    evening = datetime(2026, 9, 29, 10, tzinfo=UTC)

    assert said is (due(BEFORE, evening + late * MINUTE, me=me).message is not None)


def test_a_visit_that_was_put_off_is_reminded_of_when_it_is_due() -> None:
    thursday = replace(PLAN, day=date(2026, 10, 1))

    assert (Remind(BEFORE, TEN + timedelta(1), 12),) == due(BEFORE, TEN, thursday).reminders
    assert (Remind(AFTER, ONE + timedelta(1), 12),) == due(AFTER, ONE, thursday).reminders


def test_in_quiet_hours_it_waits_until_they_end() -> None:
    """The bot was down at one, and is up again at ten in the evening."""
    up = datetime(2026, 9, 30, 14, tzinfo=UTC)
    eight = datetime(2026, 10, 1, 0, tzinfo=UTC)
    turn = due(AFTER, up)

    assert (None, (Remind(AFTER, eight, 12),)) == (turn.message, turn.reminders)


def test_a_plan_that_may_come_only_after_the_visit_does_not_come() -> None:
    """At ten, a rep who has asked for quiet from half past nine until noon in the meantime."""
    me = wishing(quiet_from=time(9, 30), quiet_until=time(12))

    assert nothing(due(BEFORE, TEN, me=me))


@pytest.mark.parametrize("kind", [BEFORE, AFTER, DRAFT, ReminderKind.PROMISES_DUE])
def test_switched_off_is_off(kind: ReminderKind) -> None:
    assert nothing(due(kind, ONE, me=wishing(on=False)))


def test_where_the_debrief_was_begun_it_is_not_offered() -> None:
    begun = Draft("debrief", (Answer("visit", Visited(known_account(ACME), 12)),))

    assert nothing(due(AFTER, ONE, session=Session(begun)))
    assert nothing(due(AFTER, ONE, session=replace(DRAFTED, parked=(begun,))))


def test_a_draft_is_asked_about_in_the_morning_and_not_the_day_after() -> None:
    nine = datetime(2026, 9, 30, 1, tzinfo=UTC)
    turn = due(DRAFT, nine)

    assert turn.message and "Acme Pumps" in plain(turn.message.paragraphs[0], "zh-Hans")
    assert ["go_on:last"] == [button.lasting for button in turn.message.buttons]
    assert nothing(due(DRAFT, nine + timedelta(hours=25)))
    assert nothing(due(DRAFT, nine, session=Session(version=9)))
    assert due(DRAFT, nine + timedelta(hours=12)).reminders  # nine in the evening is quiet


# --- drafts change -------------------------------------------------------------------------------


def test_a_draft_that_goes_on_is_asked_about_the_morning_after_and_set_once_a_day() -> None:
    facts = Facts({Me(): LI, Offers(): ("seals",)})
    says = Said(at=TEN, source=31, text="Ms Chen")
    first = respond(replace(DRAFTED, draft=_whom(DRAFTED)), says, facts)
    again = respond(first.session, replace(says, text="skip", source=32), facts)

    thursday = datetime(2026, 10, 1, 1, tzinfo=UTC)
    assert (Remind(DRAFT, thursday),) == first.reminders
    assert thursday == again.session.remind_at
    assert () == again.reminders


def _whom(session: Session) -> Draft:
    """Of a new account, so that nothing need be known of it."""
    assert session.draft
    new = replace(known_account(ACME), id=None)
    return replace(session.draft, answers=(Answer("account", new, (Typed("Acme Pumps"),)),))


# --- the buttons ---------------------------------------------------------------------------------


def pressed(lasting: str, plan: KeptPlan | None = PLAN, session: Session = DRAFTED) -> Turn:
    event = Tapped(at=ONE, version=-1, index=-1, lasting=lasting)
    facts = Facts({Me(): LI, PlanOf(12): plan, Offers(): ("seals",)})
    return respond(session, event, facts)


IDLE = Session(version=3)


@pytest.mark.parametrize("lasting", ["debrief:x", "debrief:", "debrief:" + "9" * 19, "debrief:１"])
def test_a_forged_button_begins_nothing(lasting: str) -> None:
    turn = pressed(lasting, session=IDLE)

    assert turn.session.draft is None and turn.notices


def test_a_colleagues_visit_and_one_that_is_debriefed_are_not_begun() -> None:
    for plan in (None, replace(PLAN, own=False), replace(PLAN, debriefed=True)):
        turn = pressed("debrief:12", plan, IDLE)

        assert turn.session.draft is None and turn.notices and not turn.records
