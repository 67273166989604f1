"""The real program as a process of its own, pointed at the simulated Telegram."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.bot_api import SimulatedTelegram


def here() -> dict[str, str]:
    """No more of our surroundings than where programs and the code under test are found."""
    return {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}


class Coach:
    """`visit-coach run` in a folder of its own; what it says on the way is in `said()`."""

    def __init__(self, telegram: SimulatedTelegram, folder: Path, **settings: str) -> None:
        self._telegram, self.folder = telegram, folder
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._log = folder / "coach.log"
        self._began = 0
        self.kills = 0

    @property
    def running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "the coach has not been started"
        return self._process

    def start(self) -> "Coach":
        env = {
            **here(),
            "COACH_TELEGRAM_TOKEN": self._telegram.token,
            "COACH_TELEGRAM_API_URL": self._telegram.root,
            **self._settings,
        }
        with self._log.open("ab") as log:
            self._began = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self.folder,
                env=env,
                stdout=log,
                stderr=log,
            )
        return self

    def kill(self) -> None:
        """As a power cut would: nothing is finished, nothing is flushed."""
        self.kills += 1
        self.running.send_signal(signal.SIGKILL)
        self.running.wait(10)

    def stop(self) -> int:
        """As a supervisor would; the exit code."""
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGTERM)
        return self.running.wait(15)

    def ends(self) -> int:
        """Waits for it to give up by itself; the exit code."""
        return self.running.wait(15)

    def is_up(self) -> None:
        """Waits until it runs since it was started last: stopped any sooner, it cannot end well."""
        self.says("event=running", since=self._began)

    def says(self, words: str, timeout: float = 20.0, since: int = 0) -> None:
        """Waits until its log holds these words."""
        deadline = time.monotonic() + timeout
        while words not in self.said()[since:]:
            assert time.monotonic() < deadline, f"never said {words!r}:\n{self.said()}"
            time.sleep(0.02)

    def said(self) -> str:
        return self._log.read_text("utf-8")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """From its database, read beside it."""
        engine = create_engine(f"sqlite:///{self.folder / 'data' / 'coach.db'}")
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(query))]
        finally:
            engine.dispose()
