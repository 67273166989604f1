"""What a conversation may ask of the memory, and how: by naming it.

A step reads `facts[Recap(account=7)]`. What is not known yet raises `Unknown`; whoever runs the
turn answers it and calls `respond` again. Every query carries its own limit, so that no answer
grows with the number of visits stored. What there is to ask of an account's history, of visits and
of a team stands in `memory_facts.py`, `visit_facts.py` and `team_facts.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Generic, TypeVar, cast

from dialogs.access import Role
from dialogs.managing import AS_SUGGESTED as HEARS_AS_SUGGESTED
from dialogs.managing import Managing
from dialogs.reminding import AS_SUGGESTED, Reminding
from question_bank.bank import Problem

T = TypeVar("T")


class Query(Generic[T]):
    """A question to the memory whose answer is a T."""


class Unknown(Exception):
    """These queries have no answer yet."""

    def __init__(self, *queries: Query[Any]) -> None:
        super().__init__(*queries)
        self.queries = queries


class Facts:
    def __init__(self, known: Mapping[Query[Any], Any] | None = None) -> None:
        self._known = dict(known or {})

    def __getitem__(self, query: Query[T]) -> T:
        self.need(query)
        return cast(T, self._known[query])

    def need(self, *queries: Query[Any]) -> None:
        """Several at once, so that a step that reads three facts costs one round and not three."""
        missing = [query for query in queries if query not in self._known]
        if missing:
            raise Unknown(*missing)

    def with_answers(self, answers: Mapping[Query[Any], Any]) -> "Facts":
        return Facts({**self._known, **answers})


@dataclass(frozen=True)
class Person:
    """The one the coach is talking to."""

    id: int
    name: str
    language: str
    zone: str
    hour: time | None
    """The usual time of a visit; None until it was asked once."""
    reminding: Reminding = AS_SUGGESTED
    team: str | None = None
    """None: a private team of one."""
    role: Role | None = None
    managing: Managing = HEARS_AS_SUGGESTED


@dataclass(frozen=True)
class Me(Query[Person]):
    pass


@dataclass(frozen=True)
class Secret(Query[str]):
    """Made for this turn out of chance; what nobody else can know or guess."""


@dataclass(frozen=True)
class KnownAccount:
    id: int
    name: str
    industry: str
    colleague: str | None
    """Whose account it is, where it is not the reader's own."""


@dataclass(frozen=True)
class RecentAccounts(Query[tuple[KnownAccount, ...]]):
    limit: int = 6


@dataclass(frozen=True)
class AccountsLike(Query[tuple[KnownAccount, ...]]):
    """Accounts whose name could be meant by this text, the likeliest first."""

    text: str
    limit: int = 4


@dataclass(frozen=True)
class CouldBe(Query[tuple[KnownAccount, ...]]):
    """Other accounts that could be the same customer, those of equal name first."""

    account: int
    name: str
    limit: int = 4


@dataclass(frozen=True)
class PeopleAt(Query[tuple[str, ...]]):
    account: int
    limit: int = 4


@dataclass(frozen=True)
class Offers(Query[tuple[str, ...]]):
    """What the team sells, in its own words, the newest first."""

    limit: int = 5


@dataclass(frozen=True)
class TeamBank(Query[tuple[Problem, ...]]):
    """The problems of the team's own packs."""

    limit: int = 1000


@dataclass(frozen=True)
class ProvenQuestion:
    key: str
    """Of its `Words`: the id in the bank, or the text."""
    asked: int
    worked: int


@dataclass(frozen=True)
class ProvenQuestions(Query[tuple[ProvenQuestion, ...]]):
    """Questions that worked at a visit of the team, and how often they were asked lately."""

    limit: int = 200


# --- the team ------------------------------------------------------------------------------------
