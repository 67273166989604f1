"""The documents tell what the program does: what they show is played, what they list compared."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot import console
from bot.cli import app
from bot.settings import Settings
from dialogs.coach import COMMANDS
from storage.conversations import Newcomer
from storage.engine import open_engine

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
BEFORE = (
    "route planning software; fewer late deliveries",
    "Hillside Freight",
    "Create: logistics",
    "Plan in 60 seconds",
)
"""What the rep of the README has said when its conversation sets in."""
WIDTH = 96
LEFT_OUT = "\n…\n"


def test_the_conversation_in_the_readme_is_the_programs(tmp_path: Path) -> None:
    excerpt = re.findall(r"```text\n(What should.*?)\n```", README, re.DOTALL)[0]
    typed = [line.removeprefix("> ") for line in excerpt.split("\n") if line.startswith("> ")]
    screen = "\n".join(["", *shown([*BEFORE, *typed], tmp_path), ""])
    for expected in excerpt.split(LEFT_OUT):
        _, found, after = screen.partition(f"\n{expected}\n")

        assert found, f"not shown like this:\n{expected}\n\nbut:\n{screen}"
        screen = after


def shown(typed: list[str], folder: Path) -> Iterator[str]:
    """What stands on a terminal, line by line."""
    printed: list[str] = []
    engine = open_engine(f"sqlite:///{folder / 'coach.db'}")
    person = Newcomer("Bob", "en", "Europe/London")
    coach = console.Console(engine, person, printed.append, None)
    coach.greet()
    for message in console.joined(iter(typed)):
        printed.append("\\\n".join(f"> {line}" for line in message.split("\n")))
        coach.hear(message)
    engine.dispose()
    for line in "\n".join(printed).split("\n"):
        yield from textwrap.wrap(line, WIDTH) or [""]


def test_every_setting_is_explained_and_no_other() -> None:
    named = {f"COACH_{name.upper()}" for name in Settings.model_fields}

    assert named == set(re.findall(r"COACH_[A-Z_]+", README))
    assert named >= set(re.findall(r"COACH_[A-Z_]+", OPERATING))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_default_of_each_setting_is_told(name: str) -> None:
    default = Settings.model_fields[name].default
    expected = "none" if default is None else f"`{str(default).rstrip('/')}`"

    assert f"\n| `COACH_{name.upper()}` | {expected} |" in README


def test_every_command_of_the_chat_is_explained_and_no_other() -> None:
    explained = re.findall(r"^\| `/(\w+)` \|", README, re.MULTILINE)

    assert list(COMMANDS) == explained


def test_every_command_of_the_program_is_explained_and_no_other() -> None:
    functions = ((info.name, info.callback) for info in app.registered_commands)
    commands = {name or getattr(callback, "__name__", "") for name, callback in functions}
    commands |= {group.name or "" for group in app.registered_groups}
    explained = re.findall(r"^\| `visit-coach (\w+)[^`]*` \|", README, re.MULTILINE)

    assert commands == set(explained)


def sentences() -> dict[str, str]:
    path = ROOT / "dialogs" / "text" / "en" / "operating.yaml"
    found: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return found


@pytest.mark.parametrize("key", sentences())
def test_what_to_do_is_told_for_everything_said_at_the_start(key: str) -> None:
    said = re.sub(r"\{\{.*?\}\}", "…", sentences()[key])
    first = re.match(r".+?\.(?=\s|$)", said)

    assert first is not None, said
    assert f"“{first[0]}”" in OPERATING


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))],
    ids=lambda page: page.name,
)
def test_links_between_the_pages_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link
