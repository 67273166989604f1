"""Did the sale move? Judges what a rep wrote after a visit by the rules of METHOD 4.

Read first: phrases.py (how cues are written), statements.py (who acts, how firmly), weighing.py
(what a statement is worth), headline.py (an order before an advance, an advance before a refusal,
a refusal before further talk); then leaning.py hears the words as a whole. The burden of proof is
on the advance: what is unsure is a continuation, with the one question that would settle it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from question_bank.acts import Actor, Group, load_lexicon
from question_bank.clauses import whole_note
from question_bank.features import Plain
from question_bank.firmness import Modality
from question_bank.headline import about, consistent, highest, telling_words, together
from question_bank.kinds import HAN, LATIN_WORD, Language, OutcomeKind
from question_bank.leaning import WON, Leaning, Ruling, lean
from question_bank.marked import MarkedNote
from question_bank.questions import Because
from question_bank.statements import Statement, read_statements
from question_bank.weighing import UNSURE, Missing, Worth, weigh


class Outcome(StrEnum):
    CLOSE = "close"
    ADVANCE = "advance"
    STALL = "stall"


@dataclass(frozen=True)
class Commitment:
    """A promise for the ledger, the customer's or ours."""

    actor: Actor
    what: str
    who: str | None
    when_span: str | None


@dataclass(frozen=True)
class OutcomeVerdict:
    """No outcome: the visit was not held. `settles`: the question to ask when unsure."""

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


_OUTCOMES: Mapping[OutcomeKind, Outcome | None] = {
    OutcomeKind.ORDER: Outcome.CLOSE,
    OutcomeKind.ADVANCE: Outcome.ADVANCE,
    OutcomeKind.NO_SALE: Outcome.STALL,
    OutcomeKind.NOT_HELD: None,
    OutcomeKind.CONTINUATION: Outcome.STALL,
}
# Which rule a kind falls under where only the words as a whole tell it.
_RULES: Mapping[OutcomeKind, str] = {
    OutcomeKind.ORDER: "O1",
    OutcomeKind.ADVANCE: "A1",
    OutcomeKind.NO_SALE: "N1",
    OutcomeKind.NOT_HELD: "H1",
    OutcomeKind.CONTINUATION: "C1",
}
_CLEARED_BY = {OutcomeKind.ORDER: "signed", OutcomeKind.ADVANCE: "agreed"}
_WORTH_ASKING = 0.4
_DOUBTS = ("agreed", "binds", "with_us")
_COUNTING = frozenset(
    (
        Group.ORDER,
        Group.SPOKEN_ORDER,
        Group.FUTURE_ORDER,
        Group.BARE_YES,
        Group.STEP,
        Group.DATED_STEP,
        Group.SHORTLIST,
        Group.TO_A_BODY,
    )
)
# Decided by the objective, or by what was agreed before: the words alone do not know of either.
_BESIDE_THE_WORDS = ("M1", "C4")
_PROMISES = frozenset(
    (Group.STEP, Group.DATED_STEP, Group.TO_A_BODY, Group.MEETING, Group.OUR_WORK)
)


def judge_outcome(
    text: str,
    language: Language | None = None,
    objective: str | None = None,
    already: Sequence[str] = (),
) -> OutcomeVerdict:
    """`language` breaks a tie only. `already`: what was agreed before this visit (C4)."""
    rules, short = read_by_rules(text, language, objective, already)
    if rules.rule in _BESIDE_THE_WORDS:
        return rules
    spoken = _language(text, language)
    note = whole_note(text, spoken)
    return _weighed(rules, lean(note, spoken, ruling(rules, short)), note)


def ruling(rules: OutcomeVerdict, short: bool) -> Ruling:
    """What of the rules' verdict is weighed."""
    doubt = rules.settles or "sure"
    signs = (
        f"kind {rules.kind}",
        f"rule {rules.rule}",
        f"{rules.kind} by {rules.rule}",
        f"{rules.kind}, {doubt}",
        f"cue {rules.because.cue}",
        f"missing {rules.missing}",
        f"{min(3, len(rules.statements))} promises",
        "by " + "+".join(sorted({each.actor for each in rules.statements})),
        *(("short", f"short {rules.kind}") if short else ()),
    )
    return Ruling(rules.kind, signs, short)


def by_rules(text: str, language: Language | None = None) -> OutcomeVerdict:
    """The cues' verdict alone, for whoever tunes them."""
    return read_by_rules(text, language)[0]


def read_by_rules(
    text: str,
    language: Language | None = None,
    objective: str | None = None,
    already: Sequence[str] = (),
) -> tuple[OutcomeVerdict, bool]:
    """METHOD 4 in order over the statements the cues find; and is one of them known to be short
    of a step?"""
    spoken = _language(text, language)
    note = MarkedNote(text, load_lexicon(spoken))
    statements = _with_known(read_statements(note), already)
    worths = together(consistent([weigh(each) for each in statements]))
    promises = _promises(statements)
    if not worths:
        return _unclear(promises), note.has_aside
    best, headline = highest(worths), highest(about(objective, worths))
    if headline.kind is not best.kind:
        headline = replace(headline, rule="M1")
    return _verdict(headline, worths, promises), any(map(_is_short, worths))


