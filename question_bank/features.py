"""What the judges look at in a text: plain letters, cues, and n-grams.

A cue is a named group of phrases ("what happens if", "不解决的话") that speaks for one kind.
Phrases are regular expressions with four liberties: a space is any one blank, `...` a short
gap, `~` any ending of a word, `<name>` what the file's tables say. Gaps are bounded and
nothing is nested, so time is linear.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from question_bank.kinds import Language

# A pasted page is judged by how it starts and ends.
LONGEST = 800
GAP: Mapping[Language, str] = {"en": r"[^.?!\n]{0,45}?", "zh-Hans": r"[^。?!\n]{0,14}?"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "＇": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


_LATIN = re.compile(r"[a-z0-9']{2}")
_EDGES = " \t\n,.;:!?，。；：！？、…"
"""Of words that are quoted: signs beside them say nothing."""


@dataclass(frozen=True)
class Plain:
    """A text in plain letters; `origin[i]` is where letter i stood in the text as typed."""

    letters: str
    typed: str
    origin: tuple[int, ...]

    def as_typed(self, start: int, end: int) -> str:
        """The words as the rep wrote them, capitals and full-width signs included."""
        if start >= end:
            return ""
        last = min(end, len(self.origin)) - 1
        return self.typed[self.origin[start] : self.origin[last] + 1].strip(_EDGES)

    def whole_words(self, start: int, end: int) -> str:
        """As typed, from the start of an English word to the end of one: no "th" of "14th"."""
        if start >= end:
            return ""
        spoken = self.letters[start:end]
        start += len(spoken) - len(spoken.lstrip(_EDGES))
        end -= len(spoken) - len(spoken.rstrip(_EDGES))
        while start > 0 and _LATIN.fullmatch(self.letters[start - 1 : start + 1]):
            start -= 1
        while _LATIN.fullmatch(self.letters[end - 1 : end + 1]):
            end += 1
        return self.as_typed(start, end)

    def part(self, start: int, end: int) -> "Plain":
        return Plain(self.letters[start:end], self.typed, self.origin[start:end])


def plain(text: str, longest: int = LONGEST) -> Plain:
    """NFKC, case-folded, straight quotes, single blanks, shortened in the middle."""
    typed = unicodedata.normalize("NFC", text)
    if len(typed) > longest:
        typed = typed[: longest // 2] + "\n" + typed[-longest // 2 :]
    letters: list[str] = []
    origin: list[int] = []
    for place, sign in enumerate(typed):
        folded = sign.lower() if sign.isascii() else _fold(sign)
        for letter in folded:
            if letter.isspace():
                if not letters or letters[-1] in " \n":
                    continue
                letter = "\n" if letter == "\n" else " "
            letters.append(letter)
            origin.append(place)
    return Plain("".join(letters), typed, tuple(origin))


@lru_cache(maxsize=4096)
def _fold(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign.translate(_STRAIGHT)).casefold()


def respell(text: Plain, spellings: Mapping[str, str]) -> Plain:
    """Spell out chat words and contractions; they still point at the letters typed."""
    letters: list[str] = []
    origin: list[int] = []
    done = 0
    for word in _WORD.finditer(text.letters):
        spelled = spellings.get(word.group())
        if spelled is None:
            continue
        start, end = word.span()
        letters += [text.letters[done:start], spelled]
        origin += text.origin[done:start]
        origin += (text.origin[min(start + i, end - 1)] for i in range(len(spelled) - 1))
        origin.append(text.origin[end - 1])
        done = end
    letters.append(text.letters[done:])
    origin += text.origin[done:]
    return Plain("".join(letters), text.typed, tuple(origin))


# Stands for each letter of a word that belongs to a class; a private sign no rep types.
MARK = "\ue000"


@dataclass(frozen=True)
class Pattern:
    """Phrases to look for, apart for each class of words they mention ("" for none)."""

    parts: tuple[tuple[str, re.Pattern[str]], ...]

    def span(self, text: Mapping[str, str]) -> tuple[int, int] | None:
        for word_class, phrases in self.parts:
            found = phrases.search(text[word_class])
            if found:
                return found.span()
        return None


class Phrases:
    """Turns the phrases of a cue file into patterns.

    A name of the `let` table is spelled out where it stands. The `classes` are long lists of
    words: they are marked in the text once, instead of being looked for by every phrase.
    """

    def __init__(
        self, let: Mapping[str, str], language: Language, classes: Mapping[str, str] | None = None
    ) -> None:
        # An English phrase starts and ends at a word's edge; Chinese has no such edges.
        self._edge = r"\b" if language == "en" else ""
        self._language = language
        self._let: dict[str, str] = {}
        for name, meaning in let.items():
            self._let[name] = self._edge + self._either(meaning) + self._edge
        self.classes = {
            name: self._compiled([self._either(meaning)])
            for name, meaning in (classes or {}).items()
        }

    def pattern(self, phrases: Iterable[str]) -> Pattern:
        apart: dict[str, list[str]] = {}
        for phrase in phrases:
            mentioned = next((name for name in self.classes if f"<{name}>" in phrase), "")
            marked = phrase.replace(f"<{mentioned}>", f"{MARK}+")
            apart.setdefault(mentioned, []).append(self._spelled_out(marked))
        return Pattern(tuple((name, self._compiled(each)) for name, each in apart.items()))

    def marked(self, letters: str) -> dict[str, str]:
        """The text for each class, with the class's words marked letter by letter."""
        text = {"": letters}
        for name, words in self.classes.items():
            text[name] = words.sub(lambda found: MARK * len(found[0]), letters)
        return text

    def _either(self, meaning: str) -> str:
        return self._spelled_out(f"(?:{meaning.replace(' | ', '|')})")

    def _compiled(self, phrases: list[str]) -> re.Pattern[str]:
        either = "|".join(phrases)
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if self._edge else either)

    def _spelled_out(self, phrase: str) -> str:
        for name, meaning in self._let.items():
            phrase = phrase.replace(f"<{name}>", meaning)
        gap = GAP[self._language]
        return phrase.replace("...", gap).replace("~", r"\w*").replace(" ", r"\s")


