"""One piece of advice on one planned question, or none (METHOD 2, "Coaching a plan").

`coach` looks at a line in its place and names what would help most: a key, the rep's own words that
decided, and one way to turn the line into what it should be. Cautious throughout: silence costs a
rep nothing, wrong advice costs trust. Closed wording is never a finding.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any

from question_bank import suggest
from question_bank.asking import asks
from question_bank.features import load_yaml, plain
from question_bank.kinds import Kind, Language, detect_language
from question_bank.lexicon import CUES, load_lexicon
from question_bank.place import Place, is_tag, judge_in_place, main_question, topics
from question_bank.questions import Verdict, judge_question

SURE = 0.7
"""Below this the judge may well be wrong about the kind, and the rep right."""
_SHORTEST: Mapping[Language, int] = {"en": 4, "zh-Hans": 6}
"""Words, or Han letters: what is shorter leans on what was said before."""
_ASKED_ALONE: Mapping[Language, int] = {"en": 4, "zh-Hans": 5}
_STRUNG_TOGETHER = 3
_ABOUT_SOMETHING = 3
"""Words of its own that a question must have before they can be said to be about another thing."""


class Advice(StrEnum):
    """What there is to say, the most useful first."""

    EARLY_NEED_PAYOFF = "early_need_payoff"
    PITCH = "pitch"
    STATED = "stated"
    OTHER_KIND = "other_kind"
    SEVERAL = "several"
    UNAGREED = "unagreed"
    UNLINKED = "unlinked"
    PUBLIC_ANSWER = "public_answer"


@dataclass(frozen=True)
class Turn:
    """One way to ask for this kind, around `words` of the rep's own; what they are is `slot`."""

    kind: Kind
    slot: str
    words: str


@dataclass(frozen=True)
class Finding:
    advice: Advice
    words: str
    """The words that decided; maybe none."""
    kind: Kind | None
    """What the line reads as; None: it is no question."""
    turn: Turn


def coach(text: str, place: Place, wanted: Kind | None = None) -> Finding | None:
    """`wanted`: the kind it was typed for; None where lines of any kind were asked for."""
    language = detect_language(text)
    letters = plain(text).letters
    if not asks(text):
        return _stated(text, wanted, place)
    for advice in (Advice.EARLY_NEED_PAYOFF, Advice.PITCH):
        if words := _said(text, advice.value, language):
            kind = _next_kind(place) if advice is Advice.EARLY_NEED_PAYOFF else Kind.NEED_PAYOFF
            return Finding(advice, words, None, _around_problem(kind, place))
    alone = wanted is Kind.SITUATION
    verdict = judge_question(main_question(text)) if alone else judge_in_place(text, place)
    if wanted and (found := _other_kind(text, verdict, wanted, place, language)):
        return found
    kind = wanted or verdict.kind
    if first := _first_of_several(text, language):
        return Finding(Advice.SEVERAL, first, kind, Turn(kind, "plain", first))
    if kind is Kind.NEED_PAYOFF and _unagreed(place):
        turn = _around_problem(Kind.PROBLEM, place)
        return Finding(Advice.UNAGREED, verdict.because.words, kind, turn)
    if kind is Kind.IMPLICATION and _unlinked(text, letters, place, language):
        return Finding(Advice.UNLINKED, "", kind, _around_problem(kind, place))
    if kind is Kind.SITUATION and (words := _said(text, Advice.PUBLIC_ANSWER.value, language)):
        return Finding(Advice.PUBLIC_ANSWER, words, kind, _around_problem(Kind.PROBLEM, place))
    return None


def sells(text: str) -> bool:
    """It presents the offer or asks for the business: whatever its form, it explores no need."""
    language = detect_language(text)
    selling = (Advice.EARLY_NEED_PAYOFF.value, Advice.PITCH.value)
    return any(_said(text, advice, language) for advice in selling)


# --- what there is to find -----------------------------------------------------------------------


def _stated(text: str, wanted: Kind | None, place: Place) -> Finding | None:
    if wanted in (None, Kind.SITUATION):
        return None
    assert wanted is not None
    return Finding(Advice.STATED, "", None, _around_problem(wanted, place))


def _other_kind(
    text: str, verdict: Verdict, wanted: Kind, place: Place, language: Language
) -> Finding | None:
    if verdict.kind in (wanted, Kind.OTHER) or verdict.confidence < SURE:
        return None
    if _length(text, language) < _SHORTEST[language]:
        return None
    turn = turned(text, verdict.kind, wanted, place)
    return Finding(Advice.OTHER_KIND, verdict.because.words, verdict.kind, turn)


def _first_of_several(text: str, language: Language) -> str:
    """The first of two questions that could each be asked alone; "" where there is but one."""
    parts = [part for part in re.split(r"(?<=[?？])\s*", text) if part.strip()]
    asking = [part for part in parts if part.rstrip().endswith(("?", "？"))]
    alone = [part for part in asking if _stands_alone(part, language)]
    if len(alone) > 1:
        return alone[0].strip()
    strung = [part for part in _strung(text, language) if _asks_on(part, language)]
    return strung[0].strip(" ,，;；") if len(strung) >= _STRUNG_TOGETHER else ""


