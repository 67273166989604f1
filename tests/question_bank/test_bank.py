"""The content of the bank: enough of it, in every language, well formed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from question_bank import bank
from question_bank.bank import INDUSTRIES, Entry, Problem
from question_bank.kinds import LANGUAGES

PROBLEMS = bank.problems()
EACH = pytest.mark.parametrize("problem", PROBLEMS, ids=[problem.id for problem in PROBLEMS])
LONGEST = {"en": 140, "zh-Hans": 50}
"""A question on a phone: two lines, three at most."""


def questions(problem: Problem) -> Iterator[Entry]:
    yield from (*problem.situation, *problem.problem, *problem.need_payoff)
    yield from (difficulty.implication for difficulty in problem.difficulties)


def statements(problem: Problem) -> Iterator[Entry]:
    yield problem.entry
    yield from (difficulty.entry for difficulty in problem.difficulties)


def test_there_are_a_dozen_industries_each_with_its_own_file() -> None:
    files = {path.stem for path in bank.CONTENT.glob("*.yaml")} - {"solutions"}

    assert len(INDUSTRIES) >= 12
    assert set(INDUSTRIES) == files


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_an_industry_has_problems_enough_to_choose_from(industry: str) -> None:
    at_home = [problem for problem in PROBLEMS if problem.industries[0] == industry]

    assert len(at_home) >= 8
    assert industry == bank.read_yaml(bank.CONTENT / f"{industry}.yaml")["industry"]


@EACH
def test_a_problem_can_be_developed(problem: Problem) -> None:
    assert len(problem.situation) >= 2
    assert len(problem.problem) >= 3
    assert len(problem.difficulties) >= 4
    assert len(problem.need_payoff) >= 3
    assert any(difficulty.worse for difficulty in problem.difficulties)


@EACH
def test_a_problem_occurs_in_industries_there_are_and_is_solved_by_what_there_is(
    problem: Problem,
) -> None:
    assert set(problem.industries) <= set(INDUSTRIES)
    assert len(set(problem.industries)) == len(problem.industries) > 0
    assert problem.solved_by and problem.solved_by <= set(bank.solutions())


@EACH
def test_every_entry_stands_in_every_language_within_reason(problem: Problem) -> None:
    for entry in problem.entries():
        assert set(LANGUAGES) == set(entry.texts)
        for language, text in entry.texts.items():
            assert 4 <= len(text) <= LONGEST[language], entry.id
            assert text == " ".join(text.split()), entry.id
            assert not re.search(r"[<>{}]", text), entry.id


@EACH
def test_questions_ask_and_statements_state(problem: Problem) -> None:
    for entry in questions(problem):
        assert entry.texts["en"].endswith("?"), entry.id
        assert entry.texts["zh-Hans"].endswith("？"), entry.id
    for entry in statements(problem):
        assert not entry.texts["en"].endswith((".", "?")), entry.id
        assert not entry.texts["zh-Hans"].endswith(("。", "？")), entry.id


@EACH
def test_each_language_keeps_to_its_letters_and_marks(problem: Problem) -> None:
    for entry in problem.entries():
        english, chinese = entry.texts["en"], entry.texts["zh-Hans"]

        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", english), entry.id
        assert not re.search(r"[\u4e00-\u9fff]\s*[,.?!:;()]|你", chinese), entry.id
        assert english[0].isupper() or english[0].isdigit(), entry.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_twice(language: str) -> None:
    texts = Counter(
        entry.texts[language].casefold() for problem in PROBLEMS for entry in problem.entries()
    )

    assert [] == [text for text, count in texts.items() if count > 1]


def test_every_entry_is_known_by_its_own_id() -> None:
    ids = [entry.id for problem in PROBLEMS for entry in problem.entries()]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9_]+(/[a-z_]+/\d+)?", each) for each in ids)
    for problem in PROBLEMS:
        for entry in problem.entries():
            assert problem is bank.find(entry.id.partition("/")[0])
            assert entry.texts["zh-Hans"] == bank.text(entry.id, "zh-Hans")


def test_what_a_release_dropped_is_none_and_no_error() -> None:
    assert bank.find("no_such_problem") is None
    assert bank.text("no_such_problem/problem/1", "en") is None


@pytest.mark.parametrize("tag", bank.solutions())
def test_a_kind_of_solution_has_words_in_every_language_and_solves_something(tag: str) -> None:
    spoken = bank.solutions()[tag]

    assert set(LANGUAGES) == set(spoken)
    assert all(len(words) >= 5 for words in spoken.values())
    assert any(tag in problem.solved_by for problem in PROBLEMS)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("problem", lambda problem: problem.problem),
        ("need_payoff", lambda problem: problem.need_payoff),
    ],
)
def test_the_questions_of_a_kind_do_not_all_begin_alike(
    kind: str, says: Callable[[Problem], tuple[Entry, ...]]
) -> None:
    """A rep who reads ten cards should not read one sentence ten times."""
    begins = Counter(
        " ".join(entry.texts["en"].split()[:3]) for problem in PROBLEMS for entry in says(problem)
    )
    count = sum(begins.values())

    assert max(begins.values()) <= count / 8, begins.most_common(3)
