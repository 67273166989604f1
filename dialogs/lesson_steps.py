"""What else the visit brought: problems, needs, questions, people, one lesson (METHOD 5)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dialogs import dates
from dialogs.debrief import SAVE_NOW, Lesson, Next, ProblemMarks, QuestionMarks, debrief
from dialogs.flow import Asked, Given, Refused, Scene
from dialogs.memory_facts import AccountRecap, Recap
from dialogs.message import Button, Say, say
from dialogs.outcome_steps import planned_visit
from dialogs.readers import LINE, lines, marks, numbers, short_text
from dialogs.records import (
    Behaviour,
    HeardNeed,
    HeardNews,
    MetPerson,
    NewsKind,
    ShownCapability,
    Strength,
)
from dialogs.visit_facts import NumberedWords
from dialogs.visit_steps import local_now
from question_bank.heard import is_vague, news_kind, wants_to_act
from question_bank.kinds import Kind

TRIES = 3
"""As often is a behaviour tried before the coach asks whether to move on (METHOD 2)."""
_SPEAKER = re.compile(r"^([^:：]{1,40})[:：]\s*(.+)$")
_LINK = re.compile(r"^(.*?)\s*(?:->|=>|→|>|\s)\s*(\d{1,2})$")
_CHANGES = re.compile(r"^(.*?)\s*([+=\-↑↓])\s*([+=\-↑↓])?$")
_CHANGE = {"+": 1, "↑": 1, "=": 0, "-": -1, "↓": -1}
_NOW = Button(say("debrief.save_now"), SAVE_NOW)


def recap(scene: Scene) -> AccountRecap | None:
    visited = debrief(scene).visited
    account = visited.account.id if visited else None
    return scene.facts[Recap(account, local_now(scene).date())] if account else None


def _marked(given: Given) -> tuple[dict[int, int], list[str]]:
    """How the numbered items were marked, by taps or in writing, and the other lines."""
    marked = {place: mark for place, mark in enumerate(given.marks) if mark}
    others: list[str] = []
    for line in lines(given.text) if given.picked is None else ():
        typed = marks(line, len(given.items))
        marked |= typed or {}
        others += [line] if typed is None else []
    return marked, others


def _ids(items: Sequence[NumberedWords], marked: dict[int, int], *wanted: int) -> tuple[int, ...]:
    return tuple(items[place].id for place, mark in sorted(marked.items()) if mark in wanted)


def ask_problems(scene: Scene) -> Asked:
    planned = planned_visit(scene)
    if planned is None or not planned.problems:
        return Asked((say("debrief.problems.unplanned"),), (_NOW,))
    done = Button(say("common.done"), "done")
    asked = say("debrief.problems.ask", items=planned.problems)
    return Asked((asked,), (done, _NOW), planned.problems, ticks="✓✗")


def read_problems(scene: Scene, given: Given) -> Any:
    if given.picked == SAVE_NOW:
        return SAVE_NOW
    marked, others = _marked(given)
    return ProblemMarks(_ids(given.items, marked, 1), _ids(given.items, marked, 2), tuple(others))


def ask_needs(scene: Scene) -> Asked:
    known = recap(scene)
    implied = known.implied if known else ()
    grown = (say("debrief.needs.implied", items=implied),) if implied else ()
    return Asked((say("debrief.needs.ask"), *grown), (_NOW,), implied)


def read_needs(scene: Scene, given: Given) -> Any:
    """`Ms Zhao: we need a warning`; `1!` says that a need still implied has become explicit."""
    if given.picked is not None:
        return given.picked
    marked, others = _marked(given)
    grown = [
        HeardNeed(given.items[place].text, Strength.EXPLICIT, None, given.items[place].id)
        for place in sorted(marked)
    ]
    return (*grown, *map(_need, others))


def _need(line: str) -> HeardNeed:
    spoken = _SPEAKER.match(line)
    by, text = (spoken[1].strip(), spoken[2]) if spoken else (None, line)
    return HeardNeed(text, Strength.EXPLICIT if wants_to_act(text) else Strength.IMPLIED, by)


def remark_needs(scene: Scene, value: Any) -> Iterable[Say]:
    needs = debrief(scene).needs
    if value is not None and needs and value != SAVE_NOW:
        yield say("debrief.needs.heard", needs=needs)


def ask_questions(scene: Scene) -> Asked:
    planned = planned_visit(scene)
    assert planned is not None
    buttons = (
        Button(say("common.done"), "done"),
        Button(say("debrief.questions.all"), "all"),
        _NOW,
    )
    asked = say("debrief.questions.ask", items=planned.questions)
    return Asked((asked,), buttons, planned.questions, ticks="✓★")


def read_questions(scene: Scene, given: Given) -> Any:
    if given.picked == SAVE_NOW:
        return SAVE_NOW
    if given.picked == "all":
        marked = dict.fromkeys(range(len(given.items)), 1)
        others: list[str] = []
        marked |= {place: mark for place, mark in enumerate(given.marks) if mark}
    else:
        marked, others = _marked(given)
    asked = _ids(given.items, marked, 1, 2)
    return QuestionMarks(asked, _ids(given.items, marked, 2), tuple(others))


def practised(scene: Scene) -> bool | None:
    """Whether the behaviour in hand was tried; None: none is in hand, or nothing was planned."""
    known, planned = recap(scene), planned_visit(scene)
    if known is None or known.practice is None or planned is None:
        return None
    asked = {q.kind for q in planned.questions if q.id in debrief(scene).questions.asked}
    behaviour = known.practice.behaviour
    return bool(asked) if behaviour is Behaviour.QUESTIONS else Kind(behaviour.value) in asked


def remark_questions(scene: Scene, value: Any) -> Iterable[Say]:
    known, tried = recap(scene), practised(scene)
    if known and known.practice and tried is not None and value != SAVE_NOW:
        key = "debrief.questions.practised" if tried else "debrief.questions.not_practised"
        yield say(key, behaviour=known.practice.behaviour)


def _needs_so_far(scene: Scene) -> tuple[tuple[str, bool], ...]:
    """This visit's needs, then the explicit ones known before: the words, and if explicit."""
    known = recap(scene)
    own = [(need.text, need.strength is Strength.EXPLICIT) for need in debrief(scene).needs]
    earlier = [(need.text, True) for need in (known.explicit if known else ())]
    return (*own, *(need for need in earlier if need not in own))


