"""How a manager wants to hear of the team."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Summaries(StrEnum):
    AT_ONCE = "at_once"
    DIGEST = "digest"


@dataclass(frozen=True)
class Managing:
    """A manager's own wishes; times are of their zone. The suggestions are ours *(house)*."""

    summaries: Summaries | None = None
    """None: as the team has it."""
    digest_day: int | None = 0
    """Monday is 0; None: only when asked for."""
    digest_hour: time = time(8)
    team_summaries: Summaries = Summaries.AT_ONCE
    """The team's."""

    @property
    def wanted(self) -> Summaries:
        return self.summaries or self.team_summaries


AS_SUGGESTED = Managing()
