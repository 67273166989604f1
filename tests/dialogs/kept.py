"""The memory of the transcripts: the real tables, in a database that lives as long as the talk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, create_engine, insert
from sqlalchemy.pool import StaticPool

from dialogs.events import Due
from dialogs.facts import KnownAccount, Me, Person, Query
from dialogs.names import name_key
from dialogs.records import KeepLanguage, KeepOffer, Record
from dialogs.reminding import Remind
from dialogs.settings import person_after
from storage import facts, records, reminders
from storage.actor import Actor
from storage.tables import account, chat, membership, metadata, opportunity, person_user, team

TEAM = 1
CHANNEL = "transcript"


@dataclass
class Kept:
    """What a coach with a database would know of one rep; a drop-in for `Memory`."""

    me: Person
    engine: Engine
    now: datetime

    @classmethod
    def of(
        cls, me: Person, offers: Sequence[str], accounts: Sequence[KnownAccount], now: datetime
    ) -> "Kept":
        engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(engine)
        kept = cls(me, engine, now)
        colleagues = sorted({known.colleague for known in accounts if known.colleague})
        with engine.begin() as work:
            work.execute(insert(team).values(id=TEAM, name="North"))
            for number, name in enumerate([me.name, *colleagues], me.id):
                values = {"id": number, "name": name, "language": me.language, "zone": me.zone}
                work.execute(insert(person_user).values(values))
                work.execute(insert(membership).values(person_id=number, team_id=TEAM))
            here = {"channel": CHANNEL, "address": me.name, "person_id": me.id}
            work.execute(insert(chat).values(here))
            for known in accounts:
                owner = colleagues.index(known.colleague) + 1 if known.colleague else 0
                _insert_account(work, known, me.id + owner, now)
        for offer in offers:
            kept.keep(KeepOffer(offer))
        return kept

    def answer(self, query: Query[Any]) -> Any:
        if isinstance(query, Me):
            return self.me
        with self.engine.begin() as work:
            return facts.answer(work, Actor(self.me.id, TEAM), query)

    def keep(self, record: Record) -> None:
        if isinstance(record, KeepLanguage):
            self.me = replace(self.me, language=record.language)
        self.me = person_after(self.me, record)
        with self.engine.begin() as work:
            records.write(work, Actor(self.me.id, TEAM), record, self.now)

    def remind(self, set_now: Sequence[Remind]) -> None:
        with self.engine.begin() as work:
            reminders.remind(work, Actor(self.me.id, TEAM), set_now)

    def due(self) -> Iterator[Due]:
        """What is due, taken out one by one; what is set meanwhile may be due as well."""
        while True:
            with self.engine.begin() as work:
                waiting = reminders.due(work, CHANNEL, self.now)[:1]
                for one in waiting:
                    reminders.taken(work, one, self.now)
            if not waiting:
                return
            yield Due(at=self.now, kind=waiting[0].kind, visit=waiting[0].visit)


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
