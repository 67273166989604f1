"""Every conversation in the folders beside is held again, word for word."""

import re
from pathlib import Path

import pytest

from dialogs.catalogue import LANGUAGES
from tests.transcripts.player import FOLDER, Transcript

TABLE = (FOLDER / "repair.md").read_text("utf-8")
PATHS = sorted(FOLDER.glob("*/*.txt"))


@pytest.mark.parametrize("path", PATHS, ids=[str(p.relative_to(FOLDER)) for p in PATHS])
def test_the_coach_answers_as_written(path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text("utf-8")
    transcript = Transcript.of(text)
    if request.config.getoption("--rewrite", default=False):
        path.write_text(transcript.rewritten(text), "utf-8")
        return
    for said, written, answered in transcript.played():
        expected = "\n".join(map(str, (said, *written)))
        actual = "\n".join(map(str, (said, *answered)))

        assert expected == actual


def test_every_conversation_is_held_in_every_language() -> None:
    """In the words of its own language: the reps are others, the trouble is the same."""
    held = {language: set[str]() for language in LANGUAGES}
    for path in PATHS:
        name, _, language = path.stem.partition(".")
        held[language].add(f"{path.parent.name}/{name}")
        assert f"language: {language}\n" in path.read_text("utf-8")

    assert all(names == held["en"] for names in held.values())


def test_every_way_of_repair_is_shown_before_and_after_a_visit() -> None:
    """The table of repair.md: each cell names a conversation or says why there is none."""
    rows = [line.split("|")[2:4] for line in TABLE.splitlines() if line.startswith("| ")][2:]
    shown = {f"{path.parent.name}/{path.stem.partition('.')[0]}" for path in PATHS}

    assert len(rows) >= 18
    for cell in (cell for row in rows for cell in row):
        named = re.findall(r"`([^`]+)`", cell)
        assert set(named) <= shown, cell
        assert named or len(cell.split()) > 4, cell
