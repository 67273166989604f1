"""How people come into a team, what was done about that, and which accounts became one there."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, UniqueConstraint

from storage.columns import Id, Instant, belongs, id_, in_team, metadata, of_team

invite = Table(
    "invite",
    metadata,
    id_(),
    in_team(),
    Column("hash", String(64), nullable=False),  # SHA-256; the code itself is not kept
    Column("role", String(8), nullable=False),
    Column("confirmed", Boolean, nullable=False),  # made where no admin need confirm the role
    Column("made_by", Id, ForeignKey("person_user.id")),  # NULL: at the command line
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("used_by", Id, ForeignKey("person_user.id")),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
    of_team(),
    UniqueConstraint("hash"),
)

audit = Table(
    "audit",
    metadata,
    id_(),
    in_team(),
    Column("at", Instant, nullable=False),
    Column("person_id", Id, ForeignKey("person_user.id")),  # NULL: at the command line
    Column("what", String(24), nullable=False),
    Column("subject", Id),  # of what it is about: an invite, a person, an account; never its words
    Column("detail", String(24)),
    of_team(),
    Index("ix_audit_of_person", "team_id", "person_id", "what", "at"),
)

merged_account = Table(
    "merged_account",
    metadata,
    id_(),
    in_team(),
    # No longer the number of any account, but drafts and buttons made before may still name it.
    Column("gone", Id, nullable=False),
    Column("kept", Id, nullable=False),
    of_team(),
    belongs("account", "kept"),
    UniqueConstraint("team_id", "gone"),
    Index("ix_merged_account_kept", "team_id", "kept"),
)
