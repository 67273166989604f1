"""How firmly a note says something: done, agreed, hoped for, asked, conditional, or denied."""

from enum import StrEnum

from question_bank.acts import Group
from question_bank.marked import Found, MarkedNote

_SOON_AFTER = 3  # a "not" further from the act belongs to something else
_SPOILT_BY_A_NO = (Group.ORDER, Group.SPOKEN_ORDER, Group.SHORTLIST, Group.STEP)


class Modality(StrEnum):
    DONE = "done"
    AGREED = "agreed"
    HOPED = "hoped"
    ASKED = "asked"  # by us, and nobody said yes
    CONDITIONAL = "conditional"


def modality(note: MarkedNote, found: Found, before: int) -> Modality:
    """`before`: where the predicate of the act begins."""
    clause = found.clause
    if found.act.group is Group.REFUSAL:
        unsure = note.clause_says("if", found.number) or clause.asks
        doubted = note.says("doubted", before, found.start)
        return Modality.HOPED if unsure or doubted else Modality.DONE
    if _is_conditional(note, found.number):
        return Modality.CONDITIONAL
    asked = note.says("asked", clause.start, found.end) and not _accepted(note, found)
    if asked or clause.asks:
        return Modality.ASKED
    hoped = note.says("hoped", before, found.start) or note.says(
        "hearsay", clause.start, found.start
    )
    if hoped or note.says("hoped_after", found.end, clause.stop):
        return Modality.HOPED
    return Modality.AGREED if note.says("future", before, clause.stop) else Modality.DONE


def is_denied(note: MarkedNote, found: Found, before: int) -> bool:
    group = found.act.group
    if group in (Group.REFUSAL, Group.POSTPONED):
        before = max(before, found.start - _SOON_AFTER)
    if note.says("negated_before", before, found.start):
        return True
    if group in (Group.REFUSAL, Group.NOT_HELD):
        return False
    if group not in _SPOILT_BY_A_NO and note.says("came_to_nothing", found.end, note.length):
        return True
    if group in _SPOILT_BY_A_NO and note.says("negated_before", found.start, found.end):
        return True
    return _denied_after(note, found) or _taken_back(note, found)


def _is_conditional(note: MarkedNote, number: int) -> bool:
    """Unless the condition is only that we do our part, or belongs to another clause."""
    clauses = note.note.clauses
    for near in note.around(number):
        if note.clause_says("our_condition", near):
            continue
        clause = clauses[near]
        opens = note.inside("condition", clause.start, clause.stop)
        if near == number and opens:
            return True
        at_the_start = any(
            hit.start == clause.start and not note.says("consequence", hit.start + 1, clause.stop)
            for hit in opens
        )
        first = near == 0 or clauses[near - 1].sentence != clause.sentence
        first = first or note.clause_says("speaks", near - 1)
        if at_the_start and (near > number or (near < number and first)):
            return True
    return False


def _accepted(note: MarkedNote, found: Found) -> bool:
    """They said yes to what we asked, in this sentence or the next."""
    stop = note.end_of_sentence(found.number, further=1)
    accepted = note.says("accepted", found.end, stop)
    return accepted and not note.says("negated_before", found.end, stop)


def _denied_after(note: MarkedNote, found: Found) -> bool:
    near = min(found.clause.stop, found.end + 2 * _SOON_AFTER)
    for hit in note.inside("negated_after", found.end, near):
        another = any(found.end <= each.start <= hit.start for each in note.subjects)
        if hit.start <= found.end + _SOON_AFTER and not another:
            return True
    return False


def _taken_back(note: MarkedNote, found: Found) -> bool:
    """ "They signed! Only the NDA": the next clause begins by taking it back."""
    following = found.number + 1
    if following >= len(note.note.clauses):
        return False
    clause = note.note.clauses[following]
    recanting = note.inside("recants", clause.start, clause.stop)
    return any(hit.start == clause.start for hit in recanting)
