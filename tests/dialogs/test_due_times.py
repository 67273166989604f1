"""When reminders come: over time zones, over the changes of the clocks, around quiet hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.due_times import (
    IN_TIME,
    after_visit,
    allowed,
    before_visit,
    begins,
    instant,
    may_ring,
    next_digest,
    next_morning,
    promise_day,
    promise_days,
    reminders,
)
from dialogs.facts import Person
from dialogs.managing import Managing
from dialogs.plan import When
from dialogs.records import Promise, Side
from dialogs.reminding import ReminderKind, Reminding

ZONES = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Europe/London")


def someone(zone: str, **wishes: object) -> Person:
    return Person(1, "Bob", "en", zone, None, Reminding(**wishes))  # type: ignore[arg-type]


def local(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


# --- the clocks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hour", "zone", "utc", "shown"),
    [
        (date(2026, 3, 8), time(10), "Asia/Shanghai", "02:00", "Sun 08 Mar 10:00"),
        (date(2026, 3, 7), time(10), "America/New_York", "15:00", "Sat 07 Mar 10:00"),
        (date(2026, 3, 8), time(10), "America/New_York", "14:00", "Sun 08 Mar 10:00"),
        # 02:30 does not exist that night: it moves on with the clocks.
        (date(2026, 3, 8), time(2, 30), "America/New_York", "07:30", "Sun 08 Mar 03:30"),
        # 01:30 comes twice: the first one is meant.
        (date(2026, 11, 1), time(1, 30), "America/New_York", "05:30", "Sun 01 Nov 01:30"),
        # On Lord Howe Island the clocks change by half an hour.
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "15:45", "Sun 04 Oct 02:45"),
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", "14:45", "Sun 05 Apr 01:45"),
        (date(2026, 4, 5), time(10), "Australia/Lord_Howe", "23:30", "Sun 05 Apr 10:00"),
    ],
)
def test_an_hour_is_the_hour_of_its_place(
    day: date, hour: time, zone: str, utc: str, shown: str
) -> None:
    moment = instant(day, hour, zone)

    assert (utc, shown) == (f"{moment:%H:%M}", local(moment, zone))


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)], ids=["spring", "autumn"])
def test_the_lead_is_real_time_when_the_clocks_change(day: date) -> None:
    """Of a visit at four, three hours before: at midnight in spring, at two in autumn's first."""
    me = someone("America/New_York", lead=180, quiet_from=time(0), quiet_until=time(0))
    when = When(day, "America/New_York", time(4))

    assert timedelta(minutes=180) == begins(when) - before_visit(when, me)


def test_a_visit_has_its_own_zone_and_wishes_have_the_persons() -> None:
    """Ten in New York is the middle of the night in Shanghai: so it comes the evening before."""
    here, away = someone("America/New_York"), someone("Asia/Shanghai")
    when = When(date(2026, 9, 30), "America/New_York", time(10))

    assert "Wed 30 Sep 09:00" == local(before_visit(when, here), "America/New_York")
    assert "Wed 30 Sep 19:30" == local(before_visit(when, away), "Asia/Shanghai")


# --- quiet hours and days off --------------------------------------------------------------------

LONDON = "Europe/London"
MONDAY, SATURDAY = date(2026, 9, 28), date(2026, 10, 3)


@pytest.mark.parametrize(
    ("day", "hour", "wishes", "expected"),
    [
        (MONDAY, time(11), {}, "Mon 28 Sep 10:00"),
        (MONDAY, time(11), {"lead": 15}, "Mon 28 Sep 10:45"),
        (MONDAY, time(8, 30), {}, "Mon 28 Sep 08:00"),  # when the quiet hours end
        (MONDAY, time(8, 15), {}, "Mon 28 Sep 08:00"),
        (MONDAY, time(8, 10), {}, "Fri 25 Sep 19:30"),  # else before the last ones begin
        (MONDAY, time(8, 10), {"days_off": ()}, "Sun 27 Sep 19:30"),
        (MONDAY, time(8, 10), {"days_off": (6,)}, "Sat 26 Sep 19:30"),
        (MONDAY, time(21, 30), {}, "Mon 28 Sep 19:30"),
        (MONDAY, time(21, 30), {"quiet_from": time(12)}, "Mon 28 Sep 11:30"),
        (MONDAY, time(0, 30), {"days_off": ()}, "Sun 27 Sep 19:30"),
        (MONDAY, time(9), {"lead": None}, "Mon 28 Sep 08:00"),  # Sunday evening is off
        (MONDAY, time(9), {"lead": None, "days_off": ()}, "Sun 27 Sep 18:00"),
        (MONDAY, time(9), {"lead": 1440, "days_off": ()}, "Sun 27 Sep 09:00"),
        (MONDAY, None, {}, "Mon 28 Sep 08:00"),
        (SATURDAY, time(11), {}, "Sat 03 Oct 10:00"),  # the day of a visit is no day off
        (MONDAY, time(7), {"quiet_from": time(0), "quiet_until": time(0)}, "Mon 28 Sep 06:00"),
        # One quarter of an hour a day is not quiet, and that is enough.
        (MONDAY, time(7), {"quiet_until": time(19, 45)}, "Fri 25 Sep 19:45"),
    ],
)
def test_the_plan_comes_before_the_visit_and_when_it_may(
    day: date, hour: time | None, wishes: dict[str, object], expected: str
) -> None:
    moment = before_visit(When(day, LONDON, hour), someone(LONDON, **wishes))

    assert expected == local(moment, LONDON)


