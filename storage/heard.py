"""The visit a debrief is about, and how what was heard there is written under its version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, case, literal, true, update

from storage.actor import Actor
from storage.filing import Filed, Row, insert_rows


@dataclass(frozen=True)
class Visited:
    id: int
    version: int
    """Of the debrief now written."""
    filed: Filed
    owner: int
    behaviour: str | None = None
    """Chosen with the version before; the next two are of that version as well."""
    practised: bool = False
    focus: int | None = None
    judged: tuple[str | None, date] | None = None
    """The coach's label before, and the day of the visit."""
    told: tuple[str, str] | None = None
    """The coach's label and the rep's, as managers were told them last."""


def write_heard(
    work: Connection, actor: Actor, here: Visited, table: Table, rows: Sequence[Row]
) -> list[int]:
    said = {"visit_id": here.id, "version": here.version}
    return insert_rows(work, actor, table, [said | row for row in rows])


def lift(
    work: Connection,
    actor: Actor,
    here: Visited,
    table: Table,
    key: ColumnElement[str],
    rows: Mapping[str, Row],
    changing: Sequence[str],
    only_if: ColumnElement[bool] | None = None,
) -> dict[str, int]:
    """What an earlier version has under the same key is lifted into this one; its ids by key.

    `changing` is written from the rows, where `only_if` holds.
    """
    if here.version == 1 or not rows:
        return {}
    may = true() if only_if is None else only_if
    values: dict[str, Any] = {
        name: case(
            *(
                (and_(key == said, may), literal(row[name], table.c[name].type))
                for said, row in rows.items()
            ),
            else_=table.c[name],
        )
        for name in changing
    }
    same = and_(table.c.visit_id == here.id, key.in_(rows))
    lifting = update(table).where(table.c.team_id == actor.team, same)
    lifted = lifting.values(version=here.version, **values).returning(key.label("said"), table.c.id)
    return {row.said: row.id for row in work.execute(lifted)}
