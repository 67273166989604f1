"""`visit-coach bank` as it is typed: what it says, how it ends, and whose plans change."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
SAMPLE = (SAMPLES / "bank_pack.yaml").read_text("utf-8")


class Terminal:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def types(self, *words: object, said: str = "", language: str = "en") -> tuple[int, list[str]]:
        """The exit code, and the lines of it."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *map(str, words)],
            input=said,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "COACH_LANGUAGE": language},
            capture_output=True,
            text=True,
            timeout=60,
        )
        shown = done.stdout + done.stderr
        assert "Traceback" not in shown, shown
        return done.returncode, shown.splitlines()

    def writes(self, text: str, name: str = "seals.yaml") -> Path:
        (self.folder / name).write_text(text, "utf-8")
        return Path(name)

    def plans(self, who: str) -> str:
        """In 60 seconds, for a new account in manufacturing, with the first problem suggested."""
        agreed = "Chen agrees to try two seals by Friday"
        said = ("pump seals that last", "Acme Pumps", "3", "1", agreed, "1")
        return "\n".join(self.types("chat", "--user", who, said="\n".join(said))[1])


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_pack_in_order_ends_with_0(terminal: Terminal) -> None:
    assert (0, ["In order: 1 problem with 5 questions."]) == terminal.types(
        "bank", "check", SAMPLES / "bank_pack.yaml"
    )


def test_our_own_bank_is_in_order(terminal: Terminal) -> None:
    code, lines = terminal.types("bank", "check")

    assert 0 == code
    assert lines[-1].startswith("In order: 112 problems")
    assert all(": warning: It reads more like" in line for line in lines[:-1])


@pytest.mark.parametrize(
    ("language", "said", "ends"),
    [
        ("en", "seals.yaml:7:problems.1.text: The text in zh-Hans is missing.", "1 fault."),
        ("zh-Hans", "seals.yaml:7:problems.1.text：缺少zh-Hans的文字。", "共1处问题。"),
    ],
)
def test_a_fault_is_one_line_in_the_language_of_the_reader(
    terminal: Terminal, language: str, said: str, ends: str
) -> None:
    path = terminal.writes(SAMPLE.replace(', zh-Hans: "泵的密封没到检修期就坏"', ""))
    code, lines = terminal.types("bank", "check", path, language=language)

    assert (1, said, 2) == (code, lines[0], len(lines))
    assert lines[1].startswith(ends)


def test_a_warning_stops_nothing(terminal: Terminal) -> None:
    path = terminal.writes(SAMPLE.replace("泵的密封没到检修期就坏", "旺季送货经常晚点"))
    code, lines = terminal.types("bank", "check", path)

    assert (0, 2) == (code, len(lines))
    assert "seals.yaml:7:problems.1.text: warning: The coach's own bank says" in lines[0]
    assert "Deliveries run late at peak times" in lines[0]


def test_a_half_written_file_is_one_sentence(terminal: Terminal) -> None:
    code, (said, _) = terminal.types("bank", "check", terminal.writes(SAMPLE[:400]))

    assert 1 == code
    assert "cut short" in said


@pytest.mark.parametrize("path", ["nowhere.yaml", ".", "notes.txt"])
def test_what_cannot_be_read_ends_with_2(terminal: Terminal, path: str) -> None:
    terminal.writes("Ask Chen about line 4", "notes.txt")
    code, lines = terminal.types("bank", "check", path)

    assert (2, 1) == (code, len(lines))
    assert path in lines[0]


def test_an_imported_pack_is_in_the_plans_of_its_team_and_of_no_other(terminal: Terminal) -> None:
    terminal.types("chat", "--user", "Li")
    took = terminal.types("bank", "import", terminal.writes(SAMPLE), "--team", "Li")
    of_li, of_eve = terminal.plans("Li"), terminal.plans("Eve")

    assert (0, ["The team Li has the pack “seals” now: 1 problem with 5 questions."]) == took
    assert "1. Pump seals fail long before the planned stop" in of_li
    assert "Which pumps give your fitters the most trouble with seals?" in of_li
    assert "Which pumps give" not in of_eve and "1/1" in of_eve
    assert "Pump seals" not in of_eve


def test_a_pack_with_a_fault_is_not_imported(terminal: Terminal) -> None:
    path = terminal.writes(SAMPLE.replace("seals_fail", "Seals fail"))

    assert 1 == terminal.types("bank", "import", path, "--team", "Li")[0]
    assert not (terminal.folder / "data").exists()


def test_an_unknown_team_is_one_sentence(terminal: Terminal) -> None:
    code, lines = terminal.types("bank", "import", terminal.writes(SAMPLE), "--team", "Bob")

    assert (2, 1) == (code, len(lines))
    assert "no team called Bob" in lines[0]
