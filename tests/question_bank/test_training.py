"""Retraining on the sentences in the repository gives the weights in the repository."""

import pytest

from question_bank import teach_outcomes, teach_questions
from question_bank.kinds import LANGUAGES, Language
from question_bank.learning import differences
from question_bank.linear import WEIGHTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("judge", ["questions", "outcomes"])
def test_retraining_gives_the_same_weights(judge: str, language: Language) -> None:
    """From where they stand: they stay there, as there is one best place, and no other."""
    teacher = {"questions": teach_questions, "outcomes": teach_outcomes}[judge]
    path = WEIGHTS / f"{judge}.{language}.json"

    assert differences(teacher.weights(language, path), path) == []
