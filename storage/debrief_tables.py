"""What a visit leaves behind. A debrief saved again is a new version, and the old ones are kept.

What was heard at the visit carries the version it was last said in, and only the newest counts:
`visit.version`. Needs and promises said again keep their row, because others point at them.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.columns import (
    Id,
    Instant,
    belongs,
    id_,
    in_team,
    metadata,
    of_debrief,
    of_team,
    partial,
    points_at,
)


def _person(name: str) -> Column[int]:
    return Column(name, Id, ForeignKey("person_user.id"), nullable=False)


def _visit() -> Column[int]:
    return Column("visit_id", Id, nullable=False)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


def _said() -> Column[str]:
    return Column("text", Text, nullable=False)


practice_focus = Table(
    "practice_focus",
    metadata,
    id_(),
    in_team(),
    _person("person_id"),
    Column("behaviour", String(16), nullable=False),
    Column("chosen_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("ended_at", Instant),
    of_team(),
    partial(
        "ix_practice_focus_in_hand", text("ended_at IS NULL"), "team_id", "person_id", unique=True
    ),
)

debrief = Table(
    "debrief",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _version(),
    _person("author_id"),
    Column("at", Instant, nullable=False),
    _said(),
    Column("coach_kind", String(16), nullable=False),
    Column("rep_kind", String(16), nullable=False),
    Column("rule", String(8), nullable=False),
    Column("weak", Boolean, nullable=False),
    Column("reason", Text),
    Column("change", Text),
    Column("behaviour", String(16)),  # chosen with it
    Column("practised", Boolean),
    Column("focus_id", Id),  # what was in hand when the visit was first debriefed
    Column("next_objective", Text),
    Column("next_day", Date),
    Column("notes", JSON, nullable=False),
    Column("answers", Text, nullable=False),
    Column("withheld", Boolean, nullable=False),  # no summary of it is sent
    of_team(),
    belongs("visit", "visit_id"),
    points_at("practice_focus", "focus_id"),
    UniqueConstraint("team_id", "visit_id", "version"),
    Index("ix_debrief_of_author", "team_id", "author_id", "id"),
)

need = Table(
    "need",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _version(),
    Column("account_id", Id, nullable=False),
    Column("place", Integer, nullable=False),
    _said(),
    Column("strength", String(16), nullable=False),
    Column("by_whom", Text),
    Column("grew_from", Id),
    of_team(),
    belongs("account", "account_id"),
    of_debrief(),
    points_at("need", "grew_from"),
    Index("ix_need_of_account", "team_id", "account_id", "strength", "id"),
    Index("ix_need_of_visit", "team_id", "visit_id"),
    Index("ix_need_grew_from", "team_id", "grew_from"),
)

capability = Table(
    "capability",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _version(),
    _said(),
    Column("need_id", Id),
    Column("benefit", Boolean, nullable=False),
    of_team(),
    of_debrief(),
    belongs("need", "need_id"),
    Index("ix_capability_of_visit", "team_id", "visit_id", "version"),
)

concern = Table(
    "concern",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _version(),
    _said(),
    of_team(),
    of_debrief(),
    Index("ix_concern_of_visit", "team_id", "visit_id", "version"),
)

news = Table(
    "news",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _version(),
    Column("kind", String(16), nullable=False),
    _said(),
    of_team(),
    of_debrief(),
    Index("ix_news_of_visit", "team_id", "visit_id", "version"),
)

person_fact = Table(
    "person_fact",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _version(),
    Column("person_id", Id, nullable=False),
    Column("closeness", SmallInteger),
    Column("trust", SmallInteger),
    Column("at", Instant, nullable=False),
    of_team(),
    of_debrief(),
    belongs("person", "person_id"),
    Index("ix_person_fact_of_visit", "team_id", "visit_id", "version"),
    Index("ix_person_fact_of_person", "team_id", "person_id"),
)

_OPEN = text("settled_at IS NULL")

commitment = Table(
    "commitment",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _version(),
    Column("account_id", Id, nullable=False),
    Column("opportunity_id", Id),
    _person("owner_id"),
    Column("side", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text),
    Column("due", Date),
    Column("first_due", Date),
    Column("state", String(16), nullable=False),
    Column("settled_at", Instant),  # NULL: open, be it moved
    of_team(),
    belongs("account", "account_id"),
    points_at("opportunity", "opportunity_id"),
    of_debrief(),
    Index("ix_commitment_of_visit", "team_id", "visit_id"),
    Index("ix_commitment_of_opportunity", "opportunity_id"),
    Index("ix_commitment_of_account", "team_id", "account_id", "side", "state"),
    partial("ix_commitment_open", _OPEN, "team_id", "account_id", "due", "id"),
    partial("ix_commitment_open_of_visit", _OPEN, "team_id", "visit_id", "due", "id"),
    partial("ix_commitment_overdue", _OPEN, "team_id", "due", "id"),
    partial("ix_commitment_due", _OPEN, "team_id", "owner_id", "due", "id"),
)

private_note = Table(
    "private_note",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _person("author_id"),
    _said(),
    Column("at", Instant, nullable=False),
    of_team(),
    belongs("visit", "visit_id"),
    Index("ix_private_note_of_visit", "team_id", "visit_id", "author_id"),
)

coaching_note = Table(
    "coaching_note",
    metadata,
    id_(),
    in_team(),
    _visit(),
    _person("author_id"),
    Column("account_id", Id, nullable=False),
    _said(),
    Column("at", Instant, nullable=False),
    Column("source", BigInteger),  # the message that carried it, so that an edit finds it
    Column("changed", Boolean, nullable=False, server_default=false()),
    Column("answers", Id),  # the manager's note a rep answers; NULL: it is a manager's own
    of_team(),
    belongs("visit", "visit_id"),
    belongs("account", "account_id"),
    belongs("coaching_note", "answers"),
    Index("ix_coaching_note_of_visit", "team_id", "visit_id", "id"),
    Index("ix_coaching_note_of_account", "team_id", "account_id", "id"),
    Index("ix_coaching_note_of_author", "team_id", "author_id", "source"),
    partial(
        "uq_coaching_note_answers", text("answers IS NOT NULL"), "team_id", "answers", unique=True
    ),
)
