"""One long message that answers many questions: cut up, so that only the gaps are asked.

A line that begins with the name of a part ("needs: …", 顾虑：……) opens it; what stands before the
first name answers the question in hand. A long account of a visit without names is the outcome,
and what it says of needs, concerns and news is noted with those parts as well. Who tells what came
of a visit before saying which visit it was is asked that, and need not tell it again.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

from dialogs.corrections import names
from dialogs.readers import NAME
from question_bank.heard import is_concern, told_news, wants_to_act
from question_bank.outcomes import judge_outcome

CAN_LEAD = {"planning": ("account", "whom", "when", "objective"), "debrief": ("visit", "outcome")}
"""The questions people answer with all there is to say."""
_LONG = 5
_WORDS, _CHARACTERS, _WITH_A_COMMA = 6, 14, 8
"""Names of customers are shorter than what came of a visit; Chinese has no spaces to count."""
_HAN, _COMMA = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[，。；,;]")
_SENTENCE = re.compile(r"(?<=[.!?。！？\n])\s*")
_HEADING = re.compile(r"^\s*[-*•]?\s*(?P<name>[^:：\n]{1,24}?)\s*[:：]\s*(?P<rest>.*)$")


def cut(
    flow: str, step: str, text: str, known: Collection[str] = ()
) -> tuple[str, dict[str, str]] | None:
    """What answers the question in hand, which may be nothing, and what is told of others, by step;
    None where it is an answer like any other. `known`: what was told of already."""
    if step not in CAN_LEAD.get(flow, ()):
        return None
    parts: dict[str, list[str]] = {}
    here = step
    for line in text.splitlines():
        found = _HEADING.match(line)
        named = _step(flow, found["name"]) if found else None
        if found and named:
            here, line = named, found["rest"]
        if line.strip():
            parts.setdefault(here, []).append(line.strip())
    told = {name: "\n".join(said) for name, said in parts.items() if name != step}
    lead = "\n".join(parts.get(step, ()))
    if step == "outcome" and not told:
        told = dict(_heard(text))
    if step == "visit" and "outcome" not in (*told, *known) and _says_what_came(lead):
        lead, told = "", {**told, "outcome": lead}
    return (lead, told) if told else None


def _says_what_came(text: str) -> bool:
    if len(text) > NAME:
        return True
    characters = len(_HAN.findall(text))
    enough = _WITH_A_COMMA if _COMMA.search(text) else _CHARACTERS
    if len(text.split()) < _WORDS and characters < enough:
        return False
    return judge_outcome(text).because.cue != "nothing"


def _step(flow: str, name: str) -> str | None:
    said = unicodedata.normalize("NFKC", name).casefold().strip()
    return next((step for step, known in names(flow).items() if said in known), None)


def _heard(text: str) -> Iterable[tuple[str, str]]:
    sentences = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    if len(sentences) < _LONG:
        return
    tests = (("needs", wants_to_act), ("concerns", is_concern), ("news", told_news))
    for step, says in tests:
        if found := [sentence for sentence in sentences if says(sentence)]:
            yield step, "\n".join(found)
