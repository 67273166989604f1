"""Which visit, what came of it, and the coach's verdict: the first half of a debrief (METHOD 4)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dialogs import dates
from dialogs.catalogue import LANGUAGES, catalogue
from dialogs.corrections import without_no
from dialogs.debrief import SAVE_NOW, Told, VisitDebrief, Visited, debrief
from dialogs.facts import RecentAccounts
from dialogs.flow import Asked, Given, Refused, Scene
from dialogs.memory_facts import Promises
from dialogs.message import Button, Say, say
from dialogs.names import without_role
from dialogs.plan import Account, load
from dialogs.readers import LINE, lines, one_line, short_text
from dialogs.records import Promise, Side
from dialogs.session import Answer
from dialogs.visit_facts import OpenVisit, OpenVisits, PlannedVisit, VisitPlanned
from dialogs.visit_steps import (
    account_button,
    industry_choices,
    known_account,
    local_now,
    read_account,
)
from question_bank.kinds import OutcomeKind
from question_bank.outcomes import Commitment, judge_outcome

TOLD = 2000
_CONFIRMING = {w for x in LANGUAGES for w in catalogue(x).listed("common.spoken.confirm")}
_PRONOUNS = {w for x in LANGUAGES for w in catalogue(x).listed("common.spoken.pronouns")}
"""Whoever is meant by these is told by the side that promised."""
_SHORT = 40
"""A fact this short that names a day says when, and nothing else."""


def opening(scene: Scene) -> tuple[Answer, ...]:
    """Where one visit is open there is nothing to choose."""
    today = local_now(scene).date()
    waiting = [
        visit for visit in scene.facts[OpenVisits(today)] if visit.day is None or visit.day <= today
    ]
    return (Answer("visit", _visited(waiting[0])),) if len(waiting) == 1 else ()


def _visited(visit: OpenVisit) -> Visited:
    return Visited(known_account(visit.account), visit.id)


def ask_visit(scene: Scene) -> Asked:
    waiting = OpenVisits(local_now(scene).date())
    scene.facts.need(waiting, RecentAccounts())
    planned = tuple(
        Button(say("debrief.visit.planned", name=v.account.name, day=v.day), _visited(v))
        for v in scene.facts[waiting]
    )
    others = tuple(
        account_button(known_account(known), Visited(known_account(known)))
        for known in scene.facts[RecentAccounts()]
    )
    return Asked((say("debrief.visit.ask"),), planned + others)


def read_visit(scene: Scene, given: Given) -> Any:
    """A planned visit by its button; any other text is the name of an account."""
    return given.picked if given.picked is not None else Visited(read_account(scene, given))


def ask_industry(scene: Scene) -> Asked:
    visited = debrief(scene).visited
    assert visited is not None
    return industry_choices(visited.account)


def ask_outcome(scene: Scene) -> Asked:
    visited, planned = debrief(scene).visited, planned_visit(scene)
    assert visited is not None
    heading = say("debrief.outcome.visit", name=visited.account.name, planned=planned)
    return Asked((heading, say("debrief.outcome.ask")))


def planned_visit(scene: Scene) -> PlannedVisit | None:
    visited = debrief(scene).visited
    return scene.facts[VisitPlanned(visited.visit)] if visited and visited.visit else None


def read_outcome(scene: Scene, given: Given) -> Told:
    return judged(scene, "\n".join(lines(given.text, TOLD)))


def alike(old: Any, new: Any) -> bool:
    """The verdict stands: what was said of it need not be asked again."""
    if isinstance(old, str) or isinstance(new, str):
        return bool(old == new)
    return load(Told, old).kind is load(Told, new).kind


def judged(scene: Scene, text: str) -> Told:
    """What was agreed before this visit is not new (METHOD 4, C4); what it brought itself is."""
    visited, planned = debrief(scene).visited, planned_visit(scene)
    account = visited.account.id if visited else None
    before = scene.facts[Promises(account)] if account else ()
    verdict = judge_outcome(
        text,
        objective=planned.objective if planned else None,
        already=[p.what for p in before if visited is None or p.visit != visited.visit],
    )
    now = local_now(scene)
    return Told(
        text=text,
        kind=verdict.kind,
        rule=verdict.rule,
        weak=verdict.weak,
        missing=verdict.missing,
        settles=verdict.settles,
        cue=verdict.because.cue,
        words=verdict.because.words,
        promises=_once(_promise(each, text, now) for each in verdict.statements),
    )


def _once(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """A promise told in the words of a longer one is a part of it, whoever does that part."""
    found = list(dict.fromkeys(promises))
    return tuple(p for p in found if not any(p.what != o.what and p.what in o.what for o in found))


def _promise(statement: Commitment, note: str, now: datetime) -> Promise:
    """What is agreed together is the customer's to keep."""
    side = Side.OURS if statement.actor == "rep" else Side.CUSTOMER
    said = statement.when_span or ""
    if not dates.names_a_day(said) and dates.names_a_day(statement.what):
        said = statement.what  # "for two weeks from Monday"
    told = note[max(note.find(statement.what), 0) :]
    due = dates.read_deadline(dates.its_date(said, told), now) if said else None
    who = statement.who
    named = who if who and who.casefold() not in _PRONOUNS else None
    return Promise(side, statement.what, named, due)


