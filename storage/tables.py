"""The tables. What belongs to a team carries its team_id in every key, so that no row of one team
can point at a row of another; `ON UPDATE CASCADE` lets an account join a team with all it has.

What a visit leaves behind once it has been made stands in `debrief_tables.py`, how people come into
a team in `team_tables.py`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    false,
    text,
)

from storage import debrief_tables as debrief_tables
from storage import team_tables as team_tables
from storage.columns import (
    Id,
    Instant,
    Key,
    belongs,
    id_,
    in_team,
    of_debrief,
    of_team,
    partial,
    points_at,
)
from storage.columns import metadata as metadata

# --- who ---------------------------------------------------------------------------------------

person_user = Table(
    "person_user",
    metadata,
    id_(),
    Column("name", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("hour", Time),
    # When they may be reminded; `dialogs.reminding` says what each means.
    Column("reminders", Boolean, nullable=False, server_default=text("true")),
    Column("lead", Integer, server_default=text("60")),
    Column("quiet_from", Time, nullable=False, server_default=text("'20:00:00'")),
    Column("quiet_until", Time, nullable=False, server_default=text("'08:00:00'")),
    Column("days_off", JSON, nullable=False, server_default=text("'[5, 6]'")),
)

team = Table(
    "team",
    metadata,
    id_(),
    Column("name", Text, nullable=False),
    Column("key", Key),  # of its name; NULL: a private team of one
    Column("summaries", String(8), nullable=False, server_default=text("'at_once'")),
    # Whose private team it is: it waits for them while they are in another.
    Column("private_to", Id, ForeignKey("person_user.id")),
    UniqueConstraint("key"),
    UniqueConstraint("private_to"),
)

membership = Table(
    "membership",
    metadata,
    Column("person_id", Id, ForeignKey("person_user.id", ondelete="CASCADE"), primary_key=True),
    in_team(),
    Column("role", String(8)),  # NULL: a team of one
    Column("asks_for", String(8)),  # the role an invite would give once an admin confirms it
    # How a manager wants to hear of the team; `dialogs.managing` says what each means.
    Column("summaries", String(8)),  # NULL: as the team has it
    Column("digest_day", Integer, server_default=text("0")),
    Column("digest_hour", Time, nullable=False, server_default=text("'08:00:00'")),
    UniqueConstraint("team_id", "person_id"),
)

offer = Table(
    "offer",
    metadata,
    id_(),
    in_team(),
    Column("text", Text, nullable=False),
    of_team(),
)

bank_pack = Table(
    "bank_pack",
    metadata,
    id_(),
    in_team(),
    Column("name", Text, nullable=False),
    Column("content", Text, nullable=False),  # JSON
    Column("imported_at", Instant, nullable=False),
    of_team(),
    UniqueConstraint("team_id", "name"),
)

# --- what is sold, and to whom -----------------------------------------------------------------

account = Table(
    "account",
    metadata,
    id_(),
    in_team(),
    Column("name", Text, nullable=False),
    Column("key", Key, nullable=False),
    Column("industry", String(40), nullable=False),
    Column("owner_id", Id, nullable=False),
    Column("used_at", Instant, nullable=False),
    of_team(),
    ForeignKeyConstraint(["owner_id"], ["person_user.id"]),
    Index("ix_account_key", "team_id", "key"),
    Index("ix_account_recent", "team_id", "owner_id", "used_at", "id"),
    Index("ix_account_used", "team_id", "used_at", "id"),
    # The number of one that was merged away is never given to another: drafts still name it.
    sqlite_autoincrement=True,
)

opportunity = Table(
    "opportunity",
    metadata,
    id_(),
    in_team(),
    Column("account_id", Id, nullable=False),
    Column("name", Text),  # NULL: the one every account begins with
    # Continuations in a row, an advance not kept among them.
    Column("stall_run", Integer, nullable=False, server_default=text("0")),
    of_team(),
    belongs("account", "account_id"),
    Index("ix_opportunity_of_account", "team_id", "account_id", "id"),
    partial("ix_opportunity_stalled", text("stall_run >= 3"), "team_id", "id"),
)

person = Table(
    "person",
    metadata,
    id_(),
    in_team(),
    Column("account_id", Id, nullable=False),
    Column("name", Text, nullable=False),
    of_team(),
    belongs("account", "account_id"),
    UniqueConstraint("team_id", "account_id", "name"),
    Index("ix_person_of_account", "team_id", "account_id", "id"),
)

_NOT_DEBRIEFED = text("version IS NULL")
_DEBRIEFED = text("version IS NOT NULL")

visit = Table(
    "visit",
    metadata,
    id_(),
    in_team(),
    Column("account_id", Id, nullable=False),
    Column("opportunity_id", Id),
    Column("owner_id", Id, ForeignKey("person_user.id"), nullable=False),
    Column("planned_at", Instant),  # NULL: it was made unplanned
    Column("asked_at", Instant),  # the rep has asked a manager about it
    Column("day", Date),
    # Its place in time: the day, or, as long as it has none, the day it was planned.
    Column("filed_on", Date, nullable=False, server_default=text("CURRENT_DATE")),
    Column("hour", Time),
    Column("zone", String(64), nullable=False),
    Column("objective", Text, nullable=False),
    Column("fallback", Text),
    Column("concern", Text),
    Column("notes", Text, nullable=False),
    Column("version", Integer),  # of its debrief, the newest; NULL: not debriefed
    of_team(),
    belongs("account", "account_id"),
    points_at("opportunity", "opportunity_id"),
    Index("ix_visit_of_account", "team_id", "account_id", "filed_on", "id"),
    partial("ix_visit_debriefed", _DEBRIEFED, "team_id", "account_id", "day", "id"),
    partial("ix_visit_to_debrief", _NOT_DEBRIEFED, "team_id", "account_id", "day", "id"),
    partial("ix_visit_held_on", _DEBRIEFED, "team_id", "day", "id"),
    partial("ix_visit_planned_for", _NOT_DEBRIEFED, "team_id", "day", "id"),
    partial("ix_visit_open", _NOT_DEBRIEFED, "team_id", "owner_id", "day", "id"),
    Index("ix_visit_of_opportunity", "opportunity_id"),
    partial("ix_visit_newest", _NOT_DEBRIEFED, "team_id", "owner_id", "id"),
)

visit_person = Table(
    "visit_person",
    metadata,
    in_team(),
    Column("visit_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    belongs("visit", "visit_id"),
    belongs("person", "person_id"),
    Index("ix_visit_person_of_person", "person_id"),
)

problem = Table(
    "problem",
    metadata,
    id_(),
    in_team(),
    Column("visit_id", Id, nullable=False),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("bank_id", String(120)),
    Column("notes", Text, nullable=False),
    Column("state", String(16)),  # confirmed, denied; NULL: not raised
    Column("version", Integer),  # of the debrief it was found in; NULL: it was planned
    of_team(),
    belongs("visit", "visit_id"),
    of_debrief(),
    Index("ix_problem_visit", "team_id", "visit_id"),
)

difficulty = Table(
    "difficulty",
    metadata,
    id_(),
    in_team(),
    Column("problem_id", Id, nullable=False),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("bank_id", String(120)),
    Column("worse", Boolean, nullable=False),
    of_team(),
    belongs("problem", "problem_id"),
    Index("ix_difficulty_problem", "team_id", "problem_id"),
)

question = Table(
    "question",
    metadata,
    id_(),
    in_team(),
    Column("visit_id", Id, nullable=False),
    Column("problem_id", Id),
    Column("difficulty_id", Id),
    Column("place", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("bank_id", String(120)),
    Column("asked", Boolean, nullable=False, server_default=false()),
    Column("worked", Boolean, nullable=False, server_default=false()),
    of_team(),
    belongs("visit", "visit_id"),
    belongs("problem", "problem_id"),
    belongs("difficulty", "difficulty_id"),
    Index("ix_question_visit", "team_id", "visit_id"),
    Index(
        "ix_question_asked",
        "team_id",
        "id",
        sqlite_where=text("asked = 1"),
        postgresql_where=text("asked"),
    ),
)

# --- the conversation and its carriage ---------------------------------------------------------

chat = Table(
    "chat",
    metadata,
    id_(),
    Column("channel", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("person_id", Id, ForeignKey("person_user.id", ondelete="CASCADE")),
    Column("blocked", Boolean, nullable=False, server_default=text("false")),
    Column("paused_until", Instant),
    UniqueConstraint("channel", "address"),
    Index("ix_chat_of_person", "person_id"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("chat_id", Id, ForeignKey("chat.id", ondelete="CASCADE"), primary_key=True),
    Column("session", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("question_id", Id),
)

reminder = Table(
    "reminder",
    metadata,
    id_(),
    in_team(),
    Column("person_id", Id, ForeignKey("person_user.id", ondelete="CASCADE"), nullable=False),
    Column("visit_id", Id),  # NULL: it is about the drafts
    Column("kind", String(16), nullable=False),
    # What else it is about: a version, a note, a day; `dialogs.reminding` says which.
    Column("subject", Id, nullable=False, server_default=text("0")),
    Column("due_at", Instant, nullable=False),
    belongs("visit", "visit_id"),
    UniqueConstraint("team_id", "visit_id", "person_id", "kind", "subject"),
    partial(
        "uq_reminder_of_no_visit",
        text("visit_id IS NULL"),
        *("person_id", "kind", "subject"),
        unique=True,
    ),
    Index("ix_reminder_due", "due_at", "id"),
    Index("ix_reminder_of_person", "team_id", "person_id", "kind"),
)

bot = Table(
    "bot",
    metadata,
    Column("channel", String(64), primary_key=True),
    Column("name", String(64)),  # by which a link opens a chat with it
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
    id_(),
    Column("channel", String(64), nullable=False),
    Column("update_id", BigInteger),
    Column("raw", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

_WAITING = text("state in ('new', 'leased')")

outbox = Table(
    "outbox",
    metadata,
    id_(),
    Column("channel", String(64), nullable=False),
    Column("chat_id", Id, ForeignKey("chat.id", ondelete="CASCADE"), nullable=False),
    Column("turn", String(64), nullable=False),
    Column("part", Integer, nullable=False),
    Column("html", Text, nullable=False),
    Column("keyboard", JSON, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("edits", BigInteger),
    Column("picture", Text),  # what is to be drawn, as JSON; then the words are for who cannot
    Column("language", String(16)),  # of the picture
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    Column("unasked", Boolean, nullable=False, server_default=false()),  # it answers nobody
    Column("state", String(8), nullable=False),
    Column("leased_until", Instant),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("message_id", BigInteger),
    Column("reason", Text),
    Column("at", Instant, nullable=False),
    UniqueConstraint("turn", "part"),
    partial("ix_outbox_waiting", _WAITING, "channel", "unasked", "id"),
    partial("ix_outbox_of_chat", _WAITING, "chat_id"),
    Index("ix_outbox_at", "at"),
)
