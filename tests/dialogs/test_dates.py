"""What reps type for "when", read on a Monday morning unless said otherwise."""

import signal
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import dates
from dialogs.dates import Moment, its_date, read_deadline, read_hour, read_moments

MONDAY = datetime(2026, 9, 28, 8, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(text: str, now: datetime = MONDAY) -> list[str]:
    """Each thing the text can mean, as `Fri 2 Oct 15:00`."""
    moments = read_moments(text, now)
    return [
        f"{m.day:%a} {m.day.day} {m.day:%b}" + (f" {hour:%H:%M}" if (hour := m.at(None)) else "")
        for m in moments
    ]


# fmt: off
@pytest.mark.parametrize(("text", "expected"), [
    ("today",                   "Mon 28 Sep"),
    ("Tomorrow",                "Tue 29 Sep"),
    ("tmrw 9",                  "Tue 29 Sep 09:00"),
    ("tomorrow 8:30",           "Tue 29 Sep 08:30"),
    ("tomorrow 9.30",           "Tue 29 Sep 09:30"),
    ("at 3 tomorrow",           "Tue 29 Sep 15:00"),
    ("half past two tomorrow",  "Tue 29 Sep 14:30"),
    ("noon tomorrow",           "Tue 29 Sep 12:00"),
    ("tomorrow evening",        "Tue 29 Sep 18:00"),
    ("day after tomorrow",      "Wed 30 Sep"),
    ("Friday",                  "Fri 2 Oct"),
    ("friday 3pm",              "Fri 2 Oct 15:00"),
    ("fryday 3pm",              "Fri 2 Oct 15:00"),
    ("tuseday 9",               "Tue 29 Sep 09:00"),
    ("wensday",                 "Wed 30 Sep"),
    ("7 Decembr",               "Mon 7 Dec"),
    ("tommorow 9",              "Tue 29 Sep 09:00"),
    ("fri 14:00",               "Fri 2 Oct 14:00"),
    ("Friday 9",                "Fri 2 Oct 09:00"),
    ("Friday morning",          "Fri 2 Oct 10:00"),
    ("weds 2pm",                "Wed 30 Sep 14:00"),
    ("thurs at 9",              "Thu 1 Oct 09:00"),
    ("sunday 10",               "Sun 4 Oct 10:00"),
    ("tuesday 10-11am",         "Tue 29 Sep 10:00"),
    ("between 2 and 3 on friday", "Fri 2 Oct 14:00"),
    ("monday",                  "Mon 28 Sep"),
    ("next week",               "Mon 5 Oct"),
    ("in two weeks",            "Mon 12 Oct"),
    ("in 3 days",               "Thu 1 Oct"),
    ("1 Oct",                   "Thu 1 Oct"),
    ("October 1st",             "Thu 1 Oct"),
    ("1st December 3pm",        "Tue 1 Dec 15:00"),
    ("25 Nov 10:30",            "Wed 25 Nov 10:30"),
    ("the 15th",                "Thu 15 Oct"),
    ("the 15th at 2",           "Thu 15 Oct 14:00"),
    ("21st 9am",                "Wed 21 Oct 09:00"),
    ("Thursday 15th 3pm",       "Thu 15 Oct 15:00"),
    ("Friday the 9th at 10",    "Fri 9 Oct 10:00"),
    ("Friday 30th",             "Fri 30 Oct"),
    ("25/12",                   "Fri 25 Dec"),
    ("11.25",                   "Wed 25 Nov"),
    ("2026-10-08 14:00",        "Thu 8 Oct 14:00"),
    ("5pm",                     "Mon 28 Sep 17:00"),
    ("this afternoon",          "Mon 28 Sep 14:00"),
])
def test_english(text: str, expected: str) -> None:
    assert [expected] == told(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("今天",              "Mon 28 Sep"),
    ("今天下午",          "Mon 28 Sep 14:00"),
    ("明天",              "Tue 29 Sep"),
    ("明早9点",           "Tue 29 Sep 09:00"),
    ("明天中午",          "Tue 29 Sep 12:00"),
    ("明天 下午 3点",     "Tue 29 Sep 15:00"),
    ("明儿下午",          "Tue 29 Sep 14:00"),
    ("明天9点到10点",     "Tue 29 Sep 09:00"),
    ("后天上午",          "Wed 30 Sep 10:00"),
    ("大后天",            "Thu 1 Oct"),
    ("三天后",            "Thu 1 Oct"),
    ("两周后",            "Mon 12 Oct"),
    ("周五",              "Fri 2 Oct"),
    ("这周五",            "Fri 2 Oct"),
    ("周五15：30",        "Fri 2 Oct 15:30"),
    ("本周五下午",        "Fri 2 Oct 14:00"),
    ("礼拜三上午十点",    "Wed 30 Sep 10:00"),
    ("周二上午九点半",    "Tue 29 Sep 09:30"),
    ("下周三下午3点",     "Wed 7 Oct 15:00"),
    ("下周三下午３点",    "Wed 7 Oct 15:00"),
    ("下礼拜二",          "Tue 6 Oct"),
    ("下下周一",          "Mon 12 Oct"),
    ("下下周三下午3点",   "Wed 14 Oct 15:00"),
    ("15号",              "Thu 15 Oct"),
    ("15号下午3点",       "Thu 15 Oct 15:00"),
    ("8号上午",           "Thu 8 Oct 10:00"),
    ("30号",              "Wed 30 Sep"),
    ("10月8号",           "Thu 8 Oct"),
    ("10月8日下午两点",   "Thu 8 Oct 14:00"),
    ("十月八号",          "Thu 8 Oct"),
    ("11月25日10点半",    "Wed 25 Nov 10:30"),
    ("2026年10月9日",     "Fri 9 Oct"),
    ("下午3点",           "Mon 28 Sep 15:00"),
])
def test_chinese(text: str, expected: str) -> None:
    assert [expected] == told(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("next Friday",     ["Fri 2 Oct", "Fri 9 Oct"]),
    ("next wed 3pm",    ["Wed 30 Sep 15:00", "Wed 7 Oct 15:00"]),
    ("3/11",            ["Tue 3 Nov", "Thu 11 Mar"]),
    ("3/11 at 11",      ["Tue 3 Nov 11:00", "Thu 11 Mar 11:00"]),
    ("fri 2/10",        ["Fri 2 Oct", "Wed 10 Feb"]),
    ("12/3",            ["Thu 3 Dec", "Fri 12 Mar"]),
    ("Wednesday or Thursday", ["Wed 30 Sep", "Thu 1 Oct"]),
    ("周三或者周四",    ["Wed 30 Sep", "Thu 1 Oct"]),
])
def test_what_can_mean_two_days_is_never_guessed(text: str, expected: list[str]) -> None:
    assert expected == told(text)


