"""Objective, problems, questions: the steps that make a plan a SPIN plan (METHOD 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from dialogs import coaching, review, suggestions
from dialogs.catalogue import LANGUAGES, catalogue, plain
from dialogs.facts import Offers, ProvenQuestions, Query, TeamBank
from dialogs.flow import Asked, Given, Refused, Scene
from dialogs.memory_facts import CarriedOver, CarriedProblem
from dialogs.message import Button, Say, Words, say
from dialogs.names import without_role
from dialogs.plan import ASKED_PER_PROBLEM, Aim, Line, Objective, Problems, Sort, plan
from dialogs.readers import LINE, lines, numbers, short_text
from dialogs.sorting import sort_typed
from question_bank.kinds import Kind
from question_bank.objectives import check_objective

TICK = "✓"
_TEAM_KNOWS = (TeamBank(), ProvenQuestions())
MOST_PROBLEMS = 3
FEW = 3
"""More situation questions than this bore the customer."""
STOCK_OBJECTIVES = ("introduction", "trial", "data", "criteria")


def ask_objective(scene: Scene) -> Asked:
    whom = next(map(without_role, plan(scene).whom), None)
    items = tuple(say(f"planning.objective.{name}", whom=whom) for name in STOCK_OBJECTIVES)
    return Asked(
        (say("planning.objective.ask"), say("planning.objective.stock", items=items)), (), items
    )


def read_objective(scene: Scene, given: Given) -> Any:
    """Two lines: what the customer shall agree to do, and what else would still be an advance."""
    found: list[str] = []
    for line in lines(given.text):
        picked = numbers(line, len(given.items))
        stock = [plain(given.items[place], scene.me.language) for place in picked or ()]
        found += [_without_mark(line)] if picked is None else stock
    objective, *rest = found
    return Objective(objective, " / ".join(rest) or None)


def _without_mark(line: str) -> str:
    """ "Fallback: they send the log": which of the two it is, its place tells."""
    lists = ("planning.objective.marks", "planning.objective.fallbacks")
    marks = [mark for x in LANGUAGES for key in lists for mark in catalogue(x).listed(key)]
    name, colon, rest = line.replace("：", ":", 1).partition(":")
    named = colon and name.strip().casefold() in marks and rest.strip()
    return rest.strip() if named else line


def remark_objective(scene: Scene, value: Any) -> Iterable[Say]:
    objective = plan(scene).objective
    if objective is None or scene.reached("edit"):  # the review has its own advice
        return
    check = check_objective(objective.text)
    if not check.advance:
        yield say(f"judge.objective.{check.because.cue}", words=check.because.words)
    elif objective.fallback is None:
        yield say("planning.objective.no_fallback")


def ask_problems(scene: Scene) -> Asked:
    now = plan(scene)
    assert now.account is not None
    carried, team = _carried_over(scene, Offers()), _team_knows(scene)
    offers: tuple[str, ...] = scene.facts[Offers()]
    found = suggestions.problems(now.industry, offers, carried, scene.me.language, team)
    done = Button(say("common.done"), "done")
    asked = (
        say("planning.problems.ask", name=now.account.name),
        say("planning.problems.stock", items=found, carried=len(carried)),
    )
    return Asked(asked, (done,), found, ticks=TICK)


def _carried_over(scene: Scene, *also: Query[Any]) -> tuple[CarriedProblem, ...]:
    account = plan(scene).account
    last = (CarriedOver(account.id),) if account is not None and account.id is not None else ()
    scene.facts.need(*last, *_TEAM_KNOWS, *also)
    return scene.facts[last[0]] if last else ()


def _team_knows(scene: Scene) -> suggestions.TeamKnows:
    scene.facts.need(*_TEAM_KNOWS)
    return suggestions.TeamKnows(scene.facts[TeamBank()], scene.facts[ProvenQuestions()])


def _card(scene: Scene, aim: Aim, kinds: Sequence[Kind]) -> tuple[suggestions.Item, ...]:
    industry, language = plan(scene).industry, scene.me.language
    carried, team = _carried_over(scene), _team_knows(scene)
    return suggestions.card(aim, industry, carried, language, kinds, team)


def read_problems(scene: Scene, given: Given) -> Any:
    """Numbers of the list and lines of one's own, in one message; or ticks."""
    chosen = [given.items[place] for place in given.ticked]
    for line in lines(given.text) if given.picked is None else ():
        picked = numbers(line, len(given.items))
        chosen += [Words(line)] if picked is None else [given.items[place] for place in picked]
    chosen = list(dict.fromkeys(chosen))
    if not chosen:
        raise Refused("planning.problems.too_few")
    beyond = tuple(words.text for words in chosen[MOST_PROBLEMS:])
    return Problems(tuple(chosen[:MOST_PROBLEMS]), beyond)


