"""A taste of the forgeries; all of them are a command of their own."""

from pathlib import Path

import pytest

from storage.engine import open_engine
from tests.fuzz.forgeries import stolen


def test_whatever_eve_forges_she_gets_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Others each run; pytest prints the seed that repeats them."""
    engine = open_engine(f"sqlite:///{tmp_path / 'coach.db'}")
    seed = int(request.config.getoption("randomly_seed", 1))

    assert [] == stolen(engine, 600, seed)
    engine.dispose()
