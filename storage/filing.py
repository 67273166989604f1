"""Where a visit is filed, planned or not: under its account, with the people it was about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from dialogs.names import name_key
from dialogs.records import KeepDebrief, KeepPlan
from storage.accounts import now
from storage.actor import Actor, mine
from storage.tables import account, opportunity, person

Row = dict[str, Any]


@dataclass(frozen=True)
class Filed:
    account: int
    opportunity: int | None


def file_under(
    work: Connection, actor: Actor, record: KeepPlan | KeepDebrief, at: datetime
) -> Filed:
    """The account named (or what it was merged into), the team's of that name, or a new one."""
    if record.account is None:
        same = account.c.key == name_key(record.name)
    else:
        same = account.c.id == now(actor, record.account)
    deals = mine(actor, opportunity).subquery()
    source = account.outerjoin(deals, deals.c.account_id == account.c.id)
    known = mine(actor, source, account.c.id, deals.c.id.label("first_deal")).where(same)
    found = work.execute(known.order_by(account.c.id, deals.c.id).limit(1)).first()
    if found is None:
        return _new_account(work, actor, record, at)
    use_account(work, actor, found.id, at)
    return Filed(found.id, found.first_deal)


def _new_account(
    work: Connection, actor: Actor, record: KeepPlan | KeepDebrief, at: datetime
) -> Filed:
    new = {
        "name": record.name,
        "key": name_key(record.name),
        "industry": record.industry,
        "owner_id": actor.person,
        "used_at": at,
    }
    (account_id,) = insert_rows(work, actor, account, [new])
    (unnamed,) = insert_rows(work, actor, opportunity, [{"account_id": account_id}])
    return Filed(account_id, unnamed)


def use_account(work: Connection, actor: Actor, account_id: int, at: datetime) -> None:
    own = update(account).where(account.c.team_id == actor.team, account.c.id == account_id)
    work.execute(own.values(used_at=at))


def people_of(
    work: Connection, actor: Actor, account_id: int, names: Iterable[str]
) -> Mapping[str, int]:
    """Their ids; who was not known there is from now on."""
    rows = [
        {"team_id": actor.team, "account_id": account_id, "name": name}
        for name in dict.fromkeys(names)
    ]
    if not rows:
        return {}
    flavour = postgresql if work.dialect.name == "postgresql" else sqlite
    adding = flavour.insert(person).values(rows)
    # An update of nothing, so that those who were known are returned as well.
    known = adding.on_conflict_do_update(
        index_elements=["team_id", "account_id", "name"], set_={"name": adding.excluded.name}
    )
    found = work.execute(known.returning(person.c.name, person.c.id))
    return {row.name: row.id for row in found}


def insert_rows(work: Connection, actor: Actor, table: Table, rows: Sequence[Row]) -> list[int]:
    """The new ids, in the order of the rows, by one statement; they are given out upwards."""
    if not rows:
        return []
    in_order = work.dialect.name == "postgresql"  # asked to, SQLite goes one by one
    inserting = insert(table).returning(table.c.id, sort_by_parameter_order=in_order)
    made = work.execute(inserting, [{"team_id": actor.team, **row} for row in rows])
    return sorted(made.scalars())
