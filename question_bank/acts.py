"""The cue files of the outcome judge, `cues/outcomes.<language>.yaml`.

An act is something a note says happened or shall happen: an order, a trial, a refusal, a promise
of ours. `theirs` lists phrases that show by themselves whose act it is ("sent us the drawings");
`says` lists those where only the subject tells ("will test the samples"). Signs are what else
the words around an act can show. How phrases are written: question_bank/phrases.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from question_bank.features import load_yaml
from question_bank.kinds import LANGUAGES, Language
from question_bank.phrases import Phrasebook
from question_bank.spelling import Spelling

CUES = Path(__file__).parent / "cues"
SHOWN, SAYS = "theirs", "says"


class Actor(StrEnum):
    CUSTOMER = "customer"
    JOINT = "joint"
    REP = "rep"


class Group(StrEnum):
    """Acts the rules treat alike."""

    ASIDE = "aside"
    NOT_HELD = "not_held"
    REFUSAL = "refusal"
    POSTPONED = "postponed"
    SHORTLIST = "shortlist"
    TO_A_BODY = "to_a_body"
    TENDER = "tender"
    STEP = "step"
    DATED_STEP = "dated_step"
    FUTURE_ORDER = "future_order"
    ORDER = "order"
    SPOKEN_ORDER = "spoken_order"
    BARE_YES = "bare_yes"
    MEETING = "meeting"
    PASSED_ON = "passed_on"
    OUR_WORK = "our_work"
    WARM = "warm"


@dataclass(frozen=True)
class Act:
    """Of two that overlap the one of lower `rank` is meant; `shown`: the phrase tells whose."""

    id: str
    group: Group
    rank: int
    shown: bool


@dataclass(frozen=True)
class Lexicon:
    """An owner of phrases in the `book` is an act or a sign by its name; what ends in an
    `unfinished` word goes on."""

    language: Language
    spelling: Spelling
    book: Phrasebook
    cuts: Phrasebook
    known: frozenset[str]
    acts: Mapping[str, Act]
    unfinished: frozenset[str]


@cache
def load_lexicon(language: Language) -> Lexicon:
    listed = load_yaml(CUES / f"outcomes.{language}.yaml")
    book, cuts = Phrasebook(listed["classes"]), Phrasebook(listed["classes"])
    acts: dict[str, Act] = {}
    for name, entry in listed["acts"].items():
        for whose in (SHOWN, SAYS):
            owner = f"{name}.{whose}"
            acts[owner] = Act(name, Group(entry["means"]), len(acts), whose == SHOWN)
            book.add(owner, entry.get(whose, ()))
    for name, phrases in listed["signs"].items():
        book.add(name, phrases)
    cuts.add("cut", listed["cuts"])
    known = book.vocabulary()
    spelling = Spelling(listed["short"], known, listed["ordinary"].split())
    unfinished = frozenset(listed.get("unfinished", "").split())
    return Lexicon(language, spelling, book, cuts, known, acts, unfinished)


@cache
def common_words() -> frozenset[str]:
    """Of all languages: what tells nothing about which deal is meant."""
    listed = (load_yaml(CUES / f"outcomes.{language}.yaml") for language in LANGUAGES)
    return frozenset(word for each in listed for word in each["common"].split())