def _strung(text: str, language: Language) -> list[str]:
    """Questions behind one mark; "what happens, and why?" is no string of them."""
    starts = [found.start() for found in _pattern("strung", language).finditer(plain(text).letters)]
    return [text[a:b] for a, b in pairwise([0, *starts, len(text)])]


def _asks_on(part: str, language: Language) -> bool:
    return bool(_pattern("asks_on", language).search(plain(part).letters))


def _stands_alone(part: str, language: Language) -> bool:
    letters = plain(part).letters
    word = _pattern("question_word", language)
    if is_tag(letters, language) or _length(part, language) < _ASKED_ALONE[language]:
        return False
    clauses = re.split(r"[,:;]\s*", letters)
    return any(word.search(clause) for clause in clauses)


def _unagreed(place: Place) -> bool:
    return bool(place.asked) and not place.asked & {Kind.PROBLEM, Kind.IMPLICATION}


def _unlinked(text: str, letters: str, place: Place, language: Language) -> bool:
    """It takes up no word of the problem, of its difficulties or of its other questions, refers
    back to nothing, and the words it has are known to belong to another problem."""
    own = topics(text)
    if place.problem is None or len(own) < _ABOUT_SOMETHING:
        return False
    if _pattern("refers_back", language).search(letters):
        return False
    beside = (place.problem, *place.difficulties, *place.questions)
    if any(own & topics(line) for line in beside if line != text):
        return False
    if any(own & topics(problem) for problem in place.elsewhere):
        return True
    return _of_another_problem(text, " ".join((place.problem, *place.difficulties)))


def _of_another_problem(text: str, beside: str) -> bool:
    asked, at_hand = suggest.closest_problem(text, ""), suggest.closest_problem(beside, "")
    return asked is not None and at_hand is not None and asked.id != at_hand.id


# --- turning it ----------------------------------------------------------------------------------


def turned(text: str, kind: Kind, wanted: Kind, place: Place) -> Turn:
    """How to ask for the wanted kind in the rep's own words: those of the question where its form
    shows what it is about, else the difficulty or the problem at hand."""
    if kind in (Kind.PROBLEM, Kind.IMPLICATION) and wanted is not Kind.SITUATION:
        clause = _captured(text, "clause", detect_language(text))
        if clause:
            return Turn(wanted, "clause", clause)
    if wanted in (Kind.PROBLEM, Kind.SITUATION):
        topic = _captured(text, "topic", detect_language(text))
        if topic:
            return Turn(wanted, "topic", topic)
    if wanted is Kind.SITUATION:
        return Turn(wanted, "plain", "")
    return _around_problem(wanted, place)


def _around_problem(wanted: Kind, place: Place) -> Turn:
    led_to = place.difficulty if wanted is Kind.IMPLICATION else None
    words = led_to or place.problem
    return Turn(wanted, "problem", words) if words else Turn(wanted, "plain", "")


def _next_kind(place: Place) -> Kind:
    """What the customer has to say first, before a question about the value."""
    lacking = (k for k in (Kind.PROBLEM, Kind.IMPLICATION) if k not in place.asked)
    return next(lacking, Kind.NEED_PAYOFF)


def _captured(text: str, what: str, language: Language) -> str:
    whole = plain(text)
    for pattern in _patterns(what, language):
        found = pattern.search(whole.letters)
        if found and _fits(found[what], what, language):
            words = whole.as_typed(*found.span(what)).strip(" ,，")
            before = found.groupdict().get("before")
            return whole.as_typed(*found.span("before")) + words if before else words
    return ""


def _fits(words: str, what: str, language: Language) -> bool:
    if what == "topic":
        return not _pattern("no_topic", language).search(words)
    return bool(load_lexicon(language).phrases.classes["trouble"].search(words))


# --- reading -------------------------------------------------------------------------------------


def _said(text: str, what: str, language: Language) -> str:
    whole = plain(text)
    for pattern in _patterns(what, language):
        if found := pattern.search(whole.letters):
            return whole.as_typed(*found.span()).strip(" ,，?？")
    return ""


def _length(text: str, language: Language) -> int:
    return len(re.findall(r"[\u3400-\u9fff]" if language == "zh-Hans" else r"[\w'’-]+", text))


def _pattern(what: str, language: Language) -> re.Pattern[str]:
    return _patterns(what, language)[0]


@cache
def _patterns(what: str, language: Language) -> tuple[re.Pattern[str], ...]:
    listed: Any = _listed()[what][language]
    return tuple(map(re.compile, [listed] if isinstance(listed, str) else listed))


@cache
def _listed() -> Any:
    return load_yaml(CUES / "coaching.yaml")
