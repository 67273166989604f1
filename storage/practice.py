"""The one behaviour a person practises, and how often it was tried (METHOD 2)."""

from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, func, update

from dialogs.records import KeepDebrief
from storage.actor import Actor, mine
from storage.columns import Instant
from storage.debrief_tables import practice_focus
from storage.filing import insert_rows
from storage.heard import Visited


def in_hand(actor: Actor) -> Select[tuple[int, str, int]]:
    """Of the reader, not of the team."""
    own = (practice_focus.c.id, practice_focus.c.behaviour, practice_focus.c.tries)
    return mine(actor, practice_focus, *own).where(
        practice_focus.c.person_id == actor.person, practice_focus.c.ended_at.is_(None)
    )


def practise(
    work: Connection, actor: Actor, record: KeepDebrief, here: Visited, at: datetime
) -> int | None:
    """The focus this visit counts for: that which was in hand when it was first debriefed."""
    chosen = record.behaviour if record.behaviour != here.behaviour else None
    more = bool(record.practised) - here.practised
    if here.version > 1 and chosen is None and not more:
        return here.focus
    now = work.execute(in_hand(actor).limit(1)).first()
    counts_for = now.id if now is not None and here.version == 1 else here.focus
    begins = chosen is not None and (now is None or now.behaviour != chosen.value)
    ends = now.id if now is not None and begins else None
    _count(work, actor, counts_for, more, ends, at)
    if begins and chosen is not None:
        new = {"person_id": actor.person, "behaviour": chosen.value, "chosen_at": at, "tries": 0}
        insert_rows(work, actor, practice_focus, [new])
    return counts_for


def _count(
    work: Connection,
    actor: Actor,
    tried: int | None,
    more: int,
    ended: int | None,
    at: datetime,
) -> None:
    """A visit saved again counts once, and not at all where it was no try after all."""
    touched = {tried if more else None, ended} - {None}
    if not touched:
        return
    own = update(practice_focus).where(
        practice_focus.c.team_id == actor.team, practice_focus.c.id == bindparam("focus")
    )
    ended_at = func.coalesce(practice_focus.c.ended_at, bindparam("over", type_=Instant))
    counted = own.values(tries=practice_focus.c.tries + bindparam("more"), ended_at=ended_at)
    rows = [
        {
            "focus": focus,
            "more": more if focus == tried else 0,
            "over": at if focus == ended else None,
        }
        for focus in touched
    ]
    work.execute(counted, rows)
