"""An answer put right in words: "no, Tuesday", "the objective is …", 不对，是周二, 目标改成……

Which answer is meant? The one that is named; of a mere date the last date; else what was typed
last. Without a mark that something was wrong it is an answer to the question in hand.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from dialogs import dates
from dialogs.catalogue import LANGUAGES, catalogue
from dialogs.flow import Scene
from dialogs.plan import When, load
from dialogs.session import NOTE, Answer
from dialogs.visit_steps import local_now

DATED = ("when", "hour", "next")
_LONGEST_MARK = 80
_TIME = re.compile(r"\d\s*(?:[:.：]\s*\d\d|am\b|pm\b|点|时)|noon|中午")


def correction(scene: Scene, flow: str, step: str, text: str) -> tuple[int, str] | None:
    """The place in the log of the answer meant, and what it should have been."""
    plain = unicodedata.normalize("NFKC", text).strip()
    log = scene.answers
    if renamed := _rename(flow, plain):
        return _place(log, renamed[:1], _as_typed(text, renamed[1]))
    if fallback := _first(_fallbacks(), plain):
        return _under_the_objective(log, _as_typed(text, fallback))
    if found := _marked().match(plain):
        rest = _as_typed(text, found["rest"].strip())
        if _is_date(scene, rest):
            return _with_the_rest(scene, log, _place(log, DATED, rest))
        typed = [n for n, answer in enumerate(log) if answer.typed and answer.step != NOTE]
        return (typed[-1], rest) if typed and rest else None
    found = _denied().match(plain)
    if found and step not in DATED and _is_date(scene, found["rest"]):
        return _with_the_rest(scene, log, _place(log, DATED, found["rest"]))
    return None


def without_no(text: str) -> str:
    """ "No, he sends it": who disagrees with the coach tells the customer's word after that. "No
    order yet" is the customer's word itself, so a pause has to follow."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _denied().match(plain)
    paused = found and plain[: found.start("rest")].rstrip()[-1] in ",.:!;"
    return found["rest"].strip() if found and paused else text


def _as_typed(text: str, rest: str) -> str:
    """The end of the text that was matched in plain characters, with its own ones."""
    ends = (text[start:].strip() for start in range(min(len(text), _LONGEST_MARK)))
    return next((end for end in ends if unicodedata.normalize("NFKC", end) == rest), rest)


def _place(log: Sequence[Answer], steps: Sequence[str], rest: str) -> tuple[int, str] | None:
    places = [n for n, answer in enumerate(log) if answer.step in steps and answer.value]
    return (places[-1], rest) if places and rest else None


def _under_the_objective(log: Sequence[Answer], fallback: str) -> tuple[int, str] | None:
    """ "Fallback: they send the log", typed when the next question stands there already."""
    found = _place(log, ("objective",), fallback)
    return (found[0], f"{log[found[0]].text.splitlines()[0]}\n{fallback}") if found else None


def _with_the_rest(
    scene: Scene, log: Sequence[Answer], found: tuple[int, str] | None
) -> tuple[int, str] | None:
    """ "No, Tuesday" says nothing of the hour, nor of what else stood there, so that stays."""
    if found is None:
        return None
    place, rest = found
    if log[place].step == "next":
        stays = [line for line in log[place].text.splitlines() if not _is_date(scene, line)]
        return place, "\n".join([*stays, rest])
    if log[place].step != "when" or _TIME.search(rest.casefold()):
        return found
    value = log[place].value
    when = None if isinstance(value, str) else load(When, value)
    return (place, f"{rest} {when.hour:%H:%M}") if when and when.hour else found


def _is_date(scene: Scene, text: str) -> bool:
    return len(text) <= dates.MERE_DAY and dates.only_moments(text, local_now(scene))


@cache
def _marked() -> re.Pattern[str]:
    return _opening("marks")


@cache
def _denied() -> re.Pattern[str]:
    return _opening("noes")


@cache
def _fallbacks() -> tuple[re.Pattern[str], ...]:
    """ "Fallback: …", "change the fallback to …"."""
    known = _everywhere("planning.objective.fallbacks")
    either = "|".join(map(re.escape, known))
    told = re.compile(rf"(?i)^(?:{either})\s*(?:[:：-]|is\b|是)\s*(?P<rest>.+)$", re.S)
    return (*_named(known), told)


def _opening(which: str) -> re.Pattern[str]:
    said = "|".join(map(re.escape, sorted(_ways(which), key=len, reverse=True)))
    return re.compile(rf"(?i)^(?:{said})(?:[\s,，.:。：]+|(?<=[\u3400-\u9fff]))(?P<rest>.+)$", re.S)


def _rename(flow: str, plain: str) -> tuple[str, str] | None:
    """ "change the objective to …", 目标改成……: the step named, and the rest."""
    for step, known in names(flow).items():
        if rest := _first(_named(known), plain):
            return step, rest
    return None


def _first(patterns: Iterable[re.Pattern[str]], plain: str) -> str | None:
    """The rest of what one of them begins."""
    found = next(filter(None, (pattern.match(plain) for pattern in patterns)), None)
    return found["rest"].strip() if found else None


@cache
def _named(known: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    either = "|".join(map(re.escape, known))
    marked = (re.escape(way).replace("NAME", f"(?:{either})") for way in _ways("named"))
    return tuple(re.compile(rf"(?i)^{way}[\s:：]*(?P<rest>.+)$", re.S) for way in marked)


def _ways(which: str) -> tuple[str, ...]:
    return _everywhere(f"asides.correct.{which}")


def _everywhere(key: str) -> tuple[str, ...]:
    """What is listed there, in all our languages."""
    listed = (catalogue(language).listed(key) for language in LANGUAGES)
    return tuple(unicodedata.normalize("NFKC", way) for ways in listed for way in ways)


@cache
def names(flow: str) -> dict[str, tuple[str, ...]]:
    """The steps of a flow by the words people have for them, in all our languages."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for key in catalogue(language).entries:
            step = key.rpartition(".")[2]
            if key == f"asides.named.{flow}.{step}":
                found[step] = (*found.get(step, ()), *catalogue(language).listed(key))
    return found
