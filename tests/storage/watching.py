"""Listening to what reaches the database: which statements, and whose rows they ask for."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Delete, Engine, Select, Table, Update, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ClauseElement, ColumnElement
from sqlalchemy.sql.selectable import Subquery

Guarded = Select[Any] | Update | Delete


@dataclass(frozen=True)
class Executed:
    sql: str
    parameters: Any


@contextmanager
def executed(engine: Engine) -> Iterator[list[Executed]]:
    """Everything the driver is told, each batch of rows for itself, SQLite's BEGIN included."""
    seen: list[Executed] = []

    def note(_c: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append(Executed(sql, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def asked(engine: Engine) -> Iterator[list[ClauseElement]]:
    """The statements as they were composed."""
    seen: list[ClauseElement] = []

    def note(_c: Any, statement: Any, _many: Any, _params: Any, _options: Any) -> None:
        if isinstance(statement, ClauseElement):
            seen.append(statement)

    event.listen(engine, "before_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_execute", note)


def unwalled(statement: ClauseElement, team: int) -> set[str]:
    """The tables of which it could see or change rows of other teams, at any depth."""
    return {
        table.name
        for part in visitors.iterate(statement)
        if isinstance(part, Select | Update | Delete)
        for table in _tables(part)
        if "team_id" in table.c and not _asks_for(part, table, team)
    }


def tables_of_teams(statement: ClauseElement) -> set[str]:
    return {
        part.name
        for part in visitors.iterate(statement)
        if isinstance(part, Table) and "team_id" in part.c
    }


def _tables(part: Guarded) -> Iterator[Table]:
    """Of this level; a subquery answers for itself."""
    sources: Iterable[Any] = part.get_final_froms() if isinstance(part, Select) else [part.table]
    for source in sources:
        yield from (x for x in _within(source) if isinstance(x, Table))


def _within(source: Any) -> Iterator[Any]:
    if isinstance(source, Subquery):
        return
    yield source
    for child in source.get_children():
        if not isinstance(child, ColumnElement):
            yield from _within(child)


def _asks_for(part: Guarded, table: Table, team: int) -> bool:
    if part.whereclause is None:
        return False
    return any(
        isinstance(x, BinaryExpression)
        and x.operator is operators.eq
        and x.left is table.c.team_id
        and isinstance(x.right, BindParameter)
        and x.right.value == team
        for x in _all_of(part.whereclause)
    )


def _all_of(condition: Any) -> Iterator[Any]:
    """What must hold altogether: one side of an OR is no wall."""
    if getattr(condition, "operator", None) is operators.and_:
        for clause in condition.clauses:
            yield from _all_of(clause)
    else:
        yield condition
