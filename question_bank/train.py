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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from question_bank.evaluate import Judged, read_rows, report
from question_bank.features import find_cues, find_grams, load_cues, plain
from question_bank.kinds import LANGUAGES, Kind, Language

HERE = Path(__file__).parent
KINDS = tuple(Kind)
AGREE_WITHIN = 1e-3
FOLDS = 10


@dataclass(frozen=True)
class Settings:
    """Chosen by leave-themes-out cross-validation."""

    grams: int = 6000
    themes_per_gram: int = 2  # an n-gram of one theme only is that trade's jargon
    cue_strength: float = 1.0
    gram_strength: float = 6.0
    inverse_regularisation: float = 1.0


SETTINGS: Mapping[Language, Settings] = {"en": Settings(), "zh-Hans": Settings()}


@dataclass(frozen=True)
class Example:
    kind: Kind
    theme: str
    style: str
    text: str
    cues: tuple[str, ...]
    grams: tuple[str, ...]


def read_examples(language: Language) -> list[Example]:
    rows = read_rows(HERE / f"training/questions.{language}.tsv")
    return [_example(row, language) for row in rows]


def _example(row: Mapping[str, str], language: Language) -> Example:
    letters = plain(row["text"])
    return Example(
        kind=Kind(row["kind"]),
        theme=row["theme"],
        style=row["style"],
        text=row["text"],
        cues=tuple(hit.cue.id for hit in find_cues(letters, _cues(language))),
        grams=tuple(gram.name for gram in find_grams(letters, language)),
    )


@cache
def _cues(language: Language) -> Any:
    return load_cues(HERE / f"cues/{language}.yaml", language)


def choose_grams(examples: Iterable[Example], settings: Settings) -> list[str]:
    """The n-grams that tell kinds apart best, by counts alone, so that any machine agrees."""
    themes: defaultdict[str, set[str]] = defaultdict(set)
    kinds: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
    totals: Counter[Kind] = Counter()
    for example in examples:
        totals[example.kind] += 1
        for gram in example.grams:
            themes[gram].add(example.theme)
            kinds[gram][example.kind] += 1
    known = [gram for gram in kinds if len(themes[gram]) >= settings.themes_per_gram]
    known.sort(key=lambda gram: (-round(_surprise(kinds[gram], totals), 6), gram))
    return sorted(known[: settings.grams])


def _surprise(seen: Counter[Kind], totals: Counter[Kind]) -> float:
    """How unlike the kinds it was seen in are to the kinds at large (G statistic)."""
    count, all_texts = seen.total(), totals.total()
    return sum(
        times * math.log(times * all_texts / (count * totals[kind])) for kind, times in seen.items()
    )


@dataclass(frozen=True)
class Learned:
    bias: list[float]
    cues: dict[str, list[float]]
    grams: dict[str, list[float]]

    def scores(self, example: Example) -> list[float]:
        known = [self.grams[gram] for gram in example.grams if gram in self.grams]
        share = 1 / math.sqrt(len(known)) if known else 0.0
        total = list(self.bias)
        for weights in (self.cues[cue] for cue in example.cues):
            total = [a + b for a, b in zip(total, weights, strict=True)]
        for weights in known:
            total = [a + b * share for a, b in zip(total, weights, strict=True)]
        return total


def learn(examples: Sequence[Example], language: Language, settings: Settings) -> Learned:
    """Multinomial logistic regression; convex, so the same data give the same weights."""
    from sklearn.linear_model import LogisticRegression

    cues = sorted(cue.id for cue in _cues(language))
    grams = choose_grams(examples, settings)
    model = LogisticRegression(C=settings.inverse_regularisation, tol=1e-7, max_iter=20_000)
    model.fit(
        _matrix(examples, cues, grams, settings), [KINDS.index(each.kind) for each in examples]
    )
    columns = model.coef_.T.tolist()
    strength = [settings.cue_strength] * len(cues) + [settings.gram_strength] * len(grams)
    rows = [
        [round(weight * by, 4) for weight in column]
        for column, by in zip(columns, strength, strict=True)
    ]
    return Learned(
        bias=[round(weight, 4) for weight in model.intercept_.tolist()],
        cues=dict(zip(cues, rows, strict=False)),
        grams=dict(zip(grams, rows[len(cues) :], strict=True)),
    )


def _matrix(
    examples: Sequence[Example], cues: list[str], grams: list[str], settings: Settings
) -> Any:
    from scipy.sparse import csr_matrix

    column = {("cue", cue): place for place, cue in enumerate(cues)}
    column |= {("gram", gram): len(cues) + place for place, gram in enumerate(grams)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for example in examples:
        known = [column["gram", gram] for gram in example.grams if ("gram", gram) in column]
        columns += [column["cue", cue] for cue in example.cues] + known
        values += [settings.cue_strength] * len(example.cues)
        values += [settings.gram_strength / math.sqrt(max(1, len(known)))] * len(known)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(examples), len(column)))


def cross_validate(
    examples: Sequence[Example], language: Language, by: str, settings: Settings
) -> list[Judged]:
    """Every text judged by weights that never saw its theme (or style)."""
    from sklearn.model_selection import GroupKFold

    groups = [getattr(each, by) for each in examples]
    folds = GroupKFold(min(FOLDS, len(set(groups)))).split(groups, groups=groups)
    judged = []
    for seen, unseen in folds:
        learned = learn([examples[place] for place in seen], language, settings)
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
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}"
            for name, row in sorted(rows.items())
        )
        return "{\n" + ",\n".join(lines) + "\n}"

    return (
        f'{{\n"kinds": {json.dumps(KINDS)},\n"bias": {json.dumps(learned.bias)},\n'
        f'"cues": {table(learned.cues)},\n"grams": {table(learned.grams)}\n}}\n'
    )


def differences(learned: Learned, path: Path) -> list[str]:
    """Where the stored weights are not what the training data give."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for name, fresh in (("cues", learned.cues), ("grams", learned.grams)):
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
