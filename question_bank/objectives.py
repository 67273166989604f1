"""Is a call objective an advance: a step of the customer's, or a joint one, that can be watched?

The cues say which steps and which non-objectives there are; the first one found explains.
The burden of proof is on the advance: without a cue for a customer's step there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from question_bank.features import Pattern, Phrases, load_yaml, plain
from question_bank.kinds import Language, detect_language
from question_bank.questions import Because

CUES = Path(__file__).parent / "cues"
LONGEST = 300
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
    pattern: Pattern


@dataclass(frozen=True)
class Signs:
    advances: tuple[Sign, ...]
    not_advances: tuple[Sign, ...]
    who: Pattern
    steps: Pattern
    purpose: Pattern


def check_objective(text: str, language: Language | None = None) -> ObjectiveCheck:
    """`language` breaks a tie only, as in `judge_question`."""
    letters = plain(text, LONGEST)
    signs = load_signs(detect_language(letters.letters, otherwise=language or "en"))
    aim = _without_purpose(letters.letters, signs.purpose)
    for sign in signs.advances:
        span = sign.pattern.span(aim)
        if span:
            return ObjectiveCheck(True, sign.actor, Because(sign.id, letters.as_typed(*span)), None)
    named = signs.who.span(aim)
    step = signs.steps.span(aim)
    if step and not named:
        because = Because("step_without_customer", letters.as_typed(*step))
        return ObjectiveCheck(False, None, because, "who")
    missing: Missing = "what" if named else "who"
    for sign in signs.not_advances:
        span = sign.pattern.span(aim)
        if span:
            because = Because(sign.id, letters.as_typed(*span))
            return ObjectiveCheck(False, sign.actor, because, missing)
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


def _without_purpose(letters: str, purpose: Pattern) -> dict[str, str]:
    """ "Send the quote so that they can order" promises the quote, not the order."""
    span = purpose.span({"": letters})
    return {"": letters[: span[0]] if span and span[0] > 0 else letters}
