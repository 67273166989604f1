"""What a note says: its statements, each with who acts, what, when, and how firmly.

Every act of the cue file is looked for; the words around it, back to its subject and on to the
end of its clause, tell whether it is denied, hoped for, conditional, or old.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from question_bank.acts import Act, Group, Lexicon
from question_bank.clauses import Note, Span


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
    """`named`: somebody is said to do it, or the phrase leaves no doubt whose act it is."""

    act: Act
    actor: Actor
    named: bool
    who: str | None
    words: str
    what: str
    when: str | None
    modality: Modality
    denied: bool
    old: bool
    shows: frozenset[str]
    place: int


@dataclass(frozen=True)
class _Hit:
    act: Act
    span: Span
    shown: bool


@dataclass(frozen=True)
class _Subject:
    actor: Actor
    span: Span


# What else a clause can show, and how far around the act to look for it.
_SHOWN_IN_CLAUSE = ("day", "same_people", "past")
_SHOWN_IN_SENTENCE = ("amount", "new_person", "purpose", "cannot_bind")


def read_statements(text: str, lexicon: Lexicon) -> tuple[Statement, ...]:
    """In the order of the text."""
    note = Note(text, lexicon)
    hits = _find_acts(note, lexicon)
    return tuple(_Reader(note, lexicon, hits).statements())


def _find_acts(note: Note, lexicon: Lexicon) -> list[_Hit]:
    """The phrases of earlier groups first; what an aside covers is not read again."""
    taken = bytearray(len(note.letters))
    hits = []
    for act in lexicon.acts:
        for pattern, shown in ((act.theirs, True), (act.says, False)):
            for found in pattern.finditer(note.letters) if pattern else ():
                start, end = found.span()
                if start < end and not any(taken[start:end]):
                    taken[start:end] = b"\1" * (end - start)
                    hits.append(_Hit(act, Span(start, end), shown))
    for hit in hits:
        if hit.act.group is Group.ASIDE:
            note.blank_out(hit.span)
    return sorted(
        (hit for hit in hits if hit.act.group is not Group.ASIDE), key=lambda hit: hit.span.start
    )


class _Reader:
    def __init__(self, note: Note, lexicon: Lexicon, hits: list[_Hit]) -> None:
        self.note = note
        self.signs = lexicon.signs
        self.hits = hits
        self.subjects = [
            _Subject(actor, Span(*found.span()))
            for actor in Actor
            for found in self.signs[actor].finditer(note.letters)
        ]
        self.subjects.sort(key=lambda subject: (subject.span.start, subject.span.end))

    def statements(self) -> Iterator[Statement]:
        for hit in self.hits:
            yield self._statement(hit)

    def _statement(self, hit: _Hit) -> Statement:
        clause = self.note.clause(hit.span.start)
        subject = self._subject(clause, hit)
        actor, named = self._actor(subject, hit)
        before = self._before(clause, subject, hit)
        when = self._when(clause, hit)
        return Statement(
            act=hit.act,
            actor=actor,
            named=named,
            who=self._who(subject, actor),
            words=self.note.as_typed(hit.span),
            what=self.note.as_typed(Span(hit.span.start, clause.end)),
            when=self.note.as_typed(when) if when else None,
            modality=self._modality(clause, before, hit),
            denied=self._denied(clause, before, hit),
            old=self._is_old(clause),
            shows=frozenset(self._shows(clause, when)),
            place=hit.span.start,
        )

    def _subject(self, clause: Span, hit: _Hit) -> _Subject | None:
        """The nearest before the act in its clause, else the last of the clause before."""
        start: Span | None = clause
        end = hit.span.start + 1
        while start:
            inside = [s for s in self.subjects if start.start <= s.span.start < end]
            if inside:
                return inside[-1]
            start = self.note.clause_before(start)
            end = start.end if start else 0
        return None

    def _actor(self, subject: _Subject | None, hit: _Hit) -> tuple[Actor, bool]:
        if hit.act.group is Group.OUR_WORK:
            return Actor.REP, True
        if hit.shown:
            joint = subject and subject.actor is not Actor.CUSTOMER
            return (Actor.JOINT if joint else Actor.CUSTOMER), True
        return (subject.actor, True) if subject else (Actor.CUSTOMER, False)

    def _who(self, subject: _Subject | None, actor: Actor) -> str | None:
        return self.note.as_typed(subject.span) if subject and subject.actor is actor else None

    def _before(self, clause: Span, subject: _Subject | None, hit: _Hit) -> Span:
        """From the act's subject, or from an "and" that starts a new predicate, to the act."""
        start = clause.start
        if subject and subject.span.start >= clause.start:
            start = min(subject.span.start, hit.span.start)
        for joint in self.signs["and"].finditer(self.note.letters, start, hit.span.start):
            rest = Span(joint.end(), hit.span.start)
            if self._says("firm", rest) or self._says("finite", Span(joint.end(), hit.span.end)):
                start = joint.end()
        return Span(start, hit.span.start)

    def _when(self, clause: Span, hit: _Hit) -> Span | None:
        """After the act rather than before it; else from a neighbour that has no act itself."""
        around = [Span(hit.span.start, clause.end), clause]
        for neighbour in (self.note.clause_after(clause), self.note.clause_before(clause)):
            if neighbour and not self._has_act(neighbour):
                around.append(neighbour)
        for span in around:
            found = self.signs["date"].search(self.note.letters, span.start, span.end)
            if found:
                return Span(*found.span())
        return None

    def _has_act(self, span: Span) -> bool:
        return any(span.start <= hit.span.start < span.end for hit in self.hits)

    def _modality(self, clause: Span, before: Span, hit: _Hit) -> Modality:
        if self._is_conditional(clause):
            return Modality.CONDITIONAL
        after = Span(hit.span.end, clause.end)
        if self._says("asked", Span(clause.start, hit.span.end)) and not self._accepted(after):
            return Modality.ASKED
        if self._says("hoped", before) or self._says("hoped_after", after):
            return Modality.HOPED
        ahead = Span(before.start, clause.end)
        return Modality.AGREED if self._says("future", ahead) else Modality.DONE

    def _is_conditional(self, clause: Span) -> bool:
        """Unless the condition is only that we do our part."""
        around = (self.note.clause_before(clause), clause, self.note.clause_after(clause))
        for span in around:
            if span is None or self._says("our_condition", span):
                continue
            found = self.signs["condition"].search(self.note.letters, span.start, span.end)
            if found and (span == clause or not self.note.letters[span.start : found.start()].strip()):
                return True
        return False

    def _accepted(self, after: Span) -> bool:
        end = self.note.sentence(after.start).end
        return self._says("accepted", Span(after.start, end)) and not self._says(
            "negated_before", Span(after.start, end)
        )

    def _denied(self, clause: Span, before: Span, hit: _Hit) -> bool:
        if self._says("negated_before", before):
            return True
        after = self.note.letters[hit.span.end : clause.end]
        return bool(self.signs["negated_after"].match(after))

    def _is_old(self, clause: Span) -> bool:
        around = (self.note.clause_before(clause), clause, self.note.clause_after(clause))
        return any(span is not None and self._says("old", span) for span in around)

    def _shows(self, clause: Span, when: Span | None) -> Iterator[str]:
        if when and self._says("day", when):
            yield "day"
        for name in _SHOWN_IN_CLAUSE:
            if self._says(name, clause):
                yield name
        sentence = self.note.sentence(clause.start)
        for name in _SHOWN_IN_SENTENCE:
            if self._says(name, sentence):
                yield name

    def _says(self, sign: str, span: Span) -> bool:
        return bool(self.signs[sign].search(self.note.letters, span.start, span.end))
