"""Does a line ask at all? People leave the question mark out, and state difficulties in between."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from question_bank.features import load_yaml
from question_bank.kinds import detect_language
from question_bank.lexicon import CUES

_MARKS = ("?", "？")


def asks(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold().strip(' "”’)').replace("’", "'")
    language = detect_language(plain)
    if plain.endswith(_MARKS):
        return True
    asking, states = _cues(language)
    return not any(cue.search(plain) for cue in states) and any(cue.search(plain) for cue in asking)


@cache
def _cues(language: str) -> tuple[Sequence[re.Pattern[str]], Sequence[re.Pattern[str]]]:
    listed = load_yaml(CUES / "asking.yaml")
    return tuple(map(re.compile, listed[language])), tuple(
        map(re.compile, listed["states"][language])
    )
