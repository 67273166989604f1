"""Which way a note leans by its words alone, weighed together with what the rules made of it.

The rules know what was agreed wherever they know the words for it; people always find other
words. What n-grams speak for and what the rules' verdict speaks for are learned together. The
burden of proof stays on the advance: to call a stall one takes more than to doubt one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from question_bank.features import Plain, find_grams
from question_bank.kinds import Language, OutcomeKind
from question_bank.linear import load_model, shares

KINDS = tuple(OutcomeKind)
WON = (OutcomeKind.ORDER, OutcomeKind.ADVANCE)
STALLED = tuple(kind for kind in KINDS if kind not in WON)
PROVED, PROVED_BY_WORDS, PROVED_AGAINST = 0.6, 0.75, 0.85
"""How likely it must be that something was agreed: where the rules have found it, where only the
words tell of it, and where the rules have found that it falls short. Chosen on sets left out: a
little lower, and more stalls are flattered; a little higher, and more steps are asked about in
vain (docs/decisions/0006)."""
TOLD_APART = 0.5
"""How likely a stall of another kind than the rules' must be."""


@dataclass(frozen=True)
class Leaning:
    """`shares`: how likely each kind is; `spoke`: where what spoke most for the kind stands."""

    kind: OutcomeKind
    shares: Mapping[OutcomeKind, float]
    spoke: tuple[int, int]

    @property
    def won(self) -> float:
        return sum(self.shares[kind] for kind in WON)

    def telling(self, text: Plain) -> str:
        """The words that speak most for the kind."""
        return text.whole_words(*self.spoke)


@dataclass(frozen=True)
class Ruling:
    """What the rules say, and the signs of it that are weighed; `short`: an order or a step was
    spoken of and is none, being denied, old, hoped for or not yet signed."""

    kind: OutcomeKind
    signs: tuple[str, ...]
    short: bool


def lean(text: Plain, language: Language, rules: Ruling) -> Leaning:
    model = load_model(f"outcomes.{language}")
    grams = find_grams(text, language, model.grams)
    likely = dict(zip(KINDS, shares(model.scores(rules.signs, grams)), strict=True))
    kind = decided(rules, likely)
    return Leaning(kind, likely, model.telling(grams, KINDS.index(kind)))


def decided(rules: Ruling, shares: Mapping[OutcomeKind, float]) -> OutcomeKind:
    """Neither an order nor an advance without proof; what is doubted is no refusal for that."""
    found = rules.kind in WON
    needed = PROVED if found else PROVED_AGAINST if rules.short else PROVED_BY_WORDS
    if sum(shares[kind] for kind in WON) >= needed:
        return _likeliest(WON, shares)
    stall = _likeliest(STALLED, shares)
    if shares[stall] >= TOLD_APART:
        return stall
    return OutcomeKind.CONTINUATION if found else rules.kind


def _likeliest(kinds: Iterable[OutcomeKind], shares: Mapping[OutcomeKind, float]) -> OutcomeKind:
    return max(kinds, key=lambda kind: shares[kind])
