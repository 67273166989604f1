"""Every conversation in the folders beside is held again, word for word."""

from pathlib import Path

import pytest

from dialogs.catalogue import LANGUAGES
from tests.transcripts.player import FOLDER, Transcript

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
