"""Held out: the lines of a problem in any order, told apart by the real sorter.

First the bank's own lines stand in for a rep's: its problem, implication and need-payoff questions,
and its difficulties, which are plain statements; then plans as strangers to the sorter typed them.
None of these lines was ever shown to the judge in training.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from dialogs.message import Words
from dialogs.plan import Aim, Sort
from dialogs.sorting import sort_typed
from question_bank import bank
from question_bank.evaluate import read_rows
from question_bank.kinds import LANGUAGES
from question_bank.learning import read_sets

EXAM = Path(__file__).parents[1] / "question_bank" / "exam"
ENOUGH = 0.95
SORTS = {
    "P": Sort.PROBLEM,
    "D": Sort.DIFFICULTY,
    "I": Sort.IMPLICATION,
    "N": Sort.NEED_PAYOFF,
}
STRANGERS = [("en", 0.97), ("zh-Hans", 0.93)]


def mixed(problem: bank.Problem, language: str, rng: Random) -> list[tuple[str, Sort]]:
    typed = [(entry, Sort.PROBLEM) for entry in problem.problem]
    typed += [(difficulty.entry, Sort.DIFFICULTY) for difficulty in problem.difficulties]
    typed += [(difficulty.implication, Sort.IMPLICATION) for difficulty in problem.difficulties]
    typed += [(entry, Sort.NEED_PAYOFF) for entry in problem.need_payoff]
    rng.shuffle(typed)
    return [(entry.texts[language], sort) for entry, sort in typed]


def trained_on(language: str) -> set[str]:
    return {row["text"].strip().casefold() for _, row in read_sets("questions", language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_mixed_lines_for_a_problem_are_sorted_right(language: str) -> None:
    rng, seen = Random(20260928), trained_on(language)
    right = total = 0
    for problem in bank.problems():
        lines = mixed(problem, language, rng)
        assert not [text for text, _ in lines if text.casefold() in seen]

        found = sort_typed([text for text, _ in lines], Aim(Words(problem.entry.texts[language])))
        right += sum(line.sort is sort for line, (_, sort) in zip(found, lines, strict=True))
        total += len(lines)

    assert total > 1500
    assert right / total >= ENOUGH, f"{right} of {total}"


def strangers_plans(language: str) -> Iterator[tuple[str, list[tuple[str, Sort]]]]:
    """Each problem with its lines; a fact to ask is none of the four a problem needs."""
    plans: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_rows(EXAM / f"plans.{language}.tsv"):
        plans[row["plan"]].append(row)
    for rows in plans.values():
        lines = [(row["text"], SORTS[row["kind"]]) for row in rows if row["kind"] in SORTS]
        yield rows[0]["problem"], lines


@pytest.mark.parametrize(("language", "enough"), STRANGERS)
def test_lines_strangers_typed_are_sorted_right(language: str, enough: float) -> None:
    right = total = 0
    seen = trained_on(language)
    for problem, lines in strangers_plans(language):
        assert not [text for text, _ in lines if text.casefold() in seen]

        found = sort_typed([text for text, _ in lines], Aim(Words(problem)))
        right += sum(line.sort is sort for line, (_, sort) in zip(found, lines, strict=True))
        total += len(lines)

    assert total > 500
    assert right / total >= enough, f"{right} of {total}"
