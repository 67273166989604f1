"""Did the sale move? Judges what a rep wrote after a visit by the rules of METHOD.

`weighing.py` says what each statement is worth by itself; here the statements are put together:
an order before an advance, an advance before a refusal, a refusal before further talk.
The burden of proof is on the advance: what is unsure is a continuation, with the one question
that would settle it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


_OUTCOME: Mapping[OutcomeKind, Outcome | None] = {
    OutcomeKind.ORDER: Outcome.CLOSE,
    OutcomeKind.ADVANCE: Outcome.ADVANCE,
    OutcomeKind.CONTINUATION: Outcome.STALL,
    OutcomeKind.NO_SALE: Outcome.STALL,
    OutcomeKind.NOT_HELD: None,
}
_HIGHEST_FIRST = (
    OutcomeKind.ORDER,
    OutcomeKind.ADVANCE,
    OutcomeKind.NO_SALE,
    OutcomeKind.NOT_HELD,
    OutcomeKind.CONTINUATION,
)
# Of several stalls the one that says most about what is missing.
_TELLING = ("O1", "C5", "C7", "C4", "C6", "A2", "C3", "C2", "C1")


def judge_outcome(
    text: str,
    language: Language | None = None,
    objective: str | None = None,
    already: Sequence[str] = (),
) -> OutcomeVerdict:
    spoken = detect_language(text, otherwise=language or "en")
    statements = read_statements(text, load_lexicon(spoken))
    worths = _together([weigh(statement) for statement in statements])
    for kind in _HIGHEST_FIRST:
        of_kind = [worth for worth in worths if worth.kind is kind]
        if of_kind:
            return _verdict(min(of_kind, key=_rank), worths)
    return _nothing()


def _rank(worth: Worth) -> tuple[bool, int, float]:
    telling = _TELLING.index(worth.rule) if worth.rule in _TELLING else 0
    return worth.weak, telling, -worth.confidence


def _together(worths: Sequence[Worth]) -> list[Worth]:
    """What a refusal elsewhere in the note does to the other statements."""
    refusals = [worth for worth in worths if worth.kind is OutcomeKind.NO_SALE]
    if not refusals:
        return list(worths)
    to_a_rival = any(worth.statement.act.id == "chose_rival" for worth in refusals)
    last = max(worth.statement.clause for worth in refusals)
    kept = []
    for worth in worths:
        statement = worth.statement
        theirs = "rival" in statement.shows or "ours" not in statement.shows
        if worth.kind is OutcomeKind.ORDER and to_a_rival and theirs:
            continue
        if worth.kind is OutcomeKind.ADVANCE:
            # A way on comes after the refusal; what came before it was refused with the rest.
            if statement.clause <= last and statement.clause < max(
                w.statement.clause for w in refusals
            ):
                continue
            worth = replace(worth, rule="N1")
        kept.append(worth)
    return kept


def _verdict(best: Worth, worths: Sequence[Worth]) -> OutcomeVerdict:
    s = best.statement
    return OutcomeVerdict(_OUTCOME[best.kind], best.kind, best.weak, best.rule, best.missing, Because(s.act.id, s.words), s.who, s.what, s.when, best.confidence, best.settles, ())


def _nothing() -> OutcomeVerdict:
    return OutcomeVerdict(Outcome.STALL, OutcomeKind.CONTINUATION, False, "C1", "what", Because("nothing", ""), None, None, None, 0.5, "anything", ())