def _is_short(worth: Worth) -> bool:
    said = worth.statement
    known = said.denied or worth.rule in ("C4", "C5", "O1") or worth.settles in _DOUBTS
    return worth.kind is OutcomeKind.CONTINUATION and said.act.group in _COUNTING and known


def _weighed(rules: OutcomeVerdict, leaning: Leaning, note: Plain) -> OutcomeVerdict:
    """The rules' verdict, unless the words as a whole speak clearly for another."""
    kind, confidence = leaning.kind, round(leaning.shares[leaning.kind], 4)
    doubted = _CLEARED_BY.get(rules.kind) if kind not in WON else None
    if kind is rules.kind:
        asked = "agreed" if kind not in WON and leaning.won > _WORTH_ASKING else None
        settles = rules.settles or asked
        sure = min(confidence, UNSURE) if settles else confidence
        return replace(rules, confidence=sure, settles=settles)
    weak = kind is OutcomeKind.ADVANCE and rules.when_span is None
    return replace(
        rules,
        outcome=_OUTCOMES[kind],
        kind=kind,
        weak=weak,
        rule=_RULES[kind],
        missing="when" if weak else "what" if kind is OutcomeKind.CONTINUATION else None,
        because=rules.because if doubted else Because(f"reads_like_{kind}", leaning.telling(note)),
        confidence=confidence,
        settles=doubted,
    )


def _language(text: str, otherwise: Language | None) -> Language:
    """Who writes Chinese mixes English words in, hardly ever the other way round."""
    han, latin = len(HAN.findall(text)), len(LATIN_WORD.findall(text))
    if not han and not latin:
        return otherwise or "en"
    return "zh-Hans" if han > latin / 2 else "en"


def _with_known(statements: Sequence[Statement], already: Sequence[str]) -> list[Statement]:
    """A commitment made before is not new; an order that was only promised before is."""
    known = [
        (each, telling_words(each.said))
        for item in already
        for each in read_statements(MarkedNote(item, load_lexicon(_language(item, None))))
    ]
    if not known:  # which words tell nothing need not be read then
        return list(statements)

    def is_known(statement: Statement) -> bool:
        words = telling_words(statement.said)
        return any(
            each.act.id == statement.act.id and bool(shared & words) for each, shared in known
        )

    return [replace(each, old=each.old or is_known(each)) for each in statements]


def _is_promise(statement: Statement) -> bool:
    to_come = not statement.done or statement.modality is Modality.AGREED
    kept_open = not statement.denied and not statement.old and to_come
    firm = statement.modality in (Modality.DONE, Modality.AGREED)
    promised = statement.act.group in _PROMISES and statement.named and not _says_little(statement)
    return promised and kept_open and firm


def _says_little(statement: Statement) -> bool:
    """ "Call us next month", or a bare "hands": nobody could tell whether it was kept."""
    vague = statement.act.group is Group.MEETING and weigh(statement).kind not in WON
    return vague or not (" " in statement.what or HAN.search(statement.what))


def _promises(statements: Sequence[Statement]) -> tuple[Commitment, ...]:
    """Of each side the first in a clause; the others there are parts of it."""
    first: dict[tuple[str, Actor], Commitment] = {}
    for each in filter(_is_promise, statements):
        promise = Commitment(each.actor, each.what, each.who, each.when)
        first.setdefault((each.said, each.actor), promise)
    return tuple(first.values())


def _verdict(
    best: Worth, worths: Sequence[Worth], promises: tuple[Commitment, ...]
) -> OutcomeVerdict:
    settles = best.settles
    if best.kind is OutcomeKind.CONTINUATION and settles is None:
        # a step nearly agreed is more worth asking about than the rest of the talk
        settles = next((worth.settles for worth in worths if worth.settles), None)
    rule = best.rule
    warm = any(worth.statement.act.group is Group.WARM for worth in worths)
    if best.kind is OutcomeKind.NO_SALE and warm:
        rule = "M1"
    said = best.statement
    return OutcomeVerdict(
        outcome=_OUTCOMES[best.kind],
        kind=best.kind,
        weak=best.weak,
        rule=rule,
        missing=best.missing,
        because=Because(said.act.id, said.words),
        who=said.who,
        what=said.what,
        when_span=said.when,
        confidence=min(best.confidence, UNSURE) if settles else best.confidence,
        settles=settles,
        statements=promises,
    )


def _unclear(promises: tuple[Commitment, ...]) -> OutcomeVerdict:
    because = Because("nothing", "")
    return OutcomeVerdict(
        outcome=Outcome.STALL,
        kind=OutcomeKind.CONTINUATION,
        weak=False,
        rule="C1",
        missing="what",
        because=because,
        who=None,
        what=None,
        when_span=None,
        confidence=0.5,
        settles="step",
        statements=promises,
    )
