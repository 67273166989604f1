"""Plays the conversations in the folders beside: see README.md for how one is written.

Only the lines of the rep are taken from the file. What the coach answers and stores is made anew
by `dialogs.coach.respond` and compared, page by page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dialogs.access import Role
from dialogs.catalogue import plain
from dialogs.events import Commanded, Due, Edited, Event, Said, Tapped
from dialogs.facts import KnownAccount, Person
from dialogs.references import visit_in
from tests.dialogs.chat import Chat, page
from tests.dialogs.kept import Company, Kept
from tests.transcripts.stored import told

REP = "Bob"
FOLDER = Path(__file__).parent
_INDENT = 7
_LINE = re.compile(r"(\w+):\s*(.*)")
_TAP = re.compile(r"\[(.+)\]")
_MEANS = re.compile(r"\((\w+)\)\s*(.*)", re.DOTALL)
_REPLIES = re.compile(r"\(replies (#\w+)\)\s*(.*)", re.DOTALL)
_TIMES = re.compile(r"\((\d+) times\)\s*(.+)", re.DOTALL)
_UNSEEN_CHARACTER = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True)
class Line:
    """`rep: …`, with the lines that continue it; a remark has no speaker."""

    speaker: str
    text: str

    def __str__(self) -> str:
        if not self.speaker:
            return self.text
        first, *more = self.text.split("\n")
        indented = [" " * _INDENT + line if line else "" for line in more]
        return "\n".join([f"{self.speaker + ':':<{_INDENT - 1}} {first}".rstrip(), *indented])


def read(text: str) -> list[Line]:
    lines: list[Line] = []
    for raw in text.splitlines():
        if match := _LINE.match(raw):
            lines.append(Line(match[1], match[2]))
        elif raw.startswith("#"):
            lines.append(Line("", raw))
        elif lines:
            lines[-1] = Line(lines[-1].speaker, f"{lines[-1].text}\n{raw[_INDENT:]}")
    return [Line(line.speaker, line.text.rstrip()) for line in lines]


@dataclass(frozen=True)
class Transcript:
    header: Mapping[str, str]
    lines: Sequence[Line]

    @classmethod
    def of(cls, text: str) -> "Transcript":
        head, _, body = text.partition("\n\n")
        return cls({line.speaker: line.text for line in read(head) if line.speaker}, read(body))

    def played(self) -> Iterator[tuple[Line, Sequence[Line], Sequence[Line]]]:
        """Each line of the rep with the answers in the file and the answers the coach gives."""
        player = Player(self.header)
        for place, line in enumerate(self.lines):
            if line.speaker not in ("coach", "stored"):
                rest = self.lines[place + 1 :]
                until = next((n for n, x in enumerate(rest) if x.speaker not in _ANSWERS), None)
                yield line, rest[:until], player.play(line)

    def rewritten(self, text: str) -> str:
        parts = [text.partition("\n\n")[0], "\n\n"]
        for said, _, answers in self.played():
            parts += ["\n".join(map(str, (said, *answers))), "\n\n" if said.speaker else "\n"]
        return "".join(parts[:-1]) + "\n"


_ANSWERS = ("coach", "stored")


class Player:
    def __init__(self, header: Mapping[str, str]) -> None:
        self._tell_time(header["now"])
        language, zone = header["language"], str(self._now.tzinfo)
        offers = [line.strip() for line in header.get("offers", "").splitlines()]
        accounts = [
            _account(n, line) for n, line in enumerate(header.get("accounts", "").splitlines(), 1)
        ]
        me = Person(1, REP, language, zone, None)
        known = company(header)
        own = Kept.of(me, offers, accounts, self._now, known)
        speaks = dict(line.split() for line in header.get("speaks", "").splitlines())
        others = [name for name in known.members if name != REP]
        kept = {REP: own} | {x: own.colleague(x, speaks.get(x, language)) for x in others}
        self._people = {name: _Talk(Chat(kept[name])) for name in kept}
        self._kept = own

    def play(self, line: Line) -> list[Line]:
        if line.speaker in ("now", "clock"):
            self._tell_time(line.text)
            for talk in self._people.values():
                talk.kept.now = self._now
        if line.speaker == "clock":
            said = [
                words for name, event in self._kept.due() for words in self._reminded(name, event)
            ]
            return said or [Line("coach", "(says nothing)")]
        name = REP if line.speaker == "rep" else line.speaker
        known = self._people.get(name)
        return known.says(line.text, self._now) if known else []

    def _reminded(self, name: str, event: Due) -> Iterator[Line]:
        for words in self._people[name].reminded(event):
            yield Line("coach", words if name == REP else f"(to {name}) {words}")

    def _tell_time(self, said: str) -> None:
        moment, zone = said.split()
        self._now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))


class _Talk:
    """One person's chat: what was sent, and what the buttons there say."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        assert isinstance(chat.memory, Kept)
        self.kept = chat.memory
        self._number = 100
        """Of the message sent last, by either of the two."""
        self._sent: dict[str, int] = {}
        self._labels: dict[int, list[str]] = {}
        """What the buttons of each version say."""
        self._lasting: dict[str, str] = {}
        """What the buttons under reminders carry, by what they say."""

    def says(self, text: str, now: datetime) -> list[Line]:
        self._now = now
        turn = self._chat.hear(self._event(text))
        self.kept.remind(turn.reminders)
        if turn.message:
            self._number += 1
            labels = [plain(button.label, turn.language) for button in turn.message.buttons]
            self._labels[turn.session.version] = labels
        shown = page(turn, turn.language)
        answers = [Line("coach", shown)] if shown else [Line("coach", "(says nothing)")]
        return answers + [Line("stored", told(record)) for record in turn.records]

    def reminded(self, event: Due) -> Iterator[str]:
        turn = self._chat.hear(event)
        self.kept.remind(turn.reminders)
        if turn.message:
            self._number += 1
            yield page(turn, turn.language)
        for button in turn.message.buttons if turn.message else ():
            self._lasting[plain(button.label, turn.language)] = str(button.lasting)

    def _event(self, said: str) -> Event:
        text = _spelt_out(said)
        if match := _TAP.fullmatch(text):
            return self._tap(self._chat.session.version, match[1])
        if match := _REPLIES.fullmatch(text):
            about = visit_in(match[1])
            words = match[2]
            return Said(at=self._now, source=self._next(words), text=words, about=about)
        if match := _MEANS.fullmatch(text):
            return self._meant(match[1], match[2])
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return Commanded(at=self._now, source=self._next(text), name=name, argument=argument)
        return Said(at=self._now, source=self._next(text), text=text)

    def _meant(self, what: str, text: str) -> Event:
        match what:
            case "edits":
                old, new = (part.strip() for part in text.split("->"))
                source = self._sent[old]
                self._sent[new] = source
                return Edited(at=self._now, source=source, text=new)
            case "late":
                return Said(at=self._now, source=self._next(text), text=text, unseen=True)
            case "old":
                label = text.strip("[]")
                older = [v for v in self._labels if v != self._chat.session.version]
                return self._tap(max(v for v in older if label in self._labels[v]), label)
        return Said(at=self._now, source=self._next(text), text=text, attachment=what)

    def _tap(self, version: int, label: str) -> Event:
        labels = self._labels.get(version, [])
        if label not in labels and (lasting := self._lasting.get(label)):
            return Tapped(at=self._now, version=-1, index=-1, lasting=lasting)
        assert label in labels, f"no button [{label}] among {labels}"
        return Tapped(at=self._now, source=self._number, version=version, index=labels.index(label))

    def _next(self, text: str) -> int:
        self._number += 1
        self._sent[text] = self._number
        return self._number


def _spelt_out(text: str) -> str:
    if match := _TIMES.fullmatch(text):
        text = match[2] * int(match[1])
    return _UNSEEN_CHARACTER.sub(lambda match: chr(int(match[1], 16)), text)


def _account(number: int, line: str) -> KnownAccount:
    """`Acme Pumps / manufacturing_equipment`, and ` / Li` where it is a colleague's."""
    name, industry, *colleague = (part.strip() for part in line.split("/"))
    return KnownAccount(number, name, industry, colleague[0] if colleague else None)


def company(header: Mapping[str, str]) -> Company:
    """`team: North`, its members as `Wang / admin` or `Bob / rep / manager` (who asks for more),
    and `code / role / team` for each invite."""
    members = {}
    for line in header.get("members", "").splitlines():
        name, *roles = (part.strip() for part in line.split("/"))
        now, later = (*map(Role, roles), None)[:2]
        members[name] = (now or Role.REP, later)
    invites = []
    for line in header.get("invites", "").splitlines():
        code, role, to = (part.strip() for part in line.split("/"))
        invites.append((code, Role(role), to))
    return Company(header.get("team"), members, invites)
