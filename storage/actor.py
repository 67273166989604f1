"""Whose eyes the memory is read with. Everything that belongs to a team is read through `mine`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.sql import ColumnElement


@dataclass(frozen=True)
class Actor:
    person: int
    team: int


def mine(actor: Actor, table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    """A select that sees this team's rows and no others; the wall between teams is here."""
    return select(*(columns or table.columns)).where(table.c.team_id == actor.team)