def ask_verdict(scene: Scene) -> Asked:
    now = debrief(scene)
    told = now.told
    assert told is not None
    buttons = (
        Button(say("debrief.verdict.right"), "right"),
        Button(say("debrief.verdict.otherwise"), "overrule"),
        Button(say("debrief.save_now"), SAVE_NOW),
        Button(say("debrief.verdict.why"), {"do": "explain", "argument": told.rule}),
    )
    return Asked((*say_verdict(scene, now), say("debrief.verdict.ask")), buttons)


def say_verdict(scene: Scene, now: VisitDebrief) -> Iterable[Say]:
    """Outcome, rule, deciding words, missing piece; after a stall a sentence to send now."""
    told = now.told
    assert told is not None
    yield say("debrief.verdict.is", kind=told.kind, weak=told.weak)
    yield say(f"outcome.rule.{told.rule}", words=told.words)
    if told.settles:
        yield say(f"outcome.settles.{told.settles}")
    elif told.missing:
        yield say(f"outcome.missing.{told.missing}")
    if told.kind in (OutcomeKind.CONTINUATION, OutcomeKind.NO_SALE):
        planned = planned_visit(scene)
        who = next(map(without_role, planned.people), None) if planned else None
        problem = planned.problems[0].words if planned and planned.problems else None
        sentence = say(f"outcome.send_now.{told.rule}", who=who, problem=problem)
        yield say("debrief.verdict.send_now", sentence=sentence)


def read_verdict(scene: Scene, given: Given) -> Any:
    """A button settles it; what is typed is a fact more, and judged with the rest."""
    if given.picked is not None:
        return given.picked
    told = debrief(scene).told
    assert told is not None
    if given.text.strip(" .!。！").casefold() in _CONFIRMING:
        return "right"
    fact = without_no("\n".join(lines(given.text, TOLD)))
    dated = len(fact) <= _SHORT and bool(dates.read_moments(fact, local_now(scene)))
    only_when = dated and not judge_outcome(fact).statements
    return judged(scene, f"{told.text}{', ' if only_when else chr(10)}{fact}")


def ask_label(scene: Scene) -> Asked:
    told = debrief(scene).told
    kinds = [kind for kind in OutcomeKind if told is None or kind is not told.kind]
    return Asked(
        (say("debrief.label.ask"),),
        tuple(Button(say("debrief.label.kind", kind=kind), kind.value) for kind in kinds),
    )


def ask_reason(scene: Scene) -> Asked:
    return Asked((say("debrief.reason.ask"),))


def read_reason(scene: Scene, given: Given) -> str:
    if not one_line(given.text):
        raise Refused("common.empty")
    return short_text(given.text, LINE)


def account_unclear(scene: Scene) -> bool:
    visited = debrief(scene).visited
    account: Account | None = visited.account if visited else None
    return account is not None and account.id is None and account.industry is None
