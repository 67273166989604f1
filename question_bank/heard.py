"""What a rep heard, put in its place: how strong a need, what kind of news (METHOD 1 and 5)."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from question_bank.features import load_yaml
from question_bank.kinds import detect_language

_CUES = Path(__file__).parent / "cues" / "heard.yaml"


def wants_to_act(text: str) -> bool:
    """An explicit need; the burden of proof is on it, so a mere complaint is an implied one."""
    return _says(text, "explicit") and not _says(text, "not_explicit")


def news_kind(text: str) -> str:
    """`policy`, `people`, `activity`, and otherwise `business`."""
    return next((kind for kind in _listed()["news"] if _says(text, "news", kind)), "business")


def told_news(text: str) -> bool:
    """Surely news: of policy, people, an activity."""
    return any(_says(text, "news", kind) for kind in _listed()["news"])


def is_concern(text: str) -> bool:
    return _says(text, "concern")


def is_vague(text: str) -> bool:
    """ "It went quite well": nothing anybody could have seen."""
    return _says(text.strip(), "vague")


def _says(text: str, *place: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return any(cue.search(plain) for cue in _patterns((*place, detect_language(plain))))


@cache
def _patterns(place: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    cues: Any = _listed()
    for name in place:
        cues = cues[name]
    return tuple(re.compile(cue) for cue in cues)


@cache
def _listed() -> Any:
    return load_yaml(_CUES)
