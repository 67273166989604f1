"""Opening the database: SQLite with one writer, or PostgreSQL with as many as there are threads."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool


class CannotOpen(Exception):
    """The database cannot be used; the key names the sentence that says why."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(f"{key}: {values}")
        self.key = key
        self.values_said = values


def open_engine(url: str) -> Engine:
    """Ready to use, its tables made or brought up to date."""
    from storage.migrations import bring_up_to_date

    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, pool_size=8)
        try:
            with engine.begin() as work:
                bring_up_to_date(work)
        except DatabaseError as error:
            where = address.render_as_string(hide_password=True)
            if isinstance(error, OperationalError):
                raise CannotOpen("database_away", where=where) from error
            raise CannotOpen("not_a_database", path=where) from error
        return engine
    path = _place_for(address)
    engine = _sqlite_engine(url)
    try:
        with file_lock(path.with_name(path.name + ".setup.lock")):
            with closing(sqlite3.connect(path)) as raw:
                raw.execute("PRAGMA journal_mode=WAL")
            with engine.begin() as work:
                bring_up_to_date(work)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        if "locked" in str(error):
            raise CannotOpen("database_away", where=str(path)) from error
        raise CannotOpen("not_a_database", path=str(path)) from error
    except OSError as error:
        raise CannotOpen("folder_unusable", path=str(path.parent)) from error
    return engine


@contextmanager
def file_lock(path: Path, wait: bool = True) -> Iterator[bool]:
    """Held by one process at a time, let go by the kernel when that one dies; False: taken."""
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def _place_for(address: URL) -> Path:
    path = Path(address.database or "")
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise CannotOpen("folder_is_a_file", path=str(folder)) from error
    except OSError as error:
        raise CannotOpen("folder_unusable", path=str(folder)) from error
    if path.is_dir():
        raise CannotOpen("not_a_database", path=str(path))
    try:
        path.touch(mode=0o600)
        with path.open("r+b"):
            pass
    except OSError as error:
        raise CannotOpen("folder_unusable", path=str(path)) from error
    return path


def _sqlite_engine(url: str) -> Engine:
    """One connection, so one writer; a transaction takes the write lock at its beginning.

    The driver would open it at the first write, and what was read before could be stale by then:
    that lost 475 of 500 concurrent updates without an error.
    """
    engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=5000",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
