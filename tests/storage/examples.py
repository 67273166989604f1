"""An example of everything a conversation may ask, and a story to ask it of.

A query without its example here fails the tests, and so does an answer that shows another team's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time, timedelta
from enum import Enum
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, text, update

from dialogs.access import Role
from dialogs.facts import (
    AccountsLike,
    CouldBe,
    KnownAccount,
    Offers,
    PeopleAt,
    ProvenQuestion,
    ProvenQuestions,
    Query,
    RecentAccounts,
    TeamBank,
)
from dialogs.invites import handle, hashed
from dialogs.manager_facts import (
    STALLED,
    DebriefsOf,
    Exceptions,
    NewestDebrief,
    NewestPlan,
    NoteBy,
    NoteFrom,
    NotesOn,
    OutcomesByDay,
    Reach,
    Stall,
    StallOf,
    SummaryOf,
    TeamExceptions,
    TeamFigures,
)
from dialogs.memory_facts import (
    AccountBy,
    AccountRecap,
    CarriedOver,
    CoachNote,
    KnownNeed,
    Practice,
    PromiseBy,
    Promises,
    PromisesOn,
    Recap,
    Timeline,
)
from dialogs.message import Words
from dialogs.names import name_key
from dialogs.records import (
    Behaviour,
    HeardNeed,
    HeardNews,
    KeepDebrief,
    KeepNote,
    KeepOffer,
    MergeAccounts,
    MetPerson,
    NewsKind,
    OutcomeLabels,
    PlannedProblem,
    PlannedQuestion,
    Promise,
    ShownCapability,
    Side,
    Strength,
)
from dialogs.reminding import Remind, ReminderKind
from dialogs.team_facts import BotName, Doubles, InviteBy, InviteFor, Members, NoTeamYet
from dialogs.visit_facts import (
    Day,
    DebriefWith,
    OpenVisits,
    PlanOf,
    Today,
    VisitAsItWent,
    VisitPlanned,
)
from question_bank.kinds import Kind, OutcomeKind
from question_bank.packs import Pack
from storage import facts, records
from storage.actor import Actor
from storage.conversations import Newcomer, open_conversation
from storage.debrief_tables import coaching_note, commitment
from storage.filing import insert_rows
from storage.invites import make_invite
from storage.outbox import name_bot
from storage.packs import Team, keep_pack
from storage.tables import account, opportunity, visit
from tests.storage.plausible import (
    CHANNEL,
    NOW,
    Cast,
    enrol,
    full_plan,
    hire,
    make_team,
    plan_for,
    seals_fail,
    talk_of,
)

DAY = timedelta(days=1)
TODAY = date(2026, 3, 9)

# --- the story ---------------------------------------------------------------------------------

OFFER = KeepOffer("Seals that last a year")
PLAN = replace(full_plan(), people=("Ms Chen", "Mr Zhou"), day=TODAY - 4 * DAY)
LOG = '[{"step":"outcome","value":null,"typed":[{"text":"7","source":77}]}]'
DEBRIEF = KeepDebrief(
    visit=None,
    account=None,
    name="Acme Pumps Ltd",
    industry="manufacturing_equipment",
    day=TODAY - 4 * DAY,
    zone="Asia/Shanghai",
    outcome=OutcomeLabels(
        "Chen will try two seals on line 3 by Monday",
        OutcomeKind.ADVANCE,
        OutcomeKind.ORDER,
        "A1",
        weak=False,
        reason="She said it is as good as ordered",
    ),
    promises=(
        Promise(Side.CUSTOMER, "Try two seals", "Ms Chen", TODAY),
        Promise(Side.OURS, "Send the data sheet", None, TODAY - DAY),
    ),
    confirmed=(),
    denied=(),
    new_problems=("The fitters are too few",),
    asked=(),
    worked=(),
    needs=(
        HeardNeed("We lose a shift a month", Strength.IMPLIED, "Mr Zhou"),
        HeardNeed("I want a whole year without a stop", Strength.EXPLICIT, "Ms Chen"),
    ),
    capabilities=(ShownCapability("A year without changing seals", 1, benefit=True),),
    concerns=("The price of two seals",),
    people=(MetPerson("Ms Chen", 1, 0), MetPerson("Dr Sun", None, -1)),
    news=(HeardNews(NewsKind.PEOPLE, "Mr Zhou retires in June"),),
    change="Ask about the standstill first",
    behaviour=Behaviour.IMPLICATION,
    practised=None,
    next_objective="An order for line 3",
    next_day=None,
    private_note="Chen is looking for another job",
    notes=("The car park is behind the hall",),
    answers=LOG,
)
NEXT = plan_for(
    "Acme Pumps Ltd",
    day=TODAY,
    objective="An order for line 3",
    problems=(
        PlannedProblem(
            Words("Leaks are found too late"),
            (PlannedQuestion(Kind.PROBLEM, Words("How are leaks found?")),),
            (),
            "",
        ),
    ),
    reminders=(Remind(ReminderKind.BEFORE_VISIT, NOW), Remind(ReminderKind.AFTER_VISIT, NOW)),
)


PACK_SAYS = ("Seals fail before the stop", "Which pumps give you trouble?")


def a_pack(name: str = "seals", voice: Callable[[str], str] = str, problems: int = 1) -> Pack:
    """A team's own: problems with one question each."""

    def told(words: str) -> dict[str, str]:
        return {"en": voice(words), "zh-Hans": "泵的密封坏了？"}

    problem, question = PACK_SAYS
    many = tuple(
        {
            "id": f"seals_{n}",
            "industries": ["manufacturing_equipment"],
            "solved_by": [],
            "text": told(problem),
            "situation": [],
            "problem": [told(question)],
            "difficulties": [],
            "need_payoff": [],
        }
        for n in range(problems)
    )
    return Pack(name, many, (), ())


