"""The cast, and what they keep: Li and Bob are reps, Wang is their manager, Eve is of another team.

Nothing here stands between a test and the memory: all of it goes in by the same doors as a turn's.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select, update

from dialogs.access import Role
from dialogs.facts import AccountsLike
from dialogs.message import Words
from dialogs.names import name_key
from dialogs.records import KeepPlan, PlannedDifficulty, PlannedProblem, PlannedQuestion
from dialogs.reminding import Remind
from question_bank.kinds import Kind
from storage import facts, records
from storage.actor import Actor
from storage.conversations import Conversation, Newcomer, open_conversation
from storage.tables import membership, team

T = TypeVar("T")

CHANNEL = "telegram:7000"
NOW = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
LI = Newcomer("Li", "zh-Hans", "Asia/Shanghai")
BOB = Newcomer("Bob", "en", "Europe/London")
WANG = Newcomer("Wang", "zh-Hans", "Asia/Shanghai")
EVE = Newcomer("Eve", "en", "Europe/Berlin")


@dataclass(frozen=True)
class Cast:
    li: Actor
    bob: Actor
    wang: Actor
    eve: Actor


def hire(work: Connection) -> Cast:
    """Eve's team has nobody else in it."""
    li, bob, wang, eve = (talk_of(work, who).actor for who in (LI, BOB, WANG, EVE))
    make_team(work, "North", li.team)
    make_team(work, "South", eve.team)
    return Cast(
        enrol(work, li, li.team, Role.REP),
        enrol(work, bob, li.team, Role.REP),
        enrol(work, wang, li.team, Role.MANAGER),
        enrol(work, eve, eve.team, Role.ADMIN),
    )


def make_team(work: Connection, name: str, of: int) -> None:
    """Of somebody's private one, so that what they keep is the team's."""
    known = {"name": name, "key": name_key(name), "private_to": None}
    work.execute(update(team).where(team.c.id == of).values(known))


def enrol(work: Connection, who: Actor, team_id: int, role: Role) -> Actor:
    joining = update(membership).where(membership.c.person_id == who.person)
    work.execute(joining.values(team_id=team_id, role=role.value))
    return Actor(who.person, team_id, role)


def talk_of(work: Connection, who: Newcomer) -> Conversation:
    """A chat's address on Telegram is a number; here it is the name, to be read at a glance."""
    return open_conversation(work, CHANNEL, who.name, who)


def plan_for(
    name: str,
    account: int | None = None,
    industry: str = "manufacturing_equipment",
    people: tuple[str, ...] = (),
    day: date | None = None,
    objective: str = "Chen agrees to try two seals on line 3",
    problems: tuple[PlannedProblem, ...] = (),
    situation: tuple[PlannedQuestion, ...] = (),
    concern: str | None = None,
    reminders: tuple[Remind, ...] = (),
) -> KeepPlan:
    return KeepPlan(
        account=account,
        name=name,
        industry=industry,
        people=people,
        day=day,
        hour=time(10) if day else None,
        zone="Asia/Shanghai",
        objective=objective,
        fallback=None,
        problems=problems,
        situation=situation,
        concern=concern,
        notes="",
        reminders=reminders,
    )


def seals_fail() -> PlannedProblem:
    return PlannedProblem(
        words=Words("Seals fail", "manufacturing_equipment.seals"),
        questions=(
            PlannedQuestion(Kind.PROBLEM, Words("How often do the seals fail?")),
            PlannedQuestion(Kind.IMPLICATION, Words("What does an hour of standstill cost?"), 1),
            PlannedQuestion(
                Kind.IMPLICATION, Words("What do the fitters leave undone?", "overtime.1"), 0
            ),
            PlannedQuestion(Kind.NEED_PAYOFF, Words("What would a whole year be worth to you?")),
        ),
        difficulties=(
            PlannedDifficulty(Words("Overtime at weekends", "overtime"), worse=False),
            PlannedDifficulty(Words("The line stands still"), worse=True),
        ),
        notes="Chen knows the figures",
    )


def leaks_unseen() -> PlannedProblem:
    return PlannedProblem(
        words=Words("泄漏发现得太晚"),
        questions=(
            PlannedQuestion(Kind.PROBLEM, Words("多久才能发现一次泄漏？")),
            PlannedQuestion(Kind.IMPLICATION, Words("停机一小时损失多少？"), 0),
        ),
        difficulties=(PlannedDifficulty(Words("环保罚款"), worse=True),),
        notes="",
    )


def full_plan(account: int | None = None) -> KeepPlan:
    return KeepPlan(
        account=account,
        name="Acme Pumps Ltd",
        industry="manufacturing_equipment",
        people=("Ms Chen", "王经理"),
        day=date(2026, 3, 12),
        hour=time(14, 30),
        zone="Asia/Shanghai",
        objective="Chen agrees to try two seals on line 3",
        fallback="A date for the trial",
        problems=(seals_fail(), leaks_unseen()),
        situation=(
            PlannedQuestion(Kind.SITUATION, Words("How many pumps run on line 3?", "pumps.1")),
            PlannedQuestion(Kind.SITUATION, Words("谁负责维护？")),
        ),
        concern="The price of <b>two</b> seals 😬",
        notes="Ask for 'Old' Zhou's opinion",
    )


def save(work: Connection, actor: Actor, plan: KeepPlan, at: datetime = NOW) -> int:
    """The id of its account."""
    records.write(work, actor, plan, at)
    return account_id(work, actor, plan.name)


def account_id(work: Connection, actor: Actor, name: str) -> int:
    found: int = facts.answer(work, actor, AccountsLike(name))[0].id
    return found


def rows(work: Connection, table: Table) -> list[dict[str, Any]]:
    """All there is, in the order it was written."""
    ordered = select(table).order_by(*table.primary_key.columns)
    return [dict(row) for row in work.execute(ordered).mappings()]


class Crash(Exception):
    """The program ends here, in the middle of its work."""


def a_crash() -> AbstractContextManager[object]:
    return suppress(Crash)


def at_once(threads: int, work: Callable[[int], T]) -> list[T]:
    """The same by so many threads, which begin together."""
    barrier = Barrier(threads)

    def one(n: int) -> T:
        barrier.wait()
        return work(n)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))
