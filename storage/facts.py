"""Answers to what a conversation may ask. Each is one statement with a limit, seen by its actor.

This list is also the test of two promises: no answer grows with what is stored, and none shows a
row of another team.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, case

from dialogs.facts import (
    AccountsLike,
    KnownAccount,
    LastPlan,
    Offers,
    PeopleAt,
    Query,
    Recap,
    RecentAccounts,
)
from dialogs.names import likeness, name_key
from storage.actor import Actor, mine
from storage.tables import account, offer, person, person_user, visit

_LOOKED_AT = 200
"""A misspelt name is looked for among this many accounts, the last used first."""
_ALIKE = 0.6


def answer(work: Connection, actor: Actor, query: Query[Any]) -> Any:
    return _ANSWERS[type(query)](work, actor, query)


def _recent(work: Connection, actor: Actor, query: RecentAccounts) -> tuple[KnownAccount, ...]:
    own = _accounts(actor).where(account.c.owner_id == actor.person)
    rows = work.execute(
        own.order_by(account.c.used_at.desc(), account.c.id.desc()).limit(query.limit)
    )
    return tuple(_known(actor, row) for row in rows)


def _like(work: Connection, actor: Actor, query: AccountsLike) -> tuple[KnownAccount, ...]:
    """The same name first, then names that begin with it, then names that look like it."""
    key = name_key(query.text)
    begins = _accounts(actor).where(account.c.key >= key, account.c.key < key + "\U0010ffff")
    shorter_first = begins.order_by(account.c.key).limit(query.limit)
    found = {row.id: row for row in work.execute(shorter_first)}
    if not any(row.key == key for row in found.values()):
        looked_at = _accounts(actor).order_by(
            case((account.c.owner_id == actor.person, 0), else_=1),
            account.c.used_at.desc(),
        )
        rows = work.execute(looked_at.limit(_LOOKED_AT)).all()
        alike = [(likeness(key, row.key), row) for row in rows]
        alike.sort(key=lambda pair: pair[0], reverse=True)
        found |= {row.id: row for score, row in alike if score >= _ALIKE}
    ranked = sorted(found.values(), key=lambda row: likeness(key, row.key), reverse=True)
    return tuple(_known(actor, row) for row in ranked[: query.limit])


def _accounts(actor: Actor) -> Any:
    columns = (account.c.id, account.c.name, account.c.key, account.c.industry, account.c.owner_id)
    owned = mine(actor, account, *columns, person_user.c.name.label("owner"))
    return owned.join_from(account, person_user, person_user.c.id == account.c.owner_id)


def _known(actor: Actor, row: Row[Any]) -> KnownAccount:
    colleague = None if row.owner_id == actor.person else row.owner
    return KnownAccount(row.id, row.name, row.industry, colleague)


def _people(work: Connection, actor: Actor, query: PeopleAt) -> tuple[str, ...]:
    here = mine(actor, person, person.c.name).where(person.c.account_id == query.account)
    return tuple(work.execute(here.order_by(person.c.id.desc()).limit(query.limit)).scalars())


def _recap(work: Connection, actor: Actor, query: Recap) -> LastPlan | None:
    columns = (visit.c.objective, visit.c.day, visit.c.concern)
    here = mine(actor, visit, *columns).where(visit.c.account_id == query.account)
    row = work.execute(here.order_by(visit.c.id.desc()).limit(1)).first()
    return LastPlan(row.objective, row.day, row.concern) if row else None


def _offers(work: Connection, actor: Actor, query: Offers) -> tuple[str, ...]:
    sold = mine(actor, offer, offer.c.text).order_by(offer.c.id.desc()).limit(query.limit)
    return tuple(work.execute(sold).scalars())


_ANSWERS: Mapping[type[Query[Any]], Callable[[Connection, Actor, Any], Any]] = {
    RecentAccounts: _recent,
    AccountsLike: _like,
    PeopleAt: _people,
    Recap: _recap,
    Offers: _offers,
}
