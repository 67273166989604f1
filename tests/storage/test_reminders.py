"""What is due and when: set with its visit, taken once, gone with what made it pointless."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert

from bot.turn import Arrival, take_due, take_turn
from dialogs.events import Commanded, Said
from dialogs.managing import Managing
from dialogs.records import KeepManaging, KeepOffer, KeepReminding, KeepZone
from dialogs.reminding import Remind, ReminderKind, Reminding
from storage import records
from storage.actor import Actor
from storage.conversations import set_blocked
from storage.reminders import Waiting, due, remind
from storage.tables import conversation, outbox, reminder, visit
from storage.updates import KEPT, tidy
from tests.storage.examples import last
from tests.storage.plausible import (
    CHANNEL,
    LI,
    NOW,
    Cast,
    Crash,
    a_crash,
    at_once,
    full_plan,
    rows,
    talk_of,
)
from tests.storage.test_flatness import GROWN, steps
from tests.storage.told import told
from tests.storage.watching import executed

BEFORE, AFTER, DRAFT, *_ = ReminderKind
HOUR = timedelta(hours=1)
MONDAY = date(2026, 3, 9)
"""Of NOW, when it is half past nine in Shanghai."""
PLAN = replace(
    full_plan(),
    day=MONDAY,
    hour=time(14, 30),
    reminders=(Remind(BEFORE, NOW + 4 * HOUR), Remind(AFTER, NOW + 7 * HOUR)),
)


def planned(work: Connection, actor: Actor, plan: Any = PLAN) -> int:
    records.write(work, actor, plan, NOW)
    return last(work, visit)


def set_for(work: Connection) -> list[tuple[str, int | None, datetime]]:
    return [(row["kind"], row["visit_id"], row["due_at"]) for row in rows(work, reminder)]


def waiting(engine: Engine, at: datetime) -> list[Waiting]:
    with engine.begin() as work:
        return due(work, CHANNEL, at)


def all_due(engine: Engine, at: datetime) -> list[bool]:
    """Of each that is due, whether it was said."""
    turns = [take_due(engine, one, at) for one in waiting(engine, at)]
    return [bool(turn and turn.message) for turn in turns]


def letters(engine: Engine) -> list[str]:
    with engine.begin() as work:
        return [row["html"] for row in rows(work, outbox)]


# --- set -----------------------------------------------------------------------------------------


def test_a_plan_is_kept_with_its_reminders(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        first, second = planned(work, people.li), planned(work, people.eve)

        assert [
            ("before_visit", first, NOW + 4 * HOUR),
            ("after_visit", first, NOW + 7 * HOUR),
            ("before_visit", second, NOW + 4 * HOUR),
            ("after_visit", second, NOW + 7 * HOUR),
        ] == set_for(work)


def test_there_is_one_of_a_kind_and_setting_it_again_moves_it(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        for at in (NOW, NOW + HOUR):
            remind(work, people.li, [Remind(DRAFT, at), Remind(BEFORE, at, visit_id)])
            remind(work, people.bob, [Remind(DRAFT, at)])

        assert sorted(
            [
                ("before_visit", visit_id, NOW + HOUR),
                ("after_visit", visit_id, NOW + 7 * HOUR),
                ("draft_waiting", None, NOW + HOUR),
                ("draft_waiting", None, NOW + HOUR),
            ],
            key=str,
        ) == sorted(set_for(work), key=str)


def test_where_no_draft_is_left_nobody_asks_about_one(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        for actor in (people.li, people.bob):
            remind(work, actor, [Remind(DRAFT, NOW)])
        remind(work, people.li, [Remind(DRAFT, None)])

        assert [people.bob.person] == [row["person_id"] for row in rows(work, reminder)]


def test_of_a_visit_that_was_debriefed_nothing_is_said(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        first = planned(work, people.li)
        remind(work, people.li, [Remind(kind, NOW, first) for kind in (BEFORE, AFTER)])
        records.write(work, people.li, told(visit=first, withheld=True), NOW)

    assert [False, False] == all_due(engine, NOW)
    assert [] == waiting(engine, NOW)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (KeepReminding(Reminding(lead=15)), datetime.fromisoformat("2026-03-09T06:15+00:00")),
        (KeepReminding(Reminding(lead=None)), datetime.fromisoformat("2026-03-09T00:00+00:00")),
        (KeepZone("America/New_York"), datetime.fromisoformat("2026-03-08T23:30+00:00")),
    ],
    ids=["a quarter of an hour", "the evening before a Monday", "quiet hours of another zone"],
)
def test_other_wishes_move_what_was_set(
    engine: Engine, people: Cast, record: Any, expected: datetime
) -> None:
    """In New York it would be half past one at night: so it comes on Sunday at half past seven."""
    everyday = Reminding(days_off=()) if isinstance(record, KeepZone) else Reminding()
    with engine.begin() as work:
        records.write(work, people.li, KeepReminding(everyday), NOW)
        visit_id = planned(work, people.li)
        planned(work, people.bob)
        records.write(work, people.li, record, NOW)
        moved = {(kind, of): at for kind, of, at in set_for(work)}

    assert expected == moved["before_visit", visit_id]
    assert NOW + 7 * HOUR == moved["after_visit", visit_id]
    assert NOW + 4 * HOUR == moved["before_visit", visit_id + 1]


def test_a_digest_keeps_its_hour_in_another_zone(engine: Engine, people: Cast) -> None:
    """Monday at eight; and who waits for none gets none."""
    with engine.begin() as work:
        for who in (people.wang, people.li):
            records.write(work, who, KeepZone("Asia/Shanghai"), NOW)
        records.write(work, people.wang, KeepManaging(Managing()), NOW)
        before = set_for(work)
        for who in (people.wang, people.li):
            records.write(work, who, KeepZone("Europe/London"), NOW)

        assert [("digest", None, datetime.fromisoformat("2026-03-16T00:00+00:00"))] == before
        assert [("digest", None, datetime.fromisoformat("2026-03-09T08:00+00:00"))] == set_for(work)


# --- due -----------------------------------------------------------------------------------------


def test_what_is_due_is_said_once_where_it_belongs(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned(work, people.li)
        remind(work, people.eve, [Remind(DRAFT, NOW + 9 * HOUR)])
    at = NOW + 4 * HOUR

    assert [("Li", BEFORE)] == [(one.address, one.kind) for one in waiting(engine, at)]
    assert [True] == all_due(engine, at)
    assert [] == all_due(engine, at)
    (letter,) = letters(engine)
    assert "Acme Pumps Ltd" in letter and "How often do the seals fail?" in letter
    with engine.begin() as work:
        assert [("after_visit", NOW + 7 * HOUR), ("draft_waiting", NOW + 9 * HOUR)] == [
            (kind, at) for kind, _, at in set_for(work)
        ]


def test_it_stands_beside_the_open_question(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        records.write(work, people.li, KeepOffer("Seals"), NOW)
        planned(work, people.li)
    take_turn(engine, Arrival(CHANNEL, "Li", 1, Commanded(at=NOW, source=30, name="plan"), LI))
    with engine.begin() as work:
        before = talk_of(work, LI)
        question = rows(work, conversation)[0]["question_id"]
    all_due(engine, NOW + 4 * HOUR)
    with engine.begin() as work:
        after = talk_of(work, LI)

        assert before.session == after.session
        assert question == rows(work, conversation)[0]["question_id"]
    event = Said(at=NOW + 5 * HOUR, source=33, text="Acme Pumps Ltd")
    turn = take_turn(engine, Arrival(CHANNEL, "Li", 2, event, LI))

    assert turn and turn.session.draft
    assert ["account"] == [answer.step for answer in turn.session.draft.answers]
    with engine.begin() as work:
        assert [False, True, False] == [row["unasked"] for row in rows(work, outbox)]


def test_of_two_who_take_the_same_only_one_says_it(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned(work, people.li)
    at = NOW + 4 * HOUR
    (one,) = waiting(engine, at)
    turns = at_once(4, lambda _n: take_due(engine, one, at))

    assert 1 == len([turn for turn in turns if turn])
    assert 1 == len(letters(engine))


def test_what_fails_in_the_middle_is_still_due(
    engine: Engine, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as work:
        planned(work, people.li)
    at = NOW + 4 * HOUR
    (one,) = waiting(engine, at)
    with monkeypatch.context() as broken, a_crash():

        def crash(*_: Any) -> None:
            raise Crash

        broken.setattr("bot.turn.keep_conversation", crash)
        take_due(engine, one, at)

    assert [] == letters(engine)
    assert [True] == all_due(engine, at)


def test_what_has_another_time_by_now_is_left_alone(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
    (one,) = waiting(engine, NOW + 4 * HOUR)
    with engine.begin() as work:
        remind(work, people.li, [Remind(BEFORE, NOW + 6 * HOUR, visit_id)])

    assert take_due(engine, one, NOW + 4 * HOUR) is None
    with engine.begin() as work:
        assert ("before_visit", visit_id, NOW + 6 * HOUR) in set_for(work)


def test_who_has_blocked_the_bot_is_not_reminded_and_not_later_either(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        planned(work, people.li)
        set_blocked(work, CHANNEL, "Li", blocked=True)
    all_due(engine, NOW + 4 * HOUR)
    with engine.begin() as work:
        set_blocked(work, CHANNEL, "Li", blocked=False)
        assert ["after_visit"] == [kind for kind, _, _ in set_for(work)]

    assert [] == letters(engine)
    assert [True] == all_due(engine, NOW + 7 * HOUR)


def test_what_cannot_be_said_yet_is_said_then(engine: Engine, people: Cast) -> None:
    """Up again in the evening, the bot offers the debrief in the morning, and only once."""
    with engine.begin() as work:
        visit_id = planned(work, people.li)
    evening = NOW + 12 * HOUR
    morning = datetime.fromisoformat("2026-03-10T00:00+00:00")

    assert [False, False] == all_due(engine, evening)
    with engine.begin() as work:
        assert [("after_visit", visit_id, morning)] == set_for(work)
    assert [] == all_due(engine, morning - HOUR)
    assert [True] == all_due(engine, morning)
    assert [] == all_due(engine, morning + HOUR)


def test_the_console_and_each_bot_take_their_own(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned(work, people.li)
        at = NOW + 4 * HOUR

        assert [] == due(work, "console", at)
        assert [] == due(work, CHANNEL, at, "Bob")
        assert ["Li"] == [one.address for one in due(work, CHANNEL, at, "Li")]


def test_what_nobody_came_for_is_tidied_away(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned(work, people.li)
        tidy(work, NOW + KEPT)
        before = len(set_for(work))
        tidy(work, NOW + KEPT + 5 * HOUR)

        assert (2, ["after_visit"]) == (before, [kind for kind, _, _ in set_for(work)])


# --- at what price -------------------------------------------------------------------------------


def test_a_reminder_takes_few_statements(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        planned(work, people.li)
    (one,) = waiting(engine, NOW + 4 * HOUR)
    with executed(engine) as statements:
        assert take_due(engine, one, NOW + 4 * HOUR)

    assert len(statements) <= 8, statements


def test_a_draft_costs_a_statement_more_once_a_day(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        records.write(work, people.li, KeepOffer("Seals"), NOW)
        planned(work, people.li)
    prices = []
    for n, text in enumerate(("/plan", "Acme Pumps Ltd", "Ms Chen", "skip")):
        said = Commanded(at=NOW, name="plan") if n == 0 else Said(at=NOW, text=text)
        with executed(engine) as statements:
            take_turn(engine, Arrival(CHANNEL, "Li", n, said, LI))
        prices.append(len([s for s in statements if "INTO reminder" in s.sql]))

    assert [0, 1, 0, 0] == prices


def test_what_is_due_is_found_in_the_same_steps_however_many_are_to_come(sqlite: Engine) -> None:
    def fill(work: Connection, actor: Actor, kinds: range) -> None:
        to_come = {"team_id": actor.team, "person_id": actor.person, "due_at": NOW + HOUR}
        work.execute(insert(reminder), [{**to_come, "kind": f"k{n}"} for n in kinds])

    taken = []
    with sqlite.begin() as work:
        li = talk_of(work, LI)
        for kinds in (range(20), range(20, 2000)):
            fill(work, li.actor, kinds)
            taken.append(steps(work, lambda: due(work, CHANNEL, NOW)))

    assert taken[1] <= GROWN * taken[0], taken


def test_a_digest_that_cannot_be_said_is_tried_again_the_next_day(
    engine: Engine, people: Cast
) -> None:
    """The next one hangs on it; other things are not said any more."""
    with engine.begin() as work:
        set_blocked(work, CHANNEL, "Wang", blocked=True)
        for kind in (ReminderKind.DIGEST, ReminderKind.ROLE_GIVEN):
            remind(work, people.wang, [Remind(kind, NOW)])

    assert [False, False] == all_due(engine, NOW)
    with engine.begin() as work:
        assert [("digest", None, NOW + 24 * HOUR)] == set_for(work)
