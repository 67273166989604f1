"""What the outcome judge learns from: n-grams of notes, and what its own rules make of them.

The rules were written with some notes at hand: of the sets READ, the themes of one half
(`evaluate_outcomes.half`). What their verdict is worth is learned from all the other notes, or the
rules would seem better than they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from question_bank.clauses import whole_note
from question_bank.evaluate_outcomes import HALVES, Judged, half, report
from question_bank.features import find_grams, is_of_letters
from question_bank.kinds import Language, OutcomeKind
from question_bank.leaning import KINDS, Ruling, decided
from question_bank.learning import Example, Learned, Settings, as_json, learn, read_sets, unseen
from question_bank.outcomes import OutcomeVerdict, read_by_rules, ruling

FOLDS = 10
UNSEEN = ("theme", "author")
READ: Mapping[Language, tuple[str, ...]] = {
    "en": ("01", "02", "03", "35"),
    "zh-Hans": ("01", "02", "03", "18"),
}
_RULES = Settings(signs=400, themes_per_sign=3, inverse_regularisation=1.0, letters=15_000)
SETTINGS: Mapping[Language, Settings] = {
    "en": replace(_RULES, sign_strength=0.5, words=12_000),
    "zh-Hans": replace(_RULES, sign_strength=1.0, letter_strength=6.0),
}


def read_examples(language: Language) -> list[Example]:
    return [_example(row, name, language) for name, row in read_sets("outcomes", language)]


def _example(row: Mapping[str, str], author: str, language: Language) -> Example:
    text = row["text"]
    unread = author not in READ[language] or half(row) == HALVES[1]
    grams = [gram.name for gram in find_grams(whole_note(text, language), language)]
    return Example(
        kind=OutcomeKind(row["kind"]),
        theme=row["theme"],
        style=row["style"],
        author=author,
        text=text,
        signs=_ruling(text).signs if unread else (),
        words=tuple(gram for gram in grams if not is_of_letters(gram)),
        letters=tuple(gram for gram in grams if is_of_letters(gram)),
    )


def weights(language: Language, start: Path | None = None) -> str:
    return as_json(_learned(read_examples(language), language, start=start))


def _learned(
    examples: Sequence[Example],
    language: Language,
    tolerance: float = 1e-7,
    start: Path | None = None,
) -> Learned:
    return learn(examples, KINDS, SETTINGS[language], tolerance=tolerance, start=start)


def _ruling(text: str) -> Ruling:
    return ruling(*_rules(text))


@cache
def _rules(text: str) -> tuple[OutcomeVerdict, bool]:
    return read_by_rules(text)


def cross_validate(language: Language, by: str, mistakes: int) -> str:
    """Every note nobody looked at, judged by weights that never saw its theme or author."""
    judged = []
    taught = unseen(read_examples(language), by, FOLDS, lambda seen: _learned(seen, language, 1e-4))
    for example, shares in taught:
        if not example.signs:
            continue
        both = dict(zip(KINDS, shares, strict=True))
        kind, verdict = decided(_ruling(example.text), both), _rules(example.text)[0]
        told = replace(verdict, confidence=both[kind])
        judged.append(Judged(example.text, OutcomeKind(example.kind), told, kind))
    return report(judged, mistakes)
