"""Packs: a team's own problems and questions, in the schema of `content/`, and what is wrong there.

`read_pack` goes on after a fault, so that one reading names them all. What is merely suspicious,
such as a question that the bank has already, is a warning: see `repeats.py`.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from pathlib import Path
from typing import Any

from question_bank import bank, sheets
from question_bank.bank import INDUSTRIES, Problem
from question_bank.kinds import LANGUAGES, Kind
from question_bank.written import Fault, Placed, Unreadable, read_yaml

LEAST_OF_A_PACK = {"problem": 1}
LEAST_OF_OURS = {"situation": 2, "problem": 3, "difficulties": 4, "need_payoff": 3}
PROBLEMS = 200
"""In a pack; more could not be compared with what a rep types while they wait."""
_PER_KIND = 20
_LONGEST = 200
"""A question on a phone."""
_BYTES = 2_000_000
_ANYWHERE = (*INDUSTRIES, "other")
_TEXTS = ("situation", "problem", "need_payoff")
_PROBLEM = ("id", "industries", "solved_by", "text", *_TEXTS, "difficulties")
_ENDINGS = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".xlsx": "xlsx"}


class NoPack(Exception):
    """There is nothing to check at this path; the key names the sentence that says why."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Saying:
    """A problem or a question of a pack, and where it stands."""

    kind: Kind | None
    """None: the problem itself."""
    place: Placed
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Pack:
    name: str
    problems: tuple[Mapping[str, Any], ...]
    """Those without a fault, in the schema of `content/`."""
    sayings: tuple[Saying, ...]
    faults: tuple[Fault, ...]

    @property
    def content(self) -> str:
        """What is kept of it: JSON."""
        return json.dumps({"problems": self.problems}, ensure_ascii=False)


def read_pack(path: Path, least: Mapping[str, int] = LEAST_OF_A_PACK) -> Pack:
    form = _ENDINGS.get(path.suffix.casefold())
    try:
        raw = path.read_bytes()
    except (OSError, ValueError):
        raise NoPack("unreadable") from None
    if form is None:
        raise NoPack("no_such_form")
    reading = _Reading(least)
    try:
        reading.pack(_placed(form, path, raw, reading))
    except Unreadable as end:
        reading.faults.append(end.fault)
    faults = tuple(sorted(reading.faults, key=lambda fault: fault.line))
    return Pack(_name(path), tuple(reading.problems), tuple(reading.sayings), faults)


@lru_cache(maxsize=64)
def problems_of(pack: str, content: str) -> tuple[Problem, ...]:
    """Of a pack that was kept, each entry with an id that no other pack has.

    A question is known by its words and not by its place, so that a pack imported again with a line
    more does not lend the success of one question to another.
    """

    def entry_id(problem: str, kind: str, place: int, texts: Mapping[str, str]) -> str:
        words = blake2s(texts[LANGUAGES[0]].encode(), digest_size=4).hexdigest()
        return f"{problem}/{kind}/{words}"

    kept = json.loads(content)["problems"]
    return tuple(bank.read_problem({**raw, "id": f"{pack}:{raw['id']}"}, entry_id) for raw in kept)


def _name(path: Path) -> str:
    """A system may write the letters of a name in parts, and a name need not be text at all."""
    stem = path.stem.encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFC", stem).split())


