"""How settings are typed: "Berlin", "+8", "half an hour", "9pm to 7", 周六周日."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from dialogs import dates
from dialogs.catalogue import zones_by_city
from dialogs.readers import one_line
from dialogs.reminding import Reminding

_LONGEST = 40
_NO_PLACES = {"Factory", "localtime"}
_CHOICES = 6
_LARGE = (
    *("Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago"),
    *("America/Mexico_City", "America/New_York", "America/Bogota", "America/Sao_Paulo"),
    *("Europe/London", "Africa/Lagos", "Europe/Berlin", "Europe/Paris", "Africa/Cairo"),
    *("Africa/Johannesburg", "Europe/Istanbul", "Europe/Moscow", "Asia/Riyadh", "Asia/Dubai"),
    *("Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta"),
    *("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Manila"),
    *("Asia/Tokyo", "Asia/Seoul", "Australia/Sydney", "Australia/Brisbane", "Pacific/Auckland"),
)
"""Where many people live: offered first where only the difference to UTC is known."""
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?:[:.]?([0-5]\d))?")
_EAST = re.compile(r"东([一二三四五六七八九十])区")
_NUMERALS = "零一二三四五六七八九十"
_AROUND = re.compile(r"^(?:i'?m )?in |\s+time(?: ?zone)?$|^我?在|的?时[间区]$")
_TO = re.compile(r"\s*(?:[-–—~至到]|\bto\b|\buntil\b|\btill\b)\s*")
_AS_IT_STANDS = re.compile(r"(?:from |between |从)?(\d{1,2})(?:[:.]([0-5]\d)|点)?")
_SPOKEN = {
    "half an hour": "30",
    "半个小时": "30",
    "半小时": "30",
    "an hour": "60",
    "两": "2",
    "一": "1",
}
_LENGTH = re.compile(
    r"(?:提前)?(\d{1,4})\s*(?:(h|hours?|hrs?|个?小时)|m|mins?|minutes?|分钟?)?(?: before|之?前)?"
)
_WEEK = re.compile(r"周|星期|礼拜")
_AND = ("and", "和", "都")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_DAYS = "一二三四五六日"


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", one_line(text)).casefold().strip(" .!。")
    return plain if len(plain) <= _LONGEST else ""


def zones(text: str, at: datetime) -> tuple[str, ...]:
    """The zone of this city or of this name; or those that keep this difference to UTC now."""
    said = _plain(text)
    by_name = {zone.casefold(): zone for zone in available_timezones() - _NO_PLACES}
    for tried in (said, _AROUND.sub("", said)):
        if zone := zones_by_city().get(tried) or by_name.get(tried.replace(" ", "_")):
            return (zone,)
    ahead = _difference(said)
    for known in (_LARGE, sorted(set(zones_by_city().values()))) if ahead is not None else ():
        if found := [zone for zone in known if at.astimezone(ZoneInfo(zone)).utcoffset() == ahead]:
            return tuple(found[:_CHOICES])
    return ()


def _difference(said: str) -> timedelta | None:
    if match := _EAST.fullmatch(said):
        return timedelta(hours=_NUMERALS.index(match[1]))
    if match := _OFFSET.fullmatch(said):
        ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return ahead if match[1] == "+" else -ahead
    return None


def lead(text: str, wishes: Reminding, at: datetime) -> Reminding | None:
    """From five minutes to a day; a bare number is minutes."""
    said = _plain(text)
    for spoken, number in _SPOKEN.items():
        said = said.replace(spoken, number)
    match = _LENGTH.fullmatch(said)
    minutes = int(match[1]) * (60 if match[2] else 1) if match else 0
    return replace(wishes, lead=minutes) if 5 <= minutes <= 24 * 60 else None


def quiet(text: str, wishes: Reminding, at: datetime) -> Reminding | None:
    times = [_clock(part, at) for part in _TO.split(_plain(text))]
    if len(times) != 2 or times[0] is None or times[1] is None:
        return None
    return replace(wishes, quiet_from=times[0], quiet_until=times[1])


def _clock(said: str, at: datetime) -> time | None:
    """A bare number is meant as it stands: quiet hours are not working hours."""
    if match := _AS_IT_STANDS.fullmatch(said):
        return time(int(match[1]) % 24, int(match[2] or 0)) if int(match[1]) <= 24 else None
    return dates.read_hour(said, at)


def days_off(text: str, wishes: Reminding, at: datetime) -> Reminding | None:
    """Not all seven: whoever wants no reminder at all switches them off."""
    said = _plain(text).replace("周末", "六日").replace("天", "日").replace("weekend", "sat sun")
    named = re.findall(r"[a-z]+|[\u4e00-\u9fff]", _WEEK.sub("", said))
    days = {_weekday(name) for name in named if name not in _AND}
    if not days or None in days or len(days) == 7:
        return None
    return replace(wishes, days_off=tuple(sorted(day for day in days if day is not None)))


def _weekday(name: str) -> int | None:
    if name in _CHINESE_DAYS:
        return _CHINESE_DAYS.index(name)
    begun = name.removesuffix("s")
    return next(
        (n for n, day in enumerate(_WEEKDAYS) if len(begun) > 1 and day.startswith(begun)), None
    )
