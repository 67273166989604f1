"""What looks wrong in a pack and may be meant: said already, or a question of another kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from question_bank import bank
from question_bank.bank import Problem
from question_bank.kinds import LANGUAGES, Kind
from question_bank.packs import Saying
from question_bank.questions import judge_question
from question_bank.suggest import vector_of
from question_bank.written import Fault

_ALIKE = {
    "problem": {"en": 0.60, "zh-Hans": 0.45},
    "question": {"en": 0.80, "zh-Hans": 0.60},
}
"""Of the bank's own 112 problems no two are as alike as this; of its 1,372 questions two pairs are
in English and one in Chinese, and each says the same."""
_SURE = 0.9


@dataclass(frozen=True)
class _Known:
    texts: Any
    line: int | None
    """None: it stands in the bank that comes with the coach."""


class _Heard:
    """All that was said in one language, found by the words in it, whatever stands between them."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._known: list[_Known] = []
        self._holding: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)

    def add(self, known: _Known) -> None:
        text = known.texts[self._language]
        for gram, weight in vector_of(text).items():
            self._holding[gram].append((len(self._known), weight))
        self._known.append(known)

    def like(self, text: str, alike: float) -> _Known | None:
        likeness: defaultdict[int, float] = defaultdict(float)
        for gram, weight in vector_of(text).items():
            for place, other in self._holding.get(gram, ()):
                likeness[place] += weight * other
        nearest = max(likeness, key=lambda place: likeness[place], default=None)
        if nearest is None or likeness[nearest] < alike:
            return None
        return self._known[nearest]


def repeated(
    sayings: Iterable[Saying], against: Sequence[Problem] | None = None
) -> Iterator[Fault]:
    """What stands further up in the pack, or in the bank, in any language."""
    heard = {(sort, each): _Heard(each) for sort in _ALIKE for each in LANGUAGES}

    def add(sort: str, known: _Known) -> None:
        for language in LANGUAGES:
            heard[sort, language].add(known)

    for problem in bank.problems() if against is None else against:
        add("problem", _Known(problem.entry.texts, None))
        for entry in problem.questions():
            add("question", _Known(entry.texts, None))
    for saying in sayings:
        sort = "question" if saying.kind else "problem"
        found = (
            heard[sort, each].like(saying.texts[each], _ALIKE[sort][each]) for each in LANGUAGES
        )
        known = next(filter(None, found), None)
        if known is not None:
            name = "said_above" if known.line else "in_the_bank"
            values = {"line": known.line, "other": known.texts}
            yield Fault(saying.place.line, saying.place.key, name, values, warning=True)
        add(sort, _Known(saying.texts, saying.place.line))


def misplaced(sayings: Iterable[Saying]) -> Iterator[Fault]:
    """Questions that read like another kind for sure in one language, and as theirs in none.

    One language alone is no proof: it raises a false alarm for one in twenty of the bank's own.
    """
    for saying in sayings:
        if saying.kind is None:
            continue
        read = [judge_question(saying.texts[each], each) for each in LANGUAGES]
        if any(verdict.kind == saying.kind for verdict in read):
            continue
        surest = max(read, key=lambda verdict: verdict.confidence)
        if surest.confidence >= _SURE:
            kinds: dict[str, Kind] = {"read": surest.kind, "filed": saying.kind}
            yield Fault(saying.place.line, saying.place.key, "reads_as", kinds, warning=True)
