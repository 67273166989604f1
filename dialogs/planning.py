"""Pre-visit planning: from "which account?" to a plan on one phone screen (METHOD 2).

Read STEPS and MOVES first: they are the whole conversation. What a step asks and how it reads the
answer stands in `visit_steps.py` and `question_steps.py`, its words under its name in
`text/<language>/planning.yaml`, and the plan that grows from the answers in `plan.py`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dialogs import coaching, due_times, review
from dialogs import question_steps as questions
from dialogs import visit_steps as visit
from dialogs.flow import Ask, Asked, Asker, End, Flow, Scene, editing, picked
from dialogs.message import Button, Say, say
from dialogs.plan import plan, plan_of
from dialogs.records import KeepPlan
from dialogs.session import Answer
from dialogs.team_facts import Members, who_manages

PARTS = ("whom", "when", "objective", "problems", "situation", "concern")
"""What can be changed from the review, besides the questions of each problem."""


def ask_review(scene: Scene) -> Asked:
    now = plan(scene)
    save = Button(say("planning.review.save"), "save")
    edit = Button(say("planning.review.edit"), "edit")
    typed = scene.answers[-1].step == "questions"  # told here, where the lines are shown anyway
    on_a_line = next(coaching.on_questions(scene), None) if typed else None
    return Asked((review.page(now), review.advice(now, on_a_line)), (save, edit))


def ask_edit(scene: Scene) -> Asked:
    parts = tuple(Button(say(f"planning.edit.{part}"), part) for part in PARTS)
    problems = tuple(
        Button(say("planning.edit.questions", problem=aim.words), f"questions:{place}")
        for place, aim in enumerate(plan(scene).aims)
    )
    return Asked((say("planning.edit.ask"),), parts + problems)


def with_what_stands(ask: Asker, part: str) -> Asker:
    """Asked from the review: what is to be changed is seen with it."""

    def asked(scene: Scene) -> Asked:
        found, now = ask(scene), plan(scene)
        if not editing(scene) or not getattr(now, part):
            return found
        stands = say(f"planning.edit.now_{part}", plan=now)
        return replace(found, paragraphs=(stands, *found.paragraphs))

    return asked


def keep_plan(scene: Scene) -> Iterable[KeepPlan]:
    now = plan(scene)
    reminders = due_times.reminders(now.when, scene.me, scene.at)
    yield replace(review.as_record(now, scene.me.zone), reminders=reminders)


def say_saved(scene: Scene) -> Iterable[Say]:
    now = plan(scene)
    yield say("planning.saved.done" if now.when else "planning.saved.open")
    yield review.card(now)


def ask_manager(scene: Scene) -> Iterable[Button]:
    """Help before the visit is worth more than review after it (METHOD 8)."""
    if scene.me.role is not None and who_manages(scene.facts[Members()], scene.me.id):
        yield Button(say("managers.ask.button"), {"do": "ask"})


def title(scene: Scene) -> Say:
    account = plan(scene).account
    return say("planning.title", name=account.name if account else None)


# --- only if ---------------------------------------------------------------------------------


def account_unclear(scene: Scene) -> bool:
    account = plan(scene).account
    return account is None or (account.id is None and account.industry is None)


def in_sixty_seconds(scene: Scene) -> bool:
    return plan(scene).quick


def day_unclear(scene: Scene) -> bool:
    when = plan(scene).when
    return when is not None and bool(when.others)


def hour_unknown(scene: Scene) -> bool:
    when = plan(scene).when
    skipped = scene.answers[-1] == Answer("hour", None)
    return when is not None and when.hour is None and not skipped


def another_problem(scene: Scene) -> bool:
    return plan(scene).coming is not None


def kinds_missing(scene: Scene) -> bool:
    now = plan(scene)
    asked = scene.answers[-1].value is not None and not now.quick and not editing(scene)
    return asked and bool(now.spoken.missing)


def fewer_missing(scene: Scene) -> bool:
    """Something came and something still lacks: worth asking once more."""
    before, now = plan_of(scene.answers[:-1]), plan(scene)
    lacked, lacks = before.spoken.missing, now.spoken.missing
    return 0 < len(lacks) < len(lacked)


STEPS: list[Ask | End] = [
    Ask("account", visit.ask_account, visit.read_account, needed=True),
    Ask("industry", visit.ask_industry, needed=True, follow_up=True),
    Ask("whom", with_what_stands(visit.ask_whom, "whom"), visit.read_whom),
    Ask("when", with_what_stands(visit.ask_when, "when"), visit.read_when, visit.remark_when),
    Ask("day", visit.ask_day, remark=visit.remark_when, follow_up=True),
    Ask(
        "hour",
        visit.ask_hour,
        visit.read_hour,
        visit.remark_when,
        visit.keep_hour,
        follow_up=True,
    ),
    Ask(
        "objective",
        with_what_stands(questions.ask_objective, "objective"),
        questions.read_objective,
        questions.remark_objective,
    ),
    Ask(
        "problems",
        questions.ask_problems,
        questions.read_problems,
        questions.remark_problems,
        needed=True,
    ),
    Ask(
        "questions",
        questions.ask_questions,
        questions.read_questions,
        questions.remark_questions,
        builds=True,
    ),
    Ask("missing", questions.ask_missing, questions.read_missing, questions.remark_questions),
    Ask("situation", questions.ask_situation, questions.read_situation, questions.remark_situation),
    Ask("concern", with_what_stands(questions.ask_concern, "concern"), questions.read_concern),
    Ask("review", ask_review, needed=True),
    Ask("edit", ask_edit, needed=True),
    End("saved", keep_plan, say_saved, offers=ask_manager),
]

# fmt: off
PER_PROBLEM = ["problems", "questions", "missing"]
DATED = ["when", "day", "hour"]
MOVES: list[list[Any]] = [
    # when       at                       go to        only if
    ["answered", "account",               "industry",  account_unclear],
    ["answered", ["account", "industry"], "whom"],
    ["answered", "whom",                  "review",    editing],
    ["answered", "whom",                  "objective", in_sixty_seconds],
    ["answered", "whom",                  "when"],
    ["answered", "when",                  "day",       day_unclear],
    ["answered", DATED,                   "hour",      hour_unknown],
    ["answered", DATED,                   "review",    editing],
    ["answered", DATED,                   "objective"],
    ["answered", "objective",             "review",    editing],
    ["answered", "objective",             "problems"],
    ["answered", "questions",             "missing",   kinds_missing],
    ["answered", "missing",               "missing",   fewer_missing],
    ["answered", PER_PROBLEM,             "questions", another_problem],
    ["answered", PER_PROBLEM,             "review",    editing],
    ["answered", PER_PROBLEM,             "review",    in_sixty_seconds],
    ["answered", PER_PROBLEM,             "situation"],
    ["answered", "situation",             "review",    editing],
    ["answered", "situation",             "concern"],
    ["answered", "concern",               "review"],
    ["answered", "review",                "edit",      picked("edit")],
    ["answered", "review",                "saved",     picked("save")],
    *(["answered", "edit", part, picked(part)] for part in (*PARTS, "questions")),
]
# fmt: on
PLANNING = Flow("planning", STEPS, MOVES, title, closing="review")
