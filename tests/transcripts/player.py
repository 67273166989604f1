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

from dialogs.catalogue import plain
from dialogs.events import Commanded, Due, Edited, Event, Said, Tapped
from dialogs.facts import KnownAccount, Person
from dialogs.records import (
    DropOffer,
    KeepDebrief,
    KeepHour,
    KeepLanguage,
    KeepOffer,
    KeepPlan,
    KeepReminding,
    KeepZone,
    PlannedQuestion,
    Record,
    SettlePromise,
)
from dialogs.reminding import Reminding
from question_bank.kinds import SPIN
from tests.dialogs.chat import Chat, page
from tests.dialogs.kept import Kept

FOLDER = Path(__file__).parent
_INDENT = 7
_LINE = re.compile(r"(\w+):\s*(.*)")
_TAP = re.compile(r"\[(.+)\]")
_MEANS = re.compile(r"\((\w+)\)\s*(.*)", re.DOTALL)
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
        me = Person(1, "Bob", language, zone, None)
        self._kept = Kept.of(me, offers, accounts, self._now)
        self._chat = Chat(self._kept)
        self._language = language
        self._number = 100
        """Of the message sent last, by either of the two."""
        self._sent: dict[str, int] = {}
        self._labels: dict[int, list[str]] = {}
        """What the buttons of each version say."""
        self._lasting: dict[str, str] = {}
        """What the buttons under reminders carry, by what they say."""

    def play(self, line: Line) -> list[Line]:
        if line.speaker in ("now", "clock"):
            self._tell_time(line.text)
            self._kept.now = self._now
        if line.speaker == "clock":
            said = [words for event in self._kept.due() for words in self._reminded(event)]
            return said or [Line("coach", "(says nothing)")]
        if line.speaker != "rep":
            return []
        turn = self._chat.hear(self._event(line.text))
        self._kept.remind(turn.reminders)
        self._language = turn.language
        if turn.message:
            self._number += 1
            labels = [plain(button.label, turn.language) for button in turn.message.buttons]
            self._labels[turn.session.version] = labels
        shown = page(turn, turn.language)
        answers = [Line("coach", shown)] if shown else [Line("coach", "(says nothing)")]
        return answers + [Line("stored", told(record)) for record in turn.records]

    def _reminded(self, event: Due) -> Iterator[Line]:
        turn = self._chat.hear(event)
        self._kept.remind(turn.reminders)
        if turn.message:
            self._number += 1
            yield Line("coach", page(turn, turn.language))
        for button in turn.message.buttons if turn.message else ():
            self._lasting[plain(button.label, turn.language)] = str(button.lasting)

    def _tell_time(self, said: str) -> None:
        moment, zone = said.split()
        self._now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))

    def _event(self, said: str) -> Event:
        text = _spelt_out(said)
        if match := _TAP.fullmatch(text):
            return self._tap(self._chat.session.version, match[1])
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


def told(record: Record) -> str:
    """A record in a few words, a line for each part of it."""
    match record:
        case KeepLanguage(language):
            return f"language {language}"
        case KeepHour(hour, zone):
            return f"usual hour {hour:%H:%M} {zone}"
        case KeepZone(zone):
            return f"zone {zone}"
        case KeepReminding(wishes):
            return _wishes(wishes)
        case KeepOffer(text):
            return f"offer {text}"
        case DropOffer(text):
            return f"no offer {text}"
        case KeepPlan():
            return "plan " + "\n".join(_plan(record))
        case KeepDebrief():
            return "debrief " + "\n".join(_debrief(record))
        case SettlePromise(promise, state, due):
            return f"promise {promise} {state}" + (f" to {due}" if due else "")


def _wishes(wishes: Reminding) -> str:
    lead = f"{wishes.lead} minutes before" if wishes.lead else "the evening before"
    days = "".join(str(day + 1) for day in wishes.days_off)
    quiet = f"quiet {wishes.quiet_from:%H:%M} to {wishes.quiet_until:%H:%M}"
    return f"reminders {'on' if wishes.on else 'off'}, {lead}, {quiet}, days off {days or 'none'}"


def _plan(plan: KeepPlan) -> Iterator[str]:
    yield plan.name if plan.account else f"{plan.name} (new, {plan.industry})"
    if plan.people:
        yield f"with {'; '.join(plan.people)}"
    yield f"{plan.day} {plan.hour:%H:%M} {plan.zone}" if plan.hour else str(plan.day or "no date")
    yield f"objective {plan.objective}" if plan.objective else "no objective"
    if plan.fallback:
        yield f"fallback {plan.fallback}"
    yield "problems " + "; ".join(
        _named(problem.words.bank, problem.words.text) for problem in plan.problems
    )
    asked: list[PlannedQuestion] = [
        *plan.situation,
        *(q for p in plan.problems for q in p.questions),
    ]
    yield " ".join(f"{kind[0].upper()} {sum(q.kind is kind for q in asked)}" for kind in SPIN)
    difficulties = [d for p in plan.problems for d in p.difficulties]
    if difficulties:
        worse = sum(d.worse for d in difficulties)
        linked = sum(q.difficulty is not None for q in asked)
        yield f"difficulties {len(difficulties)}, worse {worse}, with a question {linked}"
    if plan.concern:
        yield f"concern {plan.concern}"
    notes = [plan.notes, *(problem.notes for problem in plan.problems)]
    for note in filter(None, notes):
        yield "note " + "; ".join(note.splitlines())


def _named(bank: str | None, text: str) -> str:
    return f"{bank} of the bank" if bank else text


def _debrief(debrief: KeepDebrief) -> Iterator[str]:
    yield f"{debrief.name} {debrief.day}"
    told = debrief.outcome
    yield f"coach {told.coach} by {told.rule}{', weak' if told.weak else ''}; rep {told.rep}"
    if told.reason:
        yield f"because {told.reason}"
    for promise in debrief.promises:
        who = f" ({promise.who})" if promise.who else ""
        yield f"{promise.side}{who}: {promise.what}" + (f", {promise.due}" if promise.due else "")
    marked = {
        "confirmed": len(debrief.confirmed),
        "denied": len(debrief.denied),
        "new": len(debrief.new_problems),
        "asked": len(debrief.asked),
        "worked": len(debrief.worked),
    }
    if any(marked.values()):
        yield " ".join(f"{name} {count}" for name, count in marked.items() if count)
    for need in debrief.needs:
        yield f"{need.strength}{' by ' + need.by if need.by else ''}: {need.text}"
    for shown in debrief.capabilities:
        yield f"{'benefit' if shown.benefit else 'advantage'}: {shown.text}"
    for met in debrief.people:
        changes = "" if met.closeness is None else f" {met.closeness:+d} {met.trust:+d}"
        yield f"met {met.name}{changes}"
    for news in debrief.news:
        yield f"{news.kind} news: {news.text}"
    if debrief.change:
        yield f"differently: {debrief.change}"
    if debrief.behaviour:
        yield f"practises {debrief.behaviour}, tried {debrief.practised}"
    if debrief.next_objective or debrief.next_day:
        yield f"next {debrief.next_objective or ''} {debrief.next_day or ''}".rstrip()
    if debrief.private_note:
        yield f"private: {debrief.private_note}"
