"""One conversation from beginning to end."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from traceback import format_exception

from tests.fuzz.check import faults
from tests.fuzz.clumsiness import does_something_else
from tests.fuzz.notebook import Job
from tests.fuzz.phones import Phone
from tests.fuzz.reading import ASKED, Question
from tests.fuzz.rep import Fault, Rep

CLUMSY = 0.3
"""So often is something else done than answering."""
OPEN = (*ASKED, "review", "preview")


@dataclass
class Result:
    language: str
    seed: int
    messages: int = 0
    answers: int = 0
    stored: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Kind and sentence."""
    transcript: str = ""


def converse(phone: Phone, language: str, zone: str, seed: int, chance: random.Random) -> Result:
    rep = Rep(phone, language, zone, chance)
    result = Result(language, seed)
    try:
        _hold(rep)
    except Fault as fault:
        result.faults.append((fault.kind, str(fault)))
    except Exception as error:
        result.faults.append(("broken", "".join(format_exception(error))))
    else:
        wrong = faults(phone, rep.jobs, rep.offers, rep.used)
        result.faults += [("misplaced", sentence) for sentence in wrong]
        result.stored = sum(1 for job in rep.jobs for _ in job.expected())
    result.faults += [("violation", sentence) for sentence in phone.violations]
    result.messages, result.answers = rep.tally.messages, rep.tally.answers
    result.transcript = phone.person.transcript()
    return result


def _hold(rep: Rep) -> None:
    rep.says("/start")
    _work(rep)
    plan = rep.jobs[0]
    rep.phone.waits(timedelta(days=7))
    rep.looks(answered=False)
    rep.begins(Job("debrief", plan.account, known=True), "/debrief")
    _work(rep)
    if rep.chance.random() < 0.4:
        rep.begins(Job("plan", plan.account, quick=True, known=True), "/plan")
        _work(rep)


def _work(rep: Rep) -> None:
    """Until all that was begun is saved."""
    while not rep.jobs or _unsaved(rep.jobs):
        if rep.job is None or rep.job.saved:
            rep.job = next(iter(_unsaved(rep.jobs)), rep.job)
        open_question = rep.question is not None and rep.question.name in OPEN
        if open_question and rep.chance.random() < CLUMSY and does_something_else(rep):
            continue
        rep.answers()
    if rep.question != Question("idle"):
        raise Fault("dead end", f"all is saved, and {rep.question} stands")


def _unsaved(jobs: Sequence[Job]) -> list[Job]:
    return [job for job in jobs if not job.saved]
