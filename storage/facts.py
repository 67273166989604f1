"""Answers to what a conversation may ask: a few statements, each with a limit, seen by the actor.

This list is also the test of two promises: no answer grows with what is stored, and none shows a
row of another team.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, select, union_all

from dialogs.facts import (
    AccountsLike,
    CouldBe,
    KnownAccount,
    Offers,
    PeopleAt,
    ProvenQuestions,
    Query,
    RecentAccounts,
    TeamBank,
)
from dialogs.manager_facts import (
    DebriefsOf,
    NewestDebrief,
    NewestPlan,
    NoteBy,
    NoteFrom,
    NotesOn,
    OutcomesByDay,
    StallOf,
    SummaryOf,
    TeamExceptions,
    TeamFigures,
)
from dialogs.memory_facts import (
    AccountBy,
    CarriedOver,
    PromiseBy,
    Promises,
    PromisesOn,
    Recap,
    Timeline,
)
from dialogs.names import likeness, name_key
from dialogs.team_facts import BotName, Doubles, InviteBy, InviteFor, Members, NoTeamYet
from dialogs.visit_facts import DebriefWith, OpenVisits, PlanOf, Today, VisitAsItWent, VisitPlanned
from storage import (
    figures,
    invites,
    ledger,
    memory,
    merging,
    notes,
    packs,
    pages,
    plans,
    stalls,
    summaries,
    teams,
    visits,
)
from storage.accounts import ACCOUNT, OWNED, known, now
from storage.actor import Actor, mine
from storage.tables import account, offer, person

_LOOKED_AT = 200
"""A misspelt name is looked for among this many accounts, those used last, one's own and all."""
_ALIKE = 0.6


def answer(work: Connection, actor: Actor, query: Query[Any]) -> Any:
    return _ANSWERS[type(query)](work, actor, query)


def _recent(work: Connection, actor: Actor, query: RecentAccounts) -> tuple[KnownAccount, ...]:
    rows = work.execute(_last_used(actor, own=True).limit(query.limit))
    return tuple(known(actor, row) for row in rows)


def _like(work: Connection, actor: Actor, query: AccountsLike) -> tuple[KnownAccount, ...]:
    """The same name first, then names that begin with it, then names that look like it."""
    key = name_key(query.text)
    found = _beginning(work, actor, key, query.limit)
    if not any(row.key == key for row in found):
        found += _looking_like(work, actor, key)
    return _likeliest(actor, key, found, query.limit)


def _could_be(work: Connection, actor: Actor, query: CouldBe) -> tuple[KnownAccount, ...]:
    key = name_key(query.name)
    found = _beginning(work, actor, key, query.limit + 1) + _looking_like(work, actor, key)
    others = [row for row in found if row.account_id != query.account]
    return _likeliest(actor, key, others, query.limit)


def _beginning(work: Connection, actor: Actor, key: str, limit: int) -> list[Row[Any]]:
    begins = _accounts(actor).where(account.c.key >= key, account.c.key < key + "\U0010ffff")
    return list(work.execute(begins.order_by(account.c.key).limit(limit)))


def _looking_like(work: Connection, actor: Actor, key: str) -> list[Row[Any]]:
    ends = (_last_used(actor, own).limit(_LOOKED_AT).subquery() for own in (True, False))
    rows = work.execute(union_all(*map(select, ends)))
    return [row for row in rows if likeness(key, row.key) >= _ALIKE]


def _likeliest(
    actor: Actor, key: str, found: list[Row[Any]], limit: int
) -> tuple[KnownAccount, ...]:
    once = {row.account_id: row for row in found}.values()
    ranked = sorted(
        once, key=lambda row: (row.key.startswith(key), likeness(key, row.key)), reverse=True
    )
    return tuple(known(actor, row) for row in ranked[:limit])


def _last_used(actor: Actor, own: bool) -> Select[Any]:
    accounts = _accounts(actor)
    if own:
        accounts = accounts.where(account.c.owner_id == actor.person)
    return accounts.order_by(account.c.used_at.desc(), account.c.id.desc())


def _accounts(actor: Actor) -> Select[Any]:
    return mine(actor, OWNED, *ACCOUNT, account.c.key)


def _people(work: Connection, actor: Actor, query: PeopleAt) -> tuple[str, ...]:
    this = now(actor, query.account)
    here = mine(actor, person, person.c.name).where(person.c.account_id == this)
    return tuple(work.execute(here.order_by(person.c.id.desc()).limit(query.limit)).scalars())


def _offers(work: Connection, actor: Actor, query: Offers) -> tuple[str, ...]:
    sold = mine(actor, offer, offer.c.text).order_by(offer.c.id.desc()).limit(query.limit)
    return tuple(work.execute(sold).scalars())


_ANSWERS: Mapping[type[Query[Any]], Callable[[Connection, Actor, Any], Any]] = {
    RecentAccounts: _recent,
    AccountsLike: _like,
    CouldBe: _could_be,
    PeopleAt: _people,
    Offers: _offers,
    TeamBank: packs.team_bank,
    ProvenQuestions: packs.proven_questions,
    Recap: memory.recap,
    CarriedOver: memory.carried_over,
    Timeline: memory.timeline,
    AccountBy: memory.account_by,
    Promises: ledger.promises,
    PromiseBy: ledger.promise_by,
    PromisesOn: ledger.promises_on,
    OpenVisits: visits.open_visits,
    Today: visits.today,
    VisitPlanned: visits.visit_planned,
    DebriefWith: visits.debrief_with,
    PlanOf: plans.plan_of,
    VisitAsItWent: pages.visit_as_it_went,
    Members: teams.members,
    Doubles: merging.doubles,
    BotName: teams.bot_name,
    InviteBy: invites.invite_by,
    InviteFor: invites.invite_for,
    NoTeamYet: invites.no_team_yet,
    SummaryOf: summaries.summary_of,
    NewestPlan: summaries.newest_plan,
    NewestDebrief: summaries.newest_debrief,
    NoteBy: notes.note_by,
    NoteFrom: notes.note_from,
    NotesOn: notes.notes_on,
    StallOf: stalls.stall_of,
    TeamFigures: figures.team_figures,
    OutcomesByDay: figures.outcomes_by_day,
    TeamExceptions: figures.exceptions,
    DebriefsOf: figures.debriefs_of,
}
