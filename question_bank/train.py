"""Learn the weights of the question judge from the labelled sentences of `training/`.

    python -m question_bank.train                    write weights/questions.<language>.json
    python -m question_bank.train --check            does retraining give the same weights?
    python -m question_bank.train --cross-validate   how well it does on unseen themes and styles

Needs the dev requirements (scikit-learn); the judge itself does not.
"""

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from question_bank.evaluate import Judged, read_rows, report
from question_bank.features import find_grams, is_of_letters
from question_bank.kinds import LANGUAGES, Kind, Language
from question_bank.lexicon import load_lexicon, read

HERE = Path(__file__).parent
KINDS = tuple(Kind)
AGREE_WITHIN = 1e-3
FOLDS = 10
COMPACT = (",", ":")


@dataclass(frozen=True)
class Settings:
    """Chosen by leave-themes-out cross-validation."""

    signs: int = 700
    themes_per_sign: int = 4
    sign_strength: float = 2.0
    words: int = 2600
    word_strength: float = 3.0
    letters: int = 3200
    letter_strength: float = 2.0
    themes_per_gram: int = 2  # an n-gram of one theme only is that trade's jargon
    inverse_regularisation: float = 0.7


SETTINGS: Mapping[Language, Settings] = {
    "en": Settings(),
    "zh-Hans": Settings(letters=5800, letter_strength=10.0, inverse_regularisation=0.3),
}


@dataclass(frozen=True)
class Example:
    kind: Kind
    theme: str
    style: str
    text: str
    signs: tuple[str, ...]
    words: tuple[str, ...]
    letters: tuple[str, ...]


def read_examples(language: Language) -> list[Example]:
    files = sorted(HERE.glob(f"training/questions.{language}*.tsv"))
    return [_example(row, language) for file in files for row in read_rows(file)]


def _example(row: Mapping[str, str], language: Language) -> Example:
    reading = read(row["text"], load_lexicon(language))
    grams = [gram.name for gram in find_grams(reading.question, language)]
    return Example(
        kind=Kind(row["kind"]),
        theme=row["theme"],
        style=row["style"],
        text=row["text"],
        signs=reading.signs,
        words=tuple(gram for gram in grams if not is_of_letters(gram)),
        letters=tuple(gram for gram in grams if is_of_letters(gram)),
    )


def choose(examples: Sequence[Example], what: str, most: int, themes_each: int) -> list[str]:
    """The signs or grams that tell kinds apart best, by counts alone: any machine agrees."""
    themes: defaultdict[str, set[str]] = defaultdict(set)
    kinds: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
    totals = Counter(example.kind for example in examples)
    for example in examples:
        for name in getattr(example, what):
            themes[name].add(example.theme)
            kinds[name][example.kind] += 1
    known = [name for name in kinds if len(themes[name]) >= themes_each]
    known.sort(key=lambda name: (-round(_surprise(kinds[name], totals), 6), name))
    return sorted(known[:most])


def _surprise(seen: Counter[Kind], totals: Counter[Kind]) -> float:
    """How unlike the kinds it was seen in are to the kinds at large (G statistic)."""
    count, all_texts = seen.total(), totals.total()
    return sum(
        times * math.log(times * all_texts / (count * totals[kind])) for kind, times in seen.items()
    )


@dataclass(frozen=True)
class Learned:
    bias: list[float]
    signs: dict[str, list[float]]
    grams: dict[str, list[float]]

    def scores(self, example: Example) -> list[float]:
        total = list(self.bias)
        for weights in (self.signs[sign] for sign in example.signs if sign in self.signs):
            total = [a + b for a, b in zip(total, weights, strict=True)]
        for grams in (example.words, example.letters):
            known = [self.grams[gram] for gram in grams if gram in self.grams]
            for weights in known:
                share = 1 / math.sqrt(len(known))
                total = [a + b * share for a, b in zip(total, weights, strict=True)]
        return total


