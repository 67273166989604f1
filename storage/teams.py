"""Who is in a team, in which role, and what is theirs.

What changes any of it is done under the lock of the team, by the role as it stands then and not as
it stood when the turn began.
"""

from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from dialogs.access import Action, Role, may
from dialogs.due_times import promise_day
from dialogs.records import (
    BringAll,
    ChangeRole,
    HandOver,
    KeepManaging,
    KeepTeamSummaries,
    LeaveTeam,
    SettleRole,
)
from dialogs.reminding import ReminderKind
from dialogs.team_facts import BotName, Member, Members
from storage.actor import Actor, mine
from storage.conversations import PERSON, person, team_of_one
from storage.debrief_tables import commitment, practice_focus
from storage.reminders import OF_A_PLAN, digest_again, remind
from storage.tables import (
    account,
    bank_pack,
    bot,
    membership,
    metadata,
    offer,
    person_user,
    reminder,
    team,
    visit,
)
from storage.team_tables import audit, invite
from storage.telling import tell

_COMING = 50
"""On more days to come nothing is due from one account."""


class Forbidden(Exception):
    """It was allowed when the conversation looked, and is not any more: take the turn again."""


def note(
    work: Connection,
    team_id: int,
    person: int | None,
    what: str,
    at: datetime,
    subject: int | None = None,
    detail: str | None = None,
) -> None:
    """In the audit: numbers and kinds, never what people wrote."""
    values = {"team_id": team_id, "person_id": person, "what": what, "at": at}
    work.execute(insert(audit).values(values | {"subject": subject, "detail": detail}))


def lock(work: Connection, team_id: int) -> None:
    work.execute(select(team.c.id).where(team.c.id == team_id).with_for_update())


def allow(work: Connection, actor: Actor, action: Action, own: bool = False) -> None:
    """Raises Forbidden. The team stays locked, so nobody's role changes until the turn is over."""
    lock(work, actor.team)
    me = mine(actor, membership, membership.c.role).where(membership.c.person_id == actor.person)
    row = work.execute(me).first()
    if row is None or not may(Role(row.role) if row.role else None, action, own):
        raise Forbidden(f"{action} by {actor.person}")


# --- answers -----------------------------------------------------------------------------------


def members(work: Connection, actor: Actor, query: Members) -> tuple[Member, ...]:
    there = membership.join(person_user, person_user.c.id == membership.c.person_id)
    columns = (membership.c.person_id, person_user.c.name, membership.c.role, membership.c.asks_for)
    known = mine(actor, there, *columns).where(membership.c.role.is_not(None))
    rows = work.execute(
        known.order_by(membership.c.role, membership.c.person_id).limit(query.limit)
    )
    return tuple(
        Member(r.person_id, r.name, Role(r.role), Role(r.asks_for) if r.asks_for else None)
        for r in rows
    )


def bot_name(work: Connection, actor: Actor, query: BotName) -> str | None:
    telegram = bot.c.channel >= "telegram:", bot.c.name.is_not(None)
    known = select(bot.c.name).where(*telegram).order_by(bot.c.channel).limit(1).scalar_subquery()
    me = mine(actor, membership, known.label("name")).where(membership.c.person_id == actor.person)
    return work.execute(me.limit(1)).scalar()


# --- coming and going --------------------------------------------------------------------------

STAYS = (membership, bank_pack, invite, audit)
"""What a person does not carry into a team: packs are imported for a team by its admin."""


def move(
    work: Connection, person: int, to: int, role: Role | None, asks_for: Role | None = None
) -> None:
    values = {
        "team_id": to,
        "role": role and role.value,
        "asks_for": asks_for and asks_for.value,
    }
    work.execute(update(membership).where(membership.c.person_id == person).values(values))
    of_none = reminder.c.visit_id.is_(None) & (reminder.c.person_id == person)
    work.execute(update(reminder).where(of_none).values(team_id=to))


