"""The bank: problems customers have, by industry, with the questions that develop each of them.

One YAML an industry in `content/`; every entry stands in all languages and is known by an id such
as `late_deliveries/implication/2`, so that a question chosen in one language is read in another.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

INDUSTRIES = (
    "software",
    "telecom",
    "manufacturing_equipment",
    "logistics",
    "medical_devices",
    "pharma",
    "banking_insurance",
    "education",
    "public_sector_it",
    "energy",
    "consumer_goods_retail",
    "business_services",
)
CONTENT = Path(__file__).parent / "content"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    id: str
    texts: Mapping[str, str]
    """By language."""


@dataclass(frozen=True)
class Difficulty:
    """What a problem leads to, and the implication question that brings it out."""

    entry: Entry
    worse: bool
    """Worse than the problem itself."""
    implication: Entry


@dataclass(frozen=True)
class Problem:
    entry: Entry
    industries: tuple[str, ...]
    """Of the customer; the one it is most at home in comes first."""
    solved_by: frozenset[str]
    situation: tuple[Entry, ...]
    problem: tuple[Entry, ...]
    difficulties: tuple[Difficulty, ...]
    need_payoff: tuple[Entry, ...]

    def __hash__(self) -> int:
        """What is worked out of a hundred problems is found again by them, and quickly."""
        return hash(self.entry.id)

    @property
    def id(self) -> str:
        return self.entry.id

    def questions(self) -> Iterator[Entry]:
        yield from (*self.situation, *self.problem, *self.need_payoff)
        yield from (difficulty.implication for difficulty in self.difficulties)

    def entries(self) -> Iterator[Entry]:
        yield self.entry
        yield from self.situation
        yield from self.problem
        for difficulty in self.difficulties:
            yield difficulty.entry
            yield difficulty.implication
        yield from self.need_payoff


@cache
def problems() -> tuple[Problem, ...]:
    paths = (CONTENT / f"{industry}.yaml" for industry in INDUSTRIES)
    return tuple(read_problem(raw) for path in paths for raw in read_yaml(path)["problems"])


@cache
def solutions() -> Mapping[str, Mapping[str, list[str]]]:
    """Tag of `solved_by` → language → the words by which an offer is recognised as solving it."""
    return read_yaml(CONTENT / "solutions.yaml")


def find(problem_id: str) -> Problem | None:
    return _by_id().get(problem_id)


def text(entry_id: str, language: str) -> str | None:
    """None: no such entry, as after a release that dropped it."""
    entry = _entries().get(entry_id)
    return entry.texts[language] if entry else None


def read_yaml(path: Path) -> dict[str, Any]:
    loaded = yaml.load(path.read_text("utf-8"), Loader=_Loader)
    assert isinstance(loaded, dict), f"{path.name}: a mapping is expected"
    return loaded


@cache
def _by_id() -> Mapping[str, Problem]:
    return {problem.id: problem for problem in problems()}


@cache
def _entries() -> Mapping[str, Entry]:
    return {entry.id: entry for problem in problems() for entry in problem.entries()}


def _by_place(problem: str, kind: str, place: int, texts: Mapping[str, str]) -> str:
    return f"{problem}/{kind}/{place}"


def read_problem(
    raw: Mapping[str, Any],
    entry_id: Callable[[str, str, int, Mapping[str, str]], str] = _by_place,
) -> Problem:
    """One of a YAML that is known to be in order, as `packs.read_pack` makes sure."""

    def named(kind: str, texts: list[Mapping[str, str]]) -> tuple[Entry, ...]:
        return tuple(Entry(entry_id(raw["id"], kind, n, t), t) for n, t in enumerate(texts, 1))

    difficulties = raw["difficulties"]
    return Problem(
        entry=Entry(raw["id"], raw["text"]),
        industries=tuple(raw["industries"]),
        solved_by=frozenset(raw["solved_by"]),
        situation=named("situation", raw["situation"]),
        problem=named("problem", raw["problem"]),
        difficulties=tuple(
            Difficulty(entry, bool(difficulty.get("worse")), implication)
            for difficulty, entry, implication in zip(
                difficulties,
                named("difficulty", [d["text"] for d in difficulties]),
                named("implication", [d["implication"] for d in difficulties]),
                strict=True,
            )
        ),
        need_payoff=named("need_payoff", raw["need_payoff"]),
    )
