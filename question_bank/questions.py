"""What kind of question is this, and which of the rep's own words say so?

`judge_question` adds up what the cues and n-grams found in the text speak for (`linear.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from question_bank.features import Gram, find_grams
from question_bank.kinds import Kind, Language, detect_language
from question_bank.lexicon import Reading, load_lexicon, read
from question_bank.linear import Linear, load_model, push, shares

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
    model = load_model(f"questions.{spoken}")
    reading = read(text, load_lexicon(spoken))
    grams = find_grams(reading.question, spoken, model.grams)
    scores = model.scores(reading.signs, grams)
    for kind, more in (lean or {}).items():
        scores[KINDS.index(kind)] += more
    best = max(range(len(KINDS)), key=scores.__getitem__)
    return Verdict(
        KINDS[best], round(shares(scores)[best], 4), _because(best, reading, grams, model)
    )


def _because(best: int, reading: Reading, grams: Sequence[Gram], model: Linear) -> Because:
    """The strongest cue of the verdict's own kind, or else the words its n-grams point at."""
    kind = KINDS[best]
    pushes = [
        (push(model.signs[hit.cue.id], best), hit) for hit in reading.hits if hit.cue.kind == kind
    ]
    most, hit = max(pushes, key=lambda pair: pair[0], default=(0.0, None))
    if hit and most > 0:
        return Because(hit.cue.id, hit.words)
    words = reading.question.whole_words(*model.telling(grams, best))
    return Because(f"reads_like_{kind}", words)
