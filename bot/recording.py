"""A conversation in the terminal kept as a transcript, so that a bug report can be played again.

The file is in the format of tests/transcripts: who sells what to whom first, then who said what.
Only what the rep typed matters when it is played; the rest is there to be read.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from dialogs.facts import Offers, RecentAccounts
from storage import facts
from storage.conversations import Conversation

_INDENT = 7


class Recording:
    """Raises OSError where the file cannot be written."""

    def __init__(self, path: Path) -> None:
        self._path, self._minute = path, ""
        path.write_text("", "utf-8")

    def begin(self, work: Connection, talk: Conversation, language: str, at: datetime) -> None:
        """What has to be known before the first line."""
        zone = talk.person.zone
        self._minute = f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M} {zone}"
        self._write(f"language: {language}\nnow: {self._minute}\n")
        if offers := facts.answer(work, talk.actor, Offers()):
            self._line("offers", "\n".join(reversed(offers)), indent=8)
        known = facts.answer(work, talk.actor, RecentAccounts())
        told = (filter(None, (a.name, a.industry, a.colleague)) for a in known)
        if lines := [" / ".join(parts) for parts in told]:
            self._line("accounts", "\n".join(lines), indent=10)
        if talk.session.draft:
            self._write("# A draft was in hand before this began.\n")

    def said(self, text: str, at: datetime, zone: str) -> None:
        minute = f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M} {zone}"
        if minute != self._minute:
            self._write("\n")
            self._line("now", minute)
        self._minute = minute
        self._write("\n")
        self._line("rep", text)

    def told(self, text: str) -> None:
        self._line("coach", text)

    def _line(self, speaker: str, text: str, indent: int = _INDENT) -> None:
        first, *more = text.rstrip().split("\n")
        rest = [" " * indent + line if line else "" for line in more]
        self._write("\n".join([f"{speaker + ':':<{indent}}{first}".rstrip(), *rest]) + "\n")

    def _write(self, text: str) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(text)
