"""What the tables are built from: the kinds of column, and the keys that keep teams apart."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    TextClause,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only an INTEGER; PostgreSQL's would end at two thousand million."""


Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Sorts letter by letter, so that what begins alike stands together; a dictionary does not."""


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def id_() -> Column[int]:
    return Column("id", Id, primary_key=True)


def in_team() -> Column[int]:
    return Column("team_id", Id, ForeignKey("team.id", onupdate="CASCADE"), nullable=False)


def belongs(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["team_id", column],
        [f"{table}.team_id", f"{table}.id"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def points_at(table: str, column: str) -> ForeignKeyConstraint:
    """What it points at can go only with it, or after it; looked at when all is done."""
    return ForeignKeyConstraint(
        ["team_id", column],
        [f"{table}.team_id", f"{table}.id"],
        onupdate="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


def of_team() -> UniqueConstraint:
    return UniqueConstraint("team_id", "id")


def of_debrief() -> ForeignKeyConstraint:
    """What was heard at a visit belongs to one version of its debrief."""
    key = ["team_id", "visit_id", "version"]
    return ForeignKeyConstraint(
        key, [f"debrief.{column}" for column in key], onupdate="CASCADE", ondelete="CASCADE"
    )


def partial(name: str, where: TextClause, *columns: str, unique: bool = False) -> Index:
    """An index of some rows only: those a query asks for in these very words."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
