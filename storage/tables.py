"""The tables. What belongs to a team carries its team_id in every key, so that no row of one team
can point at a row of another; `ON UPDATE CASCADE` lets an account join a team with all it has.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    text,
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


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _in_team() -> Column[int]:
    return Column("team_id", Id, ForeignKey("team.id", onupdate="CASCADE"), nullable=False)


def _belongs(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["team_id", column],
        [f"{table}.team_id", f"{table}.id"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def _of_team() -> UniqueConstraint:
    return UniqueConstraint("team_id", "id")


# --- who ---------------------------------------------------------------------------------------

team = Table("team", metadata, _id(), Column("name", Text, nullable=False))

person_user = Table(
    "person_user",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("hour", Time),
)

membership = Table(
    "membership",
    metadata,
    Column("person_id", Id, ForeignKey("person_user.id", ondelete="CASCADE"), primary_key=True),
    _in_team(),
    UniqueConstraint("team_id", "person_id"),
)

offer = Table(
    "offer",
    metadata,
    _id(),
    _in_team(),
    Column("text", Text, nullable=False),
    _of_team(),
)

# --- what is sold, and to whom -----------------------------------------------------------------

account = Table(
    "account",
    metadata,
    _id(),
    _in_team(),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("industry", String(40), nullable=False),
    Column("owner_id", Id, nullable=False),
    Column("used_at", Instant, nullable=False),
    _of_team(),
    ForeignKeyConstraint(["owner_id"], ["person_user.id"]),
    Index("ix_account_key", "team_id", "key"),
    Index("ix_account_recent", "team_id", "owner_id", "used_at", "id"),
)

person = Table(
    "person",
    metadata,
    _id(),
    _in_team(),
    Column("account_id", Id, nullable=False),
    Column("name", Text, nullable=False),
    _of_team(),
    _belongs("account", "account_id"),
    UniqueConstraint("team_id", "account_id", "name"),
)

visit = Table(
    "visit",
    metadata,
    _id(),
    _in_team(),
    Column("account_id", Id, nullable=False),
    Column("owner_id", Id, ForeignKey("person_user.id"), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("day", Date),
    Column("hour", Time),
    Column("zone", String(64), nullable=False),
    Column("objective", Text, nullable=False),
    Column("fallback", Text),
    Column("concern", Text),
    Column("notes", Text, nullable=False),
    _of_team(),
    _belongs("account", "account_id"),
    Index("ix_visit_of_account", "team_id", "account_id", "id"),
)

visit_person = Table(
    "visit_person",
    metadata,
    _in_team(),
    Column("visit_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    _belongs("visit", "visit_id"),
    _belongs("person", "person_id"),
)

problem = Table(
    "problem",
    metadata,
    _id(),
    _in_team(),
    Column("visit_id", Id, nullable=False),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("bank_id", String(120)),
    Column("notes", Text, nullable=False),
    _of_team(),
    _belongs("visit", "visit_id"),
    Index("ix_problem_visit", "team_id", "visit_id"),
)

difficulty = Table(
    "difficulty",
    metadata,
    _id(),
    _in_team(),
    Column("problem_id", Id, nullable=False),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("bank_id", String(120)),
    Column("worse", Boolean, nullable=False),
    _of_team(),
    _belongs("problem", "problem_id"),
    Index("ix_difficulty_problem", "team_id", "problem_id"),
)

question = Table(
    "question",
    metadata,
    _id(),
    _in_team(),
    Column("visit_id", Id, nullable=False),
    Column("problem_id", Id),
    Column("difficulty_id", Id),
    Column("place", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("bank_id", String(120)),
    _of_team(),
    _belongs("visit", "visit_id"),
    _belongs("problem", "problem_id"),
    _belongs("difficulty", "difficulty_id"),
    Index("ix_question_visit", "team_id", "visit_id"),
)

# --- the conversation and its carriage ---------------------------------------------------------

chat = Table(
    "chat",
    metadata,
    _id(),
    Column("channel", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("person_id", Id, ForeignKey("person_user.id", ondelete="CASCADE")),
    Column("blocked", Boolean, nullable=False, server_default=text("false")),
    Column("paused_until", Instant),
    UniqueConstraint("channel", "address"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("chat_id", Id, ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True),
    Column("session", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("question_id", Id),
)

bot = Table(
    "bot",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("paused_until", Instant),
)

processed_update = Table(
    "processed_update",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

parked_update = Table(
    "parked_update",
    metadata,
    _id(),
    Column("channel", String(64), nullable=False),
    Column("update_id", BigInteger),
    Column("raw", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("channel", String(64), nullable=False),
    Column("chat_id", Id, ForeignKey("chat.id", ondelete="CASCADE"), nullable=False),
    Column("turn", String(64), nullable=False),
    Column("part", Integer, nullable=False),
    Column("html", Text, nullable=False),
    Column("keyboard", JSON, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("edits", BigInteger),
    Column("state", String(8), nullable=False),
    Column("leased_until", Instant),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("message_id", BigInteger),
    Column("reason", Text),
    Column("at", Instant, nullable=False),
    UniqueConstraint("turn", "part"),
    Index(
        "ix_outbox_waiting",
        "channel",
        "id",
        sqlite_where=text("state in ('new', 'leased')"),
        postgresql_where=text("state in ('new', 'leased')"),
    ),
    Index("ix_outbox_at", "at"),
)