def load_yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)


@dataclass(frozen=True)
class Gram:
    """An n-gram and where it stands; words are spelled as they are, letters after a `~`."""

    name: str
    start: int
    end: int

    @property
    def of_letters(self) -> bool:
        return is_of_letters(self.name)


def is_of_letters(gram: str) -> bool:
    return gram.startswith("~")


_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?]")
_DIGITS = re.compile(r"\d")
_SIGNS = re.compile(r"[^\w?]")
WORDS_IN_A_GRAM = 3
LETTERS_IN_A_GRAM: Mapping[Language, tuple[int, ...]] = {"en": (3, 4, 5), "zh-Hans": (1, 2, 3, 4)}


_Found = tuple[str, int, int]


def find_grams(text: Plain, language: Language, known: Container[str] | None = None) -> list[Gram]:
    """Each n-gram once, at its first place; of all there are, or of those that are known."""
    seen: dict[str, _Found] = {}
    letters = _DIGITS.sub("0", text.letters)
    for found in _english_grams(letters) if language == "en" else _chinese_grams(letters):
        if known is None or found[0] in known:
            seen.setdefault(found[0], found)
    return [Gram(*found) for found in seen.values()]


def _english_grams(letters: str) -> Iterator[_Found]:
    tokens = [(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(letters)]
    edged = [("^", 0, 0), *tokens, ("$", len(letters), len(letters))]
    for first in range(len(edged)):
        for last in range(first, min(first + WORDS_IN_A_GRAM, len(edged))):
            name = " ".join(word for word, _, _ in edged[first : last + 1])
            yield name, edged[first][1], edged[last][2]
    for word, start, _ in tokens:
        yield from _letter_grams(f" {word} ", start - 1, LETTERS_IN_A_GRAM["en"])


def _chinese_grams(letters: str) -> Iterator[_Found]:
    plain_signs = _SIGNS.sub(" ", letters)
    yield from _letter_grams(f"^{plain_signs}$", -1, LETTERS_IN_A_GRAM["zh-Hans"])


def _letter_grams(letters: str, start: int, lengths: tuple[int, ...]) -> Iterator[_Found]:
    for length in lengths:
        for place in range(len(letters) - length + 1):
            name = "~" + letters[place : place + length]
            yield name, max(start + place, 0), start + place + length