def home_of(work: Connection, person: int) -> int:
    """The private team of one that waits for them."""
    known = work.execute(select(team.c.id).where(team.c.private_to == person)).scalar()
    if known is not None:
        return int(known)
    name = work.execute(select(person_user.c.name).where(person_user.c.id == person)).scalar_one()
    return team_of_one(work, person, name)


def bring_all(work: Connection, actor: Actor, record: BringAll, at: datetime) -> None:
    """An account takes along all that hangs on it (`ON UPDATE CASCADE`); the rest follows here."""
    allow(work, actor, Action.LEAVE, own=True)  # a member, that is
    home = home_of(work, actor.person)
    _settle_doubles(work, actor, home, at)
    for table in metadata.sorted_tables:
        if "team_id" in table.c and table not in STAYS:
            work.execute(update(table).where(table.c.team_id == home).values(team_id=actor.team))
    note(work, actor.team, actor.person, "bring", at)


def _settle_doubles(work: Connection, actor: Actor, home: int, at: datetime) -> None:
    """What the team has already: the same offer, and a behaviour in practice."""
    same = mine(actor, offer, offer.c.text)
    work.execute(delete(offer).where(offer.c.team_id == home, offer.c.text.in_(same)))
    in_hand = practice_focus.c.ended_at.is_(None)
    here = mine(actor, practice_focus, practice_focus.c.id)
    practises = here.where(in_hand, practice_focus.c.person_id == actor.person)
    if work.execute(practises.limit(1)).first():
        old = update(practice_focus).where(practice_focus.c.team_id == home, in_hand)
        work.execute(old.values(ended_at=at))


def leave_team(work: Connection, actor: Actor, record: LeaveTeam, at: datetime) -> None:
    """What they did there is the team's. Invites they made and nobody used are void."""
    allow(work, actor, Action.LEAVE, own=True)
    if _last_admin(work, actor, actor.person):
        raise Forbidden("the last admin leaves")
    practised = update(practice_focus).where(practice_focus.c.team_id == actor.team)
    mine_now = (practice_focus.c.person_id == actor.person, practice_focus.c.ended_at.is_(None))
    work.execute(practised.where(*mine_now).values(ended_at=at))
    _void(work, actor, actor.person, at)
    move(work, actor.person, home_of(work, actor.person), None)
    note(work, actor.team, actor.person, "leave", at)


def _void(work: Connection, actor: Actor, person: int, at: datetime) -> None:
    made = update(invite).where(invite.c.team_id == actor.team, invite.c.made_by == person)
    unused = (invite.c.used_at.is_(None), invite.c.revoked_at.is_(None))
    work.execute(made.where(*unused).values(revoked_at=at))


# --- roles -------------------------------------------------------------------------------------


def _last_admin(work: Connection, actor: Actor, person: int) -> bool:
    """While there are others; alone, anybody may go."""
    known = mine(actor, membership, membership.c.person_id, membership.c.role)
    rows = work.execute(known).all()
    admins = [row.person_id for row in rows if row.role == Role.ADMIN]
    return admins == [person] and len(rows) > 1


def settle_role(work: Connection, actor: Actor, record: SettleRole, at: datetime) -> None:
    allow(work, actor, Action.CONFIRM_ROLE)
    asking = update(membership).where(
        membership.c.team_id == actor.team,
        membership.c.person_id == record.person,
        membership.c.asks_for == record.role.value,
    )
    values = {"asks_for": None} | ({"role": record.role.value} if record.confirmed else {})
    if not work.execute(asking.values(values)).rowcount:
        raise Forbidden(f"{record.person} asks for no such role")
    what = "confirm_role" if record.confirmed else "refuse_role"
    note(work, actor.team, actor.person, what, at, record.person, record.role.value)
    if record.confirmed:
        tell(work, actor.team, record.person, ReminderKind.ROLE_GIVEN, at)


