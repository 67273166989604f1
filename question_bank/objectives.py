"""Is a call objective an advance: a step of the customer's, or a joint one, that can be watched?

The cues say which steps and which non-objectives there are; the first one found explains.
The burden of proof is on the advance: without a cue for a customer's step there is none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from question_bank.features import Phrases, Plain, load_yaml, plain
from question_bank.kinds import Language, detect_language
from question_bank.questions import Because

CUES = Path(__file__).parent / "cues"
Actor = Literal["customer", "joint", "rep"]
Missing = Literal["who", "what"]
_ACTORS: Mapping[str, Actor | None] = {
    "customer": "customer",
    "joint": "joint",
    "rep": "rep",
    "nobody": None,
}


@dataclass(frozen=True)
class ObjectiveCheck:
    """`missing` is what would make it an advance: whose step it is, or the step itself."""

    advance: bool
    actor: Actor | None
    because: Because
    missing: Missing | None


@dataclass(frozen=True)
class Sign:
    id: str
    actor: Actor | None
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Signs:
    advances: tuple[Sign, ...]
    not_advances: tuple[Sign, ...]
    who: re.Pattern[str]
    steps: re.Pattern[str]
    purpose: re.Pattern[str]


def check_objective(text: str, language: Language | None = None) -> ObjectiveCheck:
    """`language` breaks a tie only, as in `judge_question`."""
    letters = plain(text)
    signs = load_signs(detect_language(letters.letters, otherwise=language or "en"))
    aim = _without_purpose(letters.letters, signs.purpose)
    for sign in signs.advances:
        found = sign.pattern.search(aim)
        if found:
            return ObjectiveCheck(True, sign.actor, _because(sign.id, letters, found), None)
    named = signs.who.search(aim)
    step = signs.steps.search(aim)
    if step and not named:
        because = _because("step_without_customer", letters, step)
        return ObjectiveCheck(False, None, because, "who")
    missing: Missing = "what" if named else "who"
    for sign in signs.not_advances:
        found = sign.pattern.search(aim)
        if found:
            return ObjectiveCheck(False, sign.actor, _because(sign.id, letters, found), missing)
    return ObjectiveCheck(False, None, Because("no_customer_action", ""), missing)


@cache
def load_signs(language: Language) -> Signs:
    listed = load_yaml(CUES / f"objectives.{language}.yaml")
    phrases = Phrases(listed["let"], language)

    def signs(group: str) -> tuple[Sign, ...]:
        return tuple(
            Sign(name, _ACTORS[entry["actor"]], phrases.pattern(entry["says"]))
            for name, entry in listed[group].items()
        )

    return Signs(
        signs("advances"),
        signs("not_advances"),
        *(phrases.pattern(listed[group]) for group in ("who", "steps", "purpose")),
    )


def _without_purpose(letters: str, purpose: re.Pattern[str]) -> str:
    """ "Send the quote so that they can order" promises the quote, not the order."""
    found = purpose.search(letters)
    return letters[: found.start()] if found and found.start() > 0 else letters


def _because(cue: str, letters: Plain, found: re.Match[str]) -> Because:
    return Because(cue, letters.as_typed(found.start(), found.end()))
