"""The terminal reminds as well: when it is opened, and after each line, under the open question."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.console import CHANNEL, Console
from bot.recording import Recording
from dialogs.records import KeepOffer
from dialogs.reminding import Remind, ReminderKind
from storage import records
from storage.conversations import Newcomer, open_conversation
from storage.engine import open_engine
from tests.storage.plausible import full_plan
from tests.transcripts.player import Transcript

BOB = Newcomer("Bob", "en", "Europe/London")
TEN, ONE = (datetime(2026, 9, 30, hour, tzinfo=UTC) for hour in (9, 12))
"""In London, an hour before the visit and two hours after it began."""


@pytest.fixture
def screen() -> list[str]:
    return []


@pytest.fixture
def console(tmp_path: Path, screen: list[str]) -> Iterator[Console]:
    """Of a rep with a visit at eleven."""
    engine = open_engine(f"sqlite:///{tmp_path / 'coach.db'}")
    plan = replace(
        full_plan(),
        day=date(2026, 9, 30),
        hour=time(11),
        zone="Europe/London",
        reminders=(Remind(ReminderKind.BEFORE_VISIT, TEN), Remind(ReminderKind.AFTER_VISIT, ONE)),
    )
    with engine.begin() as work:
        bob = open_conversation(work, CHANNEL, "Bob", BOB).actor
        for record in (KeepOffer("Seals"), plan):
            records.write(work, bob, record, datetime(2026, 9, 28, tzinfo=UTC))
    yield Console(engine, BOB, screen.append, None)
    engine.dispose()


def test_what_is_due_is_shown_at_the_start_and_once(console: Console, screen: list[str]) -> None:
    with time_machine.travel(TEN):
        console.greet()
        console.hear("/help")

    question, reminder, helped = screen
    assert question.endswith("[1] Plan a visit  [2] Debrief a visit  [3] What is on today\n")
    assert reminder.startswith("Today at 11:00: Acme Pumps Ltd. Here is your plan.")
    assert helped.startswith("I am your visit coach")


def test_what_is_due_comes_under_the_open_question_and_its_numbers_go_on(
    console: Console, screen: list[str]
) -> None:
    with time_machine.travel(ONE):
        console.hear("/plan")
    question, reminder = screen

    assert question.endswith("[1] Acme Pumps Ltd\n")
    assert "[2] Debrief now" in reminder
    with time_machine.travel(ONE + timedelta(minutes=1)):
        console.hear("1")
        console.hear("[Debrief now]")

    assert "Whom will you see?" in screen[2]
    assert "What did the customer agree to do" in screen[3]


def test_the_number_under_a_reminder_is_its_button(console: Console, screen: list[str]) -> None:
    with time_machine.travel(ONE):
        console.hear("/plan")
        console.hear("2")

    assert "What did the customer agree to do" in screen[-1]


def test_a_conversation_is_kept_as_a_transcript_that_plays(
    tmp_path: Path, screen: list[str]
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'coach.db'}")
    file = tmp_path / "bug.txt"
    console = Console(engine, BOB, screen.append, None, Recording(file))
    typed = ("Seals; fewer leaks", "/plan Acme", "3", "Jane Hill\nTom Walsh", "1", "Tuesday 3pm")
    with time_machine.travel(TEN):
        console.greet()
        for line in typed:
            console.hear(line)
    engine.dispose()
    kept = Transcript.of(file.read_text("utf-8"))

    said = [line.text for line in kept.lines if line.speaker == "rep"]
    assert said[:4] == ["/start", *typed[:2], "[Create: manufacturing]"]
    asked = [answers[0].text for _, _, answers in kept.played()]
    told = [line.text for line in kept.lines if line.speaker == "coach"]
    assert [text.split("\n")[0] for text in asked] == [text.split("\n")[0] for text in told]
