"""A question in its place: the problem it was typed for, and the difficulties around it.

Alone, "How much do you earn on fragile goods?" may be of any kind. Beside the difficulty "What we
earn on fragile goods goes into claims" it takes up that line, and asks what comes of the problem.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from question_bank.features import load_yaml, plain
from question_bank.kinds import Kind, detect_language
from question_bank.lexicon import CUES
from question_bank.questions import Verdict, judge_question

_TOKEN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_ENDS = re.compile(r"(?<=[?？])\s*")
_STEM = 5
"""Letters by which a Latin word is known again: blind to endings."""

# fmt: off
_TAKEN_UP: tuple[Mapping[Kind, float], ...] = (
    # by the words a question shares with a difficulty, and not with the problem
    {Kind.IMPLICATION: -1.0},
    {},
    {Kind.IMPLICATION: 1.0},
    {Kind.IMPLICATION: 2.0},
)
# fmt: on
"""In the bank, of the questions that share no such word one in ten is an implication question,
of those that share three, nine in ten."""
_SELDOM: Mapping[Kind, float] = {Kind.SITUATION: -1.0, Kind.OTHER: -1.0}
"""Who is asked how to bring a problem out seldom answers with a bare fact."""


@dataclass(frozen=True)
class Place:
    """What a question is read beside; everything may be unknown."""

    problem: str | None = None
    difficulties: tuple[str, ...] = ()
    difficulty: str | None = None
    """The one no implication question asks about yet."""
    asked: frozenset[Kind] = field(default_factory=frozenset)
    """Kinds of question there are for this problem, this one included."""
    questions: tuple[str, ...] = ()
    """The other questions for this problem."""
    elsewhere: tuple[str, ...] = ()
    """The other problems of the plan."""


def judge_in_place(text: str, place: Place) -> Verdict:
    lean = dict(_SELDOM)
    if place.difficulties:
        own = topics(text) - topics(place.problem or "")
        shared = max(len(own & topics(difficulty)) for difficulty in place.difficulties)
        for kind, push in _TAKEN_UP[min(shared, len(_TAKEN_UP) - 1)].items():
            lean[kind] = lean.get(kind, 0.0) + push
    letters = plain(text).letters
    for kind, push, says in _leans(detect_language(text)):
        if says.search(letters):
            lean[kind] = lean.get(kind, 0.0) + push
    return judge_question(main_question(text), lean=lean)


def main_question(text: str) -> str:
    """Without the "Why?" or "right?" that follows it."""
    language = detect_language(text)
    *parts, last = [part for part in _ENDS.split(text) if part.strip()] or [text]
    return "".join(parts) if parts and is_tag(plain(last).letters, language) else text


def is_tag(letters: str, language: str) -> bool:
    return bool(_tag(language).search(letters))


@lru_cache(maxsize=2048)
def topics(text: str) -> frozenset[str]:
    """The words that say what a line is about: Latin ones by how they begin, Han ones by pairs."""
    found: set[str] = set()
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()[:400]):
        if token.isascii():
            found |= {token[:_STEM]} if len(token) > 1 else set()
        else:
            found |= {token[i : i + 2] for i in range(max(1, len(token) - 1))}
    return frozenset(found - _common())


@cache
def _common() -> frozenset[str]:
    listed = load_yaml(CUES / "place.yaml")["common"]
    return frozenset(word for words in listed.values() for word in words.split())


@cache
def _leans(language: str) -> tuple[tuple[Kind, float, re.Pattern[str]], ...]:
    listed = load_yaml(CUES / "place.yaml")["leans"][language]
    return tuple((Kind(each["kind"]), each["by"], re.compile(each["says"])) for each in listed)


@cache
def _tag(language: str) -> re.Pattern[str]:
    return re.compile(load_yaml(CUES / "place.yaml")["tag"][language])
