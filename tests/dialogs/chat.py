"""A rep and the coach with a memory of lists: no database, no network, no mocks.

After each message the session goes through JSON, so the coach is restarted all the time; and each
message is rendered in every language, so no word and no variable can be missing in one of them.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dialogs.catalogue import LANGUAGES, as_plain, plain, words
from dialogs.coach import respond
from dialogs.events import Event
from dialogs.facts import (
    AccountsLike,
    CouldBe,
    Facts,
    KnownAccount,
    Me,
    Offers,
    PeopleAt,
    Person,
    ProvenQuestions,
    Query,
    RecentAccounts,
    Secret,
    TeamBank,
    Unknown,
)
from dialogs.memory_facts import AccountRecap, CarriedOver, Recap
from dialogs.message import Button
from dialogs.names import likeness, name_key
from dialogs.records import KeepHour, KeepLanguage, KeepOffer, KeepPlan, Record
from dialogs.session import Session, from_json, to_json
from dialogs.talk import Turn
from dialogs.team_facts import BotName, Doubles, InviteBy, InviteFor, Members, NoTeamYet
from dialogs.visit_facts import OpenVisits
from question_bank.bank import Problem

NOTHING_YET = AccountRecap(None, None, (), (), (), None, None)
ROUNDS = 3
"""As often may a turn ask the memory for more."""


@dataclass
class Memory:
    """What is known of one rep; the last in a list is the newest."""

    me: Person
    offers: list[str] = field(default_factory=list)
    own: tuple[Problem, ...] = ()
    """Of the team's packs."""
    accounts: list[KnownAccount] = field(default_factory=list)
    people: dict[int, list[str]] = field(default_factory=dict)
    plans: dict[int, list[KeepPlan]] = field(default_factory=dict)

    def answer(self, query: Query[Any]) -> Any:
        match query:
            case Me():
                return self.me
            case Offers(limit):
                return tuple(self.offers[::-1][:limit])
            case RecentAccounts(limit):
                own = [known for known in self.accounts if known.colleague is None]
                return tuple(own[::-1][:limit])
            case AccountsLike(text, limit):
                return self._alike(name_key(text))[:limit]
            case CouldBe(account, name, limit):
                alike = self._alike(name_key(name))
                return tuple(known for known in alike if known.id != account)[:limit]
            case PeopleAt(account, limit):
                return tuple(self.people.get(account, [])[::-1][:limit])
            case NoTeamYet():
                return False
            case Recap():
                return NOTHING_YET
            case TeamBank():
                return self.own
            case Secret():
                return "made-by-chance"
            case InviteFor() | InviteBy() | BotName():
                return None
            case Members() | Doubles():
                return ()
            case CarriedOver() | OpenVisits() | ProvenQuestions():
                return ()
        raise LookupError(f"the memory was never asked {query!r}")

    def _alike(self, key: str) -> tuple[KnownAccount, ...]:
        scored = [(likeness(key, name_key(known.name)), known) for known in self.accounts]
        near = [pair for pair in scored if pair[0] >= 0.6 or name_key(pair[1].name).startswith(key)]
        near.sort(key=lambda pair: pair[0], reverse=True)
        return tuple(known for _, known in near)

    def keep(self, record: Record) -> None:
        match record:
            case KeepLanguage(language):
                self.me = replace(self.me, language=language)
            case KeepHour(hour, zone):
                self.me = replace(self.me, hour=hour, zone=zone)
            case KeepOffer(text):
                self.offers.append(text)
            case KeepPlan():
                account = self._used(record)
                self.plans.setdefault(account, []).append(record)
                known = self.people.setdefault(account, [])
                known += [name for name in record.people if name not in known]

    def _used(self, plan: KeepPlan) -> int:
        known = next((a for a in self.accounts if a.id == plan.account), None)
        if known is None:
            known = KnownAccount(len(self.accounts) + 1, plan.name, plan.industry, None)
        self.accounts = [other for other in self.accounts if other != known] + [known]
        return known.id


class Remembers(Protocol):
    me: Person

    def answer(self, query: Query[Any]) -> Any: ...

    def keep(self, record: Record) -> None: ...


@dataclass
class Chat:
    memory: Remembers
    stored: str = to_json(Session())
    """The session, as a restarted coach would find it."""

    @property
    def session(self) -> Session:
        return from_json(self.stored)

    def hear(self, event: Event) -> Turn:
        turn = self._answered(event)
        self.stored = to_json(turn.session)
        assert to_json(self.session) == self.stored
        for record in turn.records:
            self.memory.keep(record)
        for language in LANGUAGES:
            page(turn, language)
        return turn

    def _answered(self, event: Event) -> Turn:
        session = self.session
        facts = Facts({Me(): self.memory.me})
        for _ in range(ROUNDS):
            try:
                return respond(session, event, facts)
            except Unknown as missing:
                found = {query: self.memory.answer(query) for query in missing.queries}
                facts = facts.with_answers(found)
        return respond(session, event, facts)


def page(turn: Turn, language: str) -> str:
    """What the rep sees, as plain text. The words that answer a tap come first, in brackets; of a
    message that stays only its changed buttons are shown."""
    shown = [f"({plain(notice, language)})" for notice in turn.notices]
    if turn.message:
        told = [as_plain(words(say, language)) for say in turn.message.paragraphs]
        assert all(told), f"an empty paragraph in {turn.message}"
        assert told, "a message without a word"
        ticks = [button for button in turn.message.buttons if button.mark is not None]
        others = [button for button in turn.message.buttons if button.mark is None]
        if turn.message.in_place:
            return keys(ticks, language)
        rows = [row for row in (keys(ticks, language), keys(others, language)) if row]
        shown += ["\n".join(["\n\n".join(told), *rows])]
    return "\n".join(shown)


def keys(buttons: list[Button], language: str) -> str:
    rows = [""]
    for button in buttons:
        key = f"[{plain(button.label, language)}]"
        assert key != "[]", f"a button without a word: {button}"
        if _width(rows[-1] + key) > 90:
            rows.append("")
        rows[-1] = f"{rows[-1]} {key}".strip()
    return "\n".join(rows)


def _width(text: str) -> int:
    return sum(1 + (character > "\u2e7f") for character in text)
