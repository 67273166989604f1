"""What is asked of a team: who belongs to it, and who is invited."""

from dataclasses import dataclass
from datetime import datetime

from dialogs.access import Action, Role, may
from dialogs.facts import Query


@dataclass(frozen=True)
class Member:
    id: int
    name: str
    role: Role
    asks_for: Role | None
    """The role an invite gives them as soon as an admin confirms it."""


@dataclass(frozen=True)
class Members(Query[tuple[Member, ...]]):
    """Of the reader's team, admins first; nobody where it is a team of one."""

    limit: int = 50


def who_manages(members: tuple[Member, ...], me: int) -> tuple[Member, ...]:
    """Those besides oneself who coach."""
    return tuple(m for m in members if m.id != me and may(m.role, Action.COACH))


def last_admin(members: tuple[Member, ...], person: int) -> bool:
    """Somebody has to be able to let others in and out."""
    admins = [m.id for m in members if may(m.role, Action.CHANGE_ROLE)]
    return admins == [person]


@dataclass(frozen=True)
class Doubles(Query[tuple[str, ...]]):
    """Names of the accounts the reader could bring that the team has an account of already."""

    limit: int = 100


@dataclass(frozen=True)
class InvitedTo:
    team: str
    role: Role
    confirmed: bool
    """No admin need confirm the role."""


@dataclass(frozen=True)
class InviteFor(Query[InvitedTo | None]):
    """None: it opens nothing, for whatever reason, or the reader has tried too often."""

    hash: str
    at: datetime


@dataclass(frozen=True)
class Invitation:
    role: Role
    own: bool
    used_by: str | None
    revoked: bool


@dataclass(frozen=True)
class InviteBy(Query[Invitation | None]):
    """One that the reader's team has made, by the beginning of its hash."""

    handle: str


@dataclass(frozen=True)
class NoTeamYet(Query[bool]):
    """Nobody has made a team on this machine, so whoever comes first may."""


@dataclass(frozen=True)
class BotName(Query[str | None]):
    """By which a link opens a chat with the coach; None: it is not on Telegram, or was never."""
