"""Phrases over the words of a note: a small pattern language both languages share.

A phrase is a row of elements. Each takes one of some words (`sign|signed`), which may be several
tokens long (`purchase_order`), may be left out (`the?`) or repeat (`is|been*`). `<name>` stands
for a listed class of words, `test~` for a regular verb in all its forms (`stop~p` doubles),
`-ing` for an ending. `.` is any word, `..` up to three of them, `...` up to six, `....` up to
twelve; `!a|b` refuses what follows, `=a|b` demands it, `^!a|b` refuses what stands before;
`^` and `$` are the clause's edges.
A number is matched by its shape: `0`, `0th`, `0/0`. No phrase crosses the edge of its clause.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Token = tuple[str, ...]  # the ways it can be read: as typed, as a shape, with a typo mended
Words = tuple[str, ...]
_GAPS: Mapping[str, tuple[int, int]] = {".": (1, 1), "..": (0, 3), "...": (0, 6), "....": (0, 12)}
_REPEATS: Mapping[str, tuple[int, int]] = {"?": (0, 1), "*": (0, 4), "+": (1, 4)}
_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_ANY: Words = ()
_SHORTEST_WITH_ENDING = 4


@dataclass(frozen=True)
class Hit:
    """Tokens from `start` up to `end` show what `owner` stands for."""

    owner: str
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    """Words by their first token: those of one token, and those of several."""

    single: frozenset[str]
    rows: Mapping[str, tuple[Words, ...]]

    def all(self) -> Iterator[Words]:
        yield from ((word,) for word in self.single)
        yield from (row for rows in self.rows.values() for row in rows)


@dataclass(frozen=True)
class _Element:
    """`refuses` is set for a look ahead or behind; `plain` takes one word and nothing else."""

    words: tuple[_Words, ...]
    endings: tuple[str, ...] = ()
    edges: str = ""
    least: int = 1
    most: int = 1
    gap: bool = False
    refuses: bool | None = None
    behind: bool = False
    plain: bool = False

    @cached_property
    def openings(self) -> frozenset[Words]:
        """The first token or two of each of its words, or an ending."""
        opens = {row[:2] for words in self.words for row in words.all()}
        return frozenset(opens | {("-" + ending,) for ending in self.endings})

    @cached_property
    def firsts(self) -> frozenset[str]:
        return frozenset(row[0] for words in self.words for row in words.all())

    def ends(self, tokens: Sequence[Token], at: int, start: int, stop: int) -> list[int]:
        """Where one word of it can end that begins at `at`, the longest first."""
        found: list[int] = []
        if at < stop:
            for spelled in tokens[at]:
                for words in self.words:
                    if spelled in words.rows:
                        found += _long_ends(words.rows[spelled], tokens, at, stop)
                    if spelled in words.single:
                        found.append(at + 1)
                if len(spelled) >= _SHORTEST_WITH_ENDING and spelled.endswith(self.endings):
                    found.append(at + 1)
        if self.edges and (
            ("$" in self.edges and at == stop) or ("^" in self.edges and at == start)
        ):
            found.append(at)
        return found

    def stands_before(self, tokens: Sequence[Token], at: int, start: int) -> bool:
        return any(at in self.ends(tokens, n, start, at) for n in range(max(start, at - 4), at))


def _long_ends(rows: Iterable[Words], tokens: Sequence[Token], at: int, stop: int) -> Iterator[int]:
    for row in rows:
        end = at + len(row)
        if end <= stop and all(word in tokens[at + n] for n, word in enumerate(row)):
            yield end


@dataclass(frozen=True)
class _Phrase:
    """`needs`: no clause has the phrase without one of these words; empty is unknown."""

    owner: str
    elements: tuple[_Element, ...]
    needs: frozenset[str]


class Phrasebook:
    """All phrases of a language, each under the first tokens it can start with."""

    def __init__(self, classes: Mapping[str, str]) -> None:
        self._classes: dict[str, _Words] = {}
        self._elements: dict[str, _Element] = {}
        self._starting: dict[Words, list[_Phrase]] = defaultdict(list)
        self._known: set[str] = set()
        for name, listed in classes.items():  # a class may contain those above it
            self._classes[name] = self._words(listed.split())

    def add(self, owner: str, phrases: Iterable[str]) -> None:
        for written in phrases:
            elements = tuple(self._element(part) for part in written.split())
            phrase = _Phrase(owner, elements, _needs(elements))
            for first in _openings(elements):
                self._starting[first].append(phrase)

    @cached_property
    def _firsts(self) -> frozenset[str]:
        return frozenset(first[0] for first in self._starting if first)

    @cached_property
    def _endings(self) -> frozenset[str]:
        return frozenset(first[1:] for first in self._firsts if first.startswith("-"))

    def vocabulary(self) -> frozenset[str]:
        """Every word some phrase or class knows."""
        return frozenset(self._known)

    def find(self, tokens: Sequence[Token], start: int, stop: int) -> Iterator[Hit]:
        """In the clause from `start` up to `stop`; each phrase at its shortest."""
        present = {word for token in tokens[start:stop] for word in token}
        for at in range(start, stop):
            seen: set[tuple[str, int]] = set()
            for phrase in self._candidates(tokens, at, stop):
                if phrase.needs and present.isdisjoint(phrase.needs):
                    continue
                end = _match(phrase.elements, 0, tokens, at, start, stop)
                if end > at and (phrase.owner, end) not in seen:
                    seen.add((phrase.owner, end))
                    yield Hit(phrase.owner, at, end)

    def _candidates(self, tokens: Sequence[Token], at: int, stop: int) -> Iterator[_Phrase]:
        """The phrases that can start at token `at`, by its word, by two, or by its ending."""
        yield from self._starting.get(_ANY, ())
        for first in tokens[at]:
            if first not in self._firsts:
                continue
            yield from self._starting.get((first,), ())
            if at + 1 < stop:
                for second in tokens[at + 1]:
                    yield from self._starting.get((first, second), ())
        for ending in self._endings:
            if tokens[at][0].endswith(ending):
                yield from self._starting[("-" + ending,)]

    def _element(self, part: str) -> _Element:
        if part not in self._elements:
            self._elements[part] = self._new_element(part)
        return self._elements[part]

    def _new_element(self, part: str) -> _Element:
        if part in _GAPS:
            least, most = _GAPS[part]
            return _Element((), least=least, most=most, gap=True)
        behind = part.startswith("^!")
        part = part[1:] if behind else part
        refuses = {"!": True, "=": False}.get(part[0]) if len(part) > 1 else None
        body = part[1:] if refuses is not None else part
        least, most = _REPEATS.get(body[-1], (1, 1)) if len(body) > 1 else (1, 1)
        sides = (body[:-1] if (least, most) != (1, 1) else body).split("|")
        literal = [side for side in sides if side not in ("^", "$") and side[0] not in "-<"]
        words = [self._classes[side[1:-1]] for side in sides if side[0] == "<"]
        if literal:
            words.append(self._words(literal))
        endings = tuple(side[1:] for side in sides if side[0] == "-")
        edges = "".join(side for side in sides if side in ("^", "$"))
        plain = (least, most, refuses) == (1, 1, None)
        return _Element(tuple(words), endings, edges, least, most, False, refuses, behind, plain)

    def _words(self, listed: Iterable[str]) -> _Words:
        rows: set[Words] = set()
        single: set[str] = set()
        for each in listed:
            if each.isalpha() and each.isascii():
                single.add(each)
            elif each[0] == "<":
                rows.update(self._classes[each[1:-1]].all())
            elif "~" in each:
                stem, _, double = each.partition("~")
                rows.update(_spelled(form) for form in _forms(stem, double))
            else:
                rows.add(_spelled(each))
        longer: dict[str, tuple[Words, ...]] = {}
        for row in sorted((row for row in rows if len(row) > 1), key=len, reverse=True):
            longer[row[0]] = (*longer.get(row[0], ()), row)
            self._known.update(row)
        single.update(row[0] for row in rows if len(row) == 1)
        self._known |= single
        return _Words(frozenset(single), longer)


def _spelled(words: str) -> Words:
    """One token a Latin word, one a Chinese letter."""
    if words.isascii():
        return tuple(words.split("_"))
    return tuple(_HAN.sub(r" \1 ", words.replace("_", " ")).split())


def _forms(stem: str, double: str) -> Iterator[str]:
    """`share` → share, shares, shared, sharing."""
    consonant_y = stem.endswith("y") and stem[-2] not in "aeiou"
    yield stem
    yield from (
        (stem[:-1] + "ies",)
        if consonant_y
        else (stem + "es",)
        if stem.endswith(("s", "x", "z", "ch", "sh", "o"))
        else (stem + "s",)
    )
    if stem.endswith("e"):
        yield from (stem + "d", stem[:-1] + "ing")
    elif consonant_y:
        yield from (stem[:-1] + "ied", stem + "ing")
    else:
        yield from (stem + double + "ed", stem + double + "ing")


def _openings(elements: Sequence[_Element]) -> set[Words]:
    """The first token or two of every way the phrase can begin, or an ending."""
    found: set[Words] = set()
    for element in elements:
        if element.refuses is not None or element.edges == "^":
            continue
        if element.gap:
            return {_ANY}
        found |= element.openings
        if element.least:
            return found
    return found


def _needs(elements: Sequence[_Element]) -> frozenset[str]:
    """The first words of the last element that must be there."""
    for element in reversed(elements[1:]):
        if element.words and element.least and element.refuses is not True:
            if element.endings or element.edges:
                return frozenset()
            return element.firsts
    return frozenset()


def _match(
    elements: Sequence[_Element],
    place: int,
    tokens: Sequence[Token],
    at: int,
    start: int,
    stop: int,
) -> int:
    """Where the phrase ends whose element `place` begins at token `at`; -1 if it does not."""
    while place < len(elements):
        element = elements[place]
        place += 1
        if element.behind:
            if element.stands_before(tokens, at, start):
                return -1
            continue
        if element.refuses is not None:
            if bool(element.ends(tokens, at, start, stop)) is element.refuses:
                return -1
            continue
        ends = _ends(element, tokens, at, start, stop)
        if not ends:
            return -1
        for end in ends[:-1]:
            found = _match(elements, place, tokens, end, start, stop)
            if found >= 0:
                return found
        at = ends[-1]
    return at


def _ends(
    element: _Element, tokens: Sequence[Token], at: int, start: int, stop: int
) -> Sequence[int]:
    """Every place the element can end: of a gap the nearest first, else the farthest."""
    if element.plain:
        return element.ends(tokens, at, start, stop)
    if element.gap:
        return range(at + element.least, min(at + element.most, stop) + 1)
    reached, places = [at], [at] if not element.least else []
    for _ in range(element.most):
        reached = [end for place in reached for end in element.ends(tokens, place, start, stop)]
        places += (end for end in reached if end not in places)
        reached = [end for end in reached if end > at]
        if not reached:
            break
    return sorted(places, reverse=True)
