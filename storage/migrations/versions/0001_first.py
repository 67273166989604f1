"""All tables. Until the first release this is the schema itself; then it is frozen as it stands."""

from alembic import op

from storage.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    # A table of that name that is there already is somebody else's.
    metadata.create_all(op.get_bind(), checkfirst=False)
