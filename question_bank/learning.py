"""A linear model over signs and n-grams, learned so that it can be reviewed and learned again.

What is learned is convex and chosen by counts alone: the same sentences give the same weights.
Needs the dev requirements (scikit-learn); the judges themselves do not.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from question_bank.evaluate import read_rows

TRAINING = Path(__file__).parent / "training"
AGREE_WITHIN = 1e-3
COMPACT = (",", ":")


def read_sets(judge: str, language: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every labelled line, with the set it stands in: `01`, `02`, …"""
    for file in sorted((TRAINING / f"{judge}.{language}").glob("*.tsv")):
        yield from ((file.stem, row) for row in read_rows(file))


@dataclass(frozen=True)
class Settings:
    """Chosen by cross-validation: how many names of each sort, and how strongly they count."""

    signs: int = 700
    themes_per_sign: int = 4
    sign_strength: float = 2.0
    words: int = 2600
    word_strength: float = 3.0
    letters: int = 3200
    letter_strength: float = 2.0
    themes_per_gram: int = 2  # an n-gram of one theme only is that trade's jargon
    inverse_regularisation: float = 0.7


@dataclass(frozen=True)
class Example:
    """A labelled text. `author`: the set it stands in; `theme`: its trade, or who wrote it."""

    kind: StrEnum
    theme: str
    style: str
    author: str
    text: str
    signs: tuple[str, ...]
    words: tuple[str, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Learned:
    """Weights a kind, in the order of `kinds`; `signs` and `grams` are named by what they are."""

    kinds: tuple[StrEnum, ...]
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

    def shares(self, example: Example) -> list[float]:
        """Probabilities, in the order of `kinds`."""
        scores = self.scores(example)
        powers = [math.exp(score - max(scores)) for score in scores]
        return [power / sum(powers) for power in powers]


def choose(examples: Sequence[Example], what: str, most: int, themes_each: int) -> list[str]:
    """The signs or grams that tell kinds apart best, by counts alone: any machine agrees."""
    themes: defaultdict[str, set[str]] = defaultdict(set)
    kinds: defaultdict[str, Counter[StrEnum]] = defaultdict(Counter)
    totals = Counter(example.kind for example in examples)
    for example in examples:
        for name in getattr(example, what):
            themes[name].add(example.theme)
            kinds[name][example.kind] += 1
    known = [name for name in kinds if len(themes[name]) >= themes_each]
    known.sort(key=lambda name: (-round(_surprise(kinds[name], totals), 6), name))
    return sorted(known[:most])


def _surprise(seen: Counter[StrEnum], totals: Counter[StrEnum]) -> float:
    """How unlike the kinds it was seen in are to the kinds at large (G statistic)."""
    count, all_texts = seen.total(), totals.total()
    return sum(
        times * math.log(times * all_texts / (count * totals[kind])) for kind, times in seen.items()
    )


def learn(
    examples: Sequence[Example],
    kinds: tuple[StrEnum, ...],
    settings: Settings,
    always: Sequence[str] = (),
    tolerance: float = 1e-7,
    start: Path | None = None,
) -> Learned:
    """Multinomial logistic regression; `always`: signs that are weighed however rare. `start`:
    weights to begin at; there is one end wherever one begins, so these only save time."""
    from sklearn.linear_model import LogisticRegression

    signs = choose(examples, "signs", settings.signs, settings.themes_per_sign)
    signs = sorted({*signs, *always})
    words = choose(examples, "words", settings.words, settings.themes_per_gram)
    letters = choose(examples, "letters", settings.letters, settings.themes_per_gram)
    matrix = _matrix(examples, (signs, words, letters), settings)
    strength = [settings.sign_strength] * len(signs) + [settings.word_strength] * len(words)
    strength += [settings.letter_strength] * len(letters)
    model = LogisticRegression(
        C=settings.inverse_regularisation, tol=tolerance, max_iter=20_000, warm_start=True
    )
    if start is not None:
        _begin(model, start, ([*signs], [*words, *letters]), strength)
    model.fit(matrix, [kinds.index(each.kind) for each in examples])
    rows = [
        [round(weight * by, 4) for weight in column]
        for column, by in zip(model.coef_.T.tolist(), strength, strict=True)
    ]
    return Learned(
        kinds=kinds,
        bias=[round(weight, 4) for weight in model.intercept_.tolist()],
        signs=dict(zip(signs, rows, strict=False)),
        grams=dict(zip([*words, *letters], rows[len(signs) :], strict=True)),
    )


def _begin(
    model: Any, start: Path, names: tuple[list[str], list[str]], strength: Sequence[float]
) -> None:
    """What is not known there begins at nought."""
    from scipy.sparse import csr_matrix

    stored = json.loads(start.read_text(encoding="utf-8"))
    nought = [0.0] * len(stored["kinds"])
    rows = [
        stored[table].get(name, nought)
        for table, known in zip(("signs", "grams"), names, strict=True)
        for name in known
    ]
    scaled = [[w / by for w in row] for row, by in zip(rows, strength, strict=True)]
    model.classes_ = csr_matrix([list(range(len(nought)))]).toarray()[0]
    model.coef_ = csr_matrix(scaled).toarray().T.copy()
    model.intercept_ = csr_matrix([stored["bias"]]).toarray()[0]


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
    blocks = [block("signs", signs, settings.sign_strength)] if signs else []
    if words:
        blocks.append(block("words", words, settings.word_strength))
    blocks.append(block("letters", letters, settings.letter_strength))
    return hstack(blocks).tocsr()


def unseen(
    examples: Sequence[Example],
    by: str,
    folds: int,
    teach: Callable[[Sequence[Example]], Learned],
) -> Iterator[tuple[Example, list[float]]]:
    """Every text with the shares weights give it that never saw its theme (style, author)."""
    from sklearn.model_selection import GroupKFold

    groups = [getattr(each, by) for each in examples]
    splits = GroupKFold(min(folds, len(set(groups)))).split(groups, groups=groups)
    for seen, held in splits:
        learned = teach([examples[place] for place in seen])
        for example in (examples[place] for place in held):
            yield example, learned.shares(example)


def as_json(learned: Learned) -> str:
    """One line per weight, so that a change can be reviewed."""

    def table(rows: Mapping[str, Any]) -> str:
        lines = (
            f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row, separators=COMPACT)}"
            for name, row in sorted(rows.items())
        )
        return "{\n" + ",\n".join(lines) + "\n}"

    return (
        f'{{\n"kinds": {json.dumps(learned.kinds)},\n"bias": {json.dumps(learned.bias)},\n'
        f'"signs": {table(learned.signs)},\n"grams": {table(learned.grams)}\n}}\n'
    )


def differences(fresh: str, path: Path) -> list[str]:
    """Where the stored weights are not what the training data give."""
    stored, learned = json.loads(path.read_text(encoding="utf-8")), json.loads(fresh)
    found = []
    for name in sorted(stored.keys() | learned.keys()):
        old, new = stored.get(name), learned.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += [f"{name}: {each}" for each in sorted(old.keys() ^ new.keys())]
            for each in sorted(old.keys() & new.keys()):
                if not _agree(old[each], new[each]):
                    found.append(f"{name}: {each}: {old[each]}, retrained {new[each]}")
        elif name == "kinds" and old != new:
            found.append(f"kinds: {old}, retrained {new}")
        elif name == "bias" and not _agree(old, new):
            found.append(f"bias: {old}, retrained {new}")
    return found


def _agree(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= AGREE_WITHIN for a, b in zip(one, other, strict=True))
