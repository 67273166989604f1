"""When to speak unasked: before and after a visit, and of a draft left lying.

Visits have a zone of their own, wishes are of the person's zone, and what comes out is UTC. Three
rules *(house)*, in this order:

1. Nothing comes in quiet hours or on a day off. The day of a visit is no day off.
2. What falls there comes later: when the quiet hours end, or in the morning of the next workday.
3. Before a visit, later can be too late. Then it comes earlier: before the quiet hours begin, or in
   the evening of the last workday.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.facts import Person
from dialogs.plan import When
from dialogs.records import Promise
from dialogs.reminding import Remind, ReminderKind

AFTER = timedelta(hours=2)
"""From the beginning of a visit until there is something to tell of it."""
IN_TIME = timedelta(minutes=15)
"""A plan that comes later than this before the visit is not read any more."""
_NO_HOUR, _OVER = time(9), time(17)
"""A visit of which only the day is known begins, and is over, by then."""
_MORNING, _EVENING = time(9), time(18)
_BEFORE_QUIET = timedelta(minutes=30)
_LONGEST = 9
"""Days; six may be days off, and one is the visit's."""


def instant(day: date, hour: time, zone: str) -> datetime:
    """An hour that the clocks skip moves on with them; of one that comes twice it is the first."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def begins(when: When) -> datetime:
    return instant(when.day, when.hour or _NO_HOUR, when.zone)


def before_visit(when: When, me: Person) -> datetime:
    start, lead = begins(when), me.reminding.lead
    day = _local(start, me).date()
    if lead is None:
        wanted = instant(day - timedelta(1), _EVENING, me.zone)
    else:
        wanted = start - timedelta(minutes=lead)
    later = allowed(wanted, me, day)
    return later if later == wanted or later <= start - IN_TIME else _earlier(wanted, me, day)


def after_visit(when: When, me: Person) -> datetime:
    start = begins(when)
    told = start + AFTER if when.hour else instant(when.day, _OVER, when.zone)
    return allowed(told, me, _local(start, me).date())


def reminders(when: When | None, me: Person, at: datetime) -> tuple[Remind, ...]:
    """Of a visit just planned; what should have come before that does not come at all."""
    if when is None:
        return ()
    both = (
        Remind(ReminderKind.BEFORE_VISIT, before_visit(when, me)),
        Remind(ReminderKind.AFTER_VISIT, after_visit(when, me)),
    )
    return tuple(one for one in both if one.at and one.at > at)


def promise_days(promises: Iterable[Promise], me: Person, at: datetime) -> tuple[Remind, ...]:
    """One for each day on which any of them is due."""
    today = _local(at, me).date()
    days = sorted({promise.due for promise in promises if promise.due and promise.due >= today})
    return tuple(promise_day(day, me, at) for day in days)


def promise_day(day: date, me: Person, at: datetime) -> Remind:
    """Late on the day itself, when one can tell whether it was kept."""
    then = allowed(max(instant(day, _OVER, me.zone), at), me)
    return Remind(ReminderKind.PROMISES_DUE, then, subject=day.toordinal())


def next_digest(at: datetime, me: Person) -> datetime | None:
    """At the manager's own hour, quiet or not: they have chosen it."""
    wanted = me.managing
    if wanted.digest_day is None:
        return None
    today = _local(at, me).date()
    days = (today + timedelta(n) for n in range(8))
    coming = (
        instant(d, wanted.digest_hour, me.zone) for d in days if d.weekday() == wanted.digest_day
    )
    return next(then for then in coming if then > at)


def may_ring(moment: datetime, me: Person) -> bool:
    """Outside quiet hours and days off; at other times a message comes without a sound."""
    return _may(moment, me, None)


def next_morning(at: datetime, me: Person) -> datetime:
    """Of the next workday."""
    today = _local(at, me).date()
    coming = (today + timedelta(n) for n in range(1, _LONGEST))
    workday = next(day for day in coming if day.weekday() not in me.reminding.days_off)
    return allowed(instant(workday, _MORNING, me.zone), me)


def allowed(moment: datetime, me: Person, visited: date | None = None) -> datetime:
    """This moment, or the next at which the person may be spoken to."""
    if _may(moment, me, visited):
        return moment
    return next(
        then for then in _moments(moment, me, 1) if then > moment and _may(then, me, visited)
    )


def _earlier(moment: datetime, me: Person, visited: date) -> datetime:
    return next(
        then for then in _moments(moment, me, -1) if then < moment and _may(then, me, visited)
    )


def _moments(near: datetime, me: Person, step: int) -> Iterator[datetime]:
    """Where to look for one, day by day, on or back; the end of the quiet hours is always one."""
    first, wishes = _local(near, me).date(), me.reminding
    for day in (first + timedelta(step * n) for n in range(_LONGEST)):
        found = [instant(day, _MORNING if step > 0 else _EVENING, me.zone)]
        if wishes.has_quiet_hours:
            found.append(instant(day, wishes.quiet_until, me.zone))
        if wishes.has_quiet_hours and step < 0:
            found.append(instant(day, wishes.quiet_from, me.zone) - _BEFORE_QUIET)
        yield from sorted(found, reverse=step < 0)


def _may(moment: datetime, me: Person, visited: date | None) -> bool:
    local, wishes = _local(moment, me), me.reminding
    if local.date() != visited and local.weekday() in wishes.days_off:
        return False
    start, end, now = wishes.quiet_from, wishes.quiet_until, local.time()
    quiet = start <= now < end if start <= end else now >= start or now < end
    return not quiet


def _local(moment: datetime, me: Person) -> datetime:
    return moment.astimezone(ZoneInfo(me.zone))
