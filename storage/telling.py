"""Who is told of what somebody did: by a reminder that is due now, taken by their own coach."""

from datetime import datetime

from sqlalchemy import Connection, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from dialogs.access import MANAGING
from dialogs.managing import Summaries
from dialogs.reminding import Remind, ReminderKind
from storage.actor import Actor
from storage.columns import Id, Instant
from storage.reminders import remind
from storage.tables import membership, reminder, team

MANAGES = membership.c.role.in_([role.value for role in MANAGING])
_WANTED = func.coalesce(membership.c.summaries, team.c.summaries)
AT_ONCE = _WANTED == Summaries.AT_ONCE.value


def tell(
    work: Connection,
    team_id: int,
    person: int,
    kind: ReminderKind,
    at: datetime,
    visit: int | None = None,
    subject: int = 0,
) -> None:
    """Somebody else's coach says it, as soon as it can."""
    remind(work, Actor(person, team_id), [Remind(kind, at, visit, subject)])


def tell_managers(
    work: Connection,
    actor: Actor,
    kind: ReminderKind,
    at: datetime,
    visit: int,
    subject: int = 0,
    only_at_once: bool = False,
) -> None:
    """All of them but oneself, by one statement; `only_at_once`: those who want to hear at once."""
    columns = ["team_id", "person_id", "visit_id", "kind", "subject", "due_at"]
    who = select(
        membership.c.team_id,
        membership.c.person_id,
        literal(visit, Id),
        literal(kind.value),
        literal(subject, Id),
        literal(at, Instant),
    )
    theirs = who.join(team, team.c.id == membership.c.team_id).where(
        membership.c.team_id == actor.team,
        membership.c.person_id != actor.person,
        MANAGES,
    )
    flavour = postgresql if work.dialect.name == "postgresql" else sqlite
    setting = flavour.insert(reminder).from_select(
        columns, theirs.where(AT_ONCE) if only_at_once else theirs
    )
    again = ["team_id", "visit_id", "person_id", "kind", "subject"]
    new = {"due_at": setting.excluded.due_at}
    work.execute(setting.on_conflict_do_update(index_elements=again, set_=new))
