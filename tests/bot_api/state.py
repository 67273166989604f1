"""What the simulated Telegram knows, shared by the server's thread and the test's.

One rule: whoever reads or changes anything here holds `state.changed`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from tests.bot_api.faults import Faults, FloodLimits
from tests.bot_api.inbox import Inbox

Json = dict[str, Any]

BOT_ID = 7_000_000_001
BOT = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "Visit Coach",
    "username": "visit_coach_rehearsal_bot",
}
# Of the right form, and plainly nobody's.
TOKEN = f"{BOT_ID}:AA-a-token-of-the-simulation-only-00"

NEVER_WROTE = "Forbidden: bot can't initiate conversation with a user"


class Refused(Exception):
    """The Bot API's "no". A scripted one is the test's doing, so no violation of the bot."""

    def __init__(
        self, code: int, description: str, *, scripted: bool = False, **parameters: int
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.scripted = scripted
        self.parameters = parameters


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


@dataclass
class Call:
    """One call of the bot. `status` and `result` stay None while it is under way."""

    method: str
    params: Json
    files: dict[str, Upload]
    at: float
    """Seconds of the monotonic clock, for intervals."""
    status: int | str | None = None
    result: Any = None
    """What the method returned, or the sentence of the refusal."""
    lost: bool = False
    """It was carried out, and the bot never heard of it."""


@dataclass(frozen=True)
class Heard:
    """A message of the bot as a person saw it appear or change."""

    chat_id: int
    message_id: int
    text: str
    """As the bot wrote it, with its HTML."""
    plain: str
    buttons: list[list[str]]
    edited: bool
    message: Json
    file: Upload | None = None

    @property
    def entities(self) -> list[Json]:
        return list(self.message.get("entities") or self.message.get("caption_entities") or [])

    @property
    def reply_to(self) -> int | None:
        answered = self.message.get("reply_to_message")
        return answered["message_id"] if answered else None


@dataclass
class Chat:
    facts: Json
    """The chat as the API describes it."""
    refusal: str | None = None
    """Why the bot cannot write here."""
    told: bool = False
    """The bot knows that it cannot: to try again before the chat opens is its mistake."""
    moved_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)
    """message id → text with its markup, which the API itself does not give back."""
    files: dict[int, Upload] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    shown: list[Heard] = field(default_factory=list)
    heard: dict[int, int] = field(default_factory=dict)
    """person id → how many of `shown` they have heard."""
    lines: list[str] = field(default_factory=list)
    last_message_id: int = 0

    @property
    def id(self) -> int:
        return int(self.facts["id"])

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def opens(self) -> None:
        self.refusal, self.told = None, False


@dataclass
class Query:
    """A tap that waits for its answer."""

    person_id: int
    chat_id: int
    asked_at: datetime
    answered: bool = False


@dataclass
class State:
    changed: threading.Condition = field(default_factory=threading.Condition)
    clock: datetime | timedelta | None = None
    inbox: Inbox = field(default_factory=Inbox)
    faults: Faults = field(default_factory=Faults)
    flood: FloodLimits = field(default_factory=FloodLimits)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    toasts: dict[int, list[str]] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    patience: float = 10.0
    on_change: Callable[[], None] = lambda: None
    _last_number: int = 0

    @contextmanager
    def changing(self) -> Iterator[None]:
        with self.changed:
            yield
            self.changed.notify_all()
            self.on_change()

    def now(self) -> datetime:
        if isinstance(self.clock, datetime):
            return self.clock
        return datetime.now(UTC) + (self.clock or timedelta())

    def date(self) -> int:
        return int(self.now().timestamp())

    def number(self) -> int:
        """Never the same twice: ids of queries, files, albums."""
        self._last_number += 1
        return self._last_number

    def violates(self, what: str) -> None:
        if not any(part in what for part in self.allowed):
            self.violations.append(what)

    def keep_file(self, upload: Upload) -> Json:
        file_id = f"file-{self.number()}"
        self.files[file_id] = upload
        return {
            "file_id": file_id,
            "file_unique_id": f"unique-{file_id}",
            "file_size": len(upload.content),
        }

    def lost_in(self, chat_id: int) -> bool:
        """Whether the bot may have missed what it did there, and so do it again."""
        return any(call.lost and call.params.get("chat_id") == chat_id for call in self.calls)

    def begin(self, method: str, params: Json, files: dict[str, Upload]) -> Call:
        call = Call(method, params, files, monotonic())
        self.calls.append(call)
        return call


def labels(message: Json) -> list[list[str]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def show(chat: Chat, message: Json, *, edited: bool) -> None:
    """The bot's message appears on the screens of the chat."""
    message_id = message["message_id"]
    plain = str(message.get("text") or message.get("caption") or "")
    heard = Heard(
        chat_id=chat.id,
        message_id=message_id,
        text=chat.sources.get(message_id, plain),
        plain=plain,
        buttons=labels(message),
        edited=edited,
        message=message,
        file=chat.files.get(message_id),
    )
    chat.shown.append(heard)
    title = f"coach (edits {message_id})" if edited else "coach"
    if heard.file:
        plain = f"<{heard.file.name}> {plain}".rstrip()
    write(chat, title, plain, heard.buttons)


def write(chat: Chat, who: str, text: str = "", buttons: list[list[str]] | None = None) -> None:
    """A line of the transcript; further lines of the text stand below its beginning."""
    margin = " " * (len(who) + 2)
    rows = [" ".join(f"[{label}]" for label in row) for row in buttons or []]
    line = f"\n{margin}".join([*text.split("\n"), *rows])
    chat.lines.append(f"{who}: {line}" if line else who)