@pytest.mark.parametrize("text", [
    "next wek 3pm", "周吴下午3点",
    "", "   ", "\u200b", "no idea", "asap", "whenever she is back", "end of the month", "yesterday",
    "31 sep", "32/13", "尽快", "没定", "等他出差回来再说", "国庆后", "月底", "friday 0",
])
def test_what_names_no_day_is_not_guessed(text: str) -> None:
    assert [] == told(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("9:30",              time(9, 30)),
    ("9.30",              time(9, 30)),
    ("9",                 time(9)),
    ("3",                 time(15)),
    ("14",                time(14)),
    ("1530",              time(15, 30)),
    ("at 3",              time(15)),
    ("3pm",               time(15)),
    ("three pm",          time(15)),
    ("10 o'clock",        time(10)),
    ("half past two",     time(14, 30)),
    ("quarter to ten",    time(9, 45)),
    ("noon",              time(12)),
    ("in the morning",    time(10)),
    ("9点半",             time(9, 30)),
    ("九点半",            time(9, 30)),
    ("下午两点",          time(14)),
    ("下午３点",          time(15)),
    ("两点",              time(14)),
    ("晚上8点",           time(20)),
    ("中午",              time(12)),
    ("18：00",            time(18)),
    ("25:99",             None),
    ("99",                None),
    ("later",             None),
    ("看情况",            None),
    ("",                  None),
])
def test_times_of_day(text: str, expected: time | None) -> None:
    assert expected == read_hour(text, MONDAY)
# fmt: on


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        ("2026-12-31T23:50 Europe/London", "tomorrow 3pm", ["Fri 1 Jan 15:00"]),
        ("2026-12-31T23:50 Asia/Shanghai", "15号", ["Fri 15 Jan"]),
        ("2027-02-28T09:00 Asia/Shanghai", "明天", ["Mon 1 Mar"]),
        ("2028-02-28T09:00 Europe/London", "tomorrow", ["Tue 29 Feb"]),
        ("2026-10-03T09:00 Europe/London", "Friday", ["Fri 9 Oct"]),
        ("2026-10-02T09:00 Europe/London", "Friday 3pm", ["Fri 2 Oct 15:00"]),
        ("2026-10-01T09:00 Europe/London", "next Friday", ["Fri 9 Oct"]),
        ("2026-10-31T09:00 Europe/London", "the 31st", ["Sat 31 Oct"]),
        ("2027-01-31T09:00 Europe/London", "31st 10am", ["Sun 31 Jan 10:00"]),
        ("2027-02-01T09:00 Europe/London", "31st 10am", ["Wed 31 Mar 10:00"]),
    ],
)
def test_it_counts_from_the_day_of_the_message(now: str, text: str, expected: list[str]) -> None:
    moment, zone = now.split()
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))

    assert expected == told(text, at)


