"""What the outcome judge learns from: n-grams of notes, and how often its own rules are right.

The rules were written with the notes of some themes at hand (`evaluate_outcomes.half`); how far
to trust them is learned from the notes nobody looked at, or they would seem better than they are.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from question_bank.clauses import whole_note
from question_bank.evaluate import read_rows
from question_bank.evaluate_outcomes import HALVES, Judged, half, report
from question_bank.features import find_grams, is_of_letters
from question_bank.kinds import Language, OutcomeKind
from question_bank.leaning import KINDS, Ruling, decided, said_by_rules
from question_bank.learning import Example, Learned, Settings, as_json, learn, unseen
from question_bank.outcomes import OutcomeVerdict, read_by_rules

TRAINING = Path(__file__).parent / "training"
FOLDS = 10
UNSEEN = ("theme", "author")
SMOOTHED_BY = 3.0  # notes added to every count, spread as the kinds are
SETTINGS: Mapping[Language, Settings] = {
    "en": Settings(signs=0, words=6000, letters=6000, inverse_regularisation=1.0),
    "zh-Hans": Settings(signs=0, letters=9000, letter_strength=6.0, inverse_regularisation=1.0),
}


def read_examples(language: Language) -> list[Example]:
    files = sorted(TRAINING.glob(f"outcomes.{language}*.tsv"))
    return [_example(row, file.stem, language) for file in files for row in read_rows(file)]


def _example(row: Mapping[str, str], author: str, language: Language) -> Example:
    grams = [gram.name for gram in find_grams(whole_note(row["text"], language), language)]
    return Example(
        kind=OutcomeKind(row["kind"]),
        theme=row["theme"],
        style=row["style"],
        author=author,
        text=row["text"],
        signs=(),
        words=tuple(gram for gram in grams if not is_of_letters(gram)),
        letters=tuple(gram for gram in grams if is_of_letters(gram)),
    )


def weights(language: Language) -> str:
    examples = read_examples(language)
    return as_json(_learned(examples, language), {"rules": _trust(examples)})


def _learned(examples: Sequence[Example], language: Language, tolerance: float = 1e-7) -> Learned:
    return learn(examples, KINDS, SETTINGS[language], tolerance=tolerance)


def _trust(examples: Sequence[Example]) -> dict[str, list[float]]:
    """For each thing the rules can say: log shares of the kinds it is, over those at large."""
    counts: defaultdict[str, Counter[OutcomeKind]] = defaultdict(Counter)
    clean = [each for each in examples if half({"theme": each.theme}) == HALVES[1]]
    base = {kind: sum(each.kind == kind for each in clean) / len(clean) for kind in KINDS}
    for each in clean:
        counts[said_by_rules(_ruling(each.text))][OutcomeKind(each.kind)] += 1
    trust = {}
    for name in (said_by_rules(Ruling(kind, sure)) for kind in KINDS for sure in (True, False)):
        seen = counts[name]
        total = seen.total() + SMOOTHED_BY
        trust[name] = [
            round(math.log((seen[kind] + SMOOTHED_BY * base[kind]) / total / base[kind]), 4)
            for kind in KINDS
        ]
    return trust


def _ruling(text: str) -> Ruling:
    verdict, short = _rules(text)
    return Ruling(verdict.kind, verdict.settles is None, short)


@cache
def _rules(text: str) -> tuple[OutcomeVerdict, bool]:
    return read_by_rules(text)


def cross_validate(language: Language, by: str, mistakes: int) -> str:
    """Every note judged by the rules with n-grams and trust that never saw its theme or author."""
    examples = read_examples(language)
    trust: dict[str, Mapping[str, Sequence[float]]] = {}

    def teach(seen: Sequence[Example]) -> Learned:
        trust["now"] = _trust(seen)
        return _learned(seen, language, 1e-4)

    judged = []
    for example, shares in unseen(examples, by, FOLDS, teach):
        rules = _ruling(example.text)
        evidence = trust["now"][said_by_rules(rules)]
        powers = [share * math.exp(more) for share, more in zip(shares, evidence, strict=True)]
        both = {kind: power / sum(powers) for kind, power in zip(KINDS, powers, strict=True)}
        if half({"theme": example.theme}) == HALVES[1]:
            kind, verdict = decided(rules, both), _rules(example.text)[0]
            told = replace(verdict, confidence=both[kind])
            judged.append(Judged(example.text, OutcomeKind(example.kind), told, kind))
    return report(judged, mistakes)
