"""`visit-coach bank`: what is wrong with a question bank pack, in sentences, and taking it in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from dialogs.catalogue import plain
from dialogs.message import Say, say
from question_bank import bank, packs, repeats
from question_bank.packs import Pack
from question_bank.written import Fault
from storage.packs import keep_pack, team_called


@dataclass(frozen=True)
class Checked:
    pack: Pack
    lines: tuple[Say, ...]
    """One for each fault and each warning, in the order of the file."""
    faults: int
    questions: int


def check(path: Path | None, language: str) -> Sequence[Checked]:
    """None: the content that comes with the coach, file by file."""
    ours = path is None or path.resolve().parent == bank.CONTENT
    if path is None:
        return [_checked(name, pack, language, ours) for name, pack in packs.built_in()]
    least = packs.LEAST_OF_OURS if ours else packs.LEAST_OF_A_PACK
    return [_checked(_shown(path), packs.read_pack(path, least), language, ours)]


def verdict(checked: Sequence[Checked]) -> Say:
    faults = sum(each.faults for each in checked)
    if faults:
        return say("bank.faulty", faults=faults)
    problems = sum(len(each.pack.problems) for each in checked)
    return say("bank.clean", problems=problems, questions=sum(each.questions for each in checked))


def take_in(engine: Engine, checked: Checked, name: str) -> Say:
    with engine.begin() as work:
        team = team_called(work, name)
        replaced = keep_pack(work, team, checked.pack, datetime.now(UTC))
    return say(
        "bank.replaced" if replaced else "bank.imported",
        team=team.name,
        name=checked.pack.name,
        problems=len(checked.pack.problems),
        questions=checked.questions,
    )


def _checked(file: str, pack: Pack, language: str, ours: bool) -> Checked:
    lines = sorted(_found(pack, ours), key=lambda fault: fault.line)
    said = tuple(_line(file, fault, language) for fault in lines)
    questions = sum(saying.kind is not None for saying in pack.sayings)
    return Checked(pack, said, len(pack.faults), questions)


def _found(pack: Pack, ours: bool) -> Iterator[Fault]:
    own = {problem["id"] for problem in pack.problems} if ours else set()
    others = [problem for problem in bank.problems() if problem.id not in own]
    yield from pack.faults
    yield from repeats.repeated(pack.sayings, others)
    yield from repeats.misplaced(pack.sayings)


def _line(file: str, fault: Fault, language: str) -> Say:
    values: Mapping[str, Any] = {
        name: value[language] if isinstance(value, Mapping) else value
        for name, value in fault.values.items()
    }
    place = ":".join(filter(None, (file, str(fault.line), fault.key)))
    said = plain(say(f"bank.{fault.name}", **values), language)
    return say("bank.warning" if fault.warning else "bank.fault", place=place, said=said)


def _shown(path: Path) -> str:
    """The name of a file need not be text."""
    return str(path).encode("utf-8", "replace").decode()
