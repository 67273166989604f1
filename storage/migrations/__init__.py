"""The schema over time, by Alembic, run at every start. A newer schema than ours is left alone."""

from pathlib import Path

from sqlalchemy import Connection, text


def bring_up_to_date(work: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from storage.engine import CannotOpen

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    if work.dialect.name == "postgresql":  # one process migrates, the others wait for it
        work.execute(text("SELECT pg_advisory_xact_lock(7041001)"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = MigrationContext.configure(work).get_current_revision()
    if found is not None and found not in known:
        raise CannotOpen("newer_database", version=found)
    config.attributes["connection"] = work
    command.upgrade(config, "head")
