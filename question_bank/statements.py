"""What a note says: its statements, each with who acts, what, when, and how firmly.

Every act of the cue file is looked for (marked.py); the words around it, back to its subject and
on to the end of its clause, tell whose act it is, by when, and whether it is firm (firmness.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from question_bank.acts import Act, Actor, Group
from question_bank.clauses import Clause
from question_bank.firmness import Modality, is_denied, modality
from question_bank.marked import Found, MarkedNote, Subject
from question_bank.phrases import Hit

_SOON_AFTER = 3
_DATES_WEIGHED = 8
# What else a clause can show, and whether a neighbouring clause may show it instead.
_SIGNS_NEAR: Mapping[str, bool] = {
    "same_people": True,
    "past": False,
    "rival": False,
    "ours": False,
    "vague": False,
    "amount": True,
    "new_person": True,
    "purpose": True,
    "cannot_bind": True,
    "held": True,
    "unofficial": True,
    "undone": False,
    "contract": False,
    "other_paper": True,
}
_SIGNS_OF_A_MEETING = ("new_person", "purpose")  # wherever in the sentence
_SIGNS_ANYWHERE = ("powerless", "talked")
_LED_BY_A_VERB = (Group.STEP, Group.DATED_STEP, Group.TO_A_BODY, Group.MEETING, Group.PASSED_ON)
_LONGEST_NAME = 3  # "the plant director"
_SHORT_CLAUSE = 18
_LONGEST_LEAD = 6  # words between a subject and the act that still belong to it


@dataclass(frozen=True)
class Statement:
    """`named`: somebody is said to do it, or the phrase leaves no doubt whose act it is.

    `words` are the act alone, `what` goes on to the end of the clause, `said` is all of it.
    `done` acts are behind us, `old` ones were agreed before this visit.
    """

    act: Act
    actor: Actor
    named: bool
    who: str | None
    words: str
    what: str
    when: str | None
    modality: Modality
    denied: bool
    done: bool
    old: bool
    shows: frozenset[str]
    said: str
    place: int


def read_statements(note: MarkedNote) -> tuple[Statement, ...]:
    """In the order of the text."""
    return tuple(_statement(note, found) for found in note.acts)


def _statement(note: MarkedNote, found: Found) -> Statement:
    clause = found.clause
    subject = _subject(note, found)
    actor, named = _actor(note, subject, found)
    before = _predicate(note, subject, found)
    when = _when(note, found)
    start, end = _told_as(note, subject, found)
    by_us = subject is None or subject.actor is not actor
    return Statement(
        act=found.act,
        actor=actor,
        named=named,
        who=None if subject is None or by_us else note.as_typed(subject.start, subject.end) or None,
        words=note.as_typed(start, end),
        what=note.as_typed(start, clause.stop),
        when=note.as_typed(when.start, when.end) if when else None,
        modality=modality(note, found, before),
        denied=is_denied(note, found, before),
        done=note.says("done", before, min(found.end + _SOON_AFTER, clause.stop)),
        old=_is_old(note, found),
        shows=frozenset(_shows(note, found, when)),
        said=note.as_typed(clause.start, clause.stop),
        place=found.start,
    )


def _only_begins(subject: Subject, start: int) -> bool:
    """The act's phrase takes in the end of a name, or a pronoun; a longer word belongs to it."""
    inside = subject.start < start < subject.end
    return inside or (subject.start == start and subject.end == start + 1)


def _told_as(note: MarkedNote, subject: Subject | None, found: Found) -> tuple[int, int]:
    """The act from its verb on, and not broken off: no "demo at our", no "failure log by"."""
    start, end = found.start, found.end
    if not note.unfinished:  # where nothing tells what is broken off, a short clause is told whole
        if subject and _only_begins(subject, start) and subject.end < end:
            start = subject.end
        return start, found.clause.stop if found.clause.stop - start <= _SHORT_CLAUSE else end
    dates = {
        hit.start: hit.end for hit in note.inside("date", found.clause.start, found.clause.stop)
    }
    led = found.act.group in _LED_BY_A_VERB
    if subject and led and found.clause.start <= subject.start and subject.end <= start:
        opened = [hit.end for hit in note.inside("and", subject.end, start)]
        lead = max([subject.end, *opened])
        while lead < start and (lead in dates or note.is_open(lead)):
            lead = dates.get(lead, lead + 1)
        start = lead if 0 <= start - lead <= _LONGEST_LEAD else start
    whole = found.clause.stop - start <= _SHORT_CLAUSE
    if found.act.group is Group.DATED_STEP and whole:  # the verb alone tells nothing: "runs"
        return start, found.clause.stop
    if end - 1 in dates and end - 1 > start:
        return start, end - 1
    return start, _finished(note, end, found.clause.stop) if note.is_open(end - 1) else end


