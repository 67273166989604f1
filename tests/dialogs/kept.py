"""The memory of the transcripts: the real tables, in a database that lives as long as the talk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, create_engine, insert, select, update
from sqlalchemy.pool import StaticPool

from dialogs.access import Role
from dialogs.events import Due
from dialogs.facts import KnownAccount, Me, Person, Query, Secret
from dialogs.invites import hashed
from dialogs.names import name_key
from dialogs.records import KeepInvite, KeepLanguage, KeepOffer, Record
from dialogs.reminding import Remind, ReminderKind
from dialogs.settings import person_after
from storage import facts, records, reminders
from storage.actor import Actor
from storage.conversations import managing
from storage.invites import create_team, make_invite, team_named
from storage.tables import account, chat, membership, metadata, opportunity, person_user, team

TEAM = 1
"""Of its own, where the rep is in none."""
CHANNEL = "transcript"


@dataclass(frozen=True)
class Company:
    """The team the rep is in, if any, who else is, and invites to others."""

    name: str | None = None
    members: Mapping[str, tuple[Role, Role | None]] = field(default_factory=dict)
    """With the role each has, and the one that waits for an admin's word."""
    invites: Sequence[tuple[str, Role, str]] = ()


@dataclass
class Kept:
    """What a coach with a database would know of one rep; a drop-in for `Memory`."""

    me: Person
    engine: Engine
    now: datetime
    invites: int = 1

    @classmethod
    def of(
        cls,
        me: Person,
        offers: Sequence[str],
        accounts: Sequence[KnownAccount],
        now: datetime,
        company: Company | None = None,
    ) -> "Kept":
        engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(engine)
        kept = cls(me, engine, now)
        company = company or Company()
        colleagues = sorted({known.colleague for known in accounts if known.colleague})
        names = list(dict.fromkeys([me.name, *colleagues, *company.members]))
        with engine.begin() as work:
            for number, name in enumerate(names, me.id):
                values = {"id": number, "name": name, "language": me.language, "zone": me.zone}
                work.execute(insert(person_user).values(values))
            _found(work, me.id, names, company)
            for number, name in enumerate(names, me.id):
                here = {"channel": CHANNEL, "address": name, "person_id": number}
                work.execute(insert(chat).values(here))
            for known in accounts:
                owner = names.index(known.colleague) if known.colleague else 0
                _insert_account(work, known, me.id + owner, now)
            for code, role, name in company.invites:
                to = team_named(work, name) or create_team(work, name, now)
                make_invite(work, to, role, hashed(code), now, by=None)
        for offer in offers:
            kept.keep(KeepOffer(offer))
        kept.me = kept.known()
        if any(asks_for for _, asks_for in company.members.values()):
            kept.remind([Remind(ReminderKind.ROLE_WAITING, now)])
        return kept

    def colleague(self, name: str, language: str) -> "Kept":
        """The same memory, as another member of the team meets it."""
        with self.engine.begin() as work:
            own = update(person_user).where(person_user.c.name == name)
            number = work.execute(
                own.values(language=language).returning(person_user.c.id)
            ).scalar_one()
        other = Kept(
            replace(self.me, id=number, name=name, language=language), self.engine, self.now
        )
        other.me = other.known()
        return other

    @property
    def actor(self) -> Actor:
        with self.engine.begin() as work:
            own = select(membership).where(membership.c.person_id == self.me.id)
            row = work.execute(own).one()
        return Actor(self.me.id, row.team_id, Role(row.role) if row.role else None)

    def known(self) -> Person:
        """With the team they are in by now, and their role there."""
        actor = self.actor
        columns = (team.c.name, team.c.summaries.label("team_summaries"), membership)
        with self.engine.begin() as work:
            here = select(*columns).join(team, team.c.id == membership.c.team_id)
            row = work.execute(here.where(membership.c.person_id == self.me.id)).one()
        name = row.name if actor.role else None
        return replace(self.me, role=actor.role, team=name, managing=managing(row))

    def answer(self, query: Query[Any]) -> Any:
        match query:
            case Me():
                return self.me
            case Secret():
                return f"Rk3f9x-{self.invites}"
        actor = self.actor
        with self.engine.begin() as work:
            return facts.answer(work, actor, query)

    def keep(self, record: Record) -> None:
        if isinstance(record, KeepLanguage):
            self.me = replace(self.me, language=record.language)
        self.invites += isinstance(record, KeepInvite)
        self.me = person_after(self.me, record)
        actor = self.actor
        with self.engine.begin() as work:
            records.write(work, actor, record, self.now)
        self.me = self.known()

    def remind(self, set_now: Sequence[Remind]) -> None:
        actor = self.actor
        with self.engine.begin() as work:
            reminders.remind(work, actor, set_now)

    def due(self) -> Iterator[tuple[str, Due]]:
        """What is due and for whom, taken out one by one; what is set meanwhile may be due too."""
        while True:
            with self.engine.begin() as work:
                waiting = reminders.due(work, CHANNEL, self.now)[:1]
                for one in waiting:
                    reminders.taken(work, one, self.now)
            if not waiting:
                return
            one = waiting[0]
            yield one.address, Due(at=self.now, kind=one.kind, visit=one.visit, subject=one.subject)


def _found(work: Any, me: int, names: Sequence[str], company: Company) -> None:
    """Without a name for the team the others are colleagues of whom nothing else is known."""
    private = {"name": names[0], "private_to": me}
    named = {"name": company.name, "key": company.name}
    work.execute(insert(team).values({"id": TEAM, **(named if company.name else private)}))
    for number, name in enumerate(names, me):
        role, asks_for = company.members.get(name, (Role.REP, None))
        roles = {"role": role.value, "asks_for": asks_for and asks_for.value}
        known = roles if company.name else {}
        work.execute(insert(membership).values({"person_id": number, "team_id": TEAM, **known}))


def _insert_account(work: Any, known: KnownAccount, owner: int, now: datetime) -> None:
    row = {
        "id": known.id,
        "team_id": TEAM,
        "name": known.name,
        "key": name_key(known.name),
        "industry": known.industry,
        "owner_id": owner,
        "used_at": now,
    }
    work.execute(insert(account).values(row))
    work.execute(insert(opportunity).values(team_id=TEAM, account_id=known.id))
