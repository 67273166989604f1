"""Retraining on the sentences in the repository gives the weights in the repository."""

import pytest

from question_bank import teach_outcomes, teach_questions
from question_bank.kinds import LANGUAGES, Language
from question_bank.learning import differences
from question_bank.questions import WEIGHTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("judge", ["questions", "outcomes"])
def test_retraining_gives_the_same_weights(judge: str, language: Language) -> None:
    teacher = {"questions": teach_questions, "outcomes": teach_outcomes}[judge]

    assert differences(teacher.weights(language), WEIGHTS / f"{judge}.{language}.json") == []
