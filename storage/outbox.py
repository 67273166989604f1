"""What is to be sent now: `new → leased → sent | parked`.

A row is written in the transaction of its turn and holds the rendered text, so that sending again
after a crash sends the same bytes. A lease runs out by itself; nothing is "in progress" for ever.

What answers somebody goes before what nobody has asked for, within a chat and among all chats: so a
thousand digests delay no answer. Only the latter waits until its chat has rested.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, tuple_, update
from sqlalchemy.sql import ColumnElement

from storage.columns import Instant
from storage.tables import bot, chat, outbox

LEASE = timedelta(seconds=30)
TRIES = 5


@dataclass(frozen=True)
class Part:
    """One message as a face sends it; `edits` is the message whose buttons it replaces."""

    html: str
    keyboard: list[list[dict[str, str]]]
    """Rows of buttons: `text`, `data`, and `ticks` on those that tick an item of a list."""
    listed: int = 0
    """How many numbered items the text shows."""
    edits: int | None = None
    picture: str | None = None
    """What is to be drawn, as JSON; `html` is what is said where that is not possible."""
    language: str | None = None
    """Of the picture."""


@dataclass(frozen=True)
class Letter:
    id: int
    chat: int
    address: str
    part: Part
    tries: int
    repeated: bool
    """It was leased before, so it may have arrived already."""
    silent: bool = False
    """It comes without a sound."""


def post(
    work: Connection,
    channel: str,
    chat_id: int,
    turn: str,
    parts: Sequence[Part],
    at: datetime,
    unasked: bool = False,
    silent: bool = False,
) -> int | None:
    """The id of the last part, which carries the buttons."""
    rows = [
        {
            "channel": channel,
            "chat_id": chat_id,
            "turn": turn,
            "part": n,
            "html": part.html,
            "keyboard": part.keyboard,
            "listed": part.listed,
            "edits": part.edits,
            "picture": part.picture,
            "language": part.language,
            "silent": silent,
            "state": "new",
            "unasked": unasked,
            "at": at,
        }
        for n, part in enumerate(parts)
    ]
    if not rows:
        return None
    posted = work.execute(insert(outbox).returning(outbox.c.id, outbox.c.part), rows)
    return int(max(posted, key=lambda row: row.part).id)


def lease(
    work: Connection,
    channel: str,
    now: datetime,
    limit: int = 4,
    address: str | None = None,
    resting: Collection[int] = (),
) -> list[Letter]:
    """The first waiting letter of each chat that may be written to, those that answer first.

    A chat that is told to wait, or has blocked us, holds up nobody else. `address`: of one chat.
    `resting`: chats that get nothing unasked now.
    """
    wanted = _NEXT if address is None else _NEXT.where(chat.c.address == address)
    values = {"channel_": channel, "now": now, "limit_": limit, "resting": list(resting)}
    rows = work.execute(wanted, values).all()
    if rows:
        taken = outbox.c.id.in_([row.id for row in rows])
        work.execute(
            update(outbox)
            .where(taken)
            .values(state="leased", leased_until=now + LEASE, tries=outbox.c.tries + 1)
        )
    return [_letter(row) for row in rows]


def _waits(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Written out, not as parameters: SQLite knows its indexes of what waits by these words."""
    return state.in_(bindparam(None, ["new", "leased"], expanding=True, literal_execute=True))


_other = outbox.alias()
_place, _other_place = (tuple_(o.c.state, o.c.unasked, o.c.id) for o in (outbox, _other))
_first = ~(
    select(_other.c.id)
    .where(_other.c.chat_id == outbox.c.chat_id, _waits(_other.c.state), _other_place < _place)
    .exists()
)
"""Of its chat: what is on its way ("leased" < "new"), then what answers, each in its order."""
_resting = outbox.c.chat_id.in_(bindparam("resting", expanding=True))
_now = bindparam("now", type_=Instant)
_NEXT = (
    select(outbox, chat.c.address)
    .join(chat, chat.c.id == outbox.c.chat_id)
    .where(outbox.c.channel == bindparam("channel_"), _waits(outbox.c.state), _first)
    .where(or_(outbox.c.state == "new", outbox.c.leased_until <= _now))
    .where(~chat.c.blocked, or_(chat.c.paused_until.is_(None), chat.c.paused_until < _now))
    .where(~and_(outbox.c.unasked, _resting))
    .order_by(outbox.c.unasked, outbox.c.id)
    .limit(bindparam("limit_"))
    .with_for_update(of=outbox, skip_locked=True)
)


def _letter(row: Any) -> Letter:
    part = Part(row.html, row.keyboard, row.listed, row.edits, row.picture, row.language)
    again = row.state == "leased"
    return Letter(row.id, row.chat_id, row.address, part, row.tries + 1, again, row.silent)


def sent(work: Connection, letter: int, message_id: int | None) -> None:
    """`secure_delete` does not help a row that is kept: the words go as soon as they are sent."""
    values = {"state": "sent", "message_id": message_id, "html": "", "picture": None}
    values["leased_until"] = None
    work.execute(update(outbox).where(outbox.c.id == letter).values(values))


def parked(work: Connection, letter: int, reason: str) -> None:
    values = {"state": "parked", "reason": reason, "leased_until": None}
    work.execute(update(outbox).where(outbox.c.id == letter).values(values))


def unsent(work: Connection, letter: int) -> None:
    """Telegram has refused it for now, so nobody can have seen it."""
    values = {"state": "new", "leased_until": None, "tries": outbox.c.tries - 1}
    work.execute(update(outbox).where(outbox.c.id == letter).values(values))


def wait(work: Connection, letter: int, until: datetime) -> None:
    """Try again then; the lease is the clock."""
    values = {"state": "leased", "leased_until": until}
    work.execute(update(outbox).where(outbox.c.id == letter).values(values))


def end_leases(work: Connection, channel: str, now: datetime) -> None:
    """For a sender that knows itself to be the only one: those before it are dead."""
    left = (outbox.c.channel == channel) & (outbox.c.state == "leased")
    work.execute(update(outbox).where(left).values(leased_until=now))


def pause_chat(work: Connection, chat_id: int, until: datetime) -> None:
    work.execute(update(chat).where(chat.c.id == chat_id).values(paused_until=until))


def name_bot(work: Connection, channel: str, name: str) -> None:
    """By which links open a chat with it; told by Telegram at every start."""
    known = update(bot).where(bot.c.channel == channel).values(name=name)
    if not work.execute(known).rowcount:
        work.execute(insert(bot).values(channel=channel, name=name))


def post_to(
    work: Connection, channel: str, address: str, turn: str, part: Part, at: datetime
) -> None:
    """To an address that need not belong to anybody, such as a group; once a turn."""
    known = select(chat.c.id).where(chat.c.channel == channel, chat.c.address == address)
    chat_id = work.execute(known).scalar()
    if chat_id is None:
        new = insert(chat).values(channel=channel, address=address).returning(chat.c.id)
        chat_id = work.execute(new).scalar_one()
    again = select(outbox.c.id).where(outbox.c.turn == turn)
    if work.execute(again).first() is None:
        post(work, channel, chat_id, turn, [part], at)