@pytest.mark.parametrize(
    ("day", "hour", "wishes", "expected"),
    [
        (MONDAY, time(11), {}, "Mon 28 Sep 13:00"),
        (MONDAY, time(19), {}, "Tue 29 Sep 08:00"),
        (MONDAY, None, {}, "Mon 28 Sep 17:00"),
        (SATURDAY, time(11), {}, "Sat 03 Oct 13:00"),
        (SATURDAY, time(19), {}, "Mon 05 Oct 08:00"),
        (
            SATURDAY,
            time(23, 30),
            {"quiet_from": time(0), "quiet_until": time(0)},
            "Mon 05 Oct 09:00",
        ),
    ],
)
def test_the_debrief_is_offered_after_the_visit_and_when_it_may(
    day: date, hour: time | None, wishes: dict[str, object], expected: str
) -> None:
    moment = after_visit(When(day, LONDON, hour), someone(LONDON, **wishes))

    assert expected == local(moment, LONDON)


@pytest.mark.parametrize(
    ("left", "wishes", "expected"),
    [
        ("2026-09-28T16:00", {}, "Tue 29 Sep 09:00"),
        ("2026-10-02T16:00", {}, "Mon 05 Oct 09:00"),
        ("2026-10-02T16:00", {"days_off": (4, 5)}, "Sun 04 Oct 09:00"),
        ("2026-09-28T23:59", {"quiet_until": time(10, 30)}, "Tue 29 Sep 10:30"),
        ("2026-10-24T16:00", {"days_off": ()}, "Sun 25 Oct 09:00"),  # the clocks go back
    ],
)
def test_a_draft_waits_until_the_morning_of_the_next_workday(
    left: str, wishes: dict[str, object], expected: str
) -> None:
    at = datetime.fromisoformat(left).replace(tzinfo=ZoneInfo(LONDON))

    assert expected == local(next_morning(at, someone(LONDON, **wishes)), LONDON)


wished = st.builds(
    Reminding,
    lead=st.none() | st.integers(5, 1440),
    quiet_from=st.times(),
    quiet_until=st.times(),
    days_off=st.sets(st.integers(0, 6), max_size=6).map(lambda days: tuple(sorted(days))),
)


@given(
    zone=st.sampled_from(ZONES),
    at=st.sampled_from(ZONES),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    hour=st.none() | st.times().map(lambda hour: hour.replace(second=0, microsecond=0)),
    wishes=wished,
)
def test_whatever_is_wished_the_plan_comes_before_the_visit_and_never_in_quiet_hours(
    zone: str, at: str, day: date, hour: time | None, wishes: Reminding
) -> None:
    me, when = Person(1, "Bob", "en", zone, None, wishes), When(day, at, hour)
    visited = begins(when).astimezone(ZoneInfo(zone)).date()
    before, after = before_visit(when, me), after_visit(when, me)

    assert before < begins(when) < after
    assert before <= begins(when) - min(IN_TIME, timedelta(minutes=wishes.lead or 1440))
    assert (before, after) == (allowed(before, me, visited), allowed(after, me, visited))


# --- what is set when a visit is planned ---------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "kinds"),
    [
        (time(14), [ReminderKind.BEFORE_VISIT, ReminderKind.AFTER_VISIT]),
        (time(12, 30), [ReminderKind.AFTER_VISIT]),  # its card has just been shown
        (time(9), []),
    ],
)
def test_what_should_have_come_already_does_not_come(hour: time, kinds: list[ReminderKind]) -> None:
    noon = datetime(2026, 9, 28, 12, tzinfo=ZoneInfo(LONDON))
    found = reminders(When(MONDAY, LONDON, hour), someone(LONDON), noon)

    assert kinds == [one.kind for one in found]


def test_a_visit_without_a_day_has_no_reminders() -> None:
    assert () == reminders(None, someone(LONDON), datetime(2026, 9, 28, 12, tzinfo=UTC))


