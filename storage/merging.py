"""Two accounts become one: all that hangs on the one that goes is hung on the one that is kept.

What points at what is read from the tables themselves, so that a new table comes along unasked.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from dialogs.access import Action
from dialogs.records import MergeAccounts
from dialogs.team_facts import Doubles
from storage.actor import Actor, mine
from storage.filing import Filed
from storage.stalls import watch
from storage.tables import account, metadata, opportunity, person, team
from storage.team_tables import merged_account
from storage.teams import Forbidden, allow, note

Pair = Mapping[str, int]
"""The numbers of two rows that become one, by the names of _GONE and _KEPT."""
_GONE: BindParameter[int] = bindparam("gone_")
_KEPT: BindParameter[int] = bindparam("kept_")


def merge_accounts(work: Connection, actor: Actor, record: MergeAccounts, at: datetime) -> None:
    """Visits and promises stay their owners'. Whoever still names the one that is gone is led on
    to the other."""
    both = account.c.id.in_((record.kept, record.gone))
    columns = (account.c.owner_id, account.c.used_at)
    # In one order for everybody; nothing can be hung on either while they are locked.
    these = mine(actor, account, *columns).where(both).order_by(account.c.id)
    known = work.execute(these.with_for_update(of=account)).all()
    allow(work, actor, Action.MERGE, own={row.owner_id for row in known} == {actor.person})
    if len(known) != 2:
        raise Forbidden("no such two accounts")
    _become_one(work, actor, person, _of_one_name(work, actor, record))
    unnamed = _unnamed(work, actor, record)
    _become_one(work, actor, opportunity, unnamed)
    _become_one(work, actor, account, [{"gone_": record.gone, "kept_": record.kept}])
    own = update(account).where(account.c.team_id == actor.team, account.c.id == record.kept)
    work.execute(own.values(used_at=max(row.used_at for row in known)))
    led = {"team_id": actor.team, "gone": record.gone, "kept": record.kept}
    work.execute(insert(merged_account).values(led))
    for first in {pair["kept_"] for pair in unnamed}:  # its visits are more than they were
        watch(work, actor, Filed(record.kept, first), at)
    note(work, actor.team, actor.person, "merge", at, record.kept, str(record.gone))


def _of_one_name(work: Connection, actor: Actor, record: MergeAccounts) -> list[Pair]:
    twin = person.alias()
    same = and_(twin.c.team_id == person.c.team_id, twin.c.name == person.c.name)
    columns = (person.c.id.label("gone_"), twin.c.id.label("kept_"))
    pairs = mine(actor, person.join(twin, same), *columns).where(
        person.c.account_id == record.gone, twin.c.account_id == record.kept
    )
    return [dict(row) for row in work.execute(pairs.with_for_update()).mappings()]


def _unnamed(work: Connection, actor: Actor, record: MergeAccounts) -> list[Pair]:
    """The deals every account begins with; those with a name stay apart."""
    nameless = mine(actor, opportunity, opportunity.c.id, opportunity.c.account_id).where(
        opportunity.c.account_id.in_((record.kept, record.gone)), opportunity.c.name.is_(None)
    )
    rows = work.execute(nameless.order_by(opportunity.c.id)).all()
    kept = [row.id for row in rows if row.account_id == record.kept][:1]
    gone = [row.id for row in rows if row.account_id == record.gone]
    return [{"gone_": each, "kept_": first} for first in kept for each in gone]


def _become_one(work: Connection, actor: Actor, table: Table, pairs: Sequence[Pair]) -> None:
    """All that points at the one points at the other; then it goes, and takes nothing along."""
    if not pairs:
        return
    for pointing, column in pointing_at(table):
        moving = update(pointing).where(pointing.c.team_id == actor.team, column == _GONE)
        work.execute(moving.values({column.name: _KEPT}), pairs)
    going = delete(table).where(table.c.team_id == actor.team, table.c.id == _GONE)
    work.execute(going, pairs)


def pointing_at(table: Table) -> Iterator[tuple[Table, Column[int]]]:
    for other in metadata.sorted_tables:
        for key in other.foreign_key_constraints:
            if key.referred_table is table:
                yield other, other.c[key.column_keys[-1]]


# --- where two of a name come from -------------------------------------------------------------


def doubles(work: Connection, actor: Actor, query: Doubles) -> tuple[str, ...]:
    """The reader's own private team is looked at as well, which waits while they are in another."""
    brought = account.alias()
    home = select(team.c.id).where(team.c.private_to == actor.person).scalar_subquery()
    there = mine(actor, account, account.c.id).where(account.c.key == brought.c.key)
    names = select(brought.c.name).where(
        brought.c.team_id == home, home != actor.team, there.exists()
    )
    return tuple(work.execute(names.order_by(brought.c.key).limit(query.limit)).scalars())
