"""The digest of a period: exceptions first, then the measures by rep, and a picture (METHOD 8).

It comes every week at the manager's hour, and for any period when asked for: `/digest 30 days`.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.access import Action, may
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
from dialogs.periods import PERIODS, Period, preset, read_period
from dialogs.pictures import MOST_WEEKS, OutcomeCounts, OutcomePicture, RepWeeks
from dialogs.references import reference
from dialogs.reminding import Remind, ReminderKind
from dialogs.talk import Talk, Turn

_WEEK = timedelta(days=7)
_NOON = time(12)


def asked(talk: Talk, argument: str) -> Turn:
    """`/digest`, with or without a period."""
    me = talk.facts[Me()]
    if not may(me.role, Action.GET_DIGEST):
        return talk.saying(say("digest.not_yours", team=me.team)).shown()
    period = preset(argument or "week", _today(talk)) or read_period(argument, _now(talk))
    if period is None:
        return talk.telling(Message((say("digest.which"),), _periods()))
    return talk.telling(replace(_message(talk, period), buttons=_periods()))


def due(talk: Talk, event: Due) -> Turn:
    """Of the seven days before; a day that is half over counts. And the next one is set."""
    me = talk.facts[Me()]
    if not may(me.role, Action.GET_DIGEST):
        return talk.silent()
    now = _now(talk)
    last = now.date() - timedelta(days=now.time() < _NOON)
    told = talk.aside(_message(talk, Period(last - _WEEK + timedelta(days=1), last)))
    return replace(told, reminders=scheduled(talk, me))


def scheduled(talk: Talk, me: Person) -> tuple[Remind, ...]:
    """When it comes next, by the wishes of `me`; at None it does not come any more."""
    return (Remind(ReminderKind.DIGEST, next_digest(talk.at, me)),)


# --- which period --------------------------------------------------------------------------------


def _now(talk: Talk) -> datetime:
    return talk.at.astimezone(ZoneInfo(talk.facts[Me()].zone))


def _today(talk: Talk) -> date:
    return _now(talk).date()


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