# --- what was promised ---------------------------------------------------------------------------

NOON = datetime(2026, 9, 28, 12, tzinfo=ZoneInfo(LONDON))


def promise(day: date | None) -> Promise:
    return Promise(Side.CUSTOMER, "send the log", "Jane", day)


def test_each_day_on_which_something_is_due_is_asked_about_once() -> None:
    tuesday, friday = date(2026, 9, 29), date(2026, 10, 2)
    promises = [promise(day) for day in (friday, None, tuesday, friday, date(2026, 9, 27))]
    found = promise_days(promises, someone(LONDON), NOON)

    assert [
        (ReminderKind.PROMISES_DUE, tuesday.toordinal(), None),
        (ReminderKind.PROMISES_DUE, friday.toordinal(), None),
    ] == [(one.kind, one.subject, one.visit) for one in found]
    assert ["Tue 29 Sep 17:00", "Fri 02 Oct 17:00"] == [
        local(one.at, LONDON) for one in found if one.at
    ]


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 9, 29), "2026-09-28T12:00", "Tue 29 Sep 17:00"),
        # Saturday and Sunday are days off.
        (date(2026, 10, 3), "2026-09-28T12:00", "Mon 05 Oct 08:00"),
        (date(2026, 10, 4), "2026-09-28T12:00", "Mon 05 Oct 08:00"),
        # Promised for the same day when five is past; and when the quiet hours have begun.
        (date(2026, 9, 28), "2026-09-28T18:30", "Mon 28 Sep 18:30"),
        (date(2026, 9, 28), "2026-09-28T22:10", "Tue 29 Sep 08:00"),
        (date(2026, 10, 2), "2026-10-02T23:50", "Mon 05 Oct 08:00"),
    ],
)
def test_a_promise_is_asked_about_late_on_its_day_or_when_one_may(
    day: date, at: str, expected: str
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(LONDON))
    found = promise_day(day, someone(LONDON), moment)

    assert found.at and expected == local(found.at, LONDON)
    assert day.toordinal() == found.subject


def test_who_works_at_night_is_asked_when_the_quiet_hours_end() -> None:
    me = someone(LONDON, quiet_from=time(9), quiet_until=time(18))
    found = promise_day(date(2026, 9, 29), me, NOON)

    assert found.at and "Tue 29 Sep 18:00" == local(found.at, LONDON)


# --- for managers --------------------------------------------------------------------------------


def manager(zone: str = LONDON, **wishes: object) -> Person:
    return replace(someone(zone), managing=Managing(**wishes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "day", "hour", "expected"),
    [
        ("2026-09-28T07:59", 0, time(8), "Mon 28 Sep 08:00"),
        # The hour itself is past: this one has been sent.
        ("2026-09-28T08:00", 0, time(8), "Mon 05 Oct 08:00"),
        ("2026-09-30T12:00", 4, time(17, 30), "Fri 02 Oct 17:30"),
        # On a day off and at night as well: it is what they have chosen.
        ("2026-09-30T12:00", 6, time(23), "Sun 04 Oct 23:00"),
        # Over the change of the clocks it stays at its hour.
        ("2026-10-20T12:00", 0, time(8), "Mon 26 Oct 08:00"),
        ("2027-03-23T12:00", 0, time(8), "Mon 29 Mar 08:00"),
        # An hour that the clocks skip, and one that comes twice.
        ("2027-03-23T12:00", 6, time(1, 30), "Sun 28 Mar 02:30"),
        ("2026-10-20T12:00", 6, time(1, 30), "Sun 25 Oct 01:30"),
    ],
)
def test_the_digest_comes_at_the_hour_of_its_day(
    at: str, day: int, hour: time, expected: str
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(LONDON))
    then = next_digest(moment, manager(digest_day=day, digest_hour=hour))

    assert then and expected == local(then, LONDON)


def test_between_two_digests_there_is_a_week_of_hours_or_one_more() -> None:
    """When summer ends it has one hour more."""
    me = manager(digest_day=0)
    first = next_digest(datetime(2026, 10, 13, tzinfo=UTC), me)
    assert first
    second = next_digest(first, me)

    assert second and timedelta(days=7, hours=1) == second - first


def test_who_wants_no_digest_gets_none() -> None:
    assert next_digest(NOON, manager(digest_day=None)) is None


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        ("2026-09-28T08:00", True),
        ("2026-09-28T07:59", False),
        ("2026-09-28T20:00", False),
        ("2026-09-28T19:59", True),
        ("2026-10-03T12:00", False),
    ],
)
def test_at_night_and_on_a_day_off_a_message_comes_without_a_sound(at: str, rings: bool) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(LONDON))

    assert rings == may_ring(moment, someone(LONDON))
