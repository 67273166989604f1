"""When reminders come: over time zones, over the changes of the clocks, around quiet hours."""

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
    next_morning,
    reminders,
)
from dialogs.facts import Person
from dialogs.plan import When
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
