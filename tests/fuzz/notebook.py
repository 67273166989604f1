"""What the rep believes to have told, in order; a fold over it is what ought to be stored.

It keeps the promises of the product in a person's words: going back takes the last answer away,
an edit changes its own answer, what only made an old answer clear is asked anew.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from tests.fuzz.words import Line

CLEARING = {
    "account": ("industry",),
    "visit": ("industry",),
    "when": ("day", "hour"),
    "outcome": ("verdict", "fact", "label", "reason"),
    "fact": ("verdict", "fact", "label", "reason"),
}
"""What is asked only to make an answer clear."""
ADDING = ("missing", "fact", "change")
"""Answers that are added to those before."""


@dataclass
class Answer:
    question: str
    n: int = 0
    messages: dict[int, list[Line]] = field(default_factory=dict)
    """Message id → the lines it brought, so that an edit of it is known to be one."""
    skipped: bool = False
    day: date | None = None
    marks: dict[str, str] = field(default_factory=dict)
    """Word of a listed item → how it was marked."""

    @property
    def lines(self) -> list[Line]:
        return [line for lines in self.messages.values() for line in lines]


@dataclass
class Job:
    """One plan or one debrief."""

    flow: str
    account: Line
    quick: bool = False
    known: bool = False
    """The account is there already."""
    answers: list[Answer] = field(default_factory=list)
    later: list[Answer] = field(default_factory=list)
    """What waits until an edited answer is clear again."""
    edited: str | None = None
    saved: bool = False

    def everything(self) -> list[Answer]:
        return [*self.answers, *self.later]

    def give(self, answer: Answer) -> None:
        self.answers.append(answer)

    def take_back(self, question: str, n: int) -> list[str]:
        """Down to the answer to this question; the words of others that would be lost by it."""
        if not any(_is(answer, question, n) for answer in self.answers):
            return []
        lost: list[str] = []
        while self.answers:
            answer = self.answers.pop()
            if _is(answer, question, n):
                return lost
            lost += [line.word for line in answer.lines if line.home]
        return lost

    def amend(self, answer: Answer, unclear: bool) -> None:
        """After an edit. `unclear`: it has raised the question that makes it clear."""
        if not any(answer is other for other in self.answers):
            return
        place = next(n for n, other in enumerate(self.answers) if other is answer) + 1
        clearing = CLEARING.get(answer.question, ())
        end = place
        while end < len(self.answers) and self.answers[end].question in clearing:
            end += 1
        between, rest = self.answers[place:end], self.answers[end:]
        if unclear:
            kept = [other for other in between if other.question == "fact"]
            self.answers = [*self.answers[:place], *kept]
            self.later = [*rest, *self.later]
            self.edited = answer.question

    def settle(self, question: str) -> None:
        """What waited counts again once the edited answer is clear."""
        clearing = CLEARING.get(self.edited or "", ())
        given = any(answer.question == self.edited for answer in self.answers)
        if given and question not in clearing:
            self.answers, self.later, self.edited = self.everything(), [], None

    def counting(self) -> list[Answer]:
        """The answers that stand in the end."""
        found: list[Answer] = []
        for answer in self.everything():
            if answer.skipped:
                continue
            gone = _replaced_by(answer)
            found = [a for a in found if not gone(a)]
            found.append(answer)
        return found

    def expected(self) -> Iterator[Line]:
        for answer in self.counting():
            yield from (line for line in answer.lines if line.home)


def _is(answer: Answer, question: str, n: int) -> bool:
    name = "verdict" if answer.question == "fact" else answer.question
    return name == question and (not n or answer.n == n)


def _replaced_by(new: Answer) -> Callable[[Answer], bool]:
    if new.question in ("outcome", "fact"):
        dropped = ("outcome", "fact", "reason") if new.question == "outcome" else ("reason",)
        return lambda old: old.question in dropped
    if new.question in ADDING:
        return lambda old: False
    return lambda old: (old.question, old.n) == (new.question, new.n)


def words_of(lines: Iterable[Line]) -> set[str]:
    return {line.word for line in lines if line.word}
