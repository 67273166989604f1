"""A rep types lines in any order; here each finds its place in the plan."""

import re
import unicodedata
from collections.abc import Iterable

from dialogs.catalogue import LANGUAGES, catalogue
from dialogs.message import Words
from dialogs.plan import Line, Sort
from dialogs.readers import lines
from question_bank.asking import asks
from question_bank.kinds import SPIN, Kind
from question_bank.questions import judge_question

_WORSE = ("!", "！")
_ASKS = ("?", "？")
_HEADING = re.compile(r"^\s*([^\s:：]{1,12})\s*[:：]\s*(.+)$")


def sort_lines(text: str) -> tuple[Line, ...]:
    """What is no question is a difficulty; a question of no kind is kept as a note."""
    return tuple(sort_line(line) for line in lines(text))


def sort_line(line: str) -> Line:
    """A heading such as `I:` or 暗示： settles it; otherwise the judge does."""
    if (match := _HEADING.match(line)) and (sort := heading(match[1])):
        return Line(sort, Words(match[2]))
    if line.startswith(_WORSE) and not line.endswith(_ASKS):
        return Line(Sort.DIFFICULTY, Words(line.lstrip("!！ ") or line), worse=True)
    plain = line.lstrip("!！ ") or line
    if not asks(plain):
        return Line(Sort.DIFFICULTY, Words(plain))
    kind = judge_question(plain).kind
    return Line(Sort.NOTE if kind is Kind.OTHER else Sort(kind.value), Words(plain))


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
