"""A visit as it was planned and as it went, to read; and its debrief as it was left, to re-open."""

from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from dialogs.debrief import Visited
from dialogs.flow import Scene
from dialogs.message import Say, say
from dialogs.records import PromiseState, Side
from dialogs.session import WITHHELD, Answer
from dialogs.visit_facts import NumberedWords, PlannedVisit, VisitPage
from dialogs.visit_steps import known_account
from question_bank.kinds import OutcomeKind

_LOG = TypeAdapter(tuple[Answer, ...])


def pages(scene: Scene, page: VisitPage) -> Iterable[Say]:
    """What was planned, what came of it, what was heard, and what only its author reads."""
    visit, debriefed = page.visit, bool(page.versions)
    yield say("accounts.visit.plan", page=page)
    if debriefed:
        yield say("accounts.visit.outcome", outcome=page.versions[0].outcome, broken=_broken(page))
    else:
        yield say("accounts.visit.undebriefed")
    if page.promises:
        lines = tuple(say("accounts.promise", promise=promise) for promise in page.promises)
        yield say("accounts.visit.promises", lines=lines)
    if visit.problems or page.difficulties or page.new_problems:
        yield say(
            "accounts.visit.problems",
            problems=_marked(visit.problems, {"✗": page.denied, "✓": page.confirmed}),
            new=page.new_problems,
            difficulties=page.difficulties,
            debriefed=debriefed,
        )
    if visit.questions:
        questions = _marked(visit.questions, {"✓": page.asked, "★": page.worked})
        yield say("accounts.visit.questions", questions=questions, debriefed=debriefed)
    if page.needs or page.capabilities or page.concerns:
        yield say("accounts.visit.heard", page=page)
    if page.people:
        yield say("accounts.people", people=page.people)
    if page.news:
        yield say("accounts.visit.news", news=page.news)
    if page.change or page.next_objective:
        yield say("accounts.visit.lesson", page=page)
    if page.private_notes:
        yield say("accounts.visit.private", notes=page.private_notes)
    if len(page.versions) > 1:
        zone = ZoneInfo(scene.me.zone)
        older = tuple((version, version.at.astimezone(zone)) for version in page.versions[1:])
        yield say("accounts.visit.versions", older=older)


def _marked(
    items: Iterable[NumberedWords], marks: dict[str, Collection[int]]
) -> tuple[tuple[str, NumberedWords], ...]:
    """Of several marks the last one counts."""
    of = {item: mark for mark, marked in marks.items() for item in marked}
    return tuple((of.get(item.id, ""), item) for item in items)


def _broken(page: VisitPage) -> bool:
    """An advance, not kept: what the customer agreed to did not come."""
    advance = page.versions[0].outcome.coach is OutcomeKind.ADVANCE
    return advance and any(
        promise.side is Side.CUSTOMER and promise.state is PromiseState.BROKEN
        for promise in page.promises
    )


def reopened(visit: PlannedVisit) -> tuple[Answer, ...]:
    """The log of a debrief, so that its preview is the open question again. What was visited is
    known by now, even where it was unplanned or new; private notes are kept already."""
    assert visit.answers is not None
    visited = Visited(known_account(visit.account), visit.id)
    said = [x for x in _LOG.validate_json(visit.answers) if x.step not in _NOT_AGAIN]
    while said and said[-1].step == "edit":
        said.pop()
    kept_back = (Answer(WITHHELD, True),) if visit.withheld else ()
    return (*kept_back, Answer("visit", visited), *said)


_NOT_AGAIN = ("visit", "industry", "preview", "private", WITHHELD)
