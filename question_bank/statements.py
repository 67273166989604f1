"""What a note says: its statements, each with who acts, what, when, and how firmly.

Every act of the cue file is looked for; the words around it, back to its subject and on to the
end of its clause, tell whether it is denied, hoped for, conditional, or old.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from question_bank.acts import Act, Group, Lexicon
from question_bank.clauses import Clause, Note, read_note
from question_bank.phrases import Hit


class Actor(StrEnum):
    CUSTOMER = "customer"
    JOINT = "joint"
    REP = "rep"


class Modality(StrEnum):
    DONE = "done"
    AGREED = "agreed"
    HOPED = "hoped"
    ASKED = "asked"  # by us, and nobody said yes
    CONDITIONAL = "conditional"


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


def read_statements(text: str, lexicon: Lexicon) -> tuple[Statement, ...]:
    """In the order of the text."""
    note = _cut(read_note(text, lexicon.language, lexicon.spelling), lexicon)
    reader = _Reader(note, lexicon)
    return tuple(reader.statement(found) for found in reader.found)


def _cut(note: Note, lexicon: Lexicon) -> Note:
    """Joining words open a clause where the punctuation does not."""
    clauses: list[Clause] = []
    for clause in note.clauses:
        hits = lexicon.cuts.find(note.tokens, clause.start, clause.stop)
        inner = {hit.start for hit in hits} - {clause.start}
        edges = [clause.start, *sorted(inner), clause.stop]
        clauses += (
            replace(clause, start=start, stop=stop) for start, stop in zip(edges, edges[1:])
        )
    return replace(note, clauses=tuple(clauses))


@dataclass(frozen=True)
class _Found:
    act: Act
    clause: int
    start: int
    end: int


@dataclass(frozen=True)
class _Subject:
    actor: Actor
    start: int
    end: int


# What else a clause can show, and whether its neighbours may show it instead.
_SHOWN_NEAR = {
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
}


_SPOILT_BY_A_NO = (Group.ORDER, Group.SPOKEN_ORDER, Group.SHORTLIST)


class _Reader:
    def __init__(self, note: Note, lexicon: Lexicon) -> None:
        self.note = note
        self.known = lexicon.known
        self.hits: dict[str, list[Hit]] = defaultdict(list)
        acts: list[_Found] = []
        for number, clause in enumerate(note.clauses):
            for hit in lexicon.book.find(note.tokens, clause.start, clause.stop):
                if hit.owner in lexicon.acts:
                    acts.append(_Found(lexicon.acts[hit.owner], number, hit.start, hit.end))
                else:
                    self.hits[hit.owner].append(hit)
        self._choose(acts)
        self.starts = {name: [hit.start for hit in hits] for name, hits in self.hits.items()}
        self.subjects = sorted(
            (_Subject(actor, hit.start, hit.end) for actor in Actor for hit in self.hits[actor]),
            key=lambda subject: (subject.start, subject.end),
        )

    def _choose(self, acts: list[_Found]) -> None:
        """Where acts overlap the lower rank is meant; nothing is read in an aside."""
        taken = bytearray(len(self.note.tokens))
        asides = bytearray(len(self.note.tokens))
        self.found: list[_Found] = []
        for each in sorted(acts, key=lambda found: (found.act.rank, found.start)):
            if any(taken[each.start : each.end]):
                continue
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            if each.act.group is Group.ASIDE:
                asides[each.start : each.end] = b"\1" * (each.end - each.start)
            else:
                self.found.append(each)
        self.found.sort(key=lambda found: found.start)
        for name, hits in self.hits.items():
            self.hits[name] = [hit for hit in hits if not any(asides[hit.start : hit.end])]

    def statement(self, found: _Found) -> Statement:
        clause = self.note.clauses[found.clause]
        subject = self._subject(found)
        actor, named = self._actor(clause, subject, found)
        before = self._before(clause, subject, found)
        when = self._when(found)
        return Statement(
            act=found.act,
            actor=actor,
            named=named,
            who=self._who(subject, actor),
            words=self.note.as_typed(found.start, found.end),
            what=self.note.as_typed(found.start, clause.stop),
            when=self.note.as_typed(when.start, when.end) if when else None,
            modality=self._modality(found, clause, before),
            denied=self._denied(clause, before, found),
            done=self._says("done", before, min(found.end + 3, clause.stop)),
            old=any(self._clause_says("old", n) for n in self._around(found.clause)),
            shows=frozenset(self._shows(found, when)),
            said=self.note.as_typed(clause.start, clause.stop),
            place=found.start,
        )

    def _subject(self, found: _Found) -> _Subject | None:
        """The nearest before the act in its clause, else the last of a clause before."""
        until = found.start + 1
        for number in range(found.clause, -1, -1):
            clause = self.note.clauses[number]
            if clause.sentence != self.note.clauses[found.clause].sentence:
                return None
            inside = [each for each in self.subjects if clause.start <= each.start < until]
            if inside:
                return max(inside, key=lambda each: (each.end, -each.start))
            until = clause.start
        return None

    def _actor(self, clause: Clause, subject: _Subject | None, found: _Found) -> tuple[Actor, bool]:
        if found.act.group is Group.OUR_WORK:
            return Actor.REP, True
        told = self._inside("told", clause.start, found.start)
        if told and not self._says("to_us", clause.start, found.end):
            others = (s for s in self.subjects if s.actor is Actor.CUSTOMER)
            if not any(told[-1].end <= s.start <= found.start for s in others):
                return Actor.REP, True
        if subject and subject.actor is Actor.REP and found.act.group is Group.STEP:
            start = max(clause.start, subject.start)
            if not self._says("to_us", start, found.end) and not self._says(
                "settled", clause.start, clause.stop
            ):
                return Actor.REP, True
        if found.act.shown:
            ours = subject is not None and subject.actor is not Actor.CUSTOMER
            return (Actor.JOINT if ours else Actor.CUSTOMER), True
        return (subject.actor, True) if subject else (Actor.CUSTOMER, False)

    def _who(self, subject: _Subject | None, actor: Actor) -> str | None:
        if subject is None or subject.actor is not actor:
            return None
        return self.note.as_typed(subject.start, subject.end)

    def _before(self, clause: Clause, subject: _Subject | None, found: _Found) -> int:
        """Where the act's predicate begins: at its subject, or at an "and" that opens one."""
        start = clause.start
        if subject and subject.start >= clause.start:
            start = min(subject.start, found.start)
        for joint in self._inside("and", start, found.start):
            opened = self._says("firm", joint.end, found.start)
            if opened or self._says("finite", joint.end, found.end):
                start = joint.end
        return start

    def _when(self, found: _Found) -> Hit | None:
        """After the act rather than before it; else from a neighbour without an act."""
        clause = self.note.clauses[found.clause]
        spans = [(found.start, clause.stop), (clause.start, clause.stop)]
        for number in self._around(found.clause)[1:]:
            neighbour = self.note.clauses[number]
            if not any(other.clause == number for other in self.found):
                spans.append((neighbour.start, neighbour.stop))
        for start, stop in spans:
            dates = self._inside("date", start, stop)
            if dates:
                return max(dates[:3], key=lambda hit: hit.end - hit.start)
        return None

    def _around(self, number: int) -> tuple[int, ...]:
        """The clause itself, the one after and the one before, of the same sentence."""
        clauses = self.note.clauses
        near = (number, number + 1, number - 1)
        return tuple(
            n
            for n in near
            if 0 <= n < len(clauses) and clauses[n].sentence == clauses[number].sentence
        )

    def _modality(self, found: _Found, clause: Clause, before: int) -> Modality:
        if found.act.group is Group.REFUSAL:
            unsure = self._clause_says("if", found.clause) or clause.asks
            doubted = self._says("doubted", before, found.start)
            return Modality.HOPED if unsure or doubted else Modality.DONE
        if self._is_conditional(found.clause):
            return Modality.CONDITIONAL
        asked = self._says("asked", clause.start, found.end)
        if (asked and not self._accepted(found)) or clause.asks:
            return Modality.ASKED
        after = self._says("hoped_after", found.end, clause.stop)
        if self._says("hoped", before, found.start) or after:
            return Modality.HOPED
        return Modality.AGREED if self._says("future", before, clause.stop) else Modality.DONE

    def _is_conditional(self, number: int) -> bool:
        """Unless the condition is only that we do our part, or belongs to another clause."""
        after, before = number + 1, number - 1
        for near in self._around(number):
            if self._clause_says("our_condition", near):
                continue
            clause = self.note.clauses[near]
            opens = [h for h in self._inside("condition", clause.start, clause.stop)]
            if near == number and opens:
                return True
            at_the_start = any(hit.start == clause.start for hit in opens)
            first = near == 0 or self.note.clauses[near - 1].sentence != clause.sentence
            if at_the_start and (near == after or (near == before and first)):
                return True
        return False

    def _accepted(self, found: _Found) -> bool:
        sentence = self.note.clauses[found.clause].sentence
        stop = max(c.stop for c in self.note.clauses if c.sentence in (sentence, sentence + 1))
        accepted = self._says("accepted", found.end, stop)
        return accepted and not self._says("negated_before", found.end, stop)

    def _denied(self, clause: Clause, before: int, found: _Found) -> bool:
        if found.act.group in (Group.REFUSAL, Group.POSTPONED):
            before = max(before, found.start - 3)
        if self._says("negated_before", before, found.start):
            return True
        if found.act.group is Group.REFUSAL:
            return False
        if found.act.group in _SPOILT_BY_A_NO and self._says(
            "negated_before", found.start, found.end
        ):
            return True
        for hit in self._inside("negated_after", found.end, min(clause.stop, found.end + 8)):
            subjects = any(found.end <= each.start <= hit.start for each in self.subjects)
            if hit.start <= found.end + 3 and not subjects:
                return True
        return self._recants(found)

    def _recants(self, found: _Found) -> bool:
        """The next clause begins by taking it back."""
        following = found.clause + 1
        if following >= len(self.note.clauses):
            return False
        clause = self.note.clauses[following]
        return any(
            hit.start == clause.start for hit in self._inside("recants", clause.start, clause.stop)
        )

    def _shows(self, found: _Found, when: Hit | None) -> Iterator[str]:
        if when and self._says("day", when.start, when.end):
            yield "day"
        if self._names_another(found):
            yield "another_party"
        for name, near_too in _SHOWN_NEAR.items():
            numbers = self._around(found.clause) if near_too else (found.clause,)
            if any(self._clause_says(name, number) for number in numbers):
                yield name

    def _names_another(self, found: _Found) -> bool:
        """ "Signed with Harlow": a name we do not know, after "with" or "to"."""
        sentence = self.note.clauses[found.clause].sentence
        stop = max(c.stop for c in self.note.clauses if c.sentence == sentence)
        return any(
            hit.end < stop and self._is_name(hit.end)
            for hit in self._inside("towards", found.start, stop)
        )

    def _is_name(self, token: int) -> bool:
        typed = self.note.as_typed(token, token + 1)
        known = self.note.tokens[token][0] in self.known
        return typed[:1].isupper() and not known and len(typed) > 1

    def _clause_says(self, sign: str, number: int) -> bool:
        clause = self.note.clauses[number]
        return self._says(sign, clause.start, clause.stop)

    def _says(self, sign: str, start: int, stop: int) -> bool:
        return bool(self._inside(sign, start, stop))

    def _inside(self, sign: str, start: int, stop: int) -> list[Hit]:
        starts = self.starts.get(sign, [])
        first, last = bisect_left(starts, start), bisect_left(starts, stop)
        return [hit for hit in self.hits[sign][first:last] if hit.end <= stop]