def _finished(note: MarkedNote, end: int, stop: int) -> int:
    """Past the words that cannot stand last, and the few that follow them."""
    while end < stop and note.is_open(end):
        end += 1
    last = min(stop, end + _LONGEST_NAME)
    while end < last and not note.is_open(end):
        end += 1
    return end


def _is_old(note: MarkedNote, found: Found) -> bool:
    """Said of the act itself, or beside it where the act is not of today."""
    if note.clause_says("old", found.number):
        at_last = found.act.group is Group.ORDER and note.clause_says("now", found.number)
        return not at_last
    if note.says("recalled", found.end, note.end_of_sentence(found.number, further=2)):
        return True
    if found.act.group is Group.ORDER:
        return False  # "the price of last time, signed"
    beside = note.any_clause_says("old", note.around(found.number))
    return beside and not note.clause_says("now", found.number)


def _subject(note: MarkedNote, found: Found) -> Subject | None:
    """The nearest before the act in its clause, else of a clause before."""
    until = found.start + 1
    for clause in reversed(note.note.clauses[: found.number + 1]):
        if clause.sentence != found.clause.sentence:
            return None
        inside = [each for each in note.subjects if clause.start <= each.start < until]
        if inside:
            doer = _and_another(note, _doer(note, inside, clause, found), found.number)
            return _as_meant(note, doer, found)
        until = clause.start
    return None


def _doer(note: MarkedNote, inside: Sequence[Subject], clause: Clause, found: Found) -> Subject:
    """The nearest; but of "I met the director and will send it", "I send the director the test
    report" it is "I"."""
    nearest = max(inside, key=lambda each: (each.end, -each.start))
    if note.says("not_i", nearest.end, found.end):
        return nearest
    opens = [hit.end for hit in note.inside("and", clause.start, found.start)]
    if any(nearest.end < end for end in opens):
        leads = [each for each in inside if each.start in (clause.start, *opens)]
        return max(leads, key=lambda each: (each.start, each.end), default=nearest)
    before = [each for each in inside if each.end < nearest.start and clause is found.clause]
    return before[-1] if before and _is_object(note, nearest, clause) else nearest


def _is_object(note: MarkedNote, subject: Subject, clause: Clause) -> bool:
    """ "I met the manager", but not "I met the manager who"."""
    led = note.inside("object_of", clause.start, subject.end)
    goes_on = any(
        hit.start == subject.end for hit in note.inside("goes_on", subject.end, clause.stop)
    )
    return not goes_on and any(hit.end in (subject.start, subject.start + 1) for hit in led)


def _and_another(note: MarkedNote, subject: Subject, number: int) -> Subject:
    """ "The planner and I wrote": "and I" opens a clause, but what stands before is no clause."""
    clause, before = note.note.clauses[number], note.note.clauses[number - 1]
    opens = subject.start == clause.start + 1 and note.says("and", clause.start, subject.start)
    if subject.actor is not Actor.REP or not opens or before.stop != clause.start:
        return subject
    alone = any(
        each.actor is Actor.CUSTOMER and each.end == before.stop and each.start <= before.start + 1
        for each in note.subjects
    )
    return replace(subject, actor=Actor.JOINT) if alone else subject


def _as_meant(note: MarkedNote, subject: Subject, found: Found) -> Subject:
    """ "You send it, I take it to the board": who says "you" to the rep is the customer."""
    spoken = note.says("you_do", note.start_of_sentence(found.number), subject.start)
    spoken = spoken or note.says("to_you", subject.end, found.clause.stop)
    if subject.actor is Actor.REP and spoken:
        return replace(subject, actor=Actor.CUSTOMER)
    return subject


