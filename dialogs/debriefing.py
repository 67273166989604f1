"""Post-visit debriefing: the outcome first, then what else there is to learn (METHOD 4 and 5).

Read STEPS and MOVES first. The outcome and the verdict on it are asked in `outcome_steps.py`, all
that follows in `lesson_steps.py`; the debrief that grows from the answers is in `debrief.py`.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from dialogs import lesson_steps as lesson
from dialogs import outcome_steps as outcome
from dialogs import summary
from dialogs.debrief import SAVE_NOW, VisitDebrief, debrief
from dialogs.due_times import promise_days
from dialogs.flow import Ask, Asked, End, Flow, Given, Scene, editing, picked
from dialogs.message import Button, Say, say
from dialogs.plan import Objective, When
from dialogs.readers import short_text
from dialogs.records import KeepDebrief, MetPerson, OutcomeLabels
from dialogs.session import Answer
from dialogs.visit_steps import local_now
from question_bank.kinds import OutcomeKind

PARTS = (
    "problems",
    "needs",
    "questions",
    "capabilities",
    "concerns",
    "people",
    "news",
    "lesson",
    "next",
)
_LOG = TypeAdapter(tuple[Answer, ...])


def ask_preview(scene: Scene) -> Asked:
    now = debrief(scene)
    again = Button(say("debrief.preview.send"), {"do": "send"})
    buttons = (
        Button(say("debrief.preview.save"), "save"),
        Button(say("debrief.preview.edit"), "edit"),
        Button(say("debrief.preview.private"), "private"),
        *([again] if now.withheld else []),
    )
    note = (say("debrief.preview.note", text=now.private),) if now.private else ()
    kept_back = (say("debrief.preview.withheld"),) if now.withheld else ()
    return Asked((summary.page(now, outcome.planned_visit(scene)), *note, *kept_back), buttons)


def ask_edit(scene: Scene) -> Asked:
    planned = outcome.planned_visit(scene)
    parts = [part for part in ("outcome", *PARTS) if part != "questions" or planned]
    buttons = tuple(Button(say(f"debrief.edit.{part}"), part) for part in parts)
    return Asked((say("debrief.edit.ask"),), buttons)


def ask_private(scene: Scene) -> Asked:
    return Asked((say("debrief.private.ask"),))


def read_private(scene: Scene, given: Given) -> str:
    return short_text(given.text, 1000)


def keep_debrief(scene: Scene) -> Iterable[KeepDebrief]:
    now, planned = debrief(scene), outcome.planned_visit(scene)
    assert now.visited is not None
    assert now.told is not None
    account, today = now.visited.account, local_now(scene).date()
    yield KeepDebrief(
        visit=now.visited.visit,
        account=account.id,
        name=account.name,
        industry=account.industry or "other",
        day=planned.day if planned and planned.day else today,
        zone=scene.me.zone,
        outcome=OutcomeLabels(
            now.told.text,
            now.told.kind,
            now.kind or now.told.kind,
            now.told.rule,
            now.told.weak,
            now.reason,
        ),
        promises=now.told.promises,
        confirmed=now.problems.confirmed,
        denied=now.problems.denied,
        new_problems=now.problems.new,
        asked=now.questions.asked,
        worked=now.questions.worked,
        needs=now.needs,
        capabilities=now.capabilities,
        concerns=now.concerns,
        people=_people(scene, now),
        news=now.news,
        change=now.lesson.change,
        behaviour=now.lesson.behaviour,
        practised=lesson.practised(scene),
        next_objective=now.next.objective,
        next_day=now.next.day,
        private_note=now.private,
        notes=now.questions.new + now.notes,
        answers=_LOG.dump_json(scene.answers).decode(),
        withheld=now.withheld,
        reminders=promise_days(now.told.promises, scene.me, scene.at),
    )


def _people(scene: Scene, now: VisitDebrief) -> tuple[MetPerson, ...]:
    """Those who were to be met were met, unless the rep says whom else."""
    planned = outcome.planned_visit(scene)
    if now.people or planned is None:
        return now.people
    return tuple(MetPerson(name) for name in planned.people)


def say_saved(scene: Scene) -> Iterable[Say]:
    now = debrief(scene)
    assert now.visited is not None
    yield say("debrief.saved.done", name=now.visited.account.name, kind=now.kind)
    if now.told and now.told.promises:
        yield say("debrief.saved.promises", promises=now.told.promises)


def next_plan(scene: Scene) -> Iterable[Button]:
    """One tap opens the plan of the next visit with what is already known of it."""
    now, planned = debrief(scene), outcome.planned_visit(scene)
    if (
        now.visited is None
        or now.visited.account.id is None
        or not (now.next.objective or now.next.day)
    ):
        return
    me = scene.me
    when = When(now.next.day, me.zone, me.hour) if now.next.day else None
    objective = Objective(now.next.objective) if now.next.objective else None
    known = [
        Answer("account", now.visited.account),
        Answer("whom", planned.people if planned else ()),
        Answer("when", when),
        *([Answer("hour", None)] if when and when.hour is None else []),
        *([Answer("objective", objective)] if objective else []),
    ]
    yield Button(say("debrief.saved.plan_next"), {"begin": "planning", "answers": known})


def title(scene: Scene) -> Say:
    visited = debrief(scene).visited
    return say("debrief.title", name=visited.account.name if visited else None)


# --- only if ---------------------------------------------------------------------------------


def fact_added(scene: Scene) -> bool:
    return not isinstance(scene.answers[-1].value, str)


def saving_now(scene: Scene) -> bool:
    return bool(scene.answers[-1].value == SAVE_NOW)


def not_held(scene: Scene) -> bool:
    return debrief(scene).kind is OutcomeKind.NOT_HELD


def nothing_planned(scene: Scene) -> bool:
    planned = outcome.planned_visit(scene)
    return planned is None or not planned.questions


STEPS: list[Ask | End] = [
    Ask("visit", outcome.ask_visit, outcome.read_visit, needed=True),
    Ask("industry", outcome.ask_industry, needed=True, follow_up=True),
    Ask("outcome", outcome.ask_outcome, outcome.read_outcome, needed=True, alike=outcome.alike),
    Ask(
        "verdict",
        outcome.ask_verdict,
        outcome.read_verdict,
        needed=True,
        follow_up=True,
        alike=outcome.alike,
    ),
    Ask("label", outcome.ask_label, needed=True, follow_up=True),
    Ask("reason", outcome.ask_reason, outcome.read_reason, needed=True, follow_up=True),
    Ask("problems", lesson.ask_problems, lesson.read_problems),
    Ask("needs", lesson.ask_needs, lesson.read_needs, lesson.remark_needs),
    Ask("questions", lesson.ask_questions, lesson.read_questions, lesson.remark_questions),
    Ask(
        "capabilities",
        lesson.ask_capabilities,
        lesson.read_capabilities,
        lesson.remark_capabilities,
    ),
    Ask("concerns", lesson.ask_concerns, lesson.read_lines),
    Ask("people", lesson.ask_people, lesson.read_people),
    Ask("news", lesson.ask_news, lesson.read_news),
    Ask("lesson", lesson.ask_lesson, lesson.read_lesson),
    Ask("next", lesson.ask_next, lesson.read_next, lesson.remark_next),
    Ask("preview", ask_preview, needed=True),
    Ask("edit", ask_edit, needed=True),
    Ask("private", ask_private, read_private),
    End("saved", keep_debrief, say_saved, offers=next_plan),
]

# fmt: off
JUDGED = ["verdict", "reason"]
MOVES: list[list[Any]] = [
    # when       at              go to           only if
    ["answered", "visit",        "industry",     outcome.account_unclear],
    ["answered", "visit",        "outcome"],
    ["answered", "industry",     "outcome"],
    ["answered", "outcome",      "verdict"],
    ["answered", "verdict",      "verdict",      fact_added],
    ["answered", "verdict",      "label",        picked("overrule")],
    ["answered", "label",        "reason"],
    ["answered", JUDGED,         "preview",      saving_now],
    ["answered", JUDGED,         "preview",      editing],
    ["answered", JUDGED,         "next",         not_held],
    ["answered", JUDGED,         "problems"],
    ["answered", list(PARTS),    "preview",      saving_now],
    ["answered", list(PARTS),    "preview",      editing],
    ["answered", "problems",     "needs"],
    ["answered", "needs",        "capabilities", nothing_planned],
    ["answered", "needs",        "questions"],
    ["answered", "questions",    "capabilities"],
    ["answered", "capabilities", "concerns"],
    ["answered", "concerns",     "people"],
    ["answered", "people",       "news"],
    ["answered", "news",         "lesson"],
    ["answered", "lesson",       "next"],
    ["answered", "next",         "preview"],
    ["answered", "preview",      "edit",         picked("edit")],
    ["answered", "preview",      "private",      picked("private")],
    ["answered", "preview",      "saved",        picked("save")],
    ["answered", "private",      "preview"],
    *(["answered", "edit", part, picked(part)] for part in ("outcome", *PARTS)),
]
# fmt: on
DEBRIEFING = Flow("debrief", STEPS, MOVES, title, outcome.opening, closing="preview")
