"""Held out: the lines of a problem in any order, told apart by the real sorter.

The bank's own lines stand in for a rep's: its problem, implication and need-payoff questions, and
its difficulties, which are plain statements. None of them was ever shown to the judge in training.
"""

import csv
from pathlib import Path
from random import Random

import pytest

import question_bank
from dialogs.message import Words
from dialogs.plan import Aim, Sort
from dialogs.sorting import sort_typed
from question_bank import bank
from question_bank.kinds import LANGUAGES

TRAINING = Path(question_bank.__file__).parent / "training"
ENOUGH = 0.95


def mixed(problem: bank.Problem, language: str, rng: Random) -> list[tuple[str, Sort]]:
    typed = [(entry, Sort.PROBLEM) for entry in problem.problem]
    typed += [(difficulty.entry, Sort.DIFFICULTY) for difficulty in problem.difficulties]
    typed += [(difficulty.implication, Sort.IMPLICATION) for difficulty in problem.difficulties]
    typed += [(entry, Sort.NEED_PAYOFF) for entry in problem.need_payoff]
    rng.shuffle(typed)
    return [(entry.texts[language], sort) for entry, sort in typed]


def trained_on(language: str) -> set[str]:
    texts = set()
    for path in TRAINING.glob(f"questions.{language}*.tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts |= {row["text"].strip().casefold() for row in rows}
    return texts


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
