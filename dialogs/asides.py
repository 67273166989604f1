"""What a rep says beside the question: why, an example, again, the plan, thanks.

It is answered in a sentence or two and the same question stands; what came with it, as in
"Anna. Why do you ask?", is an answer first. The words people use stand in `text/*/asides.yaml`.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from dialogs import review
from dialogs.catalogue import LANGUAGES, catalogue
from dialogs.debrief import debrief
from dialogs.flow import Flow, Scene
from dialogs.message import Say, Words, say
from dialogs.plan import plan
from dialogs.visit_facts import VisitPlanned
from question_bank import bank

KINDS = ("why", "example", "repeat", "plan", "thanks", "hello")
SMALL_TALK = ("thanks", "hello")
WITH_AN_ANSWER = ("why", "example")
"""What can follow an answer in the same message."""
_SHORT = 60
_SENTENCE = re.compile(r"(?<=[.!。！;；\n,，])\s*")


def heard(text: str) -> str | None:
    """The kind of aside a whole message is."""
    said = _bare(text)
    return next((kind for kind in KINDS if said and said in _ways(kind)), None)


def split(text: str) -> tuple[str, str] | None:
    """An answer and the aside it ends with."""
    parts = [part for part in _SENTENCE.split(text.strip()) if part.strip()]
    kind = heard(parts[-1]) if len(parts) > 1 else None
    if kind not in WITH_AN_ANSWER:
        return None
    answer = text.strip()[: -len(parts[-1])].rstrip(" .。,，;；\n")
    return answer, kind


def wants_it_withheld(text: str) -> bool:
    """ "Don't send this to my boss": as a whole message, and about the rep's own manager."""
    said = _bare(text)
    return len(said) <= _SHORT and any(
        said.startswith(tuple(_listed(language, "withhold.begins")))
        and any(whom in said for whom in _listed(language, "withhold.whom"))
        for language in LANGUAGES
    )


@cache
def _listed(language: str, key: str) -> tuple[str, ...]:
    return tuple(_bare(words) for words in catalogue(language).listed(f"asides.{key}"))


def told(scene: Scene, flow: Flow, step: str, kind: str) -> Iterable[Say]:
    """What is said to it; the question follows by itself."""
    match kind:
        case "plan":
            yield from _plan(scene, flow)
        case "example":
            values = _instance(scene, flow)
            yield _first(f"asides.example.{flow.name}.{step}", "asides.example.other", **values)
        case "why":
            yield _first(f"asides.why.{flow.name}.{step}", "asides.why.other")
        case "thanks" | "hello":
            yield say(f"asides.{kind}")


def _first(key: str, other: str, **values: object) -> Say:
    """Steps that speak for themselves share a sentence."""
    return say(key if key in catalogue(LANGUAGES[0]).entries else other, **values)


def _plan(scene: Scene, flow: Flow) -> Iterable[Say]:
    if flow.name == "planning" and plan(scene).account:
        yield review.page(plan(scene))
        return
    visited = debrief(scene).visited if flow.name == "debrief" else None
    planned = scene.facts[VisitPlanned(visited.visit)] if visited and visited.visit else None
    yield say("asides.plan", planned=planned) if planned else say("asides.no_plan")


def _instance(scene: Scene, flow: Flow) -> dict[str, object]:
    """A problem of the bank from the customer's own trade, with a question of each kind."""
    industry = plan(scene).industry if flow.name == "planning" else "other"
    at_home = (p for p in bank.problems() if p.industries[0] == industry)
    problem = next(at_home, bank.problems()[0])
    language = scene.me.language

    def words(entry: bank.Entry) -> Words:
        return Words(entry.texts[language], entry.id)

    return {
        "problem": words(problem.entry),
        "situation": words(problem.situation[0]),
        "asked": words(problem.problem[0]),
        "implication": words(problem.difficulties[0].implication),
        "need_payoff": words(problem.need_payoff[0]),
    }


@cache
def _ways(kind: str) -> set[str]:
    lists = (catalogue(language).listed(f"asides.heard.{kind}") for language in LANGUAGES)
    return {_bare(way) for ways in lists for way in ways}


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    letters = "".join(c for c in plain if c.isalnum() or c.isspace() or c == "'")
    return " ".join(letters.split())
