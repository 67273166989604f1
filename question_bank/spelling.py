"""Chat words spelled out, contractions opened, and typos of the words we know mended."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

_SHORTEST_TO_MEND = 5
_DOUBLED = re.compile(r"(.)\1")
_OPENED: Mapping[str, str] = {
    "n't": "not",
    "'ll": "will",
    "'re": "are",
    "'ve": "have",
    "'m": "am",
    "'d": "would",
    "'s": "'s",
}


class Spelling:
    """`known` words are what typos are mended to; `ordinary` ones only look like a typo."""

    def __init__(
        self, short: Mapping[str, str], known: Iterable[str], ordinary: Iterable[str]
    ) -> None:
        self._short = short
        self._right = frozenset(known) | frozenset(ordinary)
        self._known = [
            word
            for word in known
            if len(word) >= _SHORTEST_TO_MEND and word.isascii() and word.isalpha()
        ]
        self._shortened: dict[str, dict[str, list[str]]] = {}
        """By first letter, worked out when a word with that letter is not known."""

    def spell_out(self, word: str) -> tuple[str, ...]:
        if word in self._short:
            return tuple(self._short[word].split())
        for ending, opened in _OPENED.items():
            if word.endswith(ending) and len(word) > len(ending):
                return (word.removesuffix(ending), opened)
        return (word,)

    def mend(self, word: str) -> str | None:
        """The one word we know that is one slip away and starts alike."""
        if len(word) < _SHORTEST_TO_MEND - 1 or word in self._right or not word.isascii():
            return None
        if word.endswith("in") and word + "g" in self._right:
            return word + "g"  # a dropped g: "sendin'"
        undoubled = _DOUBLED.sub(r"\1", word)
        if undoubled in self._right:
            return undoubled
        shortened = self._starting(word[0])
        near = {
            known
            for part in _without_one(word)
            for known in shortened.get(part, ())
            if _one_slip(word, known)
        }
        swapped = {known for known in near if sorted(known) == sorted(word)}
        for likeliest in (swapped or near, {known for known in near if known[-1] == word[-1]}):
            if len(likeliest) == 1:
                return likeliest.pop()
        return None

    def _starting(self, letter: str) -> Mapping[str, list[str]]:
        if letter not in self._shortened:
            found: dict[str, list[str]] = defaultdict(list)
            for word in (word for word in self._known if word[0] == letter):
                for part in _without_one(word):
                    found[part].append(word)
            self._shortened[letter] = found
        return self._shortened[letter]


def _without_one(word: str) -> set[str]:
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def _one_slip(word: str, other: str) -> bool:
    """A letter too many, too few or wrong, or two neighbours swapped."""
    short, long = sorted((word, other), key=len)
    pairs = enumerate(zip(short, long, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), len(short))
    if len(long) > len(short):
        return len(long) - len(short) == 1 and short[same:] == long[same + 1 :]
    swapped = short[same + 1 : same + 2] + short[same : same + 1] + short[same + 2 :]
    return short[same + 1 :] == long[same + 1 :] or swapped == long[same:]
