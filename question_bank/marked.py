"""A note with its acts and signs marked, and the questions one can ask about its words."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from question_bank.acts import Act, Actor, Group, Lexicon
from question_bank.clauses import Clause, Note, read_note
from question_bank.phrases import Hit

LEFT_OUT = "left_out"
"""The sign of "met her and …": who writes it is who did it, and says no "I"."""
MOST_ACTS = 60  # a note that seems to say more repeats itself


@dataclass(frozen=True)
class Found:
    """An act where it stands: clause `number`, tokens `start` up to `end`."""

    act: Act
    number: int
    clause: Clause
    start: int
    end: int


@dataclass(frozen=True)
class Subject:
    """Empty where it is left out."""

    actor: Actor
    start: int
    end: int


class MarkedNote:
    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.note = _cut(read_note(text, lexicon.language, lexicon.spelling), lexicon)
        self._known = lexicon.known
        self.unfinished = lexicon.unfinished
        acts: list[Found] = []
        hits: dict[str, list[Hit]] = defaultdict(list)
        for number, clause in enumerate(self.note.clauses):
            for hit in lexicon.book.find(self.note.tokens, clause.start, clause.stop):
                if hit.owner in lexicon.acts:
                    act = lexicon.acts[hit.owner]
                    acts.append(Found(act, number, clause, hit.start, hit.end))
                else:
                    hits[hit.owner].append(hit)
        self.acts, asides = _chosen(acts, len(self.note.tokens))
        self.has_aside = any(asides)
        self._hits = {
            name: [hit for hit in found if not any(asides[hit.start : hit.end])]
            for name, found in hits.items()
        }
        self._starts = {name: [hit.start for hit in found] for name, found in self._hits.items()}
        named = (
            Subject(actor, hit.start, hit.end)
            for actor in Actor
            for hit in self._hits.get(actor, ())
        )
        unsaid = (Subject(Actor.REP, hit.start, hit.start) for hit in self._hits.get(LEFT_OUT, ()))
        self.subjects = sorted((*named, *unsaid), key=lambda each: (each.start, each.end))

    def inside(self, sign: str, start: int, stop: int) -> list[Hit]:
        starts = self._starts.get(sign, [])
        first, last = bisect_left(starts, start), bisect_left(starts, stop)
        return [hit for hit in self._hits.get(sign, ())[first:last] if hit.end <= stop]

    def says(self, sign: str, start: int, stop: int) -> bool:
        return bool(self.inside(sign, start, stop))

    def clause_says(self, sign: str, number: int) -> bool:
        clause = self.note.clauses[number]
        return self.says(sign, clause.start, clause.stop)

    def any_clause_says(self, sign: str, numbers: Iterable[int]) -> bool:
        return any(self.clause_says(sign, number) for number in numbers)

    def around(self, number: int) -> tuple[int, ...]:
        """The clause itself, the one after and the one before, if of the same sentence."""
        clauses = self.note.clauses
        near = (number, number + 1, number - 1)
        return tuple(
            n
            for n in near
            if 0 <= n < len(clauses) and clauses[n].sentence == clauses[number].sentence
        )

    def sentence(self, number: int) -> tuple[int, ...]:
        """All clauses of the sentence that clause stands in."""
        clauses = self.note.clauses
        return tuple(
            n for n, each in enumerate(clauses) if each.sentence == clauses[number].sentence
        )

    def has_act(self, number: int) -> bool:
        return any(each.number == number for each in self.acts)

    def start_of_sentence(self, number: int) -> int:
        sentence = self.note.clauses[number].sentence
        return next(each.start for each in self.note.clauses if each.sentence == sentence)

    def end_of_sentence(self, number: int, further: int = 0) -> int:
        """Where the sentence of a clause ends, or the one `further` on."""
        last = self.note.clauses[number].sentence + further
        stop = self.note.clauses[number].stop
        for clause in self.note.clauses[number:]:
            if clause.sentence > last:
                break
            stop = clause.stop
        return stop

    @property
    def length(self) -> int:
        return len(self.note.tokens)

    def is_open(self, token: int) -> bool:
        """More must follow it."""
        return self.note.tokens[token][0] in self.unfinished

    def is_name(self, token: int) -> bool:
        """A capital, and no word we know."""
        typed = self.as_typed(token, token + 1)
        known = self.note.tokens[token][0] in self._known
        return len(typed) > 1 and typed[0].isupper() and not known

    def as_typed(self, start: int, stop: int) -> str:
        return self.note.as_typed(start, stop)


def _cut(note: Note, lexicon: Lexicon) -> Note:
    """Joining words open a clause where the punctuation does not."""
    clauses: list[Clause] = []
    for clause in note.clauses:
        hits = lexicon.cuts.find(note.tokens, clause.start, clause.stop)
        inner = {hit.start for hit in hits} - {clause.start}
        edges = (clause.start, *sorted(inner), clause.stop)
        clauses += (replace(clause, start=start, stop=stop) for start, stop in pairwise(edges))
    return replace(note, clauses=tuple(clauses))


def _chosen(acts: Iterable[Found], length: int) -> tuple[list[Found], bytearray]:
    """Where acts overlap the lower rank is meant; what an aside covers is read as nothing else."""
    taken, asides = bytearray(length), bytearray(length)
    chosen: list[Found] = []
    for each in sorted(acts, key=lambda found: (found.act.rank, found.start)):
        if len(chosen) == MOST_ACTS:
            break
        inside_an_aside = asides[each.start] or asides[each.end - 1]
        if inside_an_aside or any(taken[each.start : each.end]):
            continue
        covered = b"\1" * (each.end - each.start)
        if each.act.group is Group.ASIDE:
            asides[each.start : each.end] = covered
        else:
            taken[each.start : each.end] = covered
            chosen.append(each)
    return sorted(chosen, key=lambda found: found.start), asides
