"""A plan looked at as a whole: its page, its coverage and balance, one piece of advice."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogs.flow import Refused
from dialogs.message import Say, say
from dialogs.plan import Aim, Line, Sort, VisitPlan
from dialogs.readers import lines
from dialogs.records import KeepPlan, PlannedDifficulty, PlannedProblem, PlannedQuestion
from dialogs.sorting import heading, linked, sort_typed
from question_bank.kinds import Kind
from question_bank.objectives import check_objective

_STRIKE = re.compile(r"^\s*(\d{1,2})\s*[-－–]\s*$")
_MOVE = re.compile(r"^\s*(\d{1,2})\s*[=＝]\s*(\S+)\s*$")


def page(plan: VisitPlan) -> Say:
    """The plan with its gaps, and how the questions are balanced."""
    counts = {kind.value: count for kind, count in plan.balance().items()}
    return say("planning.review.page", plan=plan, counts=counts)


def card(plan: VisitPlan) -> Say:
    """What the rep opens in the car park: no gaps, no advice."""
    return say("planning.card", plan=plan)


def advice(plan: VisitPlan, on_a_line: Say | None = None) -> Say:
    """The one thing that would help this plan most (METHOD 2, coaching a plan). `on_a_line`: what
    there is to say about a line just typed."""
    balance = plan.balance()
    for aim in plan.aims:
        if Kind.IMPLICATION in aim.missing:
            return say("planning.advice.no_implication", problem=aim.words)
        if aim.missing:
            return say("planning.advice.no_" + aim.missing[0], problem=aim.words)
    if plan.objective is None:
        return say("planning.advice.no_objective")
    if not check_objective(plan.objective.text).advance:
        return say("planning.advice.not_an_advance", objective=plan.objective.text)
    if on_a_line:
        return on_a_line
    if balance[Kind.SITUATION] > balance[Kind.PROBLEM]:
        return say("planning.advice.many_situation")
    if balance[Kind.IMPLICATION] < balance[Kind.PROBLEM]:
        return say("planning.advice.few_implication")
    return say("planning.advice.balanced")


def changed(known: Sequence[Line], text: str, aim: Aim | None = None) -> tuple[Line, ...]:
    """Planned lines after an edit: `2-` strikes one out, `2=I` moves it, all else is added."""
    kept: list[Line | None] = list(known)
    added: list[str] = []
    for line in lines(text):
        if match := _STRIKE.match(line):
            kept[_place(match, kept)] = None
        elif (match := _MOVE.match(line)) and (sort := heading(match[2])):
            place = _place(match, kept)
            kept[place] = replace(known[place], sort=sort, worse=False)
        else:
            added.append(line)
    return tuple(line for line in (*kept, *sort_typed(added, aim)) if line)


def _place(match: re.Match[str], kept: Sequence[object]) -> int:
    place = int(match[1]) - 1
    if not 0 <= place < len(kept):
        raise Refused("common.no_such_number", count=len(kept))
    return place


def as_record(plan: VisitPlan, zone: str) -> KeepPlan:
    account, when, objective = plan.account, plan.when, plan.objective
    assert account is not None
    return KeepPlan(
        account=account.id,
        name=account.name,
        industry=account.industry or "other",
        people=plan.whom,
        day=when.day if when else None,
        hour=when.hour if when else None,
        zone=when.zone if when else zone,
        objective=objective.text if objective else "",
        fallback=objective.fallback if objective else None,
        problems=tuple(_problem(aim) for aim in plan.aims),
        situation=tuple(PlannedQuestion(Kind.SITUATION, x.words) for x in plan.situation),
        concern=plan.concern,
        notes="\n".join(plan.notes),
    )


def _problem(aim: Aim) -> PlannedProblem:
    return PlannedProblem(
        words=aim.words,
        questions=tuple(
            PlannedQuestion(Kind(line.sort.value), line.words, difficulty)
            for line, difficulty in linked(aim.lines)
            if line.sort not in (Sort.DIFFICULTY, Sort.NOTE)
        ),
        difficulties=tuple(
            PlannedDifficulty(line.words, line.worse)
            for line in aim.lines
            if line.sort is Sort.DIFFICULTY
        ),
        notes="\n".join(line.words.text for line in aim.lines if line.sort is Sort.NOTE),
    )
