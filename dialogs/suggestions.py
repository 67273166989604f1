"""What is offered to a plan in hand: problems, a card of questions for one of them, S questions.

What was carried over from the last visit comes first, then the bank and the team's own packs. A
card is short enough for a phone: two questions of each kind, those that have worked for the team
first, the implication questions led in by their difficulties, those worse than the problem before
the others (METHOD 2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dialogs.facts import ProvenQuestion
from dialogs.memory_facts import CarriedProblem, CarriedQuestion
from dialogs.message import Words
from dialogs.plan import ASKED_PER_PROBLEM, Aim, Line, Sort
from question_bank import bank, suggest
from question_bank.kinds import Kind
from question_bank.proven import success_at_least

PROBLEMS = 6
PER_KIND = 2
SITUATION = 4

Item = tuple[Line, ...]
"""What one number of the card stands for: a question, led in by its difficulty if it has one."""


@dataclass(frozen=True)
class TeamKnows:
    """What a team's suggestions are made from besides the bank that all share."""

    own: tuple[bank.Problem, ...] = ()
    proven: tuple[ProvenQuestion, ...] = ()

    def find(self, problem_id: str) -> bank.Problem | None:
        same = (problem for problem in self.own if problem.id == problem_id)
        return next(same, None) or bank.find(problem_id)

    def success(self, entry: bank.Entry) -> float:
        """A question of the bank may have been typed, too, in any language."""
        keys = {entry.id, *entry.texts.values()}
        tried = [self._by_key[key] for key in keys if key in self._by_key]
        worked = sum(question.worked for question in tried)
        return success_at_least(worked, sum(question.asked for question in tried))

    @cached_property
    def _by_key(self) -> Mapping[str, ProvenQuestion]:
        return {question.key: question for question in self.proven}


NOTHING_YET = TeamKnows()


def problems(
    industry: str,
    offers: Sequence[str],
    carried: Sequence[CarriedProblem],
    language: str,
    team: TeamKnows = NOTHING_YET,
) -> tuple[Words, ...]:
    known = [problem.words for problem in carried]
    named = {words.bank for words in known}
    found = suggest.suggest_problems(industry, offers, PROBLEMS, team.own)
    fresh = [_words(problem.entry, language) for problem in found if problem.id not in named]
    return tuple([*known, *fresh][:PROBLEMS])


def card(
    aim: Aim,
    industry: str,
    carried: Sequence[CarriedProblem],
    language: str,
    kinds: Sequence[Kind] = ASKED_PER_PROBLEM,
    team: TeamKnows = NOTHING_YET,
) -> tuple[Item, ...]:
    """Empty where neither the last visit nor the bank knows anything like this problem."""
    of_bank = _of_bank(aim, industry, language, team)
    found = dict.fromkeys((*_never_asked(aim, carried), *of_bank))
    return tuple(
        item
        for kind in kinds
        for item in [item for item in found if item[-1].sort == kind.value][:PER_KIND]
    )


def situation(
    aims: Sequence[Aim], industry: str, language: str, team: TeamKnows = NOTHING_YET
) -> tuple[Words, ...]:
    """The first of each problem, then the second of each: few, and leading to the problems."""
    known = [found for aim in aims if (found := _bank_problem(aim, industry, team))]
    ranked = [_proven_first(problem.situation, team) for problem in known]
    asked = [entries[turn] for turn in range(2) for entries in ranked if turn < len(entries)]
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


def _of_bank(aim: Aim, industry: str, language: str, team: TeamKnows) -> Iterable[Item]:
    problem = _bank_problem(aim, industry, team)
    if problem is None:
        return
    for entry in _proven_first(problem.problem, team):
        yield (Line(Sort.PROBLEM, _words(entry, language)),)
    for difficulty in sorted(
        problem.difficulties, key=lambda d: (-team.success(d.implication), not d.worse)
    ):
        yield (
            Line(Sort.DIFFICULTY, _words(difficulty.entry, language), difficulty.worse),
            Line(Sort.IMPLICATION, _words(difficulty.implication, language)),
        )
    for entry in _proven_first(problem.need_payoff, team):
        yield (Line(Sort.NEED_PAYOFF, _words(entry, language)),)


def _proven_first(entries: Sequence[bank.Entry], team: TeamKnows) -> Sequence[bank.Entry]:
    return sorted(entries, key=team.success, reverse=True)


def _bank_problem(aim: Aim, industry: str, team: TeamKnows) -> bank.Problem | None:
    """Of a pack that was replaced, the problem that says the same now."""
    known = team.find(aim.words.bank) if aim.words.bank else None
    return known or suggest.closest_problem(aim.words.text, industry, team.own)


def _words(entry: bank.Entry, language: str) -> Words:
    return Words(entry.texts[language], entry.id)
