"""How good a question has proved, where it may have been asked twice or two hundred times."""

import math

_CAUTION = 1.96
"""95 in 100: one that worked in its only try comes after five of ten, and before four of ten."""


def success_at_least(worked: int, asked: int) -> float:
    """The lower bound of the share that works (Wilson's interval); 0 for what never worked."""
    if worked <= 0 or asked <= 0:
        return 0.0
    share, spread = min(worked / asked, 1.0), _CAUTION**2 / asked
    around = math.sqrt(share * (1 - share) / asked + spread / (4 * asked))
    return (share + spread / 2 - _CAUTION * around) / (1 + spread)