def _placed(form: str, path: Path, raw: bytes, reading: "_Reading") -> Placed:
    if len(raw) > _BYTES:
        raise Unreadable(Fault(1, "", "too_big", {"most": _BYTES // 1_000_000}))
    if form == "xlsx":
        return sheets.read_xlsx(path, reading.faults.append)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(Fault(line, "", "not_utf8")) from None
    if not text.strip():
        raise Unreadable(Fault(1, "", "empty_file"))
    read = read_yaml if form == "yaml" else sheets.read_csv
    return read(text, reading.faults.append)


class _Reading:
    """Each method takes one kind of part, notes what is wrong with it, and goes on."""

    def __init__(self, least: Mapping[str, int]) -> None:
        self.faults: list[Fault] = []
        self.problems: list[Mapping[str, Any]] = []
        self.sayings: list[Saying] = []
        self._least = least
        self._ids: dict[str, int] = {}

    def pack(self, part: Placed) -> None:
        if not isinstance(part.value, dict) or "problems" not in part.value:
            self._note(part, "not_a_pack")
            return
        fields = self._fields(part, ("problems",), ("industry",))
        if "industry" in fields:
            self._one_of(fields["industry"], INDUSTRIES, "unknown_industry")
        if "problems" not in fields:
            return
        problems = self._list(fields["problems"])
        if not problems and isinstance(fields["problems"].value, list):
            self._note(fields["problems"], "too_few", count=0, least=1)
        if len(problems) > PROBLEMS:
            self._note(problems[PROBLEMS], "too_many", most=PROBLEMS)
        for problem in problems[:PROBLEMS]:
            before = len(self.faults)
            read = self._problem(problem)
            if len(self.faults) == before:
                self.problems.append(read)

    def _problem(self, part: Placed) -> Mapping[str, Any]:
        needed = ["id", "industries", "text", *(kind for kind in self._least if kind in _PROBLEM)]
        fields = self._fields(part, needed, _PROBLEM)
        read: dict[str, Any] = {kind: [] for kind in ("solved_by", *_TEXTS, "difficulties")}
        if "id" in fields:
            read["id"] = self._id(fields["id"])
        if "industries" in fields:
            read["industries"] = self._names(fields["industries"], _ANYWHERE, "unknown_industry")
            if fields["industries"].value == []:
                self._note(fields["industries"], "unnamed_industry", known=_ANYWHERE)
        if "solved_by" in fields:
            tags = tuple(bank.solutions())
            read["solved_by"] = self._names(fields["solved_by"], tags, "unknown_solution")
        if "text" in fields:
            read["text"] = self._told(fields["text"], None)
        for kind in _TEXTS:
            if kind in fields:
                items = self._enough(fields[kind], kind)
                read[kind] = [self._told(item, Kind(kind)) for item in items]
        if "difficulties" in fields:
            items = self._enough(fields["difficulties"], "difficulties")
            read["difficulties"] = [self._difficulty(item) for item in items]
        return read

    def _difficulty(self, part: Placed) -> Mapping[str, Any]:
        fields = self._fields(part, ("text", "implication"), ("worse",))
        read: dict[str, Any] = {"worse": False}
        if "text" in fields:
            read["text"] = self._texts(fields["text"])
        if "implication" in fields:
            read["implication"] = self._told(fields["implication"], Kind.IMPLICATION)
        if "worse" in fields:
            read["worse"] = fields["worse"].value
            if not isinstance(read["worse"], bool):
                self._note(fields["worse"], "not_yes_no")
        return read

    def _fields(
        self, part: Placed, needed: Sequence[str], also: Sequence[str] = ()
    ) -> Mapping[str, Placed]:
        """A key with nothing after it is as good as none."""
        known = tuple(dict.fromkeys((*needed, *also)))
        if not isinstance(part.value, dict):
            self._note(part, "not_keys", known=known)
            return {}
        for name in part.value.keys() - set(known):
            self._note(part.value[name], "unknown_key", known=known)
        fields = {n: x for n, x in part.value.items() if n in known and x.value is not None}
        missing = [name for name in needed if name not in fields]
        if missing:
            self._note(part, "missing", keys=missing)
        return fields

    def _list(self, part: Placed) -> list[Placed]:
        if isinstance(part.value, list):
            return part.value
        self._note(part, "not_a_list")
        return []

    def _enough(self, part: Placed, kind: str) -> list[Placed]:
        items, least = self._list(part), self._least.get(kind, 0)
        if isinstance(part.value, list) and len(items) < least:
            asked = Kind.IMPLICATION.value if kind == "difficulties" else kind
            self._note(part, "too_few_questions", kind=asked, count=len(items), least=least)
        if len(items) > _PER_KIND:
            self._note(items[_PER_KIND], "too_many", most=_PER_KIND)
        return items[:_PER_KIND]

    def _names(self, part: Placed, known: Sequence[str], unknown: str) -> list[str]:
        items = self._list(part)
        return list(dict.fromkeys(self._one_of(item, known, unknown) for item in items))

    def _one_of(self, part: Placed, known: Sequence[str], unknown: str) -> str:
        said = self._text(part)
        if said and said not in known:
            self._note(part, unknown, said=said, known=known)
        return said

    def _id(self, part: Placed) -> str:
        said = self._text(part)
        if said and not re.fullmatch(r"[a-z0-9_]{1,50}", said):
            self._note(part, "bad_id")
        elif said in self._ids:
            self._note(part, "id_twice", line=self._ids[said])
        self._ids.setdefault(said, part.line)
        return said

    def _told(self, part: Placed, kind: Kind | None) -> Mapping[str, str]:
        texts = self._texts(part)
        if all(texts.get(language) for language in LANGUAGES):
            self.sayings.append(Saying(kind, part, texts))
        return texts

    def _texts(self, part: Placed) -> Mapping[str, str]:
        if not isinstance(part.value, dict):
            self._note(part, "not_by_language", known=LANGUAGES)
            return {}
        for name in part.value.keys() - set(LANGUAGES):
            self._note(part.value[name], "unknown_key", known=LANGUAGES)
        for language in LANGUAGES:
            if language not in part.value:
                self._note(part, "no_language", language=language)
        return {each: self._text(part.value[each]) for each in LANGUAGES if each in part.value}

    def _text(self, part: Placed) -> str:
        """On one line, and nothing in it that a message or a database would choke on."""
        if part.value is not None and not isinstance(part.value, str):
            self._note(part, "not_text")
            return ""
        text = " ".join((part.value or "").split())
        if not text:
            self._note(part, "empty")
        elif len(text) > _LONGEST:
            self._note(part, "too_long", count=len(text), most=_LONGEST)
        elif any(unicodedata.category(character) in ("Cc", "Cs", "Cn") for character in text):
            self._note(part, "unprintable")
        return text

    def _note(self, part: Placed, name: str, **values: Any) -> None:
        self.faults.append(part.wrong(name, **values))


def built_in() -> Iterator[tuple[str, Pack]]:
    """The content of every industry by the name of its file."""
    for industry in INDUSTRIES:
        path = bank.CONTENT / f"{industry}.yaml"
        yield path.name, read_pack(path, LEAST_OF_OURS)
