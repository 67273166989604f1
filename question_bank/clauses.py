"""A note cut into words, clauses and sentences, however it was typed or dictated."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from question_bank.features import Plain, plain
from question_bank.kinds import HAN, Language
from question_bank.phrases import Token
from question_bank.spelling import Spelling

# What is longer is judged by how it starts and ends.
LONGEST: Mapping[Language, int] = {"en": 1000, "zh-Hans": 260}
_LONGEST_CLAUSE = 64  # dictated without a pause; phrases are looked for inside a clause
_PIECE = 700  # what `plain` takes without shortening it
_TOKEN = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]|\d+(?:[.,:/-]\d+)*(?:[a-z]{1,3}(?![a-z])|%)?"
    r"|[^\W\d_\u3400-\u9fff\uf900-\ufaff]+(?:'[^\W\d_]+)*\d*|[$€£¥&]"
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_ENDS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"[.!?\n。…]"),
    "zh-Hans": re.compile(r"[.!?\n。…;]"),
}
_PAUSES: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(r"[,;:()|\[\]]|--| -|- |->|=>|→"),
    "zh-Hans": re.compile(r"[,;:()|\[\]~ ]|--|->|→"),
}
_ABBREVIATED = {"mr", "ms", "mrs", "dr", "nr", "vs", "prof", "approx", "st", "e", "i", "g"}
_NUMBERED = {"no"}  # "no. 7", but "They said no."


@dataclass(frozen=True)
class Clause:
    """Tokens from `start` up to `stop`."""

    start: int
    stop: int
    sentence: int
    asks: bool


@dataclass(frozen=True)
class Note:
    text: Plain
    tokens: tuple[Token, ...]
    places: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...]

    def clause_at(self, token: int) -> int:
        """Which clause it stands in."""
        return next(n for n, clause in enumerate(self.clauses) if token < clause.stop)

    def as_typed(self, start: int, stop: int) -> str:
        if start >= stop:
            return ""
        end = self.places[stop - 1][1]
        if self.places[stop : stop + 1] == self.places[stop - 1 : stop]:
            end = self.places[stop - 1][0] + len(self.tokens[stop - 1][0])  # the I of "I'll"
        return self.text.as_typed(self.places[start][0], end)


def read_note(text: str, language: Language, spelling: Spelling) -> Note:
    whole = whole_note(text, language)
    tokens: list[Token] = []
    places: list[tuple[int, int]] = []
    breaks: list[str] = []  # what stands before each token
    end = 0
    for found in _TOKEN.finditer(whole.letters):
        between = whole.letters[end : found.start()]
        for token in _tokens(found.group(), spelling):
            tokens.append(token)
            places.append(found.span())
            breaks.append(between)
            between = ""
            end = found.end()  # of a letter that is no word the pause before it stays
    breaks.append(whole.letters[end:])
    clauses = tuple(_clauses(tokens, breaks, language))
    return Note(whole, tuple(tokens), tuple(places), clauses)


def _tokens(word: str, spelling: Spelling) -> Iterator[Token]:
    if word[0].isdigit():
        yield (word, _DIGITS.sub("0", word))
        return
    for spelled in spelling.spell_out(word):
        mended = spelling.mend(spelled)
        yield (spelled,) if mended is None else (spelled, mended)


def _clauses(
    tokens: Sequence[Token], breaks: Sequence[str], language: Language
) -> Iterator[Clause]:
    start, sentence = 0, 0
    for at in range(1, len(tokens) + 1):
        between = breaks[at] if at < len(tokens) else breaks[-1]
        after = tokens[at][0] if at < len(tokens) else ""
        ends = not after or _ends_sentence(between, tokens[at - 1], after, language)
        if ends or at - start >= _LONGEST_CLAUSE or _pauses(between, tokens, at, language):
            yield Clause(start, at, sentence, "?" in between)
            start = at
        sentence += ends


def _ends_sentence(between: str, before: Token, after: str, language: Language) -> bool:
    found = _ENDS[language].search(between)
    if not found or found[0] != ".":
        return bool(found)
    return before[0] not in _ABBREVIATED and not (before[0] in _NUMBERED and after[0].isdigit())


def _pauses(between: str, tokens: Sequence[Token], at: int, language: Language) -> bool:
    found = _PAUSES[language].search(between)
    if not found or found[0] != " ":
        return bool(found)
    # A blank is a comma in Chinese chat, but only between Chinese words.
    return bool(HAN.match(tokens[at - 1][0]) and HAN.match(tokens[at][0]))


def whole_note(text: str, language: Language) -> Plain:
    """`plain` for the longest note that is read whole."""
    longest = LONGEST[language]
    if len(text) > longest:
        text = text[: longest // 2] + "\n" + text[-longest // 2 :]
    letters, typed = "", ""
    origin: list[int] = []
    for start in range(0, len(text), _PIECE):
        piece = plain(text[start : start + _PIECE])
        letters += piece.letters
        origin += [len(typed) + place for place in piece.origin]
        typed += piece.typed
    return Plain(letters, typed, tuple(origin))
