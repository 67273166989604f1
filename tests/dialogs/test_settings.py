"""How settings are read as people type them; the conversation itself is in the transcripts."""

from datetime import UTC, datetime, time

import pytest

from dialogs.records import KeepHour, KeepReminding, KeepZone
from dialogs.reminding import AS_SUGGESTED, Reminding
from dialogs.settings import person_after
from dialogs.settings_readers import days_off, lead, quiet, zones
from tests.dialogs.test_today import BOB

SUMMER = datetime(2026, 7, 1, 9, tzinfo=UTC)
WINTER = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("in berlin", "Europe/Berlin"),
        ("Berlin time", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("europe/london", "Europe/London"),
        ("America/New York", "America/New_York"),
        ("UTC", "Etc/UTC"),
        ("上海", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("我在东京", "Asia/Tokyo"),
        ("+10:30", "Australia/Lord_Howe"),
        ("GMT-9:30", "Pacific/Marquesas"),
    ],
)
def test_a_zone_is_known_by_its_city_its_name_or_its_difference(typed: str, zone: str) -> None:
    assert (zone,) == zones(typed, SUMMER)


@pytest.mark.parametrize("typed", ["+8", "UTC+8", "gmt +8", "＋8", "+08:00", "东八区"])
def test_several_cities_can_keep_the_same_time(typed: str) -> None:
    assert zones(typed, WINTER)[0] == "Asia/Shanghai"
    assert 1 < len(zones(typed, WINTER)) <= 6


def test_a_difference_is_that_of_the_season() -> None:
    assert "Europe/London" in zones("+1", SUMMER)
    assert "Europe/London" not in zones("+1", WINTER)


@pytest.mark.parametrize("typed", ["", "Narnia", "+27", "+8:10", "x" * 500, "localtime", "../etc"])
def test_what_is_no_zone_is_none(typed: str) -> None:
    assert () == zones(typed, WINTER)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        *(("45", 45), ("45 minutes", 45), ("20 min before", 20), ("2 hours", 120), ("2h", 120)),
        *(
            ("half an hour", 30),
            ("an hour", 60),
            ("提前45分钟", 45),
            ("两小时", 120),
            ("半小时", 30),
        ),
        *(("４５", 45), ("1440", 1440)),
    ],
)
def test_a_lead_is_read_in_minutes_or_hours(typed: str, minutes: int) -> None:
    assert Reminding(lead=minutes) == lead(typed, AS_SUGGESTED, WINTER)


@pytest.mark.parametrize("typed", ["", "4", "0", "-30", "25 hours", "a week", "soon", "前一周"])
def test_a_lead_of_less_than_five_minutes_or_more_than_a_day_is_none(typed: str) -> None:
    assert lead(typed, AS_SUGGESTED, WINTER) is None


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("21-7", time(21), time(7)),
        ("21:30 to 7:15", time(21, 30), time(7, 15)),
        ("from 22:00 until 6:00", time(22), time(6)),
        ("9pm to 7am", time(21), time(7)),
        ("晚上9点半到早上7点", time(21, 30), time(7)),
        ("２１：００～７：３０", time(21), time(7, 30)),
        ("22 to 24", time(22), time(0)),
    ],
)
def test_quiet_hours_are_two_times(typed: str, start: time, end: time) -> None:
    assert Reminding(quiet_from=start, quiet_until=end) == quiet(typed, AS_SUGGESTED, WINTER)


@pytest.mark.parametrize("typed", ["", "at night", "21", "25-7", "8-9-10", "晚上"])
def test_what_is_not_two_times_is_none(typed: str) -> None:
    assert quiet(typed, AS_SUGGESTED, WINTER) is None


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        *(("Sat, Sun", (5, 6)), ("weekend", (5, 6)), ("fridays and saturdays", (4, 5))),
        *(("wed", (2,)), ("周六、周日", (5, 6)), ("周末", (5, 6)), ("星期天", (6,))),
        *(("礼拜五和礼拜六", (4, 5)), ("周六日", (5, 6))),
    ],
)
def test_days_off_are_named(typed: str, days: tuple[int, ...]) -> None:
    assert Reminding(days_off=days) == days_off(typed, AS_SUGGESTED, WINTER)


@pytest.mark.parametrize(
    "typed", ["", "often", "s", "周一二三四五六日", "mon tue wed thu fri sat sun", "周", "八"]
)
def test_no_day_and_all_seven_are_none(typed: str) -> None:
    assert days_off(typed, AS_SUGGESTED, WINTER) is None


def test_a_person_is_as_their_settings_say() -> None:
    never = Reminding(on=False)
    me = BOB
    for record in (KeepZone("Asia/Tokyo"), KeepHour(time(9), "Asia/Tokyo"), KeepReminding(never)):
        me = person_after(me, record)

    assert ("Asia/Tokyo", time(9), never) == (me.zone, me.hour, me.reminding)
