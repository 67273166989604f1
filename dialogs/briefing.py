"""What goes from a rep to the managers: the summary of a debrief, and a plan with the question what
to do better (METHOD 8).

A summary goes to each manager who wants it at once, a version at a time, in the manager's language.
"""

from collections.abc import Iterable
from dataclasses import replace

from pydantic import TypeAdapter

from dialogs.access import Action, may
from dialogs.debrief import debrief_of
from dialogs.events import Due
from dialogs.facts import Me
from dialogs.hand import Hand
from dialogs.manager_facts import NewestDebrief, NewestPlan, SummaryOf
from dialogs.message import Button, Message, say
from dialogs.records import AskManager, Withhold
from dialogs.references import reference
from dialogs.reminders import as_planned, is_of
from dialogs.review import card
from dialogs.session import Answer, Draft
from dialogs.summary import page
from dialogs.talk import FLOWS, Talk, Turn
from dialogs.team_facts import Members, who_manages
from dialogs.visit_facts import PlanOf

_LOG = TypeAdapter(tuple[Answer, ...])
_GONE = say("managers.gone")

# --- at a manager's ------------------------------------------------------------------------------


def saved(talk: Talk, event: Due) -> Turn:
    """A debrief of the team, in the version it was saved with."""
    assert event.visit is not None
    if not may(talk.facts[Me()].role, Action.SEE_TEAM):
        return talk.silent()
    found = talk.facts[SummaryOf(event.visit, event.subject)]
    if found is None or found.own or found.withheld:
        return talk.silent()
    now = debrief_of(_LOG.validate_json(found.answers))
    if now.visited is None or now.told is None:  # a log that is not whole says nothing
        return talk.silent()
    heading = say(
        "managers.summary.heading",
        rep=found.author,
        reference=reference(event.visit),
        before=found.before,
    )
    return talk.aside(Message((heading, page(now, found.visit)), (to_coach(event.visit),)))


def asked(talk: Talk, event: Due) -> Turn:
    """A plan of the team, with the question what to do better."""
    assert event.visit is not None
    if not may(talk.facts[Me()].role, Action.COACH):
        return talk.silent()
    plan = talk.facts[PlanOf(event.visit)]
    if plan is None or plan.own or plan.debriefed:
        return talk.silent()
    heading = say("managers.asked.heading", rep=plan.rep, reference=reference(event.visit))
    return talk.aside(Message((heading, card(as_planned(plan))), (to_coach(event.visit),)))


def to_coach(visit: int) -> Button:
    return Button(say("managers.coach"), lasting=f"coach:{visit}")


# --- at a rep's ----------------------------------------------------------------------------------


def asking(talk: Talk, visit: int | None) -> Turn:
    """`visit`: None is the plan saved last."""
    me = talk.facts[Me()]
    if not may(me.role, Action.ASK_MANAGER, own=True):
        return talk.saying(say("managers.ask.alone")).shown()
    visit = talk.facts[NewestPlan()] if visit is None else visit
    if visit is None:
        return talk.saying(say("managers.ask.none")).shown()
    talk.facts.need(PlanOf(visit), Members())
    plan = talk.facts[PlanOf(visit)]
    if plan is None or not plan.own:
        return talk.noticing(_GONE).shown()
    managers = who_manages(talk.facts[Members()], me.id)
    if not managers:
        return talk.saying(say("managers.ask.nobody")).shown()
    if plan.debriefed:
        return talk.saying(say("managers.ask.over")).shown()
    names = tuple(manager.name for manager in managers)
    told = say("managers.ask.sent", name=plan.account.name, managers=names)
    if plan.asked:
        return talk.saying(say("managers.ask.already", name=plan.account.name)).shown()
    return talk.keeping(AskManager(visit)).saying(told).shown()


def withholding(talk: Talk) -> Turn:
    """ "Don't send it to my boss", of a debrief that is saved; and who has read it by then."""
    reach = talk.facts[NewestDebrief()]
    if talk.facts[Me()].role is None or reach is None:
        return talk.saying(say("managers.withhold.nothing")).shown()
    told = say("managers.withhold.saved", reach=reach)
    if reach.withheld:
        return talk.saying(told).shown()
    session = replace(talk.session, parked=tuple(_kept_back(talk, reach.visit)))
    return replace(talk, session=session).keeping(Withhold(reach.visit)).saying(told).shown()


def _kept_back(talk: Talk, visit: int) -> Iterable[Draft]:
    """The drafts put aside; one that waits to be saved as a later version is kept back as well."""
    for draft in talk.session.parked:
        hand = Hand(draft, FLOWS[draft.flow], talk.facts, talk.at)
        yield hand.withheld(True).draft if is_of(talk, draft, visit) else draft
