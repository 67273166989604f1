"""The digest of a period: exceptions first, then the measures by rep, and a picture (METHOD 8).

It comes every week at the manager's hour, and for any period when asked for: `/digest 30 days`.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from dialogs import dates
from dialogs.access import Action, may
from dialogs.catalogue import LANGUAGES, catalogue
from dialogs.due_times import next_digest
from dialogs.events import Due
from dialogs.exceptions import say_exceptions
from dialogs.facts import Me, Person
from dialogs.manager_facts import (
    DayOutcomes,
    DebriefsOf,
    OutcomesByDay,
    TeamExceptions,
    TeamFigures,
)
from dialogs.managing import Summaries
from dialogs.measures import in_all
from dialogs.message import Button, Message, say
from dialogs.pictures import MOST_WEEKS, OutcomeCounts, OutcomePicture, RepWeeks
from dialogs.references import reference
from dialogs.reminding import Remind, ReminderKind
from dialogs.talk import Talk, Turn

PERIODS = ("week", "last_week", "four_weeks", "quarter")
LONGEST = timedelta(days=366)
_WEEK = timedelta(days=7)
_NOON = time(12)
_NUMBERED = re.compile(r"(\d{1,3})\s*([^\W\d_]+)")
_BETWEEN = re.compile(r"\s+(?:-|–|to|until)\s+|\s*(?:到|至|~|—)\s*")


@dataclass(frozen=True)
class Period:
    """Both days count."""

    start: date
    end: date


def asked(talk: Talk, argument: str) -> Turn:
    """`/digest`, with or without a period."""
    me = talk.facts[Me()]
    if not may(me.role, Action.GET_DIGEST):
        return talk.saying(say("digest.not_yours", team=me.team)).shown()
    today = _today(talk)
    period = _preset(argument or "week", today) or _typed(talk, argument)
    if period is None:
        return talk.telling(Message((say("digest.which"),), _periods()))
    return talk.telling(replace(_message(talk, period), buttons=_periods()))


def due(talk: Talk, event: Due) -> Turn:
    """Of the seven days before; a day that is half over counts. And the next one is set."""
    me = talk.facts[Me()]
    if not may(me.role, Action.GET_DIGEST):
        return talk.silent()
    now = talk.at.astimezone(ZoneInfo(me.zone))
    last = now.date() - timedelta(days=now.time() < _NOON)
    told = talk.aside(_message(talk, Period(last - _WEEK + timedelta(days=1), last)))
    return replace(told, reminders=scheduled(talk, me))


def scheduled(talk: Talk, me: Person) -> tuple[Remind, ...]:
    """When it comes next, by the wishes of `me`; at None it does not come any more."""
    return (Remind(ReminderKind.DIGEST, next_digest(talk.at, me)),)


# --- which period --------------------------------------------------------------------------------


def _today(talk: Talk) -> date:
    return talk.at.astimezone(ZoneInfo(talk.facts[Me()].zone)).date()


def _preset(name: str, today: date) -> Period | None:
    monday = today - timedelta(days=today.weekday())
    day = timedelta(days=1)
    match name:
        case "week":
            return Period(today - _WEEK + day, today)
        case "last_week":
            return Period(monday - _WEEK, monday - day)
        case "four_weeks":
            return Period(today - 4 * _WEEK + day, today)
        case "quarter":
            return Period(date(today.year, today.month - (today.month - 1) % 3, 1), today)
    return None


def _typed(talk: Talk, text: str) -> Period | None:
    """ "30 days", "3 weeks", "1 Sep to 15 Sep", or one day and all since."""
    plain, today = unicodedata.normalize("NFKC", text).strip(), _today(talk)
    if match := _NUMBERED.fullmatch(plain):
        days = int(match[1]) * _units().get(match[2].casefold(), 0)
        if days and timedelta(days) <= LONGEST:
            return Period(today - timedelta(days - 1), today)
    first, *last = _BETWEEN.split(plain)
    if len(last) > 1:
        return None
    start, end = _day(first, talk), _day(last[0], talk) if last else today
    if start is None or end is None or not timedelta(0) <= end - start <= LONGEST:
        return None
    return Period(start, end)


def _units() -> dict[str, int]:
    """How many days a word for a unit means, in every language."""
    counted = {"day": 1, "week": 7, "month": 30}
    return {
        word: days
        for unit, days in counted.items()
        for language in LANGUAGES
        for word in catalogue(language).listed(f"digest.unit.{unit}")
    }


def _day(text: str, talk: Talk) -> date | None:
    """A day that is past: neither "1 Sep" nor "Monday" is the one to come."""
    if not text or len(text) > dates.MERE_DAY:
        return None
    now = talk.at.astimezone(ZoneInfo(talk.facts[Me()].zone))
    coming = min((moment.day for moment in dates.read_moments(text, now)), default=None)
    if coming is None or coming <= now.date():
        return coming
    if dates.names_a_weekday(text) and coming - _WEEK <= now.date():
        return coming - _WEEK
    leap = coming.month == 2 and coming.day == 29
    return coming.replace(year=coming.year - 1, day=28 if leap else coming.day)


def _periods() -> tuple[Button, ...]:
    return tuple(
        Button(say(f"digest.period.{name}"), {"do": "digest", "argument": name}) for name in PERIODS
    )


# --- what it says --------------------------------------------------------------------------------


def _message(talk: Talk, period: Period) -> Message:
    me, today = talk.facts[Me()], _today(talk)
    figures = TeamFigures(period.start, period.end, today)
    first = TeamExceptions(period.start, period.end, today)
    weeks = OutcomesByDay(_monday(period.end) - (MOST_WEEKS - 1) * _WEEK, period.end)
    each = DebriefsOf(period.start, period.end)
    wanted = [each] if me.managing.wanted is Summaries.DIGEST else []
    talk.facts.need(figures, first, weeks, *wanted)
    reps = talk.facts[figures]
    paragraphs = [say("digest.heading", team=me.team, start=period.start, end=period.end)]
    paragraphs += say_exceptions(talk.facts[first], bool(reps))
    paragraphs.append(
        say("digest.measures", heading=say("digest.team"), team=in_all(reps), reps=reps)
    )
    if wanted and (debriefs := talk.facts[each]):
        paragraphs.append(
            say(
                "digest.debriefs",
                debriefs=tuple((one, reference(one.visit)) for one in debriefs[: each.limit - 1]),
                more=len(debriefs) == each.limit,
            )
        )
    picture = _picture(str(me.team), weeks, talk.facts[weeks])
    return Message(tuple(paragraphs), picture=picture)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _picture(
    team: str, asked: OutcomesByDay, outcomes: tuple[DayOutcomes, ...]
) -> OutcomePicture | None:
    """None: there is nothing to show."""
    mondays = tuple(asked.start + n * _WEEK for n in range(MOST_WEEKS))
    reps = sorted({one.rep for one in outcomes})
    counted = tuple(
        RepWeeks(rep, tuple(_week([x for x in outcomes if x.rep == rep], m) for m in mondays))
        for rep in reps
    )
    return OutcomePicture(team, mondays, counted) if counted else None


def _week(outcomes: list[DayOutcomes], monday: date) -> OutcomeCounts:
    there = [one for one in outcomes if monday <= one.day < monday + _WEEK]
    counts: dict[str, int] = {}
    for one in there:
        counts[one.kind.value] = counts.get(one.kind.value, 0) + one.count
    return OutcomeCounts(**counts)
