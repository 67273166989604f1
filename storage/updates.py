"""Which updates are done with. Ids are compared as a set: after a quiet week they restart low."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import outbox, parked_update, processed_update, reminder

KEPT = timedelta(days=7)
SENT_KEPT = timedelta(hours=48)
"""Telegram forgets an unfetched update after a day; what was sent says too much to be kept long."""


def first_time(work: Connection, channel: str, update_id: int, at: datetime) -> bool:
    """False: this update has had its effect, and must not have it again."""
    flavour = postgresql if work.dialect.name == "postgresql" else sqlite
    noted = work.execute(
        flavour.insert(processed_update)
        .values(channel=channel, update_id=update_id, at=at)
        .on_conflict_do_nothing()
        .returning(processed_update.c.update_id)
    )
    return noted.first() is not None


def park(
    work: Connection, channel: str, update_id: int | None, raw: str, reason: str, at: datetime
) -> None:
    """What could not be handled is kept as it came, for a person to look at."""
    if update_id is not None and not first_time(work, channel, update_id, at):
        return
    work.execute(
        insert(parked_update).values(
            channel=channel, update_id=update_id, raw=raw, reason=reason, at=at
        )
    )


def tidy(work: Connection, now: datetime) -> None:
    work.execute(delete(processed_update).where(processed_update.c.at < now - KEPT))
    work.execute(delete(reminder).where(reminder.c.due_at < now - KEPT))
    old = (outbox.c.state == "sent") & (outbox.c.at < now - SENT_KEPT)
    work.execute(delete(outbox).where(old))
