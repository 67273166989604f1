"""What one statement is worth by itself: METHOD's rules O1 to C7, a function each.

`missing` is the piece that would make it an advance; `settles` is set where the words leave it
open, and is the key of the question that would close it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from question_bank.acts import Actor, Group
from question_bank.firmness import Modality
from question_bank.kinds import OutcomeKind
from question_bank.statements import Statement

Missing = Literal["who", "what", "when", "nearer"]
SURE, FAIRLY_SURE, UNSURE = 0.9, 0.75, 0.6


@dataclass(frozen=True)
class Worth:
    kind: OutcomeKind
    rule: str
    statement: Statement
    missing: Missing | None = None
    weak: bool = False
    confidence: float = SURE
    settles: str | None = None


def weigh(statement: Statement) -> Worth:
    return _RULES[statement.act.group](statement)


def _stall(statement: Statement, rule: str, missing: Missing, settles: str | None = None) -> Worth:
    confidence = UNSURE if settles else SURE
    kind = OutcomeKind.CONTINUATION
    return Worth(kind, rule, statement, missing, confidence=confidence, settles=settles)


def _advance(statement: Statement, rule: str) -> Worth:
    weak = statement.when is None and not statement.done
    missing: Missing | None = "when" if weak else None
    confidence = FAIRLY_SURE if weak else SURE
    return Worth(OutcomeKind.ADVANCE, rule, statement, missing, weak, confidence)


def _not_firm(statement: Statement, rule: str = "C1") -> Worth | None:
    """What keeps any act from counting, whatever it is."""
    if statement.denied:
        return _stall(statement, rule, "what")
    if statement.old:
        return _stall(statement, "C4", "nearer", "new")
    if statement.modality is Modality.ASKED:
        return _stall(statement, rule, "who", "agreed")
    if statement.modality is Modality.HOPED:
        return _stall(statement, rule, "what", "agreed")
    if statement.modality is Modality.CONDITIONAL:
        return _stall(statement, "C5", "what", "condition")
    return None


def _step(statement: Statement) -> Worth:
    if statement.actor is Actor.REP:
        return _stall(statement, "C2", "who")
    if not statement.named:
        return _not_firm(statement) or _stall(statement, "C1", "who", "actor")
    if "same_people" in statement.shows and "new_person" not in statement.shows:
        return _stall(statement, "C3", "nearer", "purpose")
    return _not_firm(statement) or _advance(statement, "A1")


def _dated_step(statement: Statement) -> Worth:
    """Any other verb somebody could watch, if a day is named for it."""
    if "day" not in statement.shows or "vague" in statement.shows:
        return _stall(statement, "C1", "what", "step")
    worth = _step(statement)
    return replace(worth, confidence=UNSURE, settles=worth.settles or "step")


def _shortlist(statement: Statement) -> Worth:
    not_firm = _not_firm(statement)
    if not_firm:
        return not_firm
    if "unofficial" in statement.shows:
        return _stall(statement, "C1", "what", "binds")
    return Worth(OutcomeKind.ADVANCE, "A2", statement)


def _to_a_body(statement: Statement) -> Worth:
    if statement.actor is Actor.REP:
        return _stall(statement, "C2", "who")
    if statement.when is None:
        return _not_firm(statement, "C6") or _stall(statement, "C6", "when", "body_date")
    return _not_firm(statement, "C6") or _advance(statement, "C6")


def _order(statement: Statement) -> Worth:
    not_firm = _not_firm(statement)
    if not_firm:
        return not_firm
    if "other_paper" in statement.shows and not statement.shows & {"contract", "amount"}:
        return _stall(statement, "O1", "what", "binds")
    promised = not statement.done or statement.modality is Modality.AGREED
    powerless = promised and "powerless" in statement.shows
    if powerless or "cannot_bind" in statement.shows:
        return _stall(statement, "O1", "who", "binds")
    if "another_party" in statement.shows and statement.actor is Actor.CUSTOMER:
        if statement.who:
            return replace(_refusal(statement), confidence=FAIRLY_SURE, settles="with_us")
        return _stall(statement, "C1", "who", "with_us")
    if statement.modality is Modality.AGREED and "past" not in statement.shows:
        return _stall(statement, "C5", "what", "signed")
    return Worth(OutcomeKind.ORDER, "O1", statement)


def _spoken_order(statement: Statement) -> Worth:
    not_firm = _not_firm(statement)
    if not_firm:
        return not_firm
    if statement.shows & {"cannot_bind", "powerless"}:
        return _stall(statement, "O1", "who", "binds")
    if "amount" not in statement.shows:
        return _stall(statement, "O1", "what", "amount")
    return Worth(OutcomeKind.ORDER, "O1", statement, confidence=FAIRLY_SURE)


def _meeting(statement: Statement) -> Worth:
    not_firm = _not_firm(statement, "C3")
    if not_firm:
        return not_firm
    if "day" not in statement.shows:
        return _stall(statement, "C3", "when")
    moves = statement.shows & {"new_person", "purpose"}
    if not moves or "same_people" in statement.shows:
        return _stall(statement, "C3", "nearer", "purpose")
    return _advance(statement, "C3")


def _not_held(statement: Statement) -> Worth:
    if statement.denied or statement.modality is Modality.ASKED:
        return _stall(statement, "C1", "what")
    return Worth(OutcomeKind.NOT_HELD, "H1", statement)


def _refusal(statement: Statement) -> Worth:
    doubtful = (Modality.HOPED, Modality.CONDITIONAL, Modality.ASKED)
    if statement.denied or statement.modality in doubtful:
        return _stall(statement, "C1", "what", "refused")
    return Worth(OutcomeKind.NO_SALE, "N1", statement)


# fmt: off
_RULES: Mapping[Group, Callable[[Statement], Worth]] = {
    Group.NOT_HELD:     _not_held,
    Group.REFUSAL:      _refusal,
    Group.POSTPONED:    lambda statement: _stall(statement, "C7", "when"),
    Group.SHORTLIST:    _shortlist,
    Group.TO_A_BODY:    _to_a_body,
    Group.TENDER:       lambda statement: _stall(statement, "A2", "what"),
    Group.STEP:         _step,
    Group.DATED_STEP:   _dated_step,
    Group.ORDER:        _order,
    Group.SPOKEN_ORDER: _spoken_order,
    Group.FUTURE_ORDER: lambda statement: _stall(statement, "C5", "what"),
    Group.BARE_YES:     lambda statement: _stall(statement, "O1", "what"),
    Group.MEETING:      _meeting,
    Group.PASSED_ON:    lambda statement: _stall(statement, "C6", "who"),
    Group.OUR_WORK:     lambda statement: _stall(statement, "C2", "who"),
    Group.WARM:         lambda statement: _stall(statement, "C1", "what"),
}
# fmt: on
