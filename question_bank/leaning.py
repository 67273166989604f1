"""Which way a note leans by its words alone, weighed together with what the rules made of it.

The rules know what was agreed wherever they know the words for it; people always find other
words. What n-grams speak for and what the rules' verdict speaks for are learned together. The
burden of proof stays on the advance: to call a stall one takes more than to doubt one.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from question_bank.features import Gram, Plain, find_grams
from question_bank.kinds import Language, OutcomeKind

WEIGHTS = Path(__file__).parent / "weights"
Weights = Sequence[float]  # one number per kind, in the order of KINDS
KINDS = tuple(OutcomeKind)
WON = (OutcomeKind.ORDER, OutcomeKind.ADVANCE)
STALLED = tuple(kind for kind in KINDS if kind not in WON)
UPHELD, PROVED, TOLD_APART = 0.55, 0.85, 0.5
"""How likely it must be that something was agreed: where the rules say so, and where only the words
do; and how likely a stall of another kind than the rules'. Tuned on authors left out."""


@dataclass(frozen=True)
class Leaning:
    """`shares`: how likely each kind is; `grams`: what spoke, with what each added."""

    kind: OutcomeKind
    shares: Mapping[OutcomeKind, float]
    grams: tuple[tuple[Gram, Weights], ...]

    @property
    def won(self) -> float:
        return sum(self.shares[kind] for kind in WON)

    def telling(self, text: Plain) -> str:
        """The words that speak most for the kind."""
        place = KINDS.index(self.kind)
        found = max(self.grams, key=lambda each: _push(each[1], place), default=None)
        return text.as_typed(found[0].start, found[0].end) if found else ""


@dataclass(frozen=True)
class Ruling:
    """What the rules say, and the signs of it that are weighed."""

    kind: OutcomeKind
    signs: tuple[str, ...]


def lean(text: Plain, language: Language, rules: Ruling) -> Leaning:
    model = _model(language)
    scores = list(model.bias)
    for sign in rules.signs:
        for place, weight in enumerate(model.signs.get(sign, ())):
            scores[place] += weight
    grams = find_grams(text, language, model.grams)
    alike = Counter(gram.of_letters for gram in grams)
    for gram in grams:
        share = 1 / math.sqrt(alike[gram.of_letters])
        for place, weight in enumerate(model.grams[gram.name]):
            scores[place] += weight * share
    powers = [math.exp(score - max(scores)) for score in scores]
    shares = {each: power / sum(powers) for each, power in zip(KINDS, powers, strict=True)}
    spoke = tuple((gram, model.grams[gram.name]) for gram in grams)
    return Leaning(decided(rules, shares), shares, spoke)


def decided(rules: Ruling, shares: Mapping[OutcomeKind, float]) -> OutcomeKind:
    """Neither an order nor an advance without proof."""
    if sum(shares[kind] for kind in WON) >= (UPHELD if rules.kind in WON else PROVED):
        return _likeliest(WON, shares)
    stall = _likeliest(STALLED, shares)
    return stall if shares[stall] >= TOLD_APART or rules.kind in WON else rules.kind


def _likeliest(kinds: Iterable[OutcomeKind], shares: Mapping[OutcomeKind, float]) -> OutcomeKind:
    return max(kinds, key=lambda kind: shares[kind])


def _push(weights: Weights, towards: int) -> float:
    return weights[towards] - sum(weights) / len(weights)


@dataclass(frozen=True)
class _Model:
    bias: Weights
    signs: Mapping[str, Weights]
    grams: Mapping[str, Weights]


@cache
def _model(language: Language) -> _Model:
    weights = json.loads((WEIGHTS / f"outcomes.{language}.json").read_text("utf-8"))
    return _Model(weights["bias"], weights["signs"], weights["grams"])
