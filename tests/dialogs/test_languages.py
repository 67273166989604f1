"""In whole conversations in one language the coach uses no words of another."""

import re
from collections.abc import Iterator

import pytest

from tests.transcripts.player import FOLDER, Transcript

# Names, commands and what the industry is called: the same in every language.
_SAME = re.compile(r"/\w+|SPIN|IT\b|English|简体中文|Li\b|visit-coach team create")
_LATIN = re.compile(r"[A-Za-z]{2,}(?:[\s,.'’-]+[A-Za-z]{2,}){2,}")
_HAN = re.compile(r"[\u3400-\u9fff]{3,}")
MIXED = (
    *("another_language", "beside_a_debrief", "names_like_markup", "a_manager_coaches"),
    "digest_and_team",
    *("full_width_digits.en", "nothing_in_it"),
)
"""Conversations that are about languages, or about texts in none."""


def pages(language: str) -> Iterator[tuple[str, str]]:
    """As written: that the coach still says so is what the transcripts show."""
    for path in sorted(FOLDER.glob(f"*/*.{language}.txt")):
        if not path.name.startswith(MIXED):
            for line in Transcript.of(path.read_text("utf-8")).lines:
                if line.speaker == "coach":
                    yield path.stem, _SAME.sub(" ", line.text)


@pytest.mark.parametrize(
    ("language", "foreign"), [("zh-Hans", _LATIN), ("en", _HAN)], ids=["zh-Hans", "en"]
)
def test_the_coach_speaks_one_language(language: str, foreign: re.Pattern[str]) -> None:
    spoken = list(pages(language))
    slips = [f"{where} → {match[0]}" for where, page in spoken if (match := foreign.search(page))]

    assert len(spoken) > 200
    assert not slips
