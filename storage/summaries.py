"""What managers read of a debrief, who has had it, and a plan sent to them for advice."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, true, update

from dialogs.access import MANAGING, Action
from dialogs.manager_facts import NewestDebrief, NewestPlan, Reach, SavedDebrief, SummaryOf
from dialogs.records import AskManager, Withhold
from dialogs.reminding import ReminderKind
from dialogs.visit_facts import VisitPlanned
from question_bank.kinds import OutcomeKind
from storage.actor import Actor, mine
from storage.debrief_tables import debrief
from storage.tables import account, membership, person_user, reminder, team, visit
from storage.teams import Forbidden, allow
from storage.telling import AT_ONCE, MANAGES, tell_managers
from storage.visits import visit_planned


def summary_of(work: Connection, actor: Actor, query: SummaryOf) -> SavedDebrief | None:
    told = debrief.join(person_user, person_user.c.id == debrief.c.author_id)
    # What was withheld managers are not told of afterwards either.
    sent = mine(actor, debrief, debrief.c.rep_kind).where(
        debrief.c.visit_id == query.visit, debrief.c.version < query.version, ~debrief.c.withheld
    )
    before = sent.order_by(debrief.c.version.desc()).limit(1).subquery()
    source = told.outerjoin(before, true())
    columns = (
        debrief.c.author_id,
        debrief.c.answers,
        debrief.c.withheld,
        person_user.c.name,
        before.c.rep_kind.label("before"),
    )
    this = mine(actor, source, *columns).where(
        debrief.c.visit_id == query.visit, debrief.c.version == query.version
    )
    row = work.execute(this.limit(1)).first()
    if row is None or (actor.role not in MANAGING and row.author_id != actor.person):
        return None
    planned = visit_planned(work, actor, VisitPlanned(query.visit))
    if planned is None:
        return None
    return SavedDebrief(
        visit=planned,
        author=row.name,
        own=row.author_id == actor.person,
        answers=row.answers,
        before=OutcomeKind(row.before) if row.before else None,
        withheld=row.withheld,
    )


def newest_plan(work: Connection, actor: Actor, query: NewestPlan) -> int | None:
    own = mine(actor, visit, visit.c.id).where(
        visit.c.owner_id == actor.person,
        visit.c.version.is_(None),
        visit.c.planned_at.is_not(None),
    )
    return work.execute(own.order_by(visit.c.id.desc()).limit(1)).scalar()


def newest_debrief(work: Connection, actor: Actor, query: NewestDebrief) -> Reach | None:
    source = debrief.join(visit, visit.c.id == debrief.c.visit_id).join(
        account, account.c.id == visit.c.account_id
    )
    columns = (debrief.c.visit_id, debrief.c.withheld, visit.c.day, account.c.name)
    own = mine(actor, source, *columns).where(debrief.c.author_id == actor.person)
    row = work.execute(own.order_by(debrief.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    waits = mine(actor, reminder, reminder.c.person_id).where(
        reminder.c.visit_id == row.visit_id,
        reminder.c.kind == ReminderKind.DEBRIEF_SAVED.value,
        reminder.c.person_id == membership.c.person_id,
        membership.c.team_id == actor.team,
    )
    there = membership.join(person_user, person_user.c.id == membership.c.person_id)
    there = there.join(team, team.c.id == membership.c.team_id)
    managers = mine(actor, there, person_user.c.name, waits.exists().label("waits")).where(
        MANAGES,
        membership.c.person_id != actor.person,
        AT_ONCE,
    )
    found = work.execute(managers.order_by(membership.c.person_id).limit(query.managers)).all()
    return Reach(
        visit=row.visit_id,
        account=row.name,
        day=row.day,
        withheld=row.withheld,
        seen_by=tuple(one.name for one in found if not one.waits and not row.withheld),
    )


# --- written -------------------------------------------------------------------------------------


def ask_manager(work: Connection, actor: Actor, record: AskManager, at: datetime) -> None:
    """Once a visit."""
    allow(work, actor, Action.ASK_MANAGER, own=True)
    own = update(visit).where(
        visit.c.team_id == actor.team,
        visit.c.id == record.visit,
        visit.c.owner_id == actor.person,
        visit.c.version.is_(None),
    )
    if not work.execute(own.values(asked_at=func.coalesce(visit.c.asked_at, at))).rowcount:
        raise Forbidden("not one's own visit to come")
    tell_managers(work, actor, ReminderKind.PLAN_ASKED, at, record.visit)


def withhold(work: Connection, actor: Actor, record: Withhold, at: datetime) -> None:
    own = and_(debrief.c.team_id == actor.team, debrief.c.author_id == actor.person)
    this = update(debrief).where(own, debrief.c.visit_id == record.visit)
    if not work.execute(this.values(withheld=True)).rowcount:
        raise Forbidden("not one's own debrief")
    waits = (reminder.c.visit_id == record.visit, reminder.c.team_id == actor.team)
    of_debriefs = reminder.c.kind == ReminderKind.DEBRIEF_SAVED.value
    work.execute(delete(reminder).where(*waits, of_debriefs))
