"""Visits with the verdict that stands, and what became of it since (METHOD 4)."""

from sqlalchemy import Exists, and_

from dialogs.records import PromiseState, Side
from question_bank.kinds import OutcomeKind
from storage.actor import Actor, mine
from storage.debrief_tables import commitment, debrief
from storage.tables import visit

NEWEST = and_(debrief.c.visit_id == visit.c.id, debrief.c.version == visit.c.version)
DEBRIEFED, NOT_DEBRIEFED = visit.c.version.is_not(None), visit.c.version.is_(None)
HELD = debrief.c.coach_kind != OutcomeKind.NOT_HELD.value
LAST_FIRST = (visit.c.day.desc(), visit.c.id.desc())
"""Of what was debriefed, which has a day."""


def not_kept(actor: Actor) -> Exists:
    """Of the visit looked at: the customer did not do what they promised there."""
    broken = mine(actor, commitment, commitment.c.id).where(
        commitment.c.visit_id == visit.c.id,
        visit.c.team_id == actor.team,
        commitment.c.side == Side.CUSTOMER.value,
        commitment.c.state == PromiseState.BROKEN.value,
    )
    return broken.exists()
