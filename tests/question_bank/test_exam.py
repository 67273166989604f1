"""The exam: sentences by people who had seen nothing of the judges, and that none has learnt from.

`exam/` is never trained on, and no cue is written with it at hand; or its figures say nothing.
"""

from pathlib import Path

import pytest

from question_bank import evaluate, evaluate_outcomes
from question_bank.evaluate import macro_f1, read_rows
from question_bank.evaluate_outcomes import accuracy
from question_bank.kinds import LANGUAGES, Language
from question_bank.learning import read_sets
from question_bank.outcomes import judge_outcome

EXAM = Path(__file__).parent / "exam"

# fmt: off
OUTCOMES: list[tuple[Language, float, int, int]] = [
    # language, right of the four kinds, stalls flattered, advances called orders at most
    ("en",      0.94,  21, 2),
    ("zh-Hans", 0.955, 8,  5),
]
QUESTIONS: list[tuple[Language, float]] = [
    # language, macro-F1
    ("en",      0.93),
    ("zh-Hans", 0.925),
]
# fmt: on


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("judge", ["questions", "outcomes"])
def test_nothing_of_the_exam_was_learnt(judge: str, language: Language) -> None:
    name = f"{judge}.{language}"
    learnt = {row["text"].strip().casefold() for _, row in read_sets(judge, language)}
    asked = [row["text"].strip().casefold() for row in read_rows(EXAM / f"{name}.tsv")]

    assert len(learnt) > 10_000
    assert len(asked) == len(set(asked)) >= 1000
    assert learnt.isdisjoint(asked)


@pytest.mark.parametrize(("language", "right", "flattered", "oversold"), OUTCOMES)
def test_what_came_of_strangers_visits_is_told(
    language: Language, right: float, flattered: int, oversold: int
) -> None:
    rows = read_rows(EXAM / f"outcomes.{language}.tsv")
    notes = [evaluate_outcomes.judged(row, judge_outcome) for row in rows]

    assert accuracy(notes) >= right
    assert sum(each.flattering for each in notes) <= flattered
    assert sum(each.oversold for each in notes) <= oversold


@pytest.mark.parametrize(("language", "at_least"), QUESTIONS)
def test_strangers_questions_are_told_apart(language: Language, at_least: float) -> None:
    rows = read_rows(EXAM / f"questions.{language}.tsv")

    assert macro_f1([evaluate.judged(row) for row in rows]) >= at_least
