"""What is offered to a plan in hand: problems, a card of questions for one of them, S questions.

What was carried over from the last visit comes first, then the bank. A card is short enough for a
phone: two questions of each kind, the implication questions led in by their difficulties, those
worse than the problem before the others (METHOD 2).
"""

from collections.abc import Iterable, Sequence

from dialogs.facts import CarriedProblem, CarriedQuestion
from dialogs.message import Words
from dialogs.plan import ASKED_PER_PROBLEM, Aim, Line, Sort
from question_bank import bank, suggest
from question_bank.kinds import Kind

PROBLEMS = 6
PER_KIND = 2
SITUATION = 4

Item = tuple[Line, ...]
"""What one number of the card stands for: a question, led in by its difficulty if it has one."""


def problems(
    industry: str, offers: Sequence[str], carried: Sequence[CarriedProblem], language: str
) -> tuple[Words, ...]:
    known = [problem.words for problem in carried]
    named = {words.bank for words in known}
    found = suggest.suggest_problems(industry, offers, PROBLEMS)
    fresh = [_words(problem.entry, language) for problem in found if problem.id not in named]
    return tuple([*known, *fresh][:PROBLEMS])


def card(
    aim: Aim,
    industry: str,
    carried: Sequence[CarriedProblem],
    language: str,
    kinds: Sequence[Kind] = ASKED_PER_PROBLEM,
) -> tuple[Item, ...]:
    """Empty where neither the last visit nor the bank knows anything like this problem."""
    found = dict.fromkeys((*_never_asked(aim, carried), *_of_bank(aim, industry, language)))
    return tuple(
        item
        for kind in kinds
        for item in [item for item in found if item[-1].sort == kind.value][:PER_KIND]
    )


def situation(aims: Sequence[Aim], industry: str, language: str) -> tuple[Words, ...]:
    """The first of each problem, then the second of each: few, and leading to the problems."""
    known = [found for aim in aims if (found := _bank_problem(aim, industry))]
    asked = [p.situation[turn] for turn in range(2) for p in known if turn < len(p.situation)]
    return tuple(dict.fromkeys(_words(entry, language) for entry in asked))[:SITUATION]


def _never_asked(aim: Aim, carried: Sequence[CarriedProblem]) -> Iterable[Item]:
    same = (problem for problem in carried if problem.words.key == aim.words.key)
    for problem in same:
        yield from map(_carried, problem.never_asked)


def _carried(question: CarriedQuestion) -> Item:
    line = Line(Sort(question.kind.value), question.words)
    if question.difficulty is None:
        return (line,)
    return (Line(Sort.DIFFICULTY, question.difficulty, question.worse), line)


def _of_bank(aim: Aim, industry: str, language: str) -> Iterable[Item]:
    problem = _bank_problem(aim, industry)
    if problem is None:
        return
    for entry in problem.problem:
        yield (Line(Sort.PROBLEM, _words(entry, language)),)
    for difficulty in sorted(problem.difficulties, key=lambda d: not d.worse):
        yield (
            Line(Sort.DIFFICULTY, _words(difficulty.entry, language), difficulty.worse),
            Line(Sort.IMPLICATION, _words(difficulty.implication, language)),
        )
    for entry in problem.need_payoff:
        yield (Line(Sort.NEED_PAYOFF, _words(entry, language)),)


def _bank_problem(aim: Aim, industry: str) -> bank.Problem | None:
    if aim.words.bank:
        return bank.find(aim.words.bank)
    return suggest.closest_problem(aim.words.text, industry)


def _words(entry: bank.Entry, language: str) -> Words:
    return Words(entry.texts[language], entry.id)
