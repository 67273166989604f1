"""The outcome judge on any text, its bounds, its words, and its figures on the labelled notes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import phrases
from question_bank.acts import Group, load_lexicon
from question_bank.evaluate import read_rows
from question_bank.evaluate_outcomes import HALVES, Judged, accuracy, half, judged
from question_bank.kinds import LANGUAGES, Language, OutcomeKind
from question_bank.outcomes import OutcomeVerdict, by_rules, judge_outcome
from tests.question_bank.notes import RULES

ROOT = Path(__file__).parents[2]

# --- any text at all -----------------------------------------------------------------------------

# fmt: off
WORDS = st.sampled_from([
    "they", "he", "will", "not", "send", "us", "the", "drawings", "signed", "order", "no", "if",
    "by", "friday", "trial", "PO", "3", "units", "we", "agreed", "to", ".", "?", "!", "\n",
    "他", "签了", "没", "合同", "下周一", "给我们", "数据", "如果", "，",
])
# fmt: on
NOTES = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


@given(NOTES)
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    verdict = judge_outcome(text)

    assert 0 < verdict.confidence <= 1
    assert verdict.because.words in text or not text.isascii()


@given(NOTES)
@settings(max_examples=50, deadline=None)
def test_the_same_note_gets_the_same_verdict(text: str) -> None:
    assert judge_outcome(text) == judge_outcome(text)


LONG = [
    "they will send us the drawings by friday, ",
    "signed ",
    "no ",
    "下次再约，",
    "签了",
    "a",
    "?",
]


def work(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many phrases are tried: a clock would measure the machine."""
    tried = 0
    match = phrases._match

    def counted(*arguments: object) -> int:
        nonlocal tried
        tried += 1
        return match(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(phrases, "_match", counted)
        judge_outcome(text)
    return tried


@pytest.mark.parametrize("piece", LONG)
def test_work_grows_no_faster_than_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short = work((piece * 400)[:400], monkeypatch)

    assert work((piece * 800)[:800], monkeypatch) <= 2.5 * short + 100


@pytest.mark.parametrize("piece", LONG)
def test_work_on_4000_characters_is_bounded(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert work((piece * 4000)[:4000], monkeypatch) < 20_000


# --- words and data ------------------------------------------------------------------------------


def spoken(language: str) -> dict[str, dict[str, str]]:
    path = ROOT / "dialogs" / "text" / language / "outcome.yaml"
    entries: dict[str, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return entries


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_rule_and_question_has_a_sentence(language: Language) -> None:
    acts = {act.id for each in LANGUAGES for act in load_lexicon(each).acts.values()}
    code = (ROOT / "question_bank" / "weighing.py").read_text("utf-8")
    asked = set(re.findall(r'_stall\([^()]*"(?:who|what|when|nearer)", "(\w+)"\)', code))
    asked |= set(re.findall(r'settles="(\w+)"', code))
    said = spoken(language)

    alike = {f"reads_like_{kind}" for kind in OutcomeKind}
    assert acts - {"aside"} | {"nothing"} | alike == said["because"].keys()
    assert asked <= said["settles"].keys()
    assert said["rule"].keys() == said["explain"].keys() == {rule for rule, *_ in RULES}
    assert said["missing"].keys() == {"who", "what", "when", "nearer"}


def test_every_group_of_acts_is_used_in_both_languages() -> None:
    for language in LANGUAGES:
        assert {act.group for act in load_lexicon(language).acts.values()} == set(Group)


def labelled(language: Language, which: str) -> Iterator[Judged]:
    path = ROOT / "question_bank" / "training" / f"outcomes.{language}" / "01.tsv"
    for row in read_rows(path):
        if half(row) == which:
            yield judged(row, by_rules)


# fmt: off
FIGURES = [
    # language, themes,    at least, flattering
    ("en",      "tuned",    0.93,    3),
    ("en",      "held-out", 0.77,    2),
    ("zh-Hans", "tuned",    0.93,    4),
    ("zh-Hans", "held-out", 0.85,    2),
]
# fmt: on


@pytest.mark.parametrize(("language", "which", "at_least", "flattering"), FIGURES)
def test_the_labelled_notes_are_judged_no_worse_than_before(
    language: Language, which: str, at_least: float, flattering: int
) -> None:
    assert which in HALVES
    notes = list(labelled(language, which))

    assert accuracy(notes) >= at_least
    assert sum(each.flattering for each in notes) <= flattering


def test_a_verdict_is_a_value() -> None:
    assert isinstance(hash(judge_outcome("signed!")), int)
    assert isinstance(judge_outcome("signed!"), OutcomeVerdict)
