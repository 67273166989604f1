"""The cue files of the outcome judge: `cues/outcomes.<language>.yaml` as compiled patterns.

An act is something a note says happened or shall happen: an order, a trial, a refusal, a promise
of ours. `theirs` lists phrases that show by themselves whose act it is ("sent us the drawings");
`says` lists those where only the subject tells ("will test the samples"). Phrases are regular
expressions; `<name>` stands for an entry of the file's `let` table, `...` for a short gap.
Neither a gap nor a blank ever crosses the end of a clause, so time is linear.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from question_bank.features import load_yaml
from question_bank.kinds import Language

CUES = Path(__file__).parent / "cues"
CLAUSE_END = "\1"  # marks that are neither letters nor blanks, so no phrase crosses them
SENTENCE_END = "\2"
_GAPS: Mapping[Language, str] = {"en": r"[^\1\2]{0,40}?", "zh-Hans": r"[^\1\2]{0,10}?"}
_NAME = re.compile(r"<(\w+)>")


class Group(StrEnum):
    """Acts the rules treat alike, in the order in which overlapping phrases win."""

    ASIDE = "aside"
    NOT_HELD = "not_held"
    REFUSAL = "refusal"
    POSTPONED = "postponed"
    SHORTLIST = "shortlist"
    TO_A_BODY = "to_a_body"
    STEP = "step"
    ORDER = "order"
    SPOKEN_ORDER = "spoken_order"
    FUTURE_ORDER = "future_order"
    BARE_YES = "bare_yes"
    MEETING = "meeting"
    PASSED_ON = "passed_on"
    OUR_WORK = "our_work"
    WARM = "warm"


@dataclass(frozen=True)
class Act:
    id: str
    group: Group
    theirs: re.Pattern[str] | None
    says: re.Pattern[str] | None


@dataclass(frozen=True)
class Lexicon:
    language: Language
    spellings: Mapping[str, str]
    cuts: re.Pattern[str]
    acts: tuple[Act, ...]
    signs: Mapping[str, re.Pattern[str]]


@cache
def load_lexicon(language: Language) -> Lexicon:
    listed = load_yaml(CUES / f"outcomes.{language}.yaml")
    phrases = _Phrases(language, listed["let"])
    acts = tuple(
        Act(
            name,
            group,
            phrases.pattern(entry["theirs"]) if "theirs" in entry else None,
            phrases.pattern(entry["says"]) if "says" in entry else None,
        )
        for group, name, entry in _entries(listed["acts"])
    )
    signs = {name: phrases.pattern(said) for name, said in listed["signs"].items()}
    cuts = re.compile("|".join(listed["cuts"]))
    return Lexicon(language, listed["spellings"], cuts, acts, signs)


def _entries(listed: Mapping[str, Any]) -> Iterator[tuple[Group, str, Mapping[str, list[str]]]]:
    for group in Group:
        for name, entry in listed[group].items():
            yield group, name, entry


class _Phrases:
    def __init__(self, language: Language, let: Mapping[str, str]) -> None:
        self.language = language
        self.let: dict[str, str] = {}
        for name, meaning in let.items():  # an entry may use those above it
            self.let[name] = f"(?:{self._spelled_out(meaning)})"

    def pattern(self, phrases: list[str]) -> re.Pattern[str]:
        either = "|".join(self._spelled_out(phrase) for phrase in phrases)
        either = either.replace("...", _GAPS[self.language])
        # An English phrase starts and ends at a word's edge; Chinese has no such edges.
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if self.language == "en" else either)

    def _spelled_out(self, phrase: str) -> str:
        return _NAME.sub(lambda name: self.let[name[1]], phrase)
