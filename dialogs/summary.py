"""What a manager reads of a visit: one phone screen, no private note (METHOD 8). The rep sees the
same page before saving."""

from dialogs.debrief import VisitDebrief
from dialogs.message import Say, say
from dialogs.visit_facts import PlannedVisit
from question_bank.kinds import Kind, OutcomeKind

SHOWN = 4
"""So many needs, promises, concerns and news fit one screen; the account has them all."""


def page(now: VisitDebrief, planned: PlannedVisit | None) -> Say:
    assert now.visited is not None
    assert now.told is not None
    return say(
        "managers.summary.page",
        name=now.visited.account.name,
        planned=planned,
        debrief=now,
        kind=now.kind,
        because=say(f"outcome.rule.{now.told.rule}", words=now.told.words),
        point=_point(now, planned),
        shown=SHOWN,
    )


def _point(now: VisitDebrief, planned: PlannedVisit | None) -> Say | None:
    """The one thing worth coaching, where the debrief shows it."""
    asked = set(now.questions.asked)
    left = [q for q in (planned.questions if planned else ()) if q.id not in asked]
    if asked and any(q.kind is Kind.IMPLICATION for q in left):
        return say(
            "debrief.point.implication",
            words=next(q.words for q in left if q.kind is Kind.IMPLICATION),
        )
    if now.told and now.told.missing and now.kind is OutcomeKind.CONTINUATION:
        return say(f"outcome.missing.{now.told.missing}")
    return None
