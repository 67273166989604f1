"""Does a line ask at all? People leave the question mark out, and state difficulties in between."""

import re
import unicodedata
from functools import cache

from question_bank.features import load_yaml
from question_bank.kinds import detect_language
from question_bank.lexicon import CUES

_MARKS = ("?", "？")


def asks(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold().strip(' "”’)').replace("’", "'")
    cues = _cues(detect_language(plain))
    return plain.endswith(_MARKS) or any(cue.search(plain) for cue in cues)


@cache
def _cues(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue) for cue in load_yaml(CUES / "asking.yaml")[language])
