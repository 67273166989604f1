"""When a visit is: typed dates and times in both languages, read against the rep's own clock.

The recogniser is slow on long text and heavy to load, so it is imported when first needed, and
sees 64 characters at most, only where a digit, a weekday or a word of time stands.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from question_bank.kinds import detect_language
from question_bank.spelling import Spelling

_LONGEST = 64
_CUE = re.compile(
    r"\d|today|tomor|tonight|week|month|noon|morning|afternoon|evening|half|quarter|o'clock|\b[ap]m\b"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)"
    r"|[今明后]天|天后|[周週]|星期|礼拜|月|[号號日点點]|上午|下午|中午|早上|晚上|半"
)
_NAMES_THE_DAY = re.compile(
    r"\btoday|\btomorrow|\b(?:mon(?!th)|tue|wed|thu|fri|sat|sun)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[今明后]天|[周週月]|星期|礼拜"
)
_DAY_OF_MONTH = re.compile(r"(?<!\d)(?:the )?(\d{1,2})(?:st\b|nd\b|rd\b|th\b|[号號日])")
_DAY_AND_MONTH = re.compile(
    r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])|^(\d{1,2})\.(\d{1,2})(?![\d.])"
)
_NUMBERED_THING = re.compile(r"(?<=\d)[号號](?=[线楼机厂门库仓车柜炉井站院馆区店泵塔桥])")
""" "Line 2", and not the second of the month."""
_WEEKDAY_AND_NUMBER = re.compile(
    r"\b(today|tomorrow|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*),? (?:the )?(\d{1,2})(st|nd|rd|th)?"
    r"(?![\d:./h-]| ?[ap]m\b| o'clock| (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_DEADLINE = re.compile(
    r"^(?:by|before|until|till|from|on|starting|as of|no later than|latest)\s+(?:the end of\s+)?"
    r"|\s*(?:之前|以前|前|起|开始|以内|为止)$"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ITS_DATE = re.compile(
    rf"[\s,，(（]*((?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?! ?\d{{1,2}}\b)"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\d{{1,2}}月\d{{1,2}}[日号]?)"
)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)|[周週][一二三四五六日天]|星期|礼拜")
_A_WEEK = re.compile(r"\b(?:this|next) week\b|[本这下]个?(?:周|星期|礼拜)(?![一二三四五六日天])")
_LOOSE = re.compile(
    r"\b(?:at|around|about|by|from|roughly|sharp|today)\b|[\W_]|在|大概|大约|左右|就"
)
_A_MONTH = re.compile(r"\b(?:this|next) month\b|[本这下]个?月(?![\d初底中一二三四五六七八九十])")
_A_QUARTER = re.compile(r"\b(?:this|next) quarter\b|[本这下]个?季度(?![初底末])")
_NEXT_WEEKDAY = re.compile(r"\bnext\s+(?:mon|tue|wed|thu|fri|sat|sun)")
_WEEK_AFTER_NEXT = re.compile(r"下下个?(?:[周週]|星期|礼拜)")
_HOUR = re.compile(r"(?:at )?(\d{1,2})(?:[.:]?([0-5]\d))?")
_BY_A_HAN = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_WORD = re.compile(r"[a-z]{5,}")
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = tuple(day[:3] for day in _WEEK)
_LONG_MONTHS = ("january", "february", "september", "october", "november", "december")
_BY_NAME = Spelling(
    {}, (*_WEEK, "tomorrow", *_LONG_MONTHS), (*(f"{day}s" for day in _WEEK), "sundry")
)
""" "Fryday", "tuseday", "decembr"; no short months: "match" is not March."""
_NOTHING = "^[.]"
_PART_OF_DAY = re.compile(r"T(?:MO|MI|AF|EV|NI)$")
_HARDLY_ANYTHING = 8
"""So many letters, a Chinese character counting as three."""
_FIRST_HOUR, _LAST_HOUR = 7, 20
"""Nobody visits a customer outside these; so "at 3" is the afternoon."""
MERE_DAY = 24
"""Longer text names no mere day."""
_CULTURES = {"en": "en-us", "zh-Hans": "zh-cn"}


@dataclass(frozen=True, order=True)
class Moment:
    day: date
    hour: time | None = None
    """None: only the day was said, or a part of it."""
    part: tuple[time, time] | None = None
    """From when to when: "Friday morning", 后天下午."""

    def at(self, usual: time | None) -> time | None:
        """The hour said; else the usual one, unless another part of the day was said."""
        if self.hour or not self.part:
            return self.hour or usual
        start, end = self.part
        return usual if usual and start <= usual < end else time((start.hour + end.hour) // 2)


def read_moments(text: str, now: datetime) -> tuple[Moment, ...]:
    """What the text can mean, soonest first; empty if it names no day. `now` is local time."""
    plain = _plain(text)
    if len(plain) > _LONGEST or not _CUE.search(plain):
        return ()
    values = [value for said in _readings(plain, now.date()) for value in _recognised(said, now)]
    dated = [value for value in values if value["type"] not in ("time", "timerange")]
    today = [v for v in values if v["type"] == "time" and not _beside(plain, v["text"])]
    found = {moment for value in dated or today for moment in _moments(value, now)}
    if _NEXT_WEEKDAY.search(plain):  # this coming one, or the one after? People mean both.
        sooner = {replace(m, day=m.day - timedelta(7)) for m in found}
        found |= {m for m in sooner if m.day > now.date() + timedelta(1)}
    if _WEEK_AFTER_NEXT.search(plain):  # the recogniser takes it for next week
        found = {replace(m, day=m.day + timedelta(7)) for m in found}
    return _sensible(found, now)


def only_moments(text: str, now: datetime) -> bool:
    """Whether it names a day and says hardly anything else: "Tuesday works better", 是周二下午."""
    if not read_moments(text, now):
        return False
    plain = _plain(text)
    for said in _readings(plain, now.date()):
        for value in _recognised(said, now):
            said = said.replace(value["text"], " ")
        beside = [c for c in _LOOSE.sub("", said) if c.isalnum()]
        weight = sum(3 if "\u3400" <= c <= "\u9fff" else 1 for c in beside)
        if weight <= (2 if said.startswith(" ") else 1) * _HARDLY_ANYTHING:
            return True
    return False


def read_mere_day(text: str, now: datetime) -> tuple[Moment, ...]:
    """Of a text too short to say more than when."""
    return read_moments(text, now) if len(text) <= MERE_DAY else ()


def read_deadline(text: str, now: datetime) -> date | None:
    """The day of a promise: "by Wednesday", "周三前". "Monday" said on a Monday is the next one."""
    bare = _DEADLINE.sub("", unicodedata.normalize("NFKC", text).casefold().strip())
    days = [moment.day for moment in read_moments(bare, now)]
    later = [day for day in days if day > now.date()]
    if not later and days == [now.date()] and _WEEKDAY.search(bare):
        return now.date() + timedelta(7)
    if later and _A_WEEK.search(bare) and not _WEEKDAY.search(bare):  # by its last working day
        return max(later[0], later[0] + timedelta(4 - later[0].weekday()))
    if later and (months := _months_named(bare)):
        return _last_day(later[0], months)
    return min(later or days, default=None)


def its_date(said: str, text: str) -> str:
    """ "Tuesday" is the first of December where it is told as "Tuesday 1 December"."""
    if not _WEEKDAY.search(said.casefold()):
        return said
    after = text.casefold().partition(said.casefold())[2]
    match = _ITS_DATE.match(after)
    return match[1] if match else said


def _months_named(text: str) -> int:
    """How many months a promise has that names no day in them; 0: it names one."""
    return 3 if _A_QUARTER.search(text) else 1 if _A_MONTH.search(text) else 0


def _last_day(first: date, months: int) -> date:
    after = first.month - 1 + months
    return date(first.year + after // 12, after % 12 + 1, 1) - timedelta(1)


def read_hour(text: str, now: datetime) -> time | None:
    """A time of day alone: "9:30", "下午两点", "half past two"."""
    plain = _plain(text)[:_LONGEST]
    if not _CUE.search(plain):
        return None
    if (match := _HOUR.fullmatch(plain)) and int(match[1]) < 24:
        hour = int(match[1])
        return time(hour + 12 if hour < _FIRST_HOUR else hour, int(match[2] or 0))
    said = [m.at(None) for v in _recognised(plain, now) for m in _moments(v, now)]
    hours = [hour for hour in said if hour]
    hours = [hour for hour in hours if _FIRST_HOUR <= hour.hour < _LAST_HOUR] or hours
    return min(hours, default=None)


def names_a_day(text: str) -> bool:
    """ "Tuesday 3pm", and not "3pm" alone."""
    return _NAMES_THE_DAY.search(_plain(text)) is not None


def names_a_weekday(text: str) -> bool:
    return _WEEKDAY.search(_plain(text)) is not None


def warm_up() -> None:
    """Load the recogniser before somebody waits for it."""
    for language in _CULTURES:
        _recognised("1/1 10:00", datetime(2026, 1, 1), language)


def _plain(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    plain = _NUMBERED_THING.sub("#", plain)
    plain = re.sub(r"\b(?:tmr?w|tom+or+ow)\b", "tomorrow", re.sub(r"(?<=[今明后])儿", "天", plain))
    plain = re.sub(r"\bwens?day\b", "wednesday", plain)
    plain = _WORD.sub(lambda word: _BY_NAME.mend(word[0]) or word[0], plain)
    return _BY_A_HAN.sub("", plain)


@cache
def _recogniser() -> Any:
    from ms_recognizers_date_time import EnglishDateTime, recognize_datetime

    # It looks for a Friday the 30th backwards, month by month, and never gets past February.
    EnglishDateTime.WeekDayAndDayRegex = _NOTHING
    return recognize_datetime


def _recognised(plain: str, now: datetime, language: str | None = None) -> list[dict[str, str]]:
    culture = _CULTURES[language or detect_language(plain)]
    results = _recogniser()(plain, culture, reference=now.replace(tzinfo=None))
    return [
        {**value, "text": result.text}
        for result in results
        if result.resolution
        for value in result.resolution["values"]
    ]


def _beside(plain: str, said: str) -> str:
    """What stands beside a bare time of day: it may be a day in a spelling nobody foresaw."""
    return _LOOSE.sub("", plain.replace(said, " "))


def _moments(value: dict[str, str], now: datetime) -> list[Moment]:
    kind, said, until = value["type"], value.get("value") or value.get("start"), value.get("end")
    clock = f"{now.date()} " if kind in ("time", "timerange") else ""
    try:
        start = datetime.fromisoformat(f"{clock}{said}")
        end = datetime.fromisoformat(f"{clock}{until}") if until else start
    except ValueError:  # a duration, "not resolved", 24 o'clock
        return []
    if kind in ("date", "daterange"):
        return [Moment(start.date())] if kind == "date" or start.date() >= now.date() else []
    if _PART_OF_DAY.search(value["timex"]):
        return [Moment(start.date(), None, (start.time(), end.time()))]
    return [Moment(start.date(), start.time())]


def _readings(plain: str, today: date) -> list[str]:
    """The text with the day spelt out where the recogniser misses it (the 15th, 15号, Friday 30th)
    or takes it for American (3/12); else as it is."""
    if match := _DAY_AND_MONTH.search(plain):
        two = {int(number) for number in match.groups() if number}
        days = [day for day in _days(today, 365) if {day.day, day.month} == two]
    elif match := _WEEKDAY_AND_NUMBER.search(plain):
        name, number = match[1][:3], int(match[2])
        if number < 24 and not match[3]:  # "Friday 9" is nine o'clock
            return [f"{plain[: match.end(1)]} at {plain[match.start(2) :]}"]
        days = [day for day in _days(today, 62) if day.day == number]
        days = sorted(days, key=lambda day: _WEEKDAYS[day.weekday()] != name)[:1]
    elif _NAMES_THE_DAY.search(plain):
        return [re.sub(r"(?<=\d)\.(?=[0-5]\d\b)", ":", plain)]
    elif match := _DAY_OF_MONTH.search(plain):
        days = [day for day in _days(today, 62) if day.day == int(match[1])][:1]
    else:
        return [plain]
    return [f"{plain[: match.start()]}{day}{plain[match.end() :]}" for day in days]


def _days(today: date, count: int) -> list[date]:
    return [today + timedelta(n) for n in range(count)]


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