def _actor(note: MarkedNote, subject: Subject | None, found: Found) -> tuple[Actor, bool]:
    """And whether we know."""
    if found.act.group is Group.OUR_WORK or _told_us(note, found) or _is_ours(note, subject, found):
        return Actor.REP, True
    ours = subject is not None and subject.actor is Actor.REP
    if ours and found.act.group is Group.STEP and not _shared(note, subject, found):
        return Actor.REP, True
    if found.act.shown:
        together = subject is not None and subject.actor is not Actor.CUSTOMER
        return (Actor.JOINT if together else Actor.CUSTOMER), True
    return (subject.actor, True) if subject else (Actor.CUSTOMER, False)


def _told_us(note: MarkedNote, found: Found) -> bool:
    """ "He asked me to send the drawings": ours, unless it comes to us or another takes over."""
    clause = found.clause
    told = note.inside("told", clause.start, found.start)
    if not told or note.says("to_us", clause.start, found.end):
        return False
    others = (each for each in note.subjects if each.actor is Actor.CUSTOMER)
    return not any(told[-1].end <= each.start <= found.start for each in others)


def _is_ours(note: MarkedNote, subject: Subject | None, found: Found) -> bool:
    """ "Drawings over to them on Friday": what goes to the customer, and nobody said who brings
    it, comes from us. And 参数我来改 says so after the act has begun."""
    clause = found.clause
    if found.act.group not in (Group.STEP, Group.DATED_STEP):
        return False
    if note.says("by_us", found.start, clause.stop):
        return True
    goes = note.inside("to_them", found.start, clause.stop)
    if not goes or (subject is not None and subject.start >= clause.start):
        return False
    beside = ((clause.start, goes[0].start), (goes[0].end, clause.stop))
    return not any(note.says("to_us", start, stop) for start, stop in beside)


def _shared(note: MarkedNote, subject: Subject | None, found: Found) -> bool:
    """ "We booked the trial": settled with them, or it comes to us."""
    clause = found.clause
    start = max(clause.start, subject.start) if subject else clause.start
    settled = note.says("settled", clause.start, clause.stop)
    return settled or note.says("to_us", start, found.end)


def _predicate(note: MarkedNote, subject: Subject | None, found: Found) -> int:
    """Where the act's predicate begins: at its subject, or at an "and" that opens one."""
    start = found.clause.start
    if subject and subject.start >= start:
        start = min(subject.start, found.start)
    for joint in note.inside("and", start, found.start):
        opened = note.says("firm", joint.end, found.start)
        if opened or note.says("finite", joint.end, found.end):
            start = joint.end
    return start


def _when(note: MarkedNote, found: Found) -> Hit | None:
    """A named day rather than how long it takes; after the act rather than before it; else from a
    neighbour without an act."""
    clause = found.clause
    spans = [(found.start, clause.stop), (clause.start, clause.stop)]
    for number in note.around(found.number)[1:]:
        if not note.has_act(number):
            neighbour = note.note.clauses[number]
            spans.append((neighbour.start, neighbour.stop))
    told = [note.inside("date", start, stop)[:_DATES_WEIGHED] for start, stop in spans]
    named = [[hit for hit in dates if note.says("day", hit.start, hit.end)] for dates in told]
    first: list[Hit] = next(filter(None, (*named, *told)), [])
    return max(first, key=lambda hit: hit.end - hit.start, default=None)


def _shows(note: MarkedNote, found: Found, when: Hit | None) -> Iterator[str]:
    if when and note.says("day", when.start, when.end):
        yield "day"
    if _names_another(note, found):
        yield "another_party"
    yield from (name for name in _SIGNS_ANYWHERE if note.says(name, 0, note.length))
    for name, near_too in _SIGNS_NEAR.items():
        numbers = note.around(found.number) if near_too else (found.number,)
        if name in _SIGNS_OF_A_MEETING and found.act.group is Group.MEETING:
            numbers = note.sentence(found.number)
        if note.any_clause_says(name, numbers):
            yield name


def _names_another(note: MarkedNote, found: Found) -> bool:
    """ "Signed with Harlow": a name we do not know, after "with" or "to"."""
    stop = note.end_of_sentence(found.number)
    towards = note.inside("towards", found.start, stop)
    return any(hit.end < stop and note.is_name(hit.end) for hit in towards)
