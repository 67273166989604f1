"""The same coach in a terminal: a line is a message, buttons are chosen by number or label."""

import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.buttons import decode
from bot.documents import NoDrawing, draw
from bot.inbound import clean
from bot.recording import Recording
from bot.turn import Arrival, take_due, take_turn
from dialogs.catalogue import as_plain, plain
from dialogs.events import Commanded, Event, Said
from dialogs.message import say
from dialogs.pictures import from_json
from storage import outbox, reminders
from storage.conversations import Newcomer, open_conversation
from storage.outbox import Letter, Part

CHANNEL = "console"
MORE = "\\"


class Console:
    def __init__(
        self,
        engine: Engine,
        person: Newcomer,
        show: Callable[[str], None],
        language: str | None,
        recording: Recording | None = None,
    ) -> None:
        self._engine, self._person, self._show = engine, person, show
        self._wanted, self._recording = language, recording
        self._labels: dict[str, str] = {}
        """What the buttons say, by number."""
        self._choices: dict[str, str] = {}
        """What the buttons carry, by number."""
        self._lasting: dict[str, str] = {}
        """And those under reminders by label: no question in hand knows them."""
        self._last = 0
        """The highest number shown."""

    def greet(self) -> None:
        """The question now open, or the first one of all."""
        at = datetime.now(UTC)
        if self._recording:
            with self._engine.begin() as work:
                talk = open_conversation(work, CHANNEL, self._person.name, self._person)
                self._recording.begin(work, talk, self._wanted or talk.person.language, at)
            self._recording.said("/start", at, self._person.zone)
        if self._wanted:
            self._take(Commanded(at=at, name="language", argument=self._wanted))
        else:
            self._take(Commanded(at=at, name="start"))
        self._remind()

    def hear(self, line: str) -> None:
        text = clean(line)
        at = datetime.now(UTC)
        chosen = unicodedata.normalize("NFKC", text).strip(" []")
        if self._recording:
            label = self._labels.get(chosen)
            self._recording.said(f"[{label}]" if label else text, at, self._person.zone)
        if data := self._choices.get(chosen) or self._lasting.get(chosen.casefold()):
            self._take(decode(data, at))
        elif text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            self._take(Commanded(at=at, name=name.casefold(), argument=argument.strip()))
        else:
            self._take(Said(at=at, text=text))
        self._remind()

    def _remind(self) -> None:
        """Under the question, which stays open: its numbers go on to mean what they meant."""
        with self._engine.begin() as work:
            waiting = reminders.due(work, CHANNEL, datetime.now(UTC), self._person.name)
        for one in waiting:
            take_due(self._engine, one, datetime.now(UTC))
        self._deliver(beside=True)

    def _take(self, event: Event) -> None:
        arrival = Arrival(CHANNEL, self._person.name, time.time_ns(), event, self._person)
        turn = take_turn(self._engine, arrival)
        for notice in turn.notices if turn else ():
            self._show(f"({plain(notice, turn.language)})" if turn else "")
        self._deliver()

    def _deliver(self, beside: bool = False) -> None:
        """Shown first and marked as sent then: what is interrupted is shown again."""
        while True:
            with self._engine.begin() as work:
                letters = outbox.lease(work, CHANNEL, datetime.now(UTC), address=self._person.name)
            if not letters:
                return
            for letter in letters:
                picture = self._drawn(letter) if letter.part.picture else None
                self._show(picture or self._as_text(letter.part, beside))
                self._record(letter.part)
                with self._engine.begin() as work:
                    outbox.sent(work, letter.id, None)

    def _drawn(self, letter: Letter) -> str | None:
        """Where the picture lies now; None: there is no way to draw it."""
        part = letter.part
        assert part.picture is not None
        language = part.language or self._person.language
        path = Path(self._engine.url.database or ".").parent / f"picture-{letter.id}.png"
        try:
            path.write_bytes(draw(from_json(part.picture), language))
        except (NoDrawing, OSError):
            return None
        return plain(say("pictures.kept_at", path=str(path)), language) + "\n"

    def _record(self, part: Part) -> None:
        if self._recording:
            labels = " ".join(f"[{key['text']}]" for row in part.keyboard for key in row)
            self._recording.told("\n".join(filter(None, (as_plain(part.html), labels))))

    def _as_text(self, part: Part, beside: bool) -> str:
        """The items of a list keep 1…n; the buttons go on from there."""
        buttons = [key for row in part.keyboard for key in row if "ticks" not in key]
        if not beside:
            self._choices, self._labels, self._last = {}, {}, part.listed
        numbered = list(enumerate(buttons, self._last + 1))
        self._choices |= {str(n): key["data"] for n, key in numbered}
        self._labels |= {str(n): key["text"] for n, key in numbered}
        self._last += len(buttons)
        if beside:
            self._lasting |= {key["text"].casefold(): key["data"] for key in buttons}
        labels = "  ".join(f"[{n}] {key['text']}" for n, key in numbered)
        return "\n".join(text for text in (as_plain(part.html), labels) if text) + "\n"


def piped_lines() -> Iterator[str]:
    yield from joined(line.rstrip("\r\n") for line in sys.stdin)


def typed_lines() -> Iterator[str]:
    """With line editing, and a history of this session."""
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession()

    def prompted() -> Iterator[str]:
        while True:
            try:
                yield session.prompt("> ")
            except (EOFError, KeyboardInterrupt):
                return

    yield from joined(prompted())


def joined(lines: Iterator[str]) -> Iterator[str]:
    r"""A line that ends in \ goes on in the next, so that one message can have several lines."""
    held: list[str] = []
    for line in lines:
        held.append(line.removesuffix(MORE))
        if not line.endswith(MORE):
            yield "\n".join(held)
            held = []
    if held:
        yield "\n".join(held)