@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)])
def test_summer_time_moves_no_day(day: date, hour: int) -> None:
    """At one of these hours the clocks in Berlin go forward or back."""
    now = datetime.combine(day, time(hour, 30), ZoneInfo("Europe/Berlin"))
    (tomorrow,) = read_moments("tomorrow 2:30pm", now)

    assert Moment(date.fromordinal(day.toordinal() + 1), time(14, 30)) == tomorrow


def test_the_usual_hour_counts_only_in_the_part_of_the_day_that_was_said() -> None:
    (day,), (morning,) = read_moments("Friday", MONDAY), read_moments("Friday morning", MONDAY)
    (hour,) = read_moments("Friday 11am", MONDAY)

    assert (time(15), None) == (day.at(time(15)), day.at(None))
    assert (time(9), time(10), time(10)) == tuple(
        morning.at(usual) for usual in (time(9), time(15), None)
    )
    assert time(11) == hour.at(time(15))


# --- what the recogniser never sees --------------------------------------------------------------


@pytest.fixture(name="seen")
def what_the_recogniser_sees(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []

    def watched(plain: str, now: datetime, language: str | None = None) -> list[dict[str, str]]:
        seen.append(plain)
        return []

    monkeypatch.setattr(dates, "_recognised", watched)
    return seen


@pytest.mark.parametrize(
    "text",
    ["Friday " * 10, "Friday 3pm" + "z" * 60, "周五" * 33, "5" * 4096, "no cue at all", "没有线索"],
)
def test_long_text_and_text_without_a_cue_never_reach_the_recogniser(
    text: str, seen: list[str]
) -> None:
    read_moments(text, MONDAY)

    assert [] == seen


def test_of_a_long_text_only_the_beginning_is_read_for_a_time(seen: list[str]) -> None:
    read_hour("9:30 " + "x" * 4000, MONDAY)

    assert [64] == [len(text) for text in seen]


@pytest.mark.parametrize("text", ["fri 30", "Friday 30th", "fri 30 10am", "mon 31", "sunday 5"])
def test_a_weekday_with_a_number_comes_to_an_end(text: str) -> None:
    """The recogniser itself would look for the last Friday the 30th for ever."""
    signal.alarm(30)
    dates._recognised(text, MONDAY)
    read_moments(text, MONDAY)
    signal.alarm(0)


ENGLISH = (
    "today tomorrow next last friday fri mon the 15th 31st 3 3pm at 14:00 25:99 half past two in to"
    " quarter o'clock weeks days month morning noon jan feb 29 30 12/3 31/2 2026 0 00:00"
)
CHINESE = (
    "今天 明天 后天 大 下 上 下下 周三 星期日 月 号 15 31 十二 点 半 "
    "下午 凌晨 3 14:00 25:99 二月 日 天后 两 到"
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(ENGLISH.split()), min_size=1, max_size=6).map(" ".join)
    | st.lists(st.sampled_from(CHINESE.split()), min_size=1, max_size=6).map("".join)
    | st.text(max_size=20)
)
def test_whatever_is_typed_is_a_few_moments_in_order(text: str) -> None:
    moments = read_moments(text, MONDAY)
    read_hour(text, MONDAY)

    assert len(moments) <= 4
    assert list(moments) == sorted(moments, key=lambda m: (m.day, m.hour or time.min))


@pytest.mark.parametrize("text", ["tommorow 3pm", "tomorow 3pm", "tomorrow 3pm"])
def test_tomorrow_in_a_hurry_is_still_tomorrow(text: str) -> None:
    now = datetime(2026, 9, 28, 8, 40)

    assert (Moment(date(2026, 9, 29), time(15)),) == read_moments(text, now)


@pytest.mark.parametrize("text", ["2号线试用", "去3号楼", "12号机停了"])
def test_a_numbered_thing_is_no_day_of_the_month(text: str) -> None:
    assert read_moments(text, MONDAY) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("next week", date(2026, 10, 9)),
        ("下周", date(2026, 10, 9)),
        ("by next Tuesday", date(2026, 10, 6)),
    ],
)
def test_a_promise_for_a_week_is_due_on_its_last_working_day(text: str, expected: date) -> None:
    assert read_deadline(text, MONDAY) == expected


@pytest.mark.parametrize(
    ("said", "note", "expected"),
    [
        ("Tuesday", "goes to the board on Tuesday 1 December, we hope", "1 december"),
        ("on Tuesday", "goes to the board on Tuesday, December 1st", "december 1st"),
        ("下周二", "王总下周二（12月1日）提交", "12月1日"),
        ("Tuesday", "on Tuesday 3pm", "Tuesday"),
        ("Tuesday", "on Tuesday, 2 of us", "Tuesday"),
        ("1 December", "by 1 December", "1 December"),
        ("Tuesday", "somebody else's words", "Tuesday"),
    ],
)
def test_the_date_beside_a_weekday_is_the_day(said: str, note: str, expected: str) -> None:
    assert its_date(said, note) == expected
