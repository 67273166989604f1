"""When a visit is: typed dates and times in both languages, read against the rep's own clock.

The recogniser is slow on long text and heavy to load, so it is imported when first needed, and
sees 64 characters at most, only where a digit, a weekday or a word of time stands.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from question_bank.kinds import detect_language

_LONGEST = 64
_CUE = re.compile(
    r"\d|today|tomor|tmrw|tonight|week|month|noon|morning|afternoon|(?:mon|tue|wed|thu|fri|sat|sun)"
    r"|[今明后]天|大后天|[周週]|星期|礼拜|月|[号號日点點]|上午|下午|中午|早上|晚上|半"
)
_DAY_OF_MONTH = re.compile(r"^(?:the\s+)?(\d{1,2})(?:st|nd|rd|th|[号號日])$")
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})[/.](\d{1,2})$")
_NEXT_WEEKDAY = re.compile(r"\bnext\s+(?:mon|tue|wed|thu|fri|sat|sun)")
_FIRST_HOUR, _LAST_HOUR = 7, 20
"""Nobody visits a customer outside these; so "at 3" is the afternoon."""
_CULTURES = {"en": "en-us", "zh-Hans": "zh-cn"}


@dataclass(frozen=True, order=True)
class Moment:
    day: date
    hour: time | None = None
    """None: only the day was said."""


def read_moments(text: str, now: datetime) -> tuple[Moment, ...]:
    """What the text can mean, soonest first; empty if it names no day. `now` is local time."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if len(plain) > _LONGEST or not _CUE.search(plain):
        return ()
    by_hand = _by_hand(plain, now.date())
    if by_hand:
        return tuple(Moment(day) for day in by_hand)
    found = {moment for value in _recognised(plain, now) for moment in _moments(value, now)}
    if _NEXT_WEEKDAY.search(plain):  # this coming one, or the one after? People mean both.
        sooner = {Moment(m.day - timedelta(7), m.hour) for m in found}
        found |= {m for m in sooner if m.day > now.date() + timedelta(1)}
    return _sensible(found, now)


def read_hour(text: str, now: datetime) -> time | None:
    """A time of day alone: "9:30", "下午两点", "half past two"."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:_LONGEST]
    if not plain or not _CUE.search(plain):
        return None
    hours = [m.hour for v in _recognised(plain, now) for m in _moments(v, now) if m.hour]
    hours = [hour for hour in hours if _FIRST_HOUR <= hour.hour < _LAST_HOUR] or hours
    return min(hours, default=None)


def warm_up() -> None:
    """Load the recogniser before somebody waits for it."""
    for language in _CULTURES:
        _recognised("1/1 10:00", datetime(2026, 1, 1), language)


@cache
def _recogniser() -> Any:
    from ms_recognizers_date_time import recognize_datetime

    return recognize_datetime


def _recognised(plain: str, now: datetime, language: str | None = None) -> list[dict[str, str]]:
    culture = _CULTURES[language or detect_language(plain)]
    results = _recogniser()(plain, culture, reference=now.replace(tzinfo=None))
    values = [result.resolution["values"] for result in results if result.resolution]
    return [value for group in values for value in group]


def _moments(value: dict[str, str], now: datetime) -> list[Moment]:
    kind, said = value["type"], value.get("value") or value.get("start", "")
    try:
        if kind in ("date", "daterange"):
            return [Moment(date.fromisoformat(said))]
        if kind == "datetime":
            moment = datetime.fromisoformat(said)
            return [Moment(moment.date(), moment.time())]
        if kind == "datetimerange":  # "Friday morning" names a day and no hour
            return [Moment(datetime.fromisoformat(said).date())]
        if kind == "time":
            return [Moment(now.date(), time.fromisoformat(said))]
    except ValueError:  # such as "not resolved"
        return []
    return []


def _by_hand(plain: str, today: date) -> list[date]:
    """What the recogniser misses (the 15th, 15号) or takes for American (3/12)."""
    if match := _DAY_OF_MONTH.match(plain):
        number = int(match[1])
        days = (today + timedelta(n) for n in range(62))
        return [day for day in days if day.day == number][:1]
    if match := _DAY_AND_MONTH.match(plain):
        pairs = {(int(match[1]), int(match[2])), (int(match[2]), int(match[1]))}
        days = (today + timedelta(n) for n in range(365))
        return [day for day in days if (day.day, day.month) in pairs]
    return []


def _sensible(found: set[Moment], now: datetime) -> tuple[Moment, ...]:
    """The future, the hours of work, and the nearest of the same day in different years."""
    today = now.date()
    ahead = {m for m in found if m.day >= today} or found
    awake = {m for m in ahead if m.hour is None or _FIRST_HOUR <= m.hour.hour < _LAST_HOUR} or ahead
    nearest: dict[tuple[int, int, time | None], Moment] = {}
    for moment in sorted(awake, key=lambda m: (m.day, m.hour or time.min)):
        nearest.setdefault((moment.day.month, moment.day.day, moment.hour), moment)
    timed = [m for m in nearest.values() if m.hour]
    return tuple(timed or nearest.values())[:4]
