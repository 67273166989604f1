"""What the coach says unasked: the plan before a visit, the debrief after it, a draft left lying.

A reminder is an event like any other, and may find that there is nothing to say any more. It stands
beside the question in hand and leaves it open, so its buttons are lasting ones: they may be tapped
late, twice, or be forged.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dialogs import today
from dialogs.debrief import Visited, debrief
from dialogs.debriefing import DEBRIEFING
from dialogs.due_times import after_visit, allowed, before_visit, begins, next_morning
from dialogs.events import Due
from dialogs.facts import Me
from dialogs.flow import Scene
from dialogs.message import Button, Message, say
from dialogs.plan import Aim, Line, Objective, Sort, VisitPlan, When
from dialogs.reminding import Remind, ReminderKind
from dialogs.review import card
from dialogs.session import Answer, Draft, Session
from dialogs.talk import FLOWS, Talk, Turn
from dialogs.visit_facts import KeptPlan, PlanOf
from dialogs.visit_steps import known_account

VERBS = ("debrief", "go_on")
LATE = timedelta(hours=2)
"""A plan that comes later than this is stale."""
OFFERED = timedelta(days=1)
"""As long is a debrief, or a draft, still worth asking about."""


def due(talk: Talk, event: Due) -> Turn:
    if not talk.facts[Me()].reminding.on:
        return talk.silent()
    if event.kind is ReminderKind.PROMISES_DUE:
        return _of_promises(talk, event)
    if event.visit is None:
        return _of_draft(talk, event)
    plan = talk.facts[PlanOf(event.visit)]
    if plan is None or not plan.own or plan.debriefed or plan.day is None:
        return talk.silent()
    return _of_visit(talk, event, plan, When(plan.day, plan.zone, plan.hour))


def _of_visit(talk: Talk, event: Due, plan: KeptPlan, when: When) -> Turn:
    """By the plan and the wishes as they stand now: either may have changed since it was set."""
    me = talk.facts[Me()]
    before = event.kind is ReminderKind.BEFORE_VISIT
    wanted = before_visit(when, me) if before else after_visit(when, me)
    until = min(wanted + LATE, begins(when)) if before else wanted + OFFERED
    visited = begins(when).astimezone(ZoneInfo(me.zone)).date()
    then = allowed(max(wanted, event.at), me, visited)
    if then >= until or (not before and _debriefing(talk, plan.visit)):
        return talk.silent()
    if then > event.at:
        later = Remind(event.kind, then, event.visit)
        return replace(talk.silent(), reminders=(later,))
    return _said(talk, _coming(talk, plan, when) if before else _told(plan))


def _of_draft(talk: Talk, event: Due) -> Turn:
    left, then = _left(talk.session), allowed(event.at, talk.facts[Me()])
    since = talk.session.remind_at
    if not left or since is None or event.at > since + OFFERED:
        return talk.silent()
    if then > event.at:
        return replace(talk.silent(), reminders=(Remind(event.kind, then),))
    title = talk.title(left[0])
    go_on = Button(say("common.resume", title=title), lasting="go_on:last")
    return talk.aside(Message((say("reminders.draft.waiting", title=title),), (go_on,)))


def _of_promises(talk: Talk, event: Due) -> Turn:
    then = allowed(event.at, talk.facts[Me()])
    if then > event.at:
        later = Remind(event.kind, then, subject=event.subject)
        return replace(talk.silent(), reminders=(later,))
    asked = today.due(talk.beside(), date.fromordinal(event.subject))
    return _said(talk, asked) if asked else talk.silent()


def _said(talk: Talk, message: Message) -> Turn:
    hand = talk.session.draft
    if hand is None or not FLOWS[hand.flow].kept:
        return talk.aside(message)
    open_still = say("reminders.open_still", title=talk.title(hand))
    return talk.aside(replace(message, paragraphs=(*message.paragraphs, open_still)))


def _coming(talk: Talk, plan: KeptPlan, when: When) -> Message:
    now = talk.at.astimezone(ZoneInfo(when.zone)).date()
    ahead = {0: "today", 1: "tomorrow"}.get((when.day - now).days, "later")
    heading = say(f"reminders.before_visit.{ahead}", name=plan.account.name, when=when)
    return Message((heading, card(as_planned(plan))))


def _told(plan: KeptPlan) -> Message:
    asked = say("reminders.after_visit.ask", name=plan.account.name, day=plan.day)
    button = Button(say("reminders.after_visit.debrief"), lasting=f"debrief:{plan.visit}")
    return Message((asked,), (button,))


def as_planned(plan: KeptPlan) -> VisitPlan:
    when = When(plan.day, plan.zone, plan.hour) if plan.day else None
    return VisitPlan(
        account=known_account(plan.account),
        whom=plan.people,
        when=when,
        objective=Objective(plan.objective, plan.fallback) if plan.objective else None,
        aims=tuple(
            Aim(
                problem.words,
                tuple(
                    Line(Sort(line.kind or Sort.DIFFICULTY), line.words, line.worse)
                    for line in problem.lines
                ),
            )
            for problem in plan.problems
        ),
        situation=tuple(Line(Sort.SITUATION, words) for words in plan.situation),
        concern=plan.concern,
    )


# --- drafts left lying -----------------------------------------------------------------------


def of_drafts(talk: Talk, turn: Turn) -> Turn:
    """Whenever a draft has changed, the morning after it is the time to ask about it; once."""
    left = _left(turn.session)
    if left == _left(talk.session):
        return turn
    at = next_morning(talk.at, talk.facts[Me()]) if left else None
    if at == turn.session.remind_at:
        return turn
    ask = Remind(ReminderKind.DRAFT_WAITING, at)
    return replace(
        turn, session=replace(turn.session, remind_at=at), reminders=(*turn.reminders, ask)
    )


def _left(session: Session) -> tuple[Draft, ...]:
    """The one in hand first."""
    drafts: Iterable[Draft] = (*([session.draft] if session.draft else []), *session.parked)
    return tuple(draft for draft in drafts if draft.log and FLOWS[draft.flow].kept)


def _debriefing(talk: Talk, visit: int) -> bool:
    return any(is_of(talk, draft, visit) for draft in _left(talk.session))


def is_of(talk: Talk, draft: Draft, visit: int) -> bool:
    if draft.flow != DEBRIEFING.name:
        return False
    visited = debrief(Scene(draft.log, talk.facts, talk.at)).visited
    return visited is not None and visited.visit == visit


# --- one tap ---------------------------------------------------------------------------------


def pressed(talk: Talk, verb: str, subject: str) -> Turn:
    if verb == "debrief":
        known = today.is_id(subject)
        return _debrief(talk, int(subject)) if known else talk.noticing(_GONE).shown()
    hand = talk.session.draft
    return talk.shown() if hand and hand in _left(talk.session) else talk.resumed("")


_GONE = say("reminders.gone")


def _debrief(talk: Talk, visit: int) -> Turn:
    """A second tap finds the debrief that the first one began."""
    hand, parked = talk.session.draft, talk.session.parked
    if hand and is_of(talk, hand, visit):
        return talk.shown()
    begun = next((n for n, draft in enumerate(parked) if is_of(talk, draft, visit)), None)
    if begun is not None:
        return talk.resumed(str(begun))
    plan = talk.facts[PlanOf(visit)]
    if plan is None or not plan.own:
        return talk.noticing(_GONE).shown()
    if plan.debriefed:
        return talk.noticing(say("reminders.debriefed")).shown()
    visited = Visited(known_account(plan.account), visit)
    return talk.begun(DEBRIEFING, answers=(Answer("visit", visited),))
