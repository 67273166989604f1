"""What the bank offers a plan in hand: problems, a card of questions for one of them, S questions.

A card is short enough for a phone: two problem questions, the two worst difficulties with their
implication questions, two need-payoff questions (METHOD 2: coverage, and I at least as many as P).
"""

from collections.abc import Sequence

from dialogs.message import Words
from dialogs.plan import ASKED_PER_PROBLEM, Account, Aim, Line, Sort
from question_bank import bank, suggest
from question_bank.kinds import Kind

PROBLEMS = 6
PER_KIND = 2
SITUATION = 4

Item = tuple[Line, ...]
"""What one number of the card stands for: a question, led in by its difficulty if it has one."""


def problems(industry: str, offers: Sequence[str]) -> tuple[Words, ...]:
    return tuple(_words(p.entry) for p in suggest.suggest_problems(industry, offers, PROBLEMS))


def card(
    aim: Aim, account: Account | None, kinds: Sequence[Kind] = ASKED_PER_PROBLEM
) -> tuple[Item, ...]:
    """Empty where the bank knows nothing like this problem."""
    problem = _bank_problem(aim, account)
    if problem is None:
        return ()
    worst_first = sorted(problem.difficulties, key=lambda d: not d.worse)[:PER_KIND]
    by_kind: dict[Kind, list[Item]] = {
        Kind.PROBLEM: [(_line(Sort.PROBLEM, e),) for e in problem.problem[:PER_KIND]],
        Kind.IMPLICATION: [
            (_line(Sort.DIFFICULTY, d.entry, d.worse), _line(Sort.IMPLICATION, d.implication))
            for d in worst_first
        ],
        Kind.NEED_PAYOFF: [(_line(Sort.NEED_PAYOFF, e),) for e in problem.need_payoff[:PER_KIND]],
    }
    return tuple(item for kind in kinds for item in by_kind[kind])


def situation(aims: Sequence[Aim]) -> tuple[Words, ...]:
    """The first of each problem, then the second of each: few, and leading to the problems."""
    known = [found for aim in aims if (found := _bank_problem(aim, None))]
    asked = [p.situation[turn] for turn in range(2) for p in known if turn < len(p.situation)]
    return tuple(dict.fromkeys(_words(entry) for entry in asked))[:SITUATION]


def _bank_problem(aim: Aim, account: Account | None) -> bank.Problem | None:
    if aim.words.bank:
        return bank.find(aim.words.bank)
    industry = account.industry if account else None
    return suggest.closest_problem(aim.words.text, industry or "other")


def _words(entry: bank.Entry) -> Words:
    """The text shown is filled in where the reader's language is known; English stands by."""
    return Words(entry.texts["en"], entry.id)


def _line(sort: Sort, entry: bank.Entry, worse: bool = False) -> Line:
    return Line(sort, _words(entry), worse)
