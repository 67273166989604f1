"""What kind of question is this, and which of the rep's own words say so?

`judge_question` adds up what the cues and n-grams found in the text speak for; the weights
were learned by `question_bank/train.py` and can be read in `weights/questions.<language>.json`.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from question_bank.features import Gram, find_grams
from question_bank.kinds import Kind, Language, detect_language
from question_bank.lexicon import Reading, load_lexicon, read

WEIGHTS = Path(__file__).parent / "weights"
Weights = tuple[float, ...]  # one number per kind, in the order of KINDS
KINDS = tuple(Kind)


@dataclass(frozen=True)
class Because:
    """`cue` is the key of the sentence that explains; `words` are the rep's own, maybe none."""

    cue: str
    words: str


@dataclass(frozen=True)
class Verdict:
    kind: Kind
    confidence: float
    because: Because


@dataclass(frozen=True)
class Model:
    bias: Weights
    signs: Mapping[str, Weights]
    grams: Mapping[str, Weights]


def judge_question(
    text: str, language: Language | None = None, lean: Mapping[Kind, float] | None = None
) -> Verdict:
    """`language` breaks a tie only: reps write in both, so the words themselves outrank it.

    `lean` is what speaks for a kind besides the words, such as where the question was typed; it
    counts like a weight.
    """
    if not any(map(str.isalpha, text)):
        return Verdict(Kind.OTHER, 1.0, Because("says_nothing", ""))
    spoken = detect_language(text, otherwise=language or "en")
    model = load_model(spoken)
    reading = read(text, load_lexicon(spoken))
    grams = find_grams(reading.question, spoken, model.grams)
    scores = list(model.bias)
    for sign in reading.signs:
        if sign in model.signs:
            _add(scores, model.signs[sign], 1.0)
    alike = Counter(each.of_letters for each in grams)
    for gram in grams:
        _add(scores, model.grams[gram.name], 1 / math.sqrt(alike[gram.of_letters]))
    for kind, push in (lean or {}).items():
        scores[KINDS.index(kind)] += push
    best = max(range(len(KINDS)), key=scores.__getitem__)
    confidence = 1 / sum(math.exp(score - scores[best]) for score in scores)
    return Verdict(KINDS[best], round(confidence, 4), _because(best, reading, grams, model))


@cache
def load_model(language: Language) -> Model:
    weights = json.loads((WEIGHTS / f"questions.{language}.json").read_text("utf-8"))
    return Model(weights["bias"], weights["signs"], weights["grams"])


def _add(scores: list[float], weights: Weights, share: float) -> None:
    for place, weight in enumerate(weights):
        scores[place] += weight * share


def _push(weights: Weights, towards: int) -> float:
    """How much more this speaks for one kind than for the kinds on average."""
    return weights[towards] - sum(weights) / len(weights)


def _because(best: int, reading: Reading, grams: Iterable[Gram], model: Model) -> Because:
    """The strongest cue of the verdict's own kind, or else the words its n-grams point at."""
    kind = KINDS[best]
    pushes = [
        (_push(model.signs[hit.cue.id], best), hit) for hit in reading.hits if hit.cue.kind == kind
    ]
    push, hit = max(pushes, key=lambda pair: pair[0], default=(0.0, None))
    if hit and push > 0:
        return Because(hit.cue.id, hit.words)
    pointing = max(grams, key=lambda gram: _push(model.grams[gram.name], best), default=None)
    words = reading.question.as_typed(pointing.start, pointing.end) if pointing else ""
    return Because(f"reads_like_{kind}", words)
