"""A note cut into sentences and clauses, however it was typed or dictated.

`Note.letters` has the text in plain letters, chat words spelled out, and every cut marked: one
letter of the comma, full stop or joining word becomes a mark no phrase of a cue file reaches
across. Places in it can be turned back into the rep's own words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from question_bank.acts import CLAUSE_END, SENTENCE_END, Lexicon
from question_bank.features import Plain, plain, respell
from question_bank.kinds import Language

LONGEST = 4096  # a Telegram message
_PIECE = 700  # what `plain` takes without shortening it
_BLANK = "\0"  # no letter, no blank and no cut, so no phrase contains it
_CONTROLS = re.compile(r"[\x00-\x08]")
_SENTENCE_ENDS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bmrs)(?<!\bno)(?<!\bnr)(?<!\bvs)(?<!\bprof)"
        r"(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)[.](?=[\s\")'.]|$)|[!?…\n。])[\s\")'.!?…]*"
    ),
    "zh-Hans": re.compile(r"(?:[!?…\n。;]|(?<!\d)[.](?!\d))[\s\")”』」.!?…。]*"),
}


@dataclass(frozen=True)
class Span:
    start: int
    end: int


class Note:
    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.plain = respell(_whole(text), lexicon.spellings)
        self.letters = _cut(self.plain.letters, lexicon)

    def blank_out(self, span: Span) -> None:
        blank = _BLANK * (span.end - span.start)
        self.letters = self.letters[: span.start] + blank + self.letters[span.end :]

    def clause(self, place: int) -> Span:
        return self._between(place, (CLAUSE_END, SENTENCE_END))

    def sentence(self, place: int) -> Span:
        return self._between(place, (SENTENCE_END,))

    def clause_before(self, clause: Span) -> Span | None:
        """In the same sentence."""
        end = clause.start
        while end and self.letters[end - 1] in (CLAUSE_END, " "):
            end -= 1
        if not end or self.letters[end - 1] == SENTENCE_END:
            return None
        return self.clause(end - 1)

    def clause_after(self, clause: Span) -> Span | None:
        """In the same sentence."""
        start = clause.end
        while start < len(self.letters) and self.letters[start] in (CLAUSE_END, " "):
            start += 1
        if start >= len(self.letters) or self.letters[start] == SENTENCE_END:
            return None
        return self.clause(start)

    def as_typed(self, span: Span) -> str:
        return self.plain.as_typed(span.start, span.end).strip(" ,;:.!?，。；：！？、")

    def _between(self, place: int, marks: tuple[str, ...]) -> Span:
        starts = (self.letters.rfind(mark, 0, place) + 1 for mark in marks)
        ends = (self.letters.find(mark, place) for mark in marks)
        return Span(max(starts), min((end for end in ends if end >= 0), default=len(self.letters)))


def _whole(text: str) -> Plain:
    """`plain` for any length up to LONGEST; what is longer is judged by how it starts and ends."""
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + "\n" + text[-LONGEST // 2 :]
    letters, typed, origin = "", "", []
    for start in range(0, len(text), _PIECE):
        piece = plain(text[start : start + _PIECE])
        letters += piece.letters
        origin += [len(typed) + place for place in piece.origin]
        typed += piece.typed
    return Plain(letters, typed, tuple(origin))


def _cut(letters: str, lexicon: Lexicon) -> str:
    letters = _CONTROLS.sub(" ", letters)
    letters = _marked(letters, _SENTENCE_ENDS[lexicon.language], SENTENCE_END)
    return _marked(letters, lexicon.cuts, CLAUSE_END)


def _marked(letters: str, pattern: re.Pattern[str], mark: str) -> str:
    return pattern.sub(lambda found: mark * len(found.group()), letters)
