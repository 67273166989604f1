"""What one statement is worth: METHOD's rules O1 to C7, statement by statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from question_bank.acts import Group
from question_bank.statements import Actor, Modality, Statement

Missing = Literal["who", "what", "when", "nearer"]


class OutcomeKind(StrEnum):
    ORDER = "order"
    ADVANCE = "advance"
    CONTINUATION = "continuation"
    NO_SALE = "no_sale"
    NOT_HELD = "not_held"


@dataclass(frozen=True)
class Worth:
    kind: OutcomeKind
    rule: str
    statement: Statement
    missing: Missing | None = None
    weak: bool = False
    confidence: float = 0.9
    settles: str | None = None


def weigh(statement: Statement) -> Worth:
    return _RULES[statement.act.group](statement)


def _stall(statement: Statement, rule: str, missing: Missing, settles: str | None = None) -> Worth:
    confidence = 0.6 if settles else 0.9
    return Worth(OutcomeKind.CONTINUATION, rule, statement, missing, False, confidence, settles)


def _advance(statement: Statement, rule: str) -> Worth:
    undated = statement.when is None and statement.modality is Modality.AGREED
    missing: Missing | None = "when" if undated else None
    return Worth(OutcomeKind.ADVANCE, rule, statement, missing, undated, 0.9)


def _not_firm(statement: Statement) -> Worth | None:
    """What keeps any act from counting, whatever it is."""
    if statement.denied:
        return _stall(statement, "C1", "what")
    if statement.old:
        return _stall(statement, "C4", "nearer", "new")
    if statement.modality is Modality.ASKED:
        return _stall(statement, "C1", "who", "agreed")
    if statement.modality is Modality.HOPED:
        return _stall(statement, "C1", "what", "agreed")
    if statement.modality is Modality.CONDITIONAL:
        return _stall(statement, "C5", "what", "condition")
    return None


def _step(statement: Statement) -> Worth:
    if statement.actor is Actor.REP:
        return _stall(statement, "C2", "who")
    if not statement.named:
        return _not_firm(statement) or _stall(statement, "C1", "who", "actor")
    return _not_firm(statement) or _advance(statement, "A1")


def _dated_step(statement: Statement) -> Worth:
    if "day" not in statement.shows:
        return _stall(statement, "C1", "what", "step")
    return replace(_step(statement), confidence=0.7)


def _shortlist(statement: Statement) -> Worth:
    return _not_firm(statement) or replace(_advance(statement, "A2"), weak=False, missing=None)


def _to_a_body(statement: Statement) -> Worth:
    not_firm = _not_firm(statement)
    if not_firm:
        return replace(not_firm, rule="C6") if not_firm.rule == "C1" else not_firm
    if statement.actor is Actor.REP:
        return _stall(statement, "C2", "who")
    if statement.when is None:
        return _stall(statement, "C6", "when", "body_date")
    return _advance(statement, "C6")


def _order(statement: Statement) -> Worth:
    not_firm = _not_firm(statement)
    if not_firm:
        return not_firm
    if "cannot_bind" in statement.shows:
        return _stall(statement, "O1", "who", "binds")
    if statement.modality is Modality.AGREED and not statement.shows & {"past"}:
        return _stall(statement, "C5", "what", "signed")
    return Worth(OutcomeKind.ORDER, "O1", statement)


def _spoken_order(statement: Statement) -> Worth:
    not_firm = _not_firm(statement)
    if not_firm:
        return not_firm
    if "cannot_bind" in statement.shows:
        return _stall(statement, "O1", "who", "binds")
    if "amount" not in statement.shows:
        return _stall(statement, "O1", "what", "amount")
    return Worth(OutcomeKind.ORDER, "O1", statement, confidence=0.8)


def _meeting(statement: Statement) -> Worth:
    not_firm = _not_firm(statement)
    if not_firm:
        return replace(not_firm, rule="C3") if not_firm.rule == "C1" else not_firm
    if "day" not in statement.shows:
        return _stall(statement, "C3", "when")
    moves = statement.shows & {"new_person", "purpose"}
    if not moves or "same_people" in statement.shows:
        return _stall(statement, "C3", "nearer")
    return _advance(statement, "C3")


def _refusal(statement: Statement) -> Worth:
    doubtful = (Modality.HOPED, Modality.CONDITIONAL, Modality.ASKED)
    if statement.denied or statement.modality in doubtful:
        return _stall(statement, "C1", "what", "refused")
    return Worth(OutcomeKind.NO_SALE, "N1", statement)


_RULES: Mapping[Group, Callable[[Statement], Worth]] = {
    Group.NOT_HELD: lambda statement: Worth(OutcomeKind.NOT_HELD, "H1", statement),
    Group.REFUSAL: _refusal,
    Group.POSTPONED: lambda statement: _stall(statement, "C7", "when"),
    Group.SHORTLIST: _shortlist,
    Group.TO_A_BODY: _to_a_body,
    Group.STEP: _step,
    Group.DATED_STEP: _dated_step,
    Group.ORDER: _order,
    Group.SPOKEN_ORDER: _spoken_order,
    Group.FUTURE_ORDER: lambda statement: _stall(statement, "C5", "what"),
    Group.BARE_YES: lambda statement: _stall(statement, "O1", "what"),
    Group.MEETING: _meeting,
    Group.TENDER: lambda statement: _stall(statement, "A2", "what"),
    Group.PASSED_ON: lambda statement: _stall(statement, "C6", "who"),
    Group.OUR_WORK: lambda statement: _stall(statement, "C2", "who"),
    Group.WARM: lambda statement: _stall(statement, "C1", "what"),
}
