"""Visits as reps tell of them afterwards."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dialogs.records import (
    Behaviour,
    HeardNeed,
    HeardNews,
    KeepDebrief,
    KeepPlan,
    MetPerson,
    NewsKind,
    OutcomeLabels,
    Promise,
    ShownCapability,
    Side,
    Strength,
)
from dialogs.visit_facts import VisitAsItWent, VisitPage
from question_bank.kinds import OutcomeKind
from storage import facts, records
from storage.actor import Actor
from storage.tables import visit
from tests.storage.plausible import NOW, full_plan

MONDAY = date(2026, 3, 9)
THURSDAY = date(2026, 3, 12)
FRIDAY = date(2026, 3, 20)

SENDS_SEALS = Promise(Side.CUSTOMER, "send us the failed seals", "Ms Chen", FRIDAY)
WE_QUOTE = Promise(Side.OURS, "报价两套密封件", None, date(2026, 3, 16))
BAD_NIGHTS = HeardNeed("夜班经常停机", Strength.IMPLIED, "王经理")
WARNING = HeardNeed("We want a warning before the line stops", Strength.EXPLICIT, "Ms Chen")


def labels(
    coach: OutcomeKind,
    rep: OutcomeKind | None = None,
    text: str = "Ms Chen sends us the failed seals by Friday",
) -> OutcomeLabels:
    reason = "She has always done what she said" if rep else None
    rule = {OutcomeKind.ADVANCE: "A1", OutcomeKind.ORDER: "O1"}.get(coach, "C1")
    return OutcomeLabels(text, coach, rep or coach, rule, False, reason)


BARE = KeepDebrief(
    visit=None,
    account=None,
    name="Acme Pumps Ltd",
    industry="manufacturing_equipment",
    day=THURSDAY,
    zone="Asia/Shanghai",
    outcome=labels(OutcomeKind.CONTINUATION, text="Great presentation, they are very interested"),
    promises=(),
    confirmed=(),
    denied=(),
    new_problems=(),
    asked=(),
    worked=(),
    needs=(),
    capabilities=(),
    concerns=(),
    people=(),
    news=(),
    change=None,
    behaviour=None,
    practised=None,
    next_objective=None,
    next_day=None,
    private_note=None,
    notes=(),
    answers="[]",
)


def told(**said: Any) -> KeepDebrief:
    return replace(BARE, **said)


def advance(**said: Any) -> KeepDebrief:
    agreed = {"outcome": labels(OutcomeKind.ADVANCE), "promises": (SENDS_SEALS,)}
    return told(**{**agreed, **said})


def all_told(**said: Any) -> KeepDebrief:
    """Every part of a debrief; what was planned is not among it."""
    every = {
        "outcome": labels(OutcomeKind.ADVANCE, OutcomeKind.ORDER),
        "promises": (SENDS_SEALS, WE_QUOTE),
        "new_problems": ("Spare parts come late", "没有备用泵"),
        "needs": (BAD_NIGHTS, WARNING),
        "capabilities": (
            ShownCapability("报警直接发到手机", 1, True),
            ShownCapability("Steel housing"),
        ),
        "concerns": ("Who trains the night shift?", "The price of <b>two</b> seals 😬"),
        "people": (MetPerson("Ms Chen", 1, 0), MetPerson("Old Zhou"), MetPerson("王经理", -1)),
        "news": (
            HeardNews(NewsKind.PEOPLE, "A new head of production from May"),
            HeardNews(NewsKind.POLICY, "环保检查更严"),
        ),
        "change": "Ask what a stop costs before showing anything",
        "behaviour": Behaviour.IMPLICATION,
        "next_objective": "Chen agrees to a trial on line 3",
        "next_day": date(2026, 3, 26),
        "private_note": "王经理 may leave",
        "notes": ("A new canteen", "two\nlines"),
        "answers": '[{"step": "outcome", "value": "老周"}]',
    }
    return told(**{**every, **said})


def planned(work: Connection, actor: Actor, plan: KeepPlan | None = None) -> int:
    """The id of the visit."""
    records.write(work, actor, plan or full_plan(), NOW)
    return last_visit(work)


def debriefed(work: Connection, actor: Actor, record: KeepDebrief) -> int:
    """The id of the visit."""
    records.write(work, actor, record, NOW)
    return record.visit if record.visit is not None else last_visit(work)


def last_visit(work: Connection) -> int:
    newest = select(visit.c.id).order_by(visit.c.id.desc()).limit(1)
    return int(work.execute(newest).scalar_one())


def page(work: Connection, actor: Actor, visit_id: int) -> VisitPage:
    found: VisitPage = facts.answer(work, actor, VisitAsItWent(visit_id))
    return found
