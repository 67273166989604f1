"""Which question stands: by the words of the coach's message and its buttons, as a person knows it.

The words are those of the catalogue, so that a sentence may be changed without changing the rep.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dialogs.catalogue import LANGUAGES, catalogue, plain
from dialogs.message import say

# fmt: off
ASKED: Mapping[str, tuple[str, ...]] = {
    # question     the sentences that put it
    "offer":        ("first_run.offer.ask",),
    "account":      ("planning.account.ask",),
    "industry":     ("planning.industry.ask", "planning.industry.alike"),
    "whom":         ("planning.whom.ask",),
    "when":         ("planning.when.ask",),
    "day":          ("planning.day.ask",),
    "hour":         ("planning.hour.ask", "planning.hour.other"),
    "objective":    ("planning.objective.ask",),
    "problems":     ("planning.problems.ask",),
    "questions":    ("planning.questions.ask", "planning.questions.next"),
    "change":       ("planning.questions.change",),
    "missing":      ("planning.missing.ask",),
    "situation":    ("planning.situation.ask",),
    "concern":      ("planning.concern.ask",),
    "visit":        ("debrief.visit.ask",),
    "outcome":      ("debrief.outcome.ask",),
    "verdict":      ("debrief.verdict.ask",),
    "label":        ("debrief.label.ask",),
    "reason":       ("debrief.reason.ask",),
    "found":        ("debrief.problems.ask", "debrief.problems.unplanned"),
    "need":         ("debrief.needs.ask",),
    "asked":        ("debrief.questions.ask",),
    "capability":   ("debrief.capabilities.ask",),
    "worry":        ("debrief.concerns.ask",),
    "met":          ("debrief.people.ask",),
    "news":         ("debrief.news.ask",),
    "lesson":       ("debrief.lesson.ask",),
    "next":         ("debrief.next.ask",),
    "private":      ("debrief.private.ask",),
    "part":         ("planning.edit.ask", "debrief.edit.ask"),
}
BUTTONS: Mapping[str, tuple[str, ...]] = {
    # question     the buttons that stand under it, and nowhere else together
    "preview":      ("debrief.preview.save", "debrief.preview.edit", "debrief.preview.private"),
    "review":       ("planning.review.save", "planning.review.edit"),
    "idle":         ("common.plan", "common.debrief", "common.today"),
}
PAGES: Mapping[str, tuple[str, ...]] = {
    # page beside    the sentences on it
    "accounts":     ("accounts.account.ask", "accounts.account.alike", "accounts.account.none",
                     "accounts.timeline.page", "accounts.timeline.none"),
    "today":        ("today.heading", "today.nothing"),
    "languages":    ("common.which_language",),
}
# fmt: on


@dataclass(frozen=True)
class Question:
    name: str
    n: int = 0
    """Which of the problems it is about; 0 where it is about none of them."""


def recognised(text: str, labels: Sequence[str], language: str) -> Question | None:
    """None: nothing that asks, such as a reminder."""
    for name, keys in BUTTONS.items():
        if all(label(key, language) in labels for key in keys):
            return Question(name)
    found = [
        (match.end(), name)
        for name, patterns in _patterns(language).items()
        for pattern in patterns
        for match in pattern.finditer(text)
    ]
    if found:
        _, name = max(found)
        return Question(name, _problem(text) if name in ("questions", "change") else 0)
    if label("accounts.card.timeline", language) in labels:
        return Question("accounts")
    return Question("settings") if label("settings.overview.done", language) in labels else None


def label(key: str, language: str, **values: object) -> str:
    return plain(say(key, **values), language)


def numbered(text: str) -> dict[int, str]:
    """The items of the list in a message."""
    return {int(n): item for n, item in re.findall(r"(?m)^(\d{1,2})\. (.*)$", text)}


def says(text: str, key: str, language: str) -> bool:
    """Whether a sentence of the catalogue stands in this text, whatever fills its blanks."""
    return bool(_pattern(key, language, ".*?").search(text))


def other(language: str) -> str:
    return next(x for x in LANGUAGES if x != language)


def _problem(text: str) -> int:
    return int(re.findall(r"(?m)^(\d)/\d ", text)[-1])


@cache
def _patterns(language: str) -> dict[str, list[re.Pattern[str]]]:
    tables = {**ASKED, **PAGES}
    return {name: [_pattern(key, language) for key in keys] for name, keys in tables.items()}


@cache
def _pattern(key: str, language: str, blank: str = r"[^\n]*?") -> re.Pattern[str]:
    """What is bold of it, else its longest stretch without a condition."""
    source = catalogue(language).entries[key]
    assert isinstance(source, str)
    bold = re.search(r"<b>(?!\{\{[^}]*\}\}</b>)(.+?)</b>", source)
    words = bold[1] if bold and "{%" not in source[: bold.start()] else _stretch(source)
    pieces = re.split(r"\{\{.*?\}\}", re.sub(r"</?[bi]>", "", words))
    return re.compile(blank.join(map(re.escape, pieces)), re.DOTALL)


def _stretch(source: str) -> str:
    stretches = re.split(r"\{%.*?%\}|\n", source)
    return max(stretches, key=lambda piece: len(re.sub(r"\{\{.*?\}\}|</?b>", "", piece))).strip()
