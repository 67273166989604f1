"""What is to be said unasked, and when. A reminder is taken out under the lock of its conversation,
in the transaction that says it: so it comes once, and one that a rep has just made pointless never.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from dialogs.access import Action, may
from dialogs.due_times import before_visit, next_digest
from dialogs.plan import When
from dialogs.reminding import Remind, ReminderKind
from storage.actor import Actor, mine
from storage.conversations import PERSON, WISHES, managing, person
from storage.tables import chat, membership, person_user, reminder, team, visit

_AT_ONCE = 50
_TRIED_AGAIN = timedelta(days=1)
_COMING = 200
"""Nobody has planned more visits ahead."""


@dataclass(frozen=True)
class Waiting:
    """Its time has come; and where it is to be said."""

    id: int
    channel: str
    address: str
    kind: ReminderKind
    visit: int | None
    subject: int = 0


def remind(work: Connection, actor: Actor, reminders: Sequence[Remind]) -> None:
    """Set again, it has the new time."""
    set_now = [one for one in reminders if one.at is not None]
    _set(work, actor, [one for one in set_now if one.visit is not None])
    _set(work, actor, [one for one in set_now if one.visit is None])
    for one in reminders:
        if one.at is None:
            of_none = reminder.c.visit_id.is_(None) & (reminder.c.kind == one.kind.value)
            own = delete(reminder).where(reminder.c.team_id == actor.team, of_none)
            work.execute(own.where(reminder.c.person_id == actor.person))


def _set(work: Connection, actor: Actor, reminders: Sequence[Remind]) -> None:
    if not reminders:
        return
    rows = [
        {
            "team_id": actor.team,
            "person_id": actor.person,
            "visit_id": one.visit,
            "kind": one.kind.value,
            "subject": one.subject,
            "due_at": one.at,
        }
        for one in reminders
    ]
    flavour = postgresql if work.dialect.name == "postgresql" else sqlite
    setting = flavour.insert(reminder).values(rows)
    which = ["person_id", "kind", "subject"]
    again: dict[str, Any] = {"index_elements": ["team_id", "visit_id", *which]}
    if reminders[0].visit is None:
        again = {"index_elements": which, "index_where": reminder.c.visit_id.is_(None)}
    new = {"due_at": setting.excluded.due_at, "team_id": setting.excluded.team_id}
    work.execute(setting.on_conflict_do_update(set_=new, **again))


OF_A_PLAN = (ReminderKind.BEFORE_VISIT.value, ReminderKind.AFTER_VISIT.value)


def set_again(work: Connection, actor: Actor, at: datetime) -> None:
    """Before the visits to come, after the person has changed when to be reminded."""
    me = person(work.execute(select(*PERSON).where(person_user.c.id == actor.person)).one())
    there = visit.join(reminder, reminder.c.visit_id == visit.c.id)
    columns = (reminder.c.id, visit.c.day, visit.c.hour, visit.c.zone)
    coming = mine(actor, there, *columns).where(
        reminder.c.person_id == actor.person,
        reminder.c.kind == ReminderKind.BEFORE_VISIT.value,
        visit.c.day.is_not(None),
    )
    times = [
        {"which": row.id, "due": before_visit(When(row.day, row.zone, row.hour), me)}
        for row in work.execute(coming.limit(_COMING))
    ]
    own = update(reminder).where(reminder.c.team_id == actor.team)
    if times:
        again = own.where(reminder.c.id == bindparam("which")).values(due_at=bindparam("due"))
        work.execute(again, times)


def digest_again(work: Connection, actor: Actor, at: datetime) -> None:
    """By the wishes and the zone as they are now."""
    if not may(actor.role, Action.GET_DIGEST):
        return
    there = membership.join(person_user, person_user.c.id == membership.c.person_id)
    there = there.join(team, team.c.id == membership.c.team_id)
    this = mine(actor, there, *PERSON, *WISHES).where(membership.c.person_id == actor.person)
    row = work.execute(this).one()
    coming = next_digest(at, replace(person(row), managing=managing(row)))
    remind(work, actor, [Remind(ReminderKind.DIGEST, coming)])


# --- when the time has come --------------------------------------------------------------------


def due(work: Connection, channel: str, now: datetime, address: str | None = None) -> list[Waiting]:
    """Those that have waited longest first. `address`: of one chat."""
    wanted = true() if address is None else chat.c.address == address
    # What is of the team a person is not in now waits until they are back.
    now_in = select(membership.c.team_id).where(membership.c.person_id == reminder.c.person_id)
    here = or_(reminder.c.visit_id.is_(None), reminder.c.team_id == now_in.scalar_subquery())
    rows = work.execute(
        select(reminder, chat.c.channel, chat.c.address)
        .join(chat, chat.c.person_id == reminder.c.person_id)
        .where(reminder.c.due_at <= now, chat.c.channel == channel, wanted, here)
        .order_by(reminder.c.due_at, reminder.c.id)
        .limit(_AT_ONCE)
    )
    return [
        Waiting(row.id, row.channel, row.address, ReminderKind(row.kind), row.visit_id, row.subject)
        for row in rows
    ]


def taken(work: Connection, waiting: Waiting, now: datetime) -> bool:
    """False: somebody was quicker, or it has another time by now."""
    return bool(work.execute(delete(reminder).where(_still(waiting, now))).rowcount)


def give_up(work: Connection, waiting: Waiting, now: datetime) -> None:
    """What cannot be said. A digest is tried again the next day, as the next one hangs on it."""
    this = _still(waiting, now)
    if waiting.kind is ReminderKind.DIGEST:
        work.execute(update(reminder).where(this).values(due_at=now + _TRIED_AGAIN))
    else:
        work.execute(delete(reminder).where(this))


def _still(waiting: Waiting, now: datetime) -> ColumnElement[bool]:
    """SQLite gives the number of a row that is gone to the next one."""
    same = and_(reminder.c.id == waiting.id, reminder.c.kind == waiting.kind.value)
    return and_(same, reminder.c.due_at <= now)
