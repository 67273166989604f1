"""Which problems of the bank to suggest: by the customer's industry, our offer, what was typed."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from question_bank import bank
from question_bank.kinds import LANGUAGES, detect_language

_AT_HOME = 0.15
_CLOSE = {"en": 0.30, "zh-Hans": 0.22}
"""Below this two texts only share common words, and no card is better than a wrong one. Of the
bank's own problem questions and difficulties 97 in 100 find their problem in English, all of them
in Chinese. With the text itself taken out of the bank 35 and 38 in 100 still do, 7 and 3 find a
wrong one, the others none: whoever words it quite differently gets no card."""


def suggest_problems(
    industry: str, offers: Sequence[str], limit: int, own: tuple[bank.Problem, ...] = ()
) -> tuple[bank.Problem, ...]:
    """The likeliest first: at home in the industry, and solved by what the team sells.

    An industry we know too little of gets what the offer solves anywhere. `own` is of the team's
    own packs: they solve what they wrote down themselves, and of equals it comes first.
    """
    solved = tags(offers)
    written = {problem.id for problem in own}

    def solves(problem: bank.Problem) -> int:
        return max(len(problem.solved_by & solved), problem.id in written)

    def worth(problem: bank.Problem) -> float:
        at_home = problem.industries[0] == industry
        occurs = industry in problem.industries
        return 2 * solves(problem) + 3 * occurs + at_home

    ranked = sorted((*own, *bank.problems()), key=worth, reverse=True)
    occurring = [p for p in ranked if industry in p.industries]
    elsewhere = [p for p in ranked if p.solved_by & solved] or ranked
    found = {problem.id: problem for problem in (*occurring, *elsewhere)}
    return tuple(found.values())[:limit]


def tags(offers: Sequence[str]) -> frozenset[str]:
    """Which kinds of solution these lines of the rep's own words describe."""
    said = " ".join(_normal(offer) for offer in offers)
    return frozenset(
        tag
        for tag, by_language in bank.solutions().items()
        if any(_mentions(said, word) for spoken in by_language.values() for word in spoken)
    )


def closest_problem(
    typed: str, industry: str, own: tuple[bank.Problem, ...] = ()
) -> bank.Problem | None:
    """The problem that says about the same as the rep; None if none is close enough."""
    asked = vector_of(typed)
    close = _CLOSE[detect_language(typed)]
    known = (*_problem_vectors(own), *_problem_vectors(bank.problems()))
    near = ((_cosine(asked, vector), problem) for problem, vector in known)
    likeness, problem = max(
        ((score + _AT_HOME * (industry in p.industries), p) for score, p in near),
        key=lambda pair: pair[0],
    )
    return problem if likeness >= close else None


def _mentions(said: str, word: str) -> bool:
    """Latin words whole, with or without a plural s; Han words anywhere."""
    word = word.casefold()
    if word in said and word.isascii():  # so that a few of the 700 are looked for, not all
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}s?(?![a-z0-9])", said) is not None
    return word in said


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


_TOKEN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "is",
        "are",
        "be",
        "too",
        "our",
        "their",
        "they",
        "it",
        "at",
        "by",
    ]
)


def _grams(text: str) -> list[str]:
    """Latin words by their first five letters, blind to endings; Han text by its pairs."""
    found = []
    for token in _TOKEN.findall(_normal(text)[:400]):
        if token.isascii():
            found += [token[:5]] if token not in _COMMON else []
        else:
            found += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
    return found


Vector = Mapping[str, float]


def vector_of(text: str) -> Vector:
    """What a text is about: the more telling a word of it, the more it counts."""
    return _vector(Counter(_grams(text)))


@lru_cache(maxsize=64)
def _problem_vectors(
    problems: tuple[bank.Problem, ...],
) -> tuple[tuple[bank.Problem, Vector], ...]:
    """Each problem once a language: its own words count in full, those of its questions less."""
    return tuple(
        (problem, _vector(_weighed(problem, language)))
        for problem in problems
        for language in LANGUAGES
    )


def _weighed(problem: bank.Problem, language: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for entry in problem.entries():
        weight = 6 if entry is problem.entry else 1
        for gram in _grams(entry.texts[language]):
            counts[gram] += weight
    return counts


@cache
def _rarity() -> Mapping[str, float]:
    """How telling a word is: one that few problems use tells more."""
    seen: Counter[str] = Counter()
    for problem in bank.problems():
        for language in LANGUAGES:
            seen.update(set(_weighed(problem, language)))
    total = len(bank.problems())
    return {gram: math.log(1 + total / count) for gram, count in seen.items()}


def _vector(counts: Mapping[str, int]) -> Vector:
    rarity, rarest = _rarity(), math.log(1 + len(bank.problems()))
    vector = {g: math.sqrt(n) * rarity.get(g, rarest) for g, n in counts.items()}
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {gram: value / length for gram, value in vector.items()}


def _cosine(one: Vector, other: Vector) -> float:
    return sum(value * other[gram] for gram, value in one.items() if gram in other)
