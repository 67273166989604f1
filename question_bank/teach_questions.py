"""What the question judge learns from: five kinds, cues and n-grams (METHOD 2)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from question_bank.evaluate import Judged, report
from question_bank.features import find_grams, is_of_letters
from question_bank.kinds import Kind, Language
from question_bank.learning import Example, Learned, Settings, as_json, learn, read_sets, unseen
from question_bank.lexicon import load_lexicon, read

KINDS = tuple(Kind)
FOLDS = 10
UNSEEN = ("theme", "style", "author")
SETTINGS: Mapping[Language, Settings] = {
    "en": Settings(
        signs=1000,
        sign_strength=0.5,
        words=9000,
        word_strength=4.5,
        letters=11_400,
        inverse_regularisation=1.0,
    ),
    "zh-Hans": Settings(
        signs=1000,
        sign_strength=0.5,
        letters=14_000,
        letter_strength=10.0,
        inverse_regularisation=0.3,
    ),
}


def read_examples(language: Language) -> list[Example]:
    return [_example(row, name, language) for name, row in read_sets("questions", language)]


def _example(row: Mapping[str, str], author: str, language: Language) -> Example:
    reading = read(row["text"], load_lexicon(language))
    grams = [gram.name for gram in find_grams(reading.question, language)]
    return Example(
        kind=Kind(row["kind"]),
        theme=row["theme"],
        style=row["style"],
        author=author,
        text=row["text"],
        signs=reading.signs,
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
    cues = [cue.id for cue in load_lexicon(language).cues]
    return learn(examples, KINDS, SETTINGS[language], cues, tolerance, start)


def cross_validate(language: Language, by: str, mistakes: int) -> str:
    """Every text judged by weights that never saw its theme, style or author."""
    judged = []
    taught = unseen(read_examples(language), by, FOLDS, lambda seen: _learned(seen, language, 1e-4))
    for example, shares in taught:
        best = max(range(len(KINDS)), key=shares.__getitem__)
        judged.append(Judged(example.text, Kind(example.kind), KINDS[best], shares[best]))
    return report(judged, mistakes)
