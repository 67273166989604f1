"""Rates by hand (METHOD 8): what counts, what is counted beside, when a rate says nothing."""

import pytest

from dialogs.measures import Figures, RepFigures, in_all

# fmt: off
ADVANCE_RATES = [
    # held and judged: order, advance, continuation, no-sale
    (Figures(order=1, advance=3, continuation=3, no_sale=1),              8, 4, 50),
    (Figures(order=1, advance=4, continuation=3, no_sale=1),              9, 5, 56),
    (Figures(advance=1, continuation=7),                                  8, 1, 13),   # 12.5
    (Figures(advance=8),                                                  8, 8, 100),
    (Figures(no_sale=9),                                                  9, 0, 0),
    # seven are too few, and not held is no visit
    (Figures(order=4, advance=3),                                         7, 7, None),
    (Figures(order=4, advance=3, not_held=5),                             7, 7, None),
    (Figures(),                                                           0, 0, None),
    # weak, not kept and overruled are counted beside
    (Figures(advance=4, continuation=4, weak=4, not_kept=2, overruled=3), 8, 4, 50),
]
KEPT_RATES = [
    (Figures(continuation=8, kept=3, broken=1),                  75),
    (Figures(continuation=8, kept=3, broken=1, moved=5, open=9), 75),    # these are apart
    (Figures(continuation=8, kept=1, broken=2),                  33),
    (Figures(continuation=8, moved=2, open=2),                   None),  # nothing settled
    (Figures(continuation=7, kept=7),                            None),  # too few visits
    (Figures(continuation=8, own_kept=1, own_broken=9, kept=1),  100),   # ours are apart
]
# fmt: on


@pytest.mark.parametrize(("figures", "visits", "forward", "rate"), ADVANCE_RATES)
def test_the_advance_rate(figures: Figures, visits: int, forward: int, rate: int | None) -> None:
    assert (visits, forward, rate) == (figures.visits, figures.forward, figures.advance_rate)


@pytest.mark.parametrize(("figures", "rate"), KEPT_RATES)
def test_the_kept_rate(figures: Figures, rate: int | None) -> None:
    assert rate == figures.kept_rate


def test_a_team_is_its_reps_added_up() -> None:
    """Two with too few visits each can have a rate together."""
    reps = (
        RepFigures("Li", Figures(order=1, advance=3, kept=2, situation=4, implication=1)),
        RepFigures("Bob", Figures(continuation=4, broken=1, situation=1, undebriefed=2)),
    )
    team = in_all(reps)

    assert (None, None) == tuple(one.figures.advance_rate for one in reps)
    assert (8, 50, 67) == (team.visits, team.advance_rate, team.kept_rate)
    assert (6, 2) == (team.asked, team.undebriefed)