def ask_capabilities(scene: Scene) -> Asked:
    items = _needs_so_far(scene)
    listed = (say("debrief.capabilities.needs", items=items),) if items else ()
    return Asked((say("debrief.capabilities.ask"), *listed), (_NOW,), items)


def read_capabilities(scene: Scene, given: Given) -> Any:
    """`alarm on the phone > 1`: a benefit only where the need it meets is explicit (METHOD 3)."""
    if given.picked is not None:
        return given.picked
    own, found = len(debrief(scene).needs), []
    for line in lines(given.text):
        match = _LINK.match(line)
        place = int(match[2]) - 1 if match else -1
        if match and 0 <= place < len(given.items):
            need = place if place < own else None
            found.append(ShownCapability(match[1], need, given.items[place][1]))
        else:
            found.append(ShownCapability(line))
    return tuple(found)


def remark_capabilities(scene: Scene, value: Any) -> Iterable[Say]:
    shown = debrief(scene).capabilities
    if shown and value not in (None, SAVE_NOW):
        only = next((capability for capability in shown if not capability.benefit), None)
        yield (
            say("debrief.capabilities.advantage", text=only.text)
            if only
            else say("debrief.capabilities.benefit")
        )


def ask_concerns(scene: Scene) -> Asked:
    return Asked((say("debrief.concerns.ask"),), (_NOW,))


def read_lines(scene: Scene, given: Given) -> Any:
    return given.picked if given.picked is not None else tuple(lines(given.text))


def ask_people(scene: Scene) -> Asked:
    planned = planned_visit(scene)
    people = planned.people if planned else ()
    listed = (say("debrief.people.known", items=people),) if people else ()
    return Asked((say("debrief.people.ask"), *listed), (_NOW,), people)


def read_people(scene: Scene, given: Given) -> Any:
    """`1 + =` or `Mr Li, IT +`: closeness, then trust; one sign stands for both."""
    return (
        given.picked
        if given.picked is not None
        else tuple(_met(given, x) for x in lines(given.text))
    )


def _met(given: Given, line: str) -> MetPerson:
    match = _CHANGES.match(line)
    name = (match[1] if match else line).strip()
    if not name:
        raise Refused("debrief.people.whose")
    if picked := numbers(name, len(given.items)):
        name = given.items[picked[0]]
    if match is None:
        return MetPerson(short_text(name))
    closeness = _CHANGE[match[2]]
    return MetPerson(short_text(name), closeness, _CHANGE[match[3]] if match[3] else closeness)


def ask_news(scene: Scene) -> Asked:
    return Asked((say("debrief.news.ask"),), (_NOW,))


def read_news(scene: Scene, given: Given) -> Any:
    if given.picked is not None:
        return given.picked
    return tuple(HeardNews(NewsKind(news_kind(line)), line) for line in lines(given.text))


def ask_lesson(scene: Scene) -> Asked:
    known, items = recap(scene), tuple(Behaviour)
    practice = known.practice if known else None
    enough = practice is not None and practice.tries + bool(practised(scene)) >= TRIES
    hand = (say("debrief.lesson.move_on", practice=practice),) if enough else ()
    choices = tuple(
        Button(say("debrief.lesson.behaviour", behaviour=each), Lesson(None, each))
        for each in items
    )
    listed = say("debrief.lesson.behaviours", items=items)
    return Asked((*hand, say("debrief.lesson.ask"), listed), (*choices, _NOW), items)


def read_lesson(scene: Scene, given: Given) -> Any:
    """A line, a number of the list, or both in one message; a mood is no lesson."""
    if given.picked is not None:
        return given.picked
    change, behaviour = [], None
    for line in lines(given.text):
        picked = numbers(line, len(given.items))
        behaviour = given.items[picked[0]] if picked else behaviour
        change += [] if picked else [line]
    if change and all(map(is_vague, change)):
        raise Refused("debrief.lesson.one_fact")
    return Lesson(" / ".join(change) or None, behaviour)


def ask_next(scene: Scene) -> Asked:
    return Asked((say("debrief.next.ask"),), (_NOW,))


def read_next(scene: Scene, given: Given) -> Any:
    """The objective, and a day on a line of its own."""
    if given.picked is not None:
        return given.picked
    told = lines(given.text)
    days = {n: day for n, line in enumerate(told) if (day := _day_of(scene, line))}
    last = max(days, default=None)  # an objective can hold a day as well
    objective = [short_text(line, LINE) for n, line in enumerate(told) if n != last]
    day = days[last] if last is not None else None
    return Next(" / ".join(objective) or None, day)


def _day_of(scene: Scene, line: str) -> date | None:
    moments = dates.read_mere_day(line, local_now(scene))
    return moments[0].day if moments else None


def remark_next(scene: Scene, value: Any) -> Iterable[Say]:
    if (day := debrief(scene).next.day) and value not in (None, SAVE_NOW):
        yield say("debrief.next.echo", day=day)