@dataclass(frozen=True)
class Kept:
    """What the queries of a rep are about: the first visit of the story, and what came of it."""

    account: int
    visit: int
    promise: int
    invite: str = ""
    note: int = 0
    """Of a manager, answered."""


def story(work: Connection, actor: Actor, voice: Callable[[str], str] = str) -> Kept:
    """A visit planned and made, and the next one planned; told in somebody's way of writing."""

    def tell(record: Any, at: Any) -> None:
        records.write(work, actor, retold(record, voice), at)

    tell(OFFER, NOW - 9 * DAY)
    tell(PLAN, NOW - 9 * DAY)
    planned = facts.answer(work, actor, VisitPlanned(last(work, visit)))
    problems = [problem.id for problem in planned.problems]
    asked = tuple(question.id for question in planned.questions[:4])
    debrief = replace(DEBRIEF, visit=planned.id, confirmed=(problems[0],), denied=(problems[1],))
    told = retold(replace(debrief, asked=asked, worked=asked[-1:]), voice)
    records.write(work, actor, replace(told, answers=LOG), NOW - 4 * DAY)
    tell(NEXT, NOW - 3 * DAY)
    keep_pack(work, Team(actor.team, ""), a_pack(voice=voice), NOW)
    code = hashed(f"an invite to {actor.team}, after visit {planned.id}")
    make_invite(work, actor.team, Role.REP, code, NOW, by=actor.person)
    return Kept(last(work, account), planned.id, last(work, commitment) - 1, handle(code))


def swallow(work: Connection, actor: Actor, kept: int, name: str = "Acme Pump") -> None:
    """Another account, of which nothing was known but its name, becomes part of it."""
    row = {"name": name, "key": name_key(name), "industry": "other", "owner_id": actor.person}
    (gone,) = insert_rows(work, actor, account, [row | {"used_at": NOW - 9 * DAY}])
    records.write(work, actor, MergeAccounts(kept, gone), NOW)


ANSWER = 88
"""The message that carries the rep's answer to the first note."""
NOTES = ("Ask what a stop costs", "She will, on Monday", "Take the fitters along next time")


def coached(
    work: Connection, rep: Actor, manager: Actor, kept: Kept, voice: Callable[[str], str] = str
) -> Kept:
    """Two notes of the manager's, the first of them answered; and the sale is held to be stalled,
    as it is after visits like those of test_stalls.py."""
    first, answer, second = map(voice, NOTES)
    records.write(work, manager, KeepNote(kept.visit, first, 87), NOW)
    kept = replace(kept, note=last(work, coaching_note))
    records.write(work, rep, KeepNote(kept.visit, answer, ANSWER, kept.note), NOW)
    records.write(work, manager, KeepNote(kept.visit, second, 89), NOW)
    here = (opportunity.c.team_id == rep.team, opportunity.c.account_id == kept.account)
    work.execute(update(opportunity).where(*here).values(stall_run=STALLED))
    return kept


def last(work: Connection, table: Table) -> int:
    """The id of the row written last."""
    return int(work.execute(text(f"SELECT max(id) FROM {table.name}")).scalar_one())


