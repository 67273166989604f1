"""Opening a database: made once whoever comes first, and refused with a reason."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    Connection,
    Engine,
    ForeignKeyConstraint,
    Table,
    create_engine,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from storage import tables
from storage.engine import CannotOpen, open_engine
from storage.tables import metadata
from tests.storage.conftest import Postgresql
from tests.storage.examples import Memory
from tests.storage.plausible import LI, rows, talk_of

OPENS_WHEN_TOLD = """
import sys
from storage.engine import open_engine
from alembic import command
print("ready", flush=True)
sys.stdin.readline()
open_engine(sys.argv[1]).dispose()
print("open", flush=True)
"""


def version(work: Connection) -> str | None:
    return MigrationContext.configure(work).get_current_revision()


def refusal(url: str) -> CannotOpen:
    with pytest.raises(CannotOpen) as refused:
        open_engine(url)
    return refused.value


# --- made and kept -----------------------------------------------------------------------------


def test_opening_again_changes_nothing(empty_url: str) -> None:
    first = open_engine(empty_url)
    with first.begin() as work:
        before = talk_of(work, LI)
    first.dispose()
    second = open_engine(empty_url)
    with second.begin() as work:
        after = talk_of(work, LI)
    second.dispose()

    assert before == after


def test_four_processes_can_open_the_same_new_database_at_once(empty_url: str) -> None:
    command = [sys.executable, "-c", OPENS_WHEN_TOLD, empty_url]
    pipe = subprocess.PIPE
    programs = [
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(4)
    ]
    for program in programs:
        assert program.stdout and program.stdin
        assert "ready\n" == program.stdout.readline()
    for program in programs:
        assert program.stdin
        program.stdin.write("\n")
        program.stdin.flush()
    said = [program.communicate(timeout=30) for program in programs]

    assert [("open\n", "")] * 4 == said
    engine = open_engine(empty_url)
    with engine.connect() as work:
        assert [{"version_num": "0001"}] == [
            dict(row) for row in work.execute(text("SELECT * FROM alembic_version")).mappings()
        ]
    engine.dispose()


def test_the_tables_are_those_of_the_code(engine: Engine) -> None:
    with engine.connect() as work:
        difference = compare_metadata(MigrationContext.configure(work), metadata)

    assert [] == difference


def test_a_made_database_has_every_table(engine: Engine) -> None:
    assert {*metadata.tables, "alembic_version"} == set(inspect(engine).get_table_names())


def test_the_comparison_notices_a_missing_column(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as work:
        work.execute(text("ALTER TABLE visit DROP COLUMN concern"))
    with engine.connect() as work:
        ((change, _schema, table, column),) = compare_metadata(
            MigrationContext.configure(work), metadata
        )

    engine.dispose()

    assert ("add_column", "visit", "concern") == (change, table, column.name)


def test_names_sort_by_letter_whatever_the_server_sorts_by(pg: Engine) -> None:
    """`name < prefix + last letter` finds nothing in the order of a dictionary."""
    column = text(
        "SELECT collation_name FROM information_schema.columns"
        " WHERE table_name = 'account' AND column_name = 'key'"
    )
    with pg.connect() as work:
        assert "C" == work.execute(column).scalar_one()


# --- refused -----------------------------------------------------------------------------------


def test_a_newer_database_is_refused_and_left_alone(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as work:
        work.execute(text("DROP TABLE parked_update"))
        work.execute(text("CREATE TABLE manager_note (words VARCHAR(40))"))
        work.execute(text("INSERT INTO manager_note VALUES ('Ask Chen about line 4')"))
        work.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    before = set(inspect(engine).get_table_names())
    refused = refusal(empty_url)

    assert ("newer_database", {"version": "0999"}) == (refused.key, refused.values_said)
    assert before == set(inspect(engine).get_table_names())
    with engine.connect() as work:
        assert "0999" == version(work)
        kept = work.execute(text("SELECT words FROM manager_note")).scalar_one()
        assert "Ask Chen about line 4" == kept
    engine.dispose()


@pytest.mark.parametrize("inside", ["coach.db", "2026/coach.db"])
def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path, inside: str) -> None:
    (tmp_path / "data").write_text("the plans are in the other drawer")
    refused = refusal(f"sqlite:///{tmp_path / 'data' / inside}")

    assert "folder_is_a_file" == refused.key
    assert "the plans are in the other drawer" == (tmp_path / "data").read_text()


@pytest.mark.parametrize("words", ["Li", "Dear Chen, the seals are on their way.\n" * 200])
def test_a_text_file_is_no_database_and_stays_as_it_is(tmp_path: Path, words: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(words)
    refused = refusal(f"sqlite:///{letter}")

    assert ("not_a_database", {"path": str(letter)}) == (refused.key, refused.values_said)
    assert words == letter.read_text()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "not_a_database" == refusal(f"sqlite:///{tmp_path}").key


def test_a_database_of_another_program_is_left_alone(empty_url: str) -> None:
    """Nobody is told to mend what is not ours, and half of our tables would be no help."""
    other = create_engine(empty_url)
    with other.begin() as work:
        work.execute(text("CREATE TABLE account (iban VARCHAR(34))"))
    refused = refusal(empty_url)

    assert "not_a_database" == refused.key
    assert ["account"] == inspect(other).get_table_names()
    other.dispose()


def test_a_folder_nobody_may_write_to_is_named(tmp_path: Path) -> None:
    """Root may write anywhere but where the kernel keeps its own."""
    folder = Path("/proc") if os.geteuid() == 0 else tmp_path / "sealed"
    if os.geteuid():
        folder.mkdir(mode=0o500)

    assert "folder_unusable" == refusal(f"sqlite:///{folder / 'coach.db'}").key


def test_a_folder_where_nothing_can_be_locked_is_named(tmp_path: Path) -> None:
    (tmp_path / "coach.db.setup.lock").mkdir()

    assert "folder_unusable" == refusal(f"sqlite:///{tmp_path / 'coach.db'}").key


def test_a_server_that_is_away_is_named_without_its_password(postgresql: Postgresql) -> None:
    address = make_url(postgresql.empty())
    postgresql.drop(address.render_as_string(hide_password=False))
    refused = refusal(address.set(password="s3cret").render_as_string(hide_password=False))

    assert "database_away" == refused.key
    assert "s3cret" not in f"{refused} {refused.values_said}"


# --- how SQLite is set up ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_sqlite_keeps_its_word_at_power_cuts(sqlite: Engine, pragma: str, value: Any) -> None:
    """2 is FULL."""
    with sqlite.connect() as work:
        assert value == work.execute(text(f"PRAGMA {pragma}")).scalar_one()


def test_only_its_owner_can_read_a_new_sqlite_file(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path / 'data' / 'coach.db'}").dispose()

    assert 0o600 == (tmp_path / "data" / "coach.db").stat().st_mode & 0o777


def test_sqlite_reads_beside_a_writer(tmp_path: Path) -> None:
    """Marked `read_only`, a transaction takes no lock: a report can be read during a turn."""
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    bot, report = open_engine(url), open_engine(url)
    with bot.begin() as writing:
        talk_of(writing, LI)
        with report.connect().execution_options(read_only=True) as reading:
            assert [] == rows(reading, tables.team)
    bot.dispose()
    report.dispose()


# --- the wall in the keys ----------------------------------------------------------------------

OF_TEAMS = [table for table in metadata.sorted_tables if "team_id" in table.c]
LINKS = [
    (table, key)
    for table in OF_TEAMS
    for key in table.foreign_key_constraints
    if "team_id" in key.referred_table.c
]


@pytest.mark.parametrize(
    ("table", "key"), [pytest.param(t, k, id=f"{t.name}-{k.column_keys[-1]}") for t, k in LINKS]
)
def test_what_belongs_to_a_team_points_by_team(table: Table, key: ForeignKeyConstraint) -> None:
    assert "team_id" == key.column_keys[0]
    assert "team_id" == key.elements[0].column.name


POINTING = sorted({table.name for table, _ in LINKS})


@pytest.mark.parametrize("name", POINTING)
def test_no_row_can_point_at_a_row_of_another_team(remembered: Memory, name: str) -> None:
    table = metadata.tables[name]
    with pytest.raises(IntegrityError), remembered.engine.begin() as work:
        points_elsewhere(work, table, remembered.cast.li.team, remembered.newcomer.team)


def points_elsewhere(work: Connection, table: Table, team: int, other: int) -> None:
    """A row of one team as it stands, but said to be of another."""
    row = work.execute(select(table).where(table.c.team_id == team).limit(1)).mappings().one()
    moved = {name: value for name, value in row.items() if name != "id"} | {"team_id": other}
    work.execute(insert(table).values(moved))


def test_no_question_can_point_at_a_difficulty_of_another_team(remembered: Memory) -> None:
    """Each key for itself: all the rest of this row is Eve's own."""
    question, difficulty = metadata.tables["question"], metadata.tables["difficulty"]
    with remembered.engine.connect() as work:
        hers = select(question).where(question.c.team_id == remembered.cast.eve.team)
        row = dict(work.execute(hers.limit(1)).mappings().one())
        theirs = select(difficulty.c.id).where(difficulty.c.team_id == remembered.cast.li.team)
        row["difficulty_id"] = work.execute(theirs.limit(1)).scalar_one()
    del row["id"]
    with pytest.raises(IntegrityError), remembered.engine.begin() as work:
        work.execute(insert(question).values(row))
