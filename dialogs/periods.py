"""Which days a manager means: "30 days", "last month", 9月, "1 Sep to 15 Sep"."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dialogs import dates
from dialogs.catalogue import LANGUAGES, catalogue

PERIODS = ("week", "last_week", "four_weeks", "quarter")
"""Offered as buttons; the others are only typed."""
LONGEST = timedelta(days=366)
# fmt: off
_TYPED = (
    "yesterday", "this_week", "last_week", "this_month", "last_month", "quarter", "last_quarter",
    "this_year",
)
# fmt: on
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_NUMBERED = re.compile(r"(\d{1,3}|[一二三四五六七八九十])\s*([^\W\d_]+)")
_A_MONTH = re.compile(
    r"(?:(?P<before>2\d{3})年)?(?P<name>(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|[a-z]{3,})份?"
    r"(?: (?P<after>2\d{3}))?"
)
_A_QUARTER = re.compile(r"q([1-4])|第?([一二三四1-4])季度")
_A_YEAR = re.compile(r"(2\d{3})年?")
_NO_DAY = re.compile(r"2\d{3}年?|\d{1,2}月")
_BETWEEN = re.compile(r"\s+(?:-|–|to|until)\s+|\s*(?:到|至|~|—)\s*|(?<=[日号])\s*[-–]\s*")


@dataclass(frozen=True)
class Period:
    """Both days count."""

    start: date
    end: date


def read_period(text: str, now: datetime) -> Period | None:
    """None: it is none, or not one that is past. `now` is local time."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip().replace("两", "2")
    today = now.date()
    named = next((name for name in _TYPED if plain in _words(f"digest.said.{name}")), None)
    if named:
        return preset(named, today)
    found = (read(plain, today) for read in (_counted, _month, _quarter, _year))
    return next(filter(None, found), None) or _ends(plain, now)


def preset(name: str, today: date) -> Period | None:
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    match name:
        case "week":
            return Period(today - _WEEK + _DAY, today)
        case "last_week":
            return Period(monday - _WEEK, monday - _DAY)
        case "four_weeks":
            return Period(today - 4 * _WEEK + _DAY, today)
        case "quarter":
            return Period(quarter, today)
        case "yesterday":
            return Period(today - _DAY, today - _DAY)
        case "this_week":
            return Period(monday, today)
        case "this_month":
            return Period(first, today)
        case "last_month":
            return Period((first - _DAY).replace(day=1), first - _DAY)
        case "last_quarter":
            end = quarter - _DAY
            return Period(date(end.year, end.month - 2, 1), end)
        case "this_year":
            return Period(date(today.year, 1, 1), today)
    return None


def _words(key: str) -> list[str]:
    return [word for language in LANGUAGES for word in catalogue(language).listed(key)]


def _counted(plain: str, today: date) -> Period | None:
    """ "30 days", 最近两周: so many up to today."""
    for word in _words("digest.said.lately"):
        plain = plain.removeprefix(word).strip()
    match = _NUMBERED.fullmatch(plain)
    if match is None:
        return None
    number = match[1] if match[1].isdecimal() else unicodedata.numeric(match[1])
    days = int(number) * _units().get(match[2], 0)
    return Period(today - timedelta(days - 1), today) if 0 < days <= LONGEST.days else None


def _units() -> dict[str, int]:
    """How many days a word for a unit means, in every language."""
    counted = {"day": 1, "week": 7, "month": 30}
    return {word: n for unit, n in counted.items() for word in _words(f"digest.unit.{unit}")}


def _month(plain: str, today: date) -> Period | None:
    """ "October", 10月, 2025年9月: the whole of the last one that has begun."""
    match = _A_MONTH.fullmatch(plain)
    if match is None:
        return None
    name, year = match["name"], match["before"] or match["after"]
    number = int(name[:-1]) if name[0].isdecimal() else _number_of(name)
    if not 1 <= number <= 12:
        return None
    first = date(int(year) if year else today.year - (number > today.month), number, 1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(first, min(after - _DAY, today)) if first <= today else None


def _quarter(plain: str, today: date) -> Period | None:
    """The last one of that number that has begun."""
    match = _A_QUARTER.fullmatch(plain)
    if match is None:
        return None
    first = int(unicodedata.numeric(match[1] or match[2])) * 3 - 2
    start = date(today.year - (first > today.month), first, 1)
    after = (start + timedelta(days=95)).replace(day=1)
    return Period(start, min(after - _DAY, today))


def _number_of(month: str) -> int:
    """Of its name or the beginning of it; 0: it is none."""
    listed = [catalogue(language).listed("digest.months") for language in LANGUAGES]
    known = [(name, n) for names in listed for n, name in enumerate(names, 1)]
    return next((n for name, n in known if name.startswith(month)), 0)


def _year(plain: str, today: date) -> Period | None:
    match = _A_YEAR.fullmatch(plain)
    if match is None or int(match[1]) > today.year:
        return None
    return Period(date(int(match[1]), 1, 1), min(date(int(match[1]), 12, 31), today))


def _ends(plain: str, now: datetime) -> Period | None:
    """ "1 Sep to 15 Sep", or one day and all since."""
    said = _BETWEEN.split(plain)
    if len(said) > 2:
        return None
    if len(said) == 2 and said[1][:1].isdecimal() and "月" not in said[1] and "月" in said[0]:
        said[1] = said[0].partition("月")[0] + "月" + said[1]  # 9月1日至15日
    ends = [_day(part, now) for part in said]
    start, end = ends[0], ends[1] if len(ends) > 1 else now.date()
    if start is None or end is None or not timedelta(0) <= end - start <= LONGEST:
        return None
    return Period(start, end)


def _day(text: str, now: datetime) -> date | None:
    """A day that is past: neither "1 Sep" nor "Monday" is the one to come, but one whose year is
    said is."""
    if not text or len(text) > dates.MERE_DAY or _NO_DAY.fullmatch(text):
        return None
    days = {moment.day for moment in dates.read_moments(text, now)}
    if any(str(day.year) in text and day > now.date() for day in days):
        return None
    weekday = dates.names_a_weekday(text)
    return max((_past(day, now.date(), weekday) for day in days), default=None)


def _past(day: date, today: date, weekday: bool) -> date:
    if day <= today:
        return day
    if weekday and day - _WEEK <= today:
        return day - _WEEK
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
