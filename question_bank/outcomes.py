"""Did the sale move? Judges what a rep wrote after a visit by the rules of METHOD.

`weighing.py` says what each statement is worth by itself; here the statements are put together:
an order before an advance, an advance before a refusal, a refusal before further talk.
The burden of proof is on the advance: what is unsure is a continuation, with the one question
that would settle it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from question_bank.acts import Group, load_lexicon
from question_bank.kinds import LANGUAGES, Language, detect_language
from question_bank.questions import Because
from question_bank.statements import Actor, Modality, Statement, read_statements
from question_bank.weighing import Missing, OutcomeKind, Worth, weigh


class Outcome(StrEnum):
    CLOSE = "close"
    ADVANCE = "advance"
    STALL = "stall"


@dataclass(frozen=True)
class Commitment:
    """For the ledger: the customer's promises and ours."""

    actor: Actor
    what: str
    who: str | None
    when_span: str | None


@dataclass(frozen=True)
class OutcomeVerdict:
    """`settles` is the key of the one question that would settle an unsure verdict."""

    outcome: Outcome | None
    kind: OutcomeKind
    weak: bool
    rule: str
    missing: Missing | None
    because: Because
    who: str | None
    what: str | None
    when_span: str | None
    confidence: float
    settles: str | None
    statements: tuple[Commitment, ...]


_OUTCOME = {
    OutcomeKind.ORDER: Outcome.CLOSE,
    OutcomeKind.ADVANCE: Outcome.ADVANCE,
    OutcomeKind.CONTINUATION: Outcome.STALL,
    OutcomeKind.NO_SALE: Outcome.STALL,
    OutcomeKind.NOT_HELD: None,
}
_FROM_HIGH_TO_LOW = (OutcomeKind.ORDER, OutcomeKind.ADVANCE, OutcomeKind.NO_SALE, OutcomeKind.NOT_HELD, OutcomeKind.CONTINUATION)
_TELLING = ("O1", "C5", "C7", "C4", "C6", "A2", "C3", "C2", "C1")


def judge_outcome(
    text: str,
    language: Language | None = None,
    objective: str | None = None,
    already: Sequence[str] = (),
) -> OutcomeVerdict:
    spoken = detect_language(text, otherwise=language or "en")
    statements = read_statements(text, load_lexicon(spoken))
    worths = [weigh(statement) for statement in statements]
    for kind in _FROM_HIGH_TO_LOW:
        of_kind = [w for w in worths if w.kind is kind]
        if of_kind:
            break
    else:
        return _verdict(None, statements)
    best = min(of_kind, key=lambda w: (w.weak, _TELLING.index(w.rule) if w.rule in _TELLING else 0))
    return _verdict(best, statements)

def _verdict(best, statements):
    if best is None:
        return OutcomeVerdict(Outcome.STALL, OutcomeKind.CONTINUATION, False, "C1", "what", Because("nothing", ""), None, None, None, 0.5, "anything", ())
    s = best.statement
    return OutcomeVerdict(_OUTCOME[best.kind], best.kind, best.weak, best.rule, best.missing, Because(s.act.id, s.words), s.who, s.what, s.when, best.confidence, best.settles, ())
