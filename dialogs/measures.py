"""What a manager measures (METHOD 8): counts of a period, and the rates that follow from them.

Visits are those held and judged. Rates go by the coach's label; where the rep saw it otherwise is
counted beside. Promises are those made at the visits of the period, as they stand now.
"""

from dataclasses import dataclass, fields

ENOUGH = 8
"""Under so many visits a percentage says nothing, so there are only counts."""


@dataclass(frozen=True)
class Figures:
    """Of one rep, or added up."""

    order: int = 0
    advance: int = 0
    continuation: int = 0
    no_sale: int = 0
    not_held: int = 0
    weak: int = 0
    """Advances a date short."""
    not_kept: int = 0
    """Advances whose promise was broken; they stay advances in the rate."""
    overruled: int = 0
    """Visits whose two labels differ."""
    undebriefed: int = 0
    kept: int = 0
    """Promises of customers, like the next three."""
    broken: int = 0
    moved: int = 0
    open: int = 0
    own_kept: int = 0
    own_broken: int = 0
    situation: int = 0
    """Questions asked, like the next three."""
    problem: int = 0
    implication: int = 0
    need_payoff: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        names = [field.name for field in fields(self)]
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def visits(self) -> int:
        return self.order + self.advance + self.continuation + self.no_sale

    @property
    def forward(self) -> int:
        return self.order + self.advance

    @property
    def advance_rate(self) -> int | None:
        """In per cent; None: too few visits."""
        return _rate(self.forward, self.visits) if self.visits >= ENOUGH else None

    @property
    def settled(self) -> int:
        return self.kept + self.broken

    @property
    def kept_rate(self) -> int | None:
        """In per cent; None: too few visits, or nothing settled."""
        enough = self.visits >= ENOUGH and self.settled
        return _rate(self.kept, self.settled) if enough else None

    @property
    def promised(self) -> int:
        """By customers."""
        return self.settled + self.moved + self.open

    @property
    def own_settled(self) -> int:
        return self.own_kept + self.own_broken

    @property
    def asked(self) -> int:
        return self.situation + self.problem + self.implication + self.need_payoff


@dataclass(frozen=True)
class RepFigures:
    rep: str
    figures: Figures


def in_all(reps: tuple[RepFigures, ...]) -> Figures:
    return sum((one.figures for one in reps), Figures())


def _rate(part: int, whole: int) -> int:
    """Half a per cent is rounded up."""
    return (200 * part + whole) // (2 * whole)
