"""Whose eyes the memory is read with. Everything that belongs to a team is read through `mine`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Join, Select, Table, select
from sqlalchemy.sql import ColumnElement

from dialogs.access import Role


@dataclass(frozen=True)
class Actor:
    person: int
    team: int
    role: Role | None = None
    """As it was when the turn began; None: a team of one. What needs a role asks for it anew."""


def mine(actor: Actor, source: FromClause, *columns: ColumnElement[Any]) -> Select[Any]:
    """A select that sees this team's rows and no others; the wall between teams is here.

    Of a join it asks for the team in every table, so an outer join takes a subquery of `mine`.
    """
    walls = [table.c.team_id == actor.team for table in _of_teams(source)]
    return select(*(columns or source.columns)).select_from(source).where(*walls)


def _of_teams(source: FromClause) -> Iterator[Table]:
    if isinstance(source, Join):
        yield from _of_teams(source.left)
        yield from _of_teams(source.right)
    elif isinstance(source, Table) and "team_id" in source.c:
        yield source