def remark_problems(scene: Scene, value: Any) -> Iterable[Say]:
    if value.notes:
        yield say("planning.problems.too_many", notes=value.notes)


def ask_questions(scene: Scene) -> Asked:
    now = plan(scene)
    place = now.coming or 0
    aim = now.aims[place]
    heading = say("planning.questions.problem", n=place + 1, count=len(now.aims), problem=aim.words)
    if aim.lines:
        asked = say("planning.questions.change", lines=aim.lines)
        return Asked((heading, asked), (), aim.lines)
    asked = say("planning.questions.ask" if place == 0 else "planning.questions.next")
    return _with_card((heading, asked), _card(scene, aim, ASKED_PER_PROBLEM))


def read_questions(scene: Scene, given: Given) -> Any:
    now = plan(scene)
    aim = now.aims[now.coming or 0]
    if aim.lines:
        return review.changed(aim.lines, given.text, aim)
    return _lines(given, aim)


def remark_questions(scene: Scene, value: Any) -> Iterable[Say]:
    """What went where and one thing to do better, unless the card was taken as it stood; or
    nothing, where the review says it next."""
    now = plan(scene)
    if now.coming is None and (now.quick or scene.reached("edit")):
        return
    if value and any(line.words.bank is None for line in now.spoken.lines):
        yield say("planning.questions.sorted", lines=value)
        yield from coaching.on_questions(scene)


def ask_missing(scene: Scene) -> Asked:
    now = plan(scene)
    aim = now.spoken
    items = _card(scene, aim, aim.missing)
    asked = _with_card((say("planning.missing.ask", kinds=aim.missing),), items)
    return replace(
        asked, buttons=(*asked.buttons, Button(say("planning.missing.enough"), {"do": "skip"}))
    )


def _with_card(paragraphs: tuple[Say, ...], items: tuple[suggestions.Item, ...]) -> Asked:
    if not items:
        return Asked(paragraphs)
    card = say("planning.questions.card", items=items)
    return Asked((*paragraphs, card), (Button(say("planning.questions.use"), "use"),), items)


def read_missing(scene: Scene, given: Given) -> Any:
    return _lines(given, plan(scene).spoken)


def _lines(given: Given, aim: Aim) -> tuple[Line, ...]:
    """Lines of one's own in any order, numbers of the card, or the whole card."""
    if given.picked == "use":
        return tuple(line for item in given.items for line in item)
    picked = [(line, numbers(line, len(given.items))) for line in lines(given.text)]
    own = iter(sort_typed([line for line, chosen in picked if chosen is None], aim))
    found = [
        [next(own)] if chosen is None else [line for place in chosen for line in given.items[place]]
        for _, chosen in picked
    ]
    return tuple(line for each in found for line in each)


def ask_situation(scene: Scene) -> Asked:
    now = plan(scene)
    items = suggestions.situation(now.aims, now.industry, scene.me.language, _team_knows(scene))
    asked = (
        say("planning.situation.ask"),
        *((say("planning.situation.stock", items=items),) if items else ()),
    )
    return Asked(asked, (Button(say("common.done"), "done"),) if items else (), items, ticks=TICK)


def read_situation(scene: Scene, given: Given) -> Any:
    chosen = [given.items[place] for place in given.ticked]
    for line in lines(given.text) if given.picked is None else ():
        picked = numbers(line, len(given.items))
        chosen += [Words(line)] if picked is None else [given.items[place] for place in picked]
    if not chosen:
        raise Refused("planning.situation.too_few")
    return tuple(Line(Sort.SITUATION, words) for words in dict.fromkeys(chosen))


def remark_situation(scene: Scene, value: Any) -> Iterable[Say]:
    """One thing: what one of the lines could do better, else that they are many."""
    asked = plan(scene).situation
    if told := next(coaching.on_situation(asked, plan(scene).aims), None):
        yield told
        return
    if len(asked) > FEW:
        yield say("planning.situation.many", count=len(asked))


def ask_concern(scene: Scene) -> Asked:
    return Asked((say("planning.concern.ask"),))


def read_concern(scene: Scene, given: Given) -> Any:
    return short_text(given.text, LINE)
