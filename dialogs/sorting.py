"""A rep types lines in any order; here each finds its place in the plan."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from dialogs.catalogue import LANGUAGES, catalogue
from dialogs.message import Words
from dialogs.plan import Aim, Line, Sort
from dialogs.readers import lines
from question_bank.asking import asks
from question_bank.coaching import sells
from question_bank.kinds import SPIN, Kind
from question_bank.place import Place, judge_in_place
from question_bank.questions import judge_question

_WORSE = ("!", "！")
_ASKS = ("?", "？")
_HEADING = re.compile(r"^\s*([^\s:：]{1,12})\s*[:：]\s*(.+)$")


def sort_lines(text: str) -> tuple[Line, ...]:
    return sort_typed(lines(text))


def sort_typed(typed: Sequence[str], aim: Aim | None = None) -> tuple[Line, ...]:
    """What is no question is a difficulty; a question of no kind is kept as a note.

    A question is read beside the difficulties of its problem, those of the same message included.
    """
    settled = [_settled(line) for line in typed]
    beside = [line for line in settled if line] + list(aim.lines if aim else ())
    place = place_of(aim.words.text, beside) if aim else None
    return tuple(found or _judged(line, place) for found, line in zip(settled, typed, strict=True))


def sort_line(line: str) -> Line:
    """On its own, with nothing known around it."""
    return _settled(line) or _judged(line, None)


def _settled(line: str) -> Line | None:
    """A heading such as `I:` or 暗示： settles it, and so does asking nothing."""
    if (match := _HEADING.match(line)) and (sort := heading(match[1])):
        return Line(sort, Words(match[2]))
    if line.startswith(_WORSE) and not line.endswith(_ASKS):
        return Line(Sort.DIFFICULTY, Words(line.lstrip("!！ ") or line), worse=True)
    plain = line.lstrip("!！ ") or line
    return None if asks(plain) else Line(Sort.DIFFICULTY, Words(plain))


def _judged(line: str, place: Place | None) -> Line:
    plain = line.lstrip("!！ ") or line
    if sells(plain):
        return Line(Sort.NOTE, Words(plain))
    kind = (judge_in_place(plain, place) if place else judge_question(plain)).kind
    return Line(Sort.NOTE if kind is Kind.OTHER else Sort(kind.value), Words(plain))


def place_of(problem: str | None, beside: Iterable[Line]) -> Place:
    """Where the lines of a problem stand."""
    found = tuple(beside)
    kinds = {kind for kind in SPIN if any(line.sort == kind.value for line in found)}
    texts = {sort: tuple(line.words.text for line in found if line.sort is sort) for sort in Sort}
    return Place(
        problem,
        difficulties=texts[Sort.DIFFICULTY],
        asked=frozenset(kinds),
        questions=texts[Sort.PROBLEM] + texts[Sort.IMPLICATION],
    )


def heading(word: str) -> Sort | None:
    """The place a rep names before a colon, in either language."""
    said = unicodedata.normalize("NFKC", word).casefold()
    for kind in SPIN:
        for language in LANGUAGES:
            if said in catalogue(language).listed(f"common.heading.{kind.value}"):
                return Sort(kind.value)
    return None


def linked(sorted_lines: Iterable[Line]) -> list[tuple[Line, int | None]]:
    """Each line with the difficulty it belongs to, counted among the difficulties: the next
    implication after a difficulty is about that difficulty."""
    found: list[tuple[Line, int | None]] = []
    difficulties, waiting = 0, None
    for line in sorted_lines:
        if line.sort is Sort.DIFFICULTY:
            waiting, difficulties = difficulties, difficulties + 1
            found.append((line, None))
        elif line.sort is Sort.IMPLICATION:
            found.append((line, waiting))
            waiting = None
        else:
            found.append((line, None))
    return found
