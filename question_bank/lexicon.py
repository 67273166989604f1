"""Reads a text through one language's cue file: which signs does it show, and where?

First the spellings, then the question itself is told from what leads up to it ("You mentioned
leaks - ", "Could you tell me"), then shapes and cues are looked for in the question.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from pathlib import Path

from question_bank.features import Pattern, Phrases, Plain, load_yaml, plain, respell
from question_bank.kinds import Kind, Language

CUES = Path(__file__).parent / "cues"
# A sentence's end; not the point of "Mr." or "3.5".
_END: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"(?:(?<=\w\w\w)[.]|[!?:;\n]|(?<=[.!?])\")+(?=\s|$|\")|\s-+\s"),
    "zh-Hans": re.compile(r"[。!?;:\n]+"),
}
LONGEST = 600  # nobody needs more letters to ask a question
_TOO_SHORT = {"en": 9, "zh-Hans": 3}


@dataclass(frozen=True)
class Cue:
    id: str
    kind: Kind
    pattern: Pattern


@dataclass(frozen=True)
class Lexicon:
    language: Language
    spellings: Mapping[str, str]
    leads: re.Pattern[str]
    phrases: Phrases
    shapes: Mapping[str, Pattern]
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Hit:
    cue: Cue
    words: str


@dataclass(frozen=True)
class Reading:
    """`question` is the part that asks; `signs` are all the names the model may weigh."""

    question: Plain
    hits: tuple[Hit, ...]
    signs: tuple[str, ...]


@cache
def load_lexicon(language: Language) -> Lexicon:
    listed = load_yaml(CUES / f"{language}.yaml")
    phrases = Phrases(listed["let"], language, listed["classes"])
    (_, leads), *_ = phrases.pattern(listed["leads"]).parts
    (_, asks), *_ = phrases.pattern(["<ask>"]).parts
    return Lexicon(
        language,
        listed["spellings"],
        re.compile(rf"^\W*(?:{leads.pattern})[\s,:]*(?={asks.pattern})"),
        phrases,
        {name: phrases.pattern(says) for name, says in listed["shapes"].items()},
        tuple(
            Cue(name, Kind(entry["kind"]), phrases.pattern(entry["says"]))
            for name, entry in listed["cues"].items()
        ),
    )


def read(text: str, lexicon: Lexicon) -> Reading:
    whole = respell(plain(text, LONGEST), lexicon.spellings)
    start, end = _question(whole.letters, lexicon)
    question = whole.part(start, end)
    marked = lexicon.phrases.marked(question.letters)
    hits = tuple(_hits(question, marked, lexicon))
    cues = [hit.cue.id for hit in hits]
    shapes = [name for name, shape in lexicon.shapes.items() if shape.span(marked)]
    pairs = [*combinations(shapes, 2), *product(cues, shapes)]
    together = [" & ".join(sorted(pair)) for pair in pairs]
    before = whole.part(0, start)
    context = [
        f"before: {hit.cue.id}"
        for hit in _hits(before, lexicon.phrases.marked(before.letters), lexicon)
    ]
    return Reading(question, hits, (*cues, *shapes, *together, *context))


def _hits(text: Plain, marked: Mapping[str, str], lexicon: Lexicon) -> Iterator[Hit]:
    for cue in lexicon.cues:
        span = cue.pattern.span(marked)
        if span:
            yield Hit(cue, text.as_typed(*span))


def _question(letters: str, lexicon: Lexicon) -> tuple[int, int]:
    """Where the last sentence that asks starts and ends; the whole text if none has a mark."""
    ends = list(_END[lexicon.language].finditer(letters))
    asking = [found.end() for found in ends if "?" in found.group()]
    start, end = 0, len(letters)
    if asking:
        end = asking[-1]
        shortest = _TOO_SHORT[lexicon.language]
        start = max((found.end() for found in ends if end - found.end() > shortest), default=0)
    lead = lexicon.leads.match(letters[start:end])
    return (start + lead.end() if lead else start), end