def change_role(work: Connection, actor: Actor, record: ChangeRole, at: datetime) -> None:
    """Who is made less loses at once what only the old role could do."""
    allow(work, actor, Action.CHANGE_ROLE)
    if record.role is not Role.ADMIN and _last_admin(work, actor, record.person):
        raise Forbidden("the last admin is made less")
    theirs = update(membership).where(
        membership.c.team_id == actor.team, membership.c.person_id == record.person
    )
    if not work.execute(theirs.values(role=record.role.value, asks_for=None)).rowcount:
        raise Forbidden(f"{record.person} is not in the team")
    _void(work, actor, record.person, at)
    note(work, actor.team, actor.person, "change_role", at, record.person, record.role.value)
    tell(work, actor.team, record.person, ReminderKind.ROLE_GIVEN, at)


def keep_managing(work: Connection, actor: Actor, record: KeepManaging, at: datetime) -> None:
    wishes = record.managing
    allow(work, actor, Action.GET_DIGEST)
    own = update(membership).where(membership.c.team_id == actor.team)
    values = {
        "summaries": wishes.summaries and wishes.summaries.value,
        "digest_day": wishes.digest_day,
        "digest_hour": wishes.digest_hour,
    }
    work.execute(own.where(membership.c.person_id == actor.person).values(values))
    digest_again(work, actor, at)


def keep_team_summaries(
    work: Connection, actor: Actor, record: KeepTeamSummaries, at: datetime
) -> None:
    allow(work, actor, Action.SET_TEAM)
    this = update(team).where(team.c.id == actor.team)
    work.execute(this.values(summaries=record.summaries.value))


# --- an account changes hands ------------------------------------------------------------------


def hand_over(work: Connection, actor: Actor, record: HandOver, at: datetime) -> None:
    """With what is still to be done there. Private notes stay their author's."""
    this = mine(actor, account, account.c.owner_id).where(account.c.id == record.account)
    owner = work.execute(this.with_for_update(of=account)).scalar()
    allow(work, actor, Action.HAND_OVER, own=owner == actor.person)
    heir = mine(actor, membership, membership.c.person_id)
    known = work.execute(heir.where(membership.c.person_id == record.person)).first()
    if owner is None or known is None:
        raise Forbidden("no such account, or no such colleague")
    to = {"owner_id": record.person}
    here = (account.c.team_id == actor.team, account.c.id == record.account)
    work.execute(update(account).where(*here).values(to | {"used_at": at}))
    coming = (
        visit.c.team_id == actor.team,
        visit.c.account_id == record.account,
        visit.c.owner_id == owner,
        visit.c.version.is_(None),
    )
    visits = mine(actor, visit, visit.c.id).where(*coming)
    told = update(reminder).where(reminder.c.team_id == actor.team, reminder.c.visit_id.in_(visits))
    of_plans = reminder.c.kind.in_(OF_A_PLAN)
    work.execute(told.where(of_plans).values(person_id=record.person))
    work.execute(update(visit).where(*coming).values(to))
    promised = update(commitment).where(
        commitment.c.team_id == actor.team,
        commitment.c.account_id == record.account,
        commitment.c.owner_id == owner,
        commitment.c.settled_at.is_(None),
    )
    due = work.execute(promised.values(to).returning(commitment.c.due)).scalars().all()
    _ask_heir(work, actor, record.person, [day for day in due if day], at)
    note(work, actor.team, actor.person, "hand_over", at, record.account, str(record.person))
    if record.person != actor.person:
        tell(work, actor.team, record.person, ReminderKind.ACCOUNT_GIVEN, at)


def _ask_heir(work: Connection, actor: Actor, heir: int, due: list[date], at: datetime) -> None:
    """On the days on which what they now have to see to is due."""
    person_ = person(work.execute(select(*PERSON).where(person_user.c.id == heir)).one())
    days = sorted({day for day in due if day >= at.date()})
    asked = [promise_day(day, person_, at) for day in days[:_COMING]]
    remind(work, Actor(heir, actor.team), asked)
