"""What a picture shows. It is kept as JSON beside its message and drawn when that is sent."""

from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

MOST_WEEKS = 8
MOST_REPS = 12
"""How many rows are drawn; a line under them tells how many more there are."""


@dataclass(frozen=True)
class OutcomeCounts:
    """How many visits of one week ended so."""

    order: int = 0
    advance: int = 0
    continuation: int = 0
    no_sale: int = 0


@dataclass(frozen=True)
class RepWeeks:
    name: str
    weeks: tuple[OutcomeCounts, ...]
    """One for each week of the picture, in its order."""


@dataclass(frozen=True)
class OutcomePicture:
    """Outcomes by week and rep. Raises ValueError where it could not be drawn."""

    team: str
    weeks: tuple[date, ...]
    """Mondays, oldest first, from one to MOST_WEEKS."""
    reps: tuple[RepWeeks, ...]
    """In the order of the rows; those after MOST_REPS are only counted."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.weeks) <= MOST_WEEKS:
            raise ValueError(f"{len(self.weeks)} weeks; a picture has 1 to {MOST_WEEKS}")
        if any(len(rep.weeks) != len(self.weeks) for rep in self.reps):
            raise ValueError("every rep needs as many weeks as the picture has")


_OUTCOMES = TypeAdapter(OutcomePicture)


def to_json(picture: OutcomePicture) -> str:
    return _OUTCOMES.dump_json(picture).decode()


def from_json(stored: str) -> OutcomePicture:
    return _OUTCOMES.validate_json(stored)
