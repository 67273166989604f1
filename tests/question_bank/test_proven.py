"""How good a question has proved: few tries prove little."""

import pytest

from question_bank.proven import success_at_least


def test_what_never_worked_has_proved_nothing() -> None:
    assert [0.0] * 4 == [success_at_least(0, asked) for asked in (0, 1, 50, 1000)]


@pytest.mark.parametrize(
    ("worked", "asked", "known"), [(1, 1, 0.2065), (5, 10, 0.2366), (80, 100, 0.7112)]
)
def test_the_bound_is_wilsons(worked: int, asked: int, known: float) -> None:
    assert known == pytest.approx(success_at_least(worked, asked), abs=5e-5)


def test_more_tries_at_the_same_rate_prove_more_and_a_failure_less() -> None:
    assert success_at_least(1, 1) < success_at_least(2, 2) < success_at_least(20, 20) < 1
    assert success_at_least(8, 10) < success_at_least(80, 100)
    assert success_at_least(8, 11) < success_at_least(8, 10) < success_at_least(9, 11)
