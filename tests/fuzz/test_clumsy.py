"""The gate's share of the clumsy reps; `python -m tests.fuzz` holds as many as you like."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import figures, in_process, over_http, told

CONVERSATIONS = 8


@pytest.fixture
def first(request: pytest.FixtureRequest) -> int:
    """Another seed each run; pytest prints the one that repeats it."""
    return int(request.config.getoption("randomly_seed", 1)) % 1_000_000


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("half", [0, 1])
def test_all_a_clumsy_rep_tells_is_stored_once_under_its_question(
    tmp_path: Path, first: int, language: str, half: int
) -> None:
    begin = first + half * CONVERSATIONS
    results = list(in_process(language, range(begin, begin + CONVERSATIONS), tmp_path))
    wrong = [told(result) for result in results if result.faults]

    assert not wrong, "\n".join([*wrong, figures(results, 0)])


def test_the_real_process_killed_and_started_again_keeps_it_too(tmp_path: Path, first: int) -> None:
    results = over_http("en", range(first, first + 2), tmp_path, by_anybody=False)
    wrong = [told(result) for result in results if result.faults]

    assert not wrong, "\n".join(wrong)