def learn(
    examples: Sequence[Example], language: Language, settings: Settings, tolerance: float = 1e-7
) -> Learned:
    """Multinomial logistic regression; convex, so the same data give the same weights."""
    from sklearn.linear_model import LogisticRegression

    signs = choose(examples, "signs", settings.signs, settings.themes_per_sign)
    signs = sorted({*signs, *(cue.id for cue in load_lexicon(language).cues)})
    words = choose(examples, "words", settings.words, settings.themes_per_gram)
    letters = choose(examples, "letters", settings.letters, settings.themes_per_gram)
    matrix = _matrix(examples, (signs, words, letters), settings)
    model = LogisticRegression(
        C=settings.inverse_regularisation, tol=tolerance, max_iter=20_000
    ).fit(matrix, [KINDS.index(each.kind) for each in examples])
    strength = [settings.sign_strength] * len(signs) + [settings.word_strength] * len(words)
    strength += [settings.letter_strength] * len(letters)
    rows = [
        [round(weight * by, 4) for weight in column]
        for column, by in zip(model.coef_.T.tolist(), strength, strict=True)
    ]
    return Learned(
        bias=[round(weight, 4) for weight in model.intercept_.tolist()],
        signs=dict(zip(signs, rows, strict=False)),
        grams=dict(zip([*words, *letters], rows[len(signs) :], strict=True)),
    )


def _matrix(
    examples: Sequence[Example], names: tuple[list[str], list[str], list[str]], settings: Settings
) -> Any:
    from scipy.sparse import csr_matrix, hstack

    def block(what: str, known: list[str], strength: float) -> Any:
        column = {name: place for place, name in enumerate(known)}
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for example in examples:
            shown = [column[name] for name in getattr(example, what) if name in column]
            share = 1.0 if what == "signs" else 1 / math.sqrt(max(1, len(shown)))
            columns += shown
            values += [strength * share] * len(shown)
            ends.append(len(columns))
        return csr_matrix((values, columns, ends), shape=(len(examples), len(column)))

    signs, words, letters = names
    blocks = [block("signs", signs, settings.sign_strength)]
    if words:
        blocks.append(block("words", words, settings.word_strength))
    blocks.append(block("letters", letters, settings.letter_strength))
    return hstack(blocks).tocsr()


def cross_validate(
    examples: Sequence[Example], language: Language, by: str, settings: Settings
) -> list[Judged]:
    """Every text judged by weights that never saw its theme (or style)."""
    from sklearn.model_selection import GroupKFold

    groups = [getattr(each, by) for each in examples]
    folds = GroupKFold(min(FOLDS, len(set(groups)))).split(groups, groups=groups)
    judged = []
    for seen, unseen in folds:
        learned = learn([examples[place] for place in seen], language, settings, tolerance=1e-4)
        for example in (examples[place] for place in unseen):
            scores = learned.scores(example)
            best = max(range(len(KINDS)), key=scores.__getitem__)
            confidence = 1 / sum(math.exp(score - scores[best]) for score in scores)
            judged.append(Judged(example.text, example.kind, KINDS[best], confidence))
    return judged


def as_json(learned: Learned) -> str:
    """One line per weight, so that a change can be reviewed."""

    def table(rows: Mapping[str, list[float]]) -> str:
        lines = (
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row, separators=COMPACT)}"
            for name, row in sorted(rows.items())
        )
        return "{\n" + ",\n".join(lines) + "\n}"

    return (
        f'{{\n"kinds": {json.dumps(KINDS)},\n"bias": {json.dumps(learned.bias)},\n'
        f'"signs": {table(learned.signs)},\n"grams": {table(learned.grams)}\n}}\n'
    )


def differences(learned: Learned, path: Path) -> list[str]:
    """Where the stored weights are not what the training data give."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for name, fresh in (("signs", learned.signs), ("grams", learned.grams)):
        found += [f"{name}: {each}" for each in sorted(fresh.keys() ^ stored[name].keys())]
        for each in sorted(fresh.keys() & stored[name].keys()):
            if not _agree(fresh[each], stored[name][each]):
                found.append(f"{name}: {each}: {stored[name][each]}, retrained {fresh[each]}")
    if not _agree(learned.bias, stored["bias"]):
        found.append(f"bias: {stored['bias']}, retrained {learned.bias}")
    return found


def _agree(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= AGREE_WITHIN for a, b in zip(one, other, strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--mistakes", type=int, default=20)
    options = parser.parse_args(arguments)
    wrong = 0
    for language in options.language or LANGUAGES:
        examples, settings = read_examples(language), SETTINGS[language]
        if options.cross_validate:
            for by in ("theme", "style"):
                judged = cross_validate(examples, language, by, settings)
                print(f"{language}, leave-{by}s-out: {report(judged, options.mistakes)}\n")
            continue
        learned = learn(examples, language, settings)
        path = HERE / f"weights/questions.{language}.json"
        if options.check:
            found = differences(learned, path)
            wrong += len(found)
            print(f"{language}: {len(found)} weights differ", *found[:20], sep="\n  ")
            continue
        path.write_text(as_json(learned), encoding="utf-8")
        print(f"{language}: {len(examples)} texts, {len(learned.grams)} n-grams, wrote {path.name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