def retold(thing: Any, voice: Callable[[str], str]) -> Any:
    """The same in somebody's way of writing: what has more than one word was written by hand."""
    if isinstance(thing, str) and not isinstance(thing, Enum):
        return voice(thing) if " " in thing else thing
    if isinstance(thing, tuple):
        return tuple(retold(part, voice) for part in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {field.name: getattr(thing, field.name) for field in fields(thing)}
        return replace(thing, **{name: retold(part, voice) for name, part in parts.items()})
    return thing


def written(thing: Any) -> Iterator[str]:
    """All that was written by hand in it."""
    seen: list[str] = []
    retold(thing, lambda text: seen.append(text) or text)  # type: ignore[func-returns-value]
    yield from seen


MANY = 12


def much_of_everything(work: Connection, actor: Actor) -> Kept:
    """More of each than anybody wants to hear, at one account where there is a choice."""

    def tell(*records_: Any) -> None:
        for record in records_:
            records.write(work, actor, record, NOW)

    everybody = tuple(f"Fitter {n}" for n in range(MANY))
    promises = tuple(Promise(Side.CUSTOMER, f"Try seal {n}", None, TODAY) for n in range(MANY))
    for n in range(MANY):
        tell(KeepOffer(f"Offer {n}"), plan_for(f"Acme Pumps {'ABCDEFGHIJKL'[n]}", day=TODAY))
        tell(plan_for("Acme Pumps A", day=TODAY - 2 * DAY))
    debrief = replace(DEBRIEF, visit=last(work, visit), name="Acme Pumps A", promises=promises)
    tell(plan_for("Acme Pumps A", people=everybody, problems=(seals_fail(),) * MANY, day=TODAY))
    busiest = last(work, visit)
    halls = (Words(f"How many pumps run in hall {n}?") for n in range(MANY))
    questions = tuple(PlannedQuestion(Kind.SITUATION, words) for words in halls)
    tell(plan_for("Acme Pumps B", situation=questions, day=TODAY))
    asked = facts.answer(work, actor, VisitPlanned(last(work, visit))).questions
    worked = tuple(question.id for question in asked)
    told = replace(DEBRIEF, visit=last(work, visit), name="Acme Pumps B", promises=())
    tell(replace(told, asked=worked, worked=worked))
    keep_pack(work, Team(actor.team, ""), a_pack(problems=MANY), NOW)
    tell(debrief)
    (acme, *_) = facts.answer(work, actor, AccountsLike("Acme Pumps A"))
    return Kept(acme.id, busiest, last(work, commitment))


@dataclass(frozen=True)
class Memory:
    """One for all tests that only read."""

    engine: Engine
    cast: Cast
    of_li: Kept
    of_eve: Kept
    newcomer: Actor
    """Of a team where nothing ever happened."""
    busy: Actor
    of_busy: Kept


def memory(engine: Engine) -> Memory:
    """All that happened to Li happened to Eve as well, but she writes in capitals."""
    with engine.begin() as work:
        cast = hire(work)
        newcomer, busy = (
            open_conversation(work, CHANNEL, name, Newcomer(name, "en", "Europe/London")).actor
            for name in ("Mia", "Kim")
        )
        make_team(work, "Busy", busy.team)
        crowd = [talk_of(work, Newcomer(f"Kim {n}", "en", "UTC")).actor for n in range(MANY)]
        for one in (busy, *crowd):
            enrol(work, one, busy.team, Role.REP)
        name_bot(work, CHANNEL, "visit_coach_bot")
        ina = talk_of(work, Newcomer("Ina", "en", "Europe/Berlin")).actor
        ina = enrol(work, ina, cast.eve.team, Role.MANAGER)
        of_li, of_eve = story(work, cast.li), story(work, cast.eve, str.upper)
        swallow(work, cast.li, of_li.account)
        return Memory(
            engine,
            cast,
            of_li=coached(work, cast.li, cast.wang, of_li),
            of_eve=coached(work, cast.eve, ina, of_eve, str.upper),
            newcomer=newcomer,
            busy=busy,
            of_busy=much_of_everything(work, busy),
        )


# --- what can be asked of it -------------------------------------------------------------------


class Like:
    """An answer of which only this is looked at."""

    def __init__(self, **said: Any) -> None:
        self._said = said

    def __eq__(self, other: object) -> bool:
        return self._said == {name: getattr(other, name, None) for name in self._said}

    def __repr__(self) -> str:
        return f"Like({self._said})"


@dataclass(frozen=True)
class Example:
    query: Callable[[Kept], Query[Any]]
    li_hears: Any
    nothing: Any = ()
    statements: int = 1
    """What it costs at most; some answers are several facts in one."""
    of_managers: bool = False
    """Wang asks in Li's place."""

    def reader(self, cast: Cast) -> Actor:
        return cast.wang if self.of_managers else cast.li


ACME = KnownAccount(1, "Acme Pumps Ltd", "manufacturing_equipment", None)
WEEK = TODAY - 6 * DAY
NEW_THERE = AccountRecap(None, None, (), (), (), None, None)
TRY = Like(id=1, account="Acme Pumps Ltd", what="Try two seals", who="Ms Chen", due=TODAY)
SEND = Like(id=2, account="Acme Pumps Ltd", what="Send the data sheet", side=Side.OURS)
COMING = Like(id=2, account=ACME, day=TODAY, objective="An order for line 3")
EXAMPLES: dict[type[Query[Any]], Example] = {
    RecentAccounts: Example(lambda kept: RecentAccounts(), (ACME,)),
    AccountsLike: Example(lambda kept: AccountsLike("Acme Pmups"), (ACME,), statements=2),
    CouldBe: Example(lambda kept: CouldBe(0, "Acme Pmups"), (ACME,), statements=2),
    PeopleAt: Example(lambda kept: PeopleAt(kept.account), ("Dr Sun", "Mr Zhou", "Ms Chen")),
    TeamBank: Example(
        lambda kept: TeamBank(),
        (Like(id="seals:seals_0", industries=("manufacturing_equipment",)),),
    ),
    ProvenQuestions: Example(
        lambda kept: ProvenQuestions(),
        (ProvenQuestion("What does an hour of standstill cost?", 1, 1),),
    ),
    Members: Example(
        lambda kept: Members(),
        (
            Like(name="Wang", role=Role.MANAGER),
            Like(name="Li", role=Role.REP, asks_for=None),
            Like(name="Bob", role=Role.REP),
        ),
    ),
    BotName: Example(lambda kept: BotName(), "visit_coach_bot", nothing="visit_coach_bot"),
    InviteBy: Example(
        lambda kept: InviteBy(kept.invite),
        Like(role=Role.REP, own=True, used_by=None, revoked=False),
        nothing=None,
    ),
    Offers: Example(lambda kept: Offers(), ("Seals that last a year",)),
    Recap: Example(
        lambda kept: Recap(kept.account, TODAY),
        Like(
            last=Like(id=1, kind=OutcomeKind.ADVANCE, next_objective="An order for line 3"),
            promise=TRY,
            implied=(KnownNeed(1, "We lose a shift a month", Strength.IMPLIED),),
            explicit=(KnownNeed(2, "I want a whole year without a stop", Strength.EXPLICIT),),
            never_asked=(Words("How are leaks found?"),),
            practice=Practice(Behaviour.IMPLICATION, 0),
            undebriefed=None,
            note=CoachNote("Wang", "Take the fitters along next time"),
        ),
        nothing=NEW_THERE,
        statements=6,
    ),
    CarriedOver: Example(
        lambda kept: CarriedOver(kept.account),
        (
            Like(
                words=Words("Leaks are found too late"),
                confirmed=False,
                never_asked=(Like(words=Words("How are leaks found?")),),
            ),
        ),
        statements=2,
    ),
    OpenVisits: Example(lambda kept: OpenVisits(TODAY), (COMING,), statements=3),
    VisitPlanned: Example(
        lambda kept: VisitPlanned(kept.visit),
        Like(
            id=1,
            account=ACME,
            day=TODAY - 4 * DAY,
            people=("Ms Chen", "Mr Zhou"),
            answers=LOG,
        ),
        nothing=None,
        statements=3,
    ),
    DebriefWith: Example(
        lambda kept: DebriefWith(77),
        Like(id=1, account=ACME, answers=LOG),
        nothing=None,
        statements=4,
    ),
    PlanOf: Example(
        lambda kept: PlanOf(kept.visit),
        Like(
            visit=1,
            account=ACME,
            own=True,
            debriefed=True,
            day=TODAY - 4 * DAY,
            hour=time(14, 30),
            people=("Ms Chen", "Mr Zhou"),
            situation=(Words("How many pumps run on line 3?", "pumps.1"), Words("谁负责维护？")),
        ),
        nothing=None,
        statements=3,
    ),
    Promises: Example(lambda kept: Promises(kept.account), (SEND, TRY)),
    PromiseBy: Example(lambda kept: PromiseBy(kept.promise), TRY, nothing=None),
    Timeline: Example(
        lambda kept: Timeline(kept.account),
        (Like(id=2, kind=None), Like(id=1, kind=OutcomeKind.ADVANCE, not_kept=False)),
        statements=2,
    ),
    VisitAsItWent: Example(
        lambda kept: VisitAsItWent(kept.visit),
        Like(
            visit=Like(id=1, account=ACME),
            concerns=("The price of two seals",),
            news=DEBRIEF.news,
            needs=DEBRIEF.needs,
            change="Ask about the standstill first",
            private_notes=("Chen is looking for another job",),
        ),
        nothing=None,
        statements=10,
    ),
    AccountBy: Example(
        lambda kept: AccountBy(kept.account),
        Like(account=ACME, visits=1, advances=1, kept=0, broken=0, people=DEBRIEF.people),
        nothing=None,
        statements=2,
    ),
    Today: Example(
        lambda kept: Today(TODAY),
        Like(visits=(COMING,), due=(SEND, TRY), undebriefed=()),
        nothing=Day((), (), ()),
        statements=3,
    ),
    PromisesOn: Example(lambda kept: PromisesOn(TODAY), (TRY,)),
    SummaryOf: Example(
        lambda kept: SummaryOf(kept.visit, 1),
        Like(
            visit=Like(id=1, account=ACME),
            author="Li",
            own=True,
            answers=LOG,
            before=None,
            withheld=False,
        ),
        nothing=None,
        statements=4,
    ),
    NewestPlan: Example(lambda kept: NewestPlan(), 2, nothing=None),
    NewestDebrief: Example(
        lambda kept: NewestDebrief(),
        Reach(1, ACME.name, TODAY - 4 * DAY, withheld=False, seen_by=()),
        nothing=None,
        statements=2,
    ),
    NoteBy: Example(
        lambda kept: NoteBy(kept.note),
        Like(author="Wang", rep="Li", text=NOTES[0], own=False, answers=None, answered=True),
        nothing=None,
    ),
    NoteFrom: Example(
        lambda kept: NoteFrom(ANSWER),
        Like(author="Li", text=NOTES[1], own=True, answers=NOTES[0]),
        nothing=None,
    ),
    NotesOn: Example(
        lambda kept: NotesOn(kept.visit),
        Like(rep="Li", own=True, noted=True, note=Like(text=NOTES[2], answered=False)),
        nothing=None,
        statements=2,
    ),
    TeamFigures: Example(
        lambda kept: TeamFigures(WEEK, TODAY, TODAY),
        (Like(rep="Li", figures=Like(advance=1, overruled=1, open=1, not_held=0)),),
        statements=4,
        of_managers=True,
    ),
    OutcomesByDay: Example(
        lambda kept: OutcomesByDay(WEEK, TODAY),
        (Like(rep="Li", day=TODAY - 4 * DAY, kind=OutcomeKind.ADVANCE, count=1),),
        of_managers=True,
    ),
    TeamExceptions: Example(
        lambda kept: TeamExceptions(WEEK, TODAY, TODAY + DAY),
        Like(
            stalled=(Like(visit=1, account=ACME.name, rep="Li", run=STALLED),),
            overdue=(Like(promise=SEND), Like(promise=TRY)),
            undebriefed=(Like(account=ACME.name, day=TODAY),),
            gaps=(Like(visit=1, coach=OutcomeKind.ADVANCE, rep_kind=OutcomeKind.ORDER),),
        ),
        nothing=Exceptions(),
        statements=4,
        of_managers=True,
    ),
    DebriefsOf: Example(
        lambda kept: DebriefsOf(WEEK, TODAY),
        (Like(visit=1, account=ACME.name, rep="Li", coach=OutcomeKind.ADVANCE),),
        of_managers=True,
    ),
    StallOf: Example(
        lambda kept: StallOf(kept.visit),
        Stall(1, ACME.name, "Li", own=True, run=STALLED, people=("Dr Sun", "Ms Chen")),
        nothing=None,
        statements=2,
    ),
}
DOORS = (InviteFor, NoTeamYet, Doubles)
"""Whoever holds an invite asks about a team that is not theirs: tests/storage/test_teams.py; and
who brings all asks about two that are: tests/storage/test_merging.py. Anybody may ask whether there
is a team at all."""
every_query = pytest.mark.parametrize(
    "kind",
    [kind for kind in facts._ANSWERS if kind not in DOORS],
    ids=lambda kind: kind.__name__,
)
