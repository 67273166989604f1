"""Invites: made, taken back, and used once. The one door through the wall between teams: whoever
holds a code that is still good learns which team it is of, and nothing else.
"""

from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from dialogs.access import Action, Role, may, to_invite
from dialogs.invites import HOUR, LASTS, TRIES, is_handle
from dialogs.names import name_key
from dialogs.records import FoundTeam, JoinTeam, KeepInvite, RefuseCode, RevokeInvite
from dialogs.reminding import ReminderKind
from dialogs.team_facts import Invitation, InviteBy, InvitedTo, InviteFor, NoTeamYet
from storage.actor import Actor, mine
from storage.tables import membership, person_user, team
from storage.team_tables import audit, invite
from storage.teams import Forbidden, allow, lock, move, note
from storage.telling import tell

_REFUSED = "refused_code"
_OPEN = (invite.c.used_at.is_(None), invite.c.revoked_at.is_(None))


class SameName(Exception):
    """There is a team of that name."""


# --- at the command line -----------------------------------------------------------------------


def create_team(work: Connection, name: str, at: datetime) -> int:
    """Raises SameName, also for a name that differs only as names are told apart nowhere else."""
    new = insert(team).values(name=name, key=name_key(name)).returning(team.c.id)
    try:
        with work.begin_nested():
            made = int(work.execute(new).scalar_one())
    except IntegrityError as error:
        raise SameName(name) from error
    note(work, made, None, "create_team", at)
    return made


def no_team_yet(work: Connection, actor: Actor, query: NoTeamYet) -> bool:
    """Whether there is one is all that anybody learns of it."""
    made = select(team.c.id).where(team.c.private_to.is_(None)).limit(1)
    return work.execute(made).first() is None


def found_team(work: Connection, actor: Actor, record: FoundTeam, at: datetime) -> None:
    me = mine(actor, membership, membership.c.role).where(membership.c.person_id == actor.person)
    alone = work.execute(me).first()
    if alone is None or alone.role is not None or not no_team_yet(work, actor, NoTeamYet()):
        raise Forbidden("there is a team already")
    made = create_team(work, record.name, at)
    move(work, actor.person, made, Role.ADMIN)
    note(work, made, actor.person, "join", at, detail=Role.ADMIN.value)


def team_named(work: Connection, name: str) -> int | None:
    """Not a private team of one: nobody else has any business there."""
    return work.execute(select(team.c.id).where(team.c.key == name_key(name))).scalar()


def make_invite(
    work: Connection, team_id: int, role: Role, code_hash: str, at: datetime, by: int | None
) -> None:
    """Where a person makes it in a chat, an admin has to confirm any role but the least."""
    row = {"team_id": team_id, "role": role.value, "hash": code_hash, "made_by": by}
    times = {"made_at": at, "until": at + LASTS}
    sure = {"confirmed": by is None or role is Role.REP}
    made = insert(invite).values(row | times | sure).returning(invite.c.id)
    note(work, team_id, by, "invite", at, work.execute(made).scalar_one(), role.value)


# --- in a chat ---------------------------------------------------------------------------------


def keep_invite(work: Connection, actor: Actor, record: KeepInvite, at: datetime) -> None:
    allow(work, actor, to_invite(record.role))
    make_invite(work, actor.team, record.role, record.hash, at, actor.person)


def invite_by(work: Connection, actor: Actor, query: InviteBy) -> Invitation | None:
    if not is_handle(query.handle):
        return None
    guest = invite.outerjoin(person_user, person_user.c.id == invite.c.used_by)
    columns = (invite.c.role, invite.c.made_by, invite.c.revoked_at, person_user.c.name)
    this = mine(actor, guest, *columns).where(invite.c.hash.startswith(query.handle))
    row = work.execute(this.limit(1)).first()
    if row is None:
        return None
    own = row.made_by == actor.person
    return Invitation(Role(row.role), own, row.name, row.revoked_at is not None)


def revoke_invite(work: Connection, actor: Actor, record: RevokeInvite, at: datetime) -> None:
    known = mine(actor, invite, invite.c.id, invite.c.made_by)
    row = work.execute(known.where(invite.c.hash.startswith(record.handle)).limit(1)).first()
    allow(work, actor, Action.REVOKE, own=row is not None and row.made_by == actor.person)
    if row is None or not is_handle(record.handle):
        raise Forbidden("no such invite")
    this = update(invite).where(invite.c.team_id == actor.team, invite.c.id == row.id)
    if work.execute(this.where(*_OPEN).values(revoked_at=at)).rowcount:
        note(work, actor.team, actor.person, "revoke", at, row.id)


# --- through the door --------------------------------------------------------------------------


def invite_for(work: Connection, actor: Actor, query: InviteFor) -> InvitedTo | None:
    """Locked, so that of many who hold it one alone is told that it is good."""
    if _wrong_tries(work, actor, query.at) >= TRIES:
        return None
    where = work.execute(select(invite.c.team_id).where(invite.c.hash == query.hash)).scalar()
    if where is None:
        return None
    lock(work, where)
    good = (invite.c.hash == query.hash, *_OPEN, invite.c.until > query.at)
    columns = (invite.c.role, invite.c.confirmed, team.c.name)
    known = select(*columns).join(team, team.c.id == invite.c.team_id).where(*good)
    row = work.execute(known.with_for_update(of=invite)).first()
    return InvitedTo(row.name, Role(row.role), row.confirmed) if row else None


def _wrong_tries(work: Connection, actor: Actor, at: datetime) -> int:
    lately = (audit.c.person_id == actor.person, audit.c.what == _REFUSED, audit.c.at > at - HOUR)
    return int(work.execute(mine(actor, audit, func.count()).where(*lately)).scalar_one())


def refuse_code(work: Connection, actor: Actor, record: RefuseCode, at: datetime) -> None:
    """Those after the last try that counts are not even looked up."""
    if _wrong_tries(work, actor, at) < TRIES:
        note(work, actor.team, actor.person, _REFUSED, at)


def join_team(work: Connection, actor: Actor, record: JoinTeam, at: datetime) -> None:
    me = mine(actor, membership, membership.c.role).where(membership.c.person_id == actor.person)
    alone = work.execute(me).first()
    if alone is None or alone.role is not None:
        raise Forbidden("one team at a time")
    where = work.execute(select(invite.c.team_id).where(invite.c.hash == record.hash)).scalar()
    if where is None:
        raise Forbidden("no such invite")
    lock(work, where)
    good = (invite.c.hash == record.hash, *_OPEN, invite.c.until > at)
    use = update(invite).where(*good).values(used_by=actor.person, used_at=at)
    used = work.execute(use.returning(invite.c.id, invite.c.role, invite.c.confirmed)).first()
    if used is None:
        raise Forbidden("somebody was quicker")
    role = Role(used.role) if used.confirmed else Role.REP
    asks_for = None if used.confirmed else Role(used.role)
    move(work, actor.person, where, role, asks_for)
    note(work, where, actor.person, "join", at, used.id, role.value)
    if asks_for:
        _ask_admins(work, where, at)


def _ask_admins(work: Connection, team_id: int, at: datetime) -> None:
    there = select(membership.c.person_id, membership.c.role).where(membership.c.team_id == team_id)
    for row in work.execute(there).all():
        if may(Role(row.role), Action.CONFIRM_ROLE):
            tell(work, team_id, row.person_id, ReminderKind.ROLE_WAITING, at)
