"""`visit-coach team` and `visit-coach invite`: the first set-up, by whoever runs the coach."""

from datetime import UTC, datetime
from secrets import token_urlsafe

from sqlalchemy import Engine, select

from bot.inbound import clean
from dialogs.access import Role
from dialogs.invites import hashed
from dialogs.message import Say, say
from storage.invites import SameName, create_team, make_invite, team_named
from storage.tables import bot

LONGEST = 60


class CannotSetUp(Exception):
    """The key names the sentence that says why."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(f"{name}: {values}")
        self.name = name
        self.values_said = values


def create(engine: Engine, said: str) -> Say:
    """A team, and the invite of its first admin. Raises CannotSetUp."""
    name = " ".join(clean(said).split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise CannotSetUp("bad_name", most=LONGEST)
    try:
        with engine.begin() as work:
            team = create_team(work, name, datetime.now(UTC))
    except SameName as error:
        raise CannotSetUp("same_name", team=name) from error
    return _invited(engine, team, name, Role.ADMIN, "teams.at_the_start.created")


def invite(engine: Engine, said: str, role: Role) -> Say:
    """Raises CannotSetUp."""
    name = " ".join(clean(said).split())
    with engine.begin() as work:
        team = team_named(work, name)
    if team is None:
        raise CannotSetUp("unknown_team", team=name)
    return _invited(engine, team, name, role, "teams.at_the_start.invited")


def _invited(engine: Engine, team: int, name: str, role: Role, key: str) -> Say:
    """The code stands here and nowhere else: what is kept is its hash."""
    code = token_urlsafe(16)
    with engine.begin() as work:
        make_invite(work, team, role, hashed(code), datetime.now(UTC), by=None)
        known = work.execute(select(bot.c.name).where(bot.c.name.is_not(None)).limit(1)).scalar()
    return say(key, team=name, role=role, code=code, bot=known)
