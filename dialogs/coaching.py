"""What the coach says about lines just typed: one thing at most (METHOD 2, coaching a plan).

Nothing here decides or blocks: a line stays where the rep put it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dialogs.flow import Scene
from dialogs.message import Say, say
from dialogs.plan import Aim, Line, Sort, VisitPlan, plan, plan_of
from dialogs.sorting import linked, place_of
from question_bank.coaching import Advice, Finding, Turn, coach
from question_bank.kinds import SPIN, Kind
from question_bank.place import Place

_USEFUL_FIRST = tuple(Advice)
_TELLING = 0.4
"""Words that are a larger part of the line point at nothing in it."""
_LONG = 90
"""A line is quoted so that the rep knows which one is meant, and needs no more than this."""


def on_questions(scene: Scene) -> Iterator[Say]:
    """About the lines of the answer just given for one problem."""
    before, now = plan_of(scene.answers[:-1]), plan(scene)
    if now.hand is None:
        return
    asked_for = before.spoken.missing if scene.answers[-1].step == "missing" else ()
    known = {line.words.key for line in before.aims[now.hand].lines}
    fresh = [line for line in now.spoken.lines if line.words.key not in known]
    place = _place(now)
    found = [
        (finding, line.words.text)
        for line in fresh
        if line.words.bank is None
        and (line.sort is not Sort.DIFFICULTY or asked_for)
        and (finding := coach(line.words.text, place, _wanted(line, now.spoken, asked_for)))
    ]
    yield from _told(found, place)


def on_situation(lines: Iterable[Line], aims: Sequence[Aim]) -> Iterator[Say]:
    """About situation questions the rep typed."""
    place = Place(aims[0].words.text if aims else None)
    found = [
        (finding, line.words.text)
        for line in lines
        if line.words.bank is None and (finding := coach(line.words.text, place, Kind.SITUATION))
    ]
    yield from _told(found, place)


def _wanted(line: Line, aim: Aim, asked_for: Sequence[Kind]) -> Kind | None:
    """The kind a line is filed under; where certain kinds were asked for and one still lacks, that
    one, if the line is none of those."""
    filed = next((kind for kind in SPIN if line.sort == kind.value), None)
    if filed in asked_for or not aim.missing or not asked_for:
        return filed
    lacking = aim.missing[0]
    stated_benefit = line.sort is Sort.DIFFICULTY and lacking is Kind.NEED_PAYOFF
    return None if stated_benefit else lacking


def _place(now: VisitPlan) -> Place:
    aim = now.spoken
    difficulties = [line for line in aim.lines if line.sort is Sort.DIFFICULTY]
    asked = {place for _, place in linked(aim.lines) if place is not None}
    open_ones = (d.words.text for n, d in enumerate(difficulties) if n not in asked)
    return replace(
        place_of(aim.words.text, aim.lines),
        difficulty=next(open_ones, None),
        elsewhere=tuple(other.words.text for other in now.aims if other is not aim),
    )


def _told(found: Sequence[tuple[Finding, str]], place: Place) -> Iterator[Say]:
    """The most useful of them."""
    if found:
        finding, text = min(found, key=lambda each: _USEFUL_FIRST.index(each[0].advice))
        yield told(finding, text, place.problem)


def told(finding: Finding, text: str, problem: str | None) -> Say:
    line, turn = _short(text), _turn(finding)
    match finding.advice:
        case Advice.STATED:
            return say(f"judge.coach.stated.{finding.turn.kind}", line=line, turn=turn)
        case Advice.OTHER_KIND:
            key = f"judge.coach.other_kind.{finding.kind}"
            telling = len(finding.words) <= len(text) * _TELLING
            return say(key, line=line, words=finding.words if telling else "", turn=turn)
        case Advice.SEVERAL:
            return say("judge.coach.several", line=line, words=finding.words)
        case Advice.UNLINKED:
            return say("judge.coach.unlinked", line=line, problem=problem)
        case Advice.PUBLIC_ANSWER:
            return say("judge.coach.public_answer", line=line, problem=problem)
    return say(f"judge.coach.{finding.advice}", line=line, turn=turn)


def _turn(finding: Finding) -> Say:
    turn: Turn = finding.turn
    if turn.slot == "plain":
        return say(f"judge.turn.{finding.kind or Kind.OTHER}_{turn.kind}")
    return say(f"judge.turned.{turn.kind}.{turn.slot}", words=turn.words)


def _short(line: str) -> str:
    if len(line) <= _LONG:
        return line
    start = line[:_LONG]
    return (start.rpartition(" ")[0] if " " in start[_LONG // 2 :] else start) + "…"
