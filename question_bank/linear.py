"""A linear model as it is used: what the signs and n-grams of a text speak for is added up.

The weights were learned by `question_bank/train.py` and can be read in `weights/`.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from question_bank.features import Gram

WEIGHTS = Path(__file__).parent / "weights"
_AS_WELL = 0.5
"""So much of what the strongest says."""
Weights = Sequence[float]  # one number per kind, in the order of the judge's kinds


@dataclass(frozen=True)
class Linear:
    bias: Weights
    signs: Mapping[str, Weights]
    grams: Mapping[str, Weights]

    def scores(self, signs: Iterable[str], grams: Sequence[Gram]) -> list[float]:
        """`grams` are known ones. Those of one sort share their say, so that length says none."""
        scores = list(self.bias)
        for sign in signs:
            if sign in self.signs:
                _add(scores, self.signs[sign], 1.0)
        alike = Counter(gram.of_letters for gram in grams)
        for gram in grams:
            _add(scores, self.grams[gram.name], 1 / math.sqrt(alike[gram.of_letters]))
        return scores

    def telling(self, grams: Iterable[Gram], towards: int) -> tuple[int, int]:
        """From where to where the words stand that speak most for a kind: its strongest n-gram,
        and those across it that speak for it too. Empty if none does."""
        spoken = [
            (push(self.grams[gram.name], towards), gram)
            for gram in grams
            if gram.end - gram.start > 1  # one letter tells a person nothing
        ]
        most, best = max(spoken, key=lambda each: each[0], default=(0.0, None))
        if best is None or most <= 0:
            return 0, 0
        across = [
            gram
            for weight, gram in spoken
            if weight >= most * _AS_WELL and gram.start < best.end and best.start < gram.end
        ]
        return min(gram.start for gram in across), max(gram.end for gram in across)


@cache
def load_model(name: str) -> Linear:
    weights = json.loads((WEIGHTS / f"{name}.json").read_text("utf-8"))
    return Linear(weights["bias"], weights["signs"], weights["grams"])


def shares(scores: Sequence[float]) -> list[float]:
    """How likely each kind is."""
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def push(weights: Weights, towards: int) -> float:
    """How much more this speaks for one kind than for the kinds on average."""
    return weights[towards] - sum(weights) / len(weights)


def _add(scores: list[float], weights: Weights, share: float) -> None:
    for place, weight in enumerate(weights):
        scores[place] += weight * share
