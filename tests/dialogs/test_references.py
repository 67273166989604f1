"""The short reference by which a reply finds its visit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.references import led_by, reference, slipped, visit_in

VISITS = st.integers(min_value=1, max_value=2**61)


@given(VISITS, st.text(alphabet="听hear 。.,\n", max_size=9), st.text(alphabet=" 。\n", max_size=3))
def test_a_reference_leads_back_to_its_visit(visit: int, before: str, after: str) -> None:
    assert visit == visit_in(f"{before}{reference(visit)}{after}")


def test_references_are_short_and_none_is_two() -> None:
    first = [reference(visit) for visit in range(1, 10_000)]

    assert {5} == {len(one) for one in first}
    assert len(set(first)) == len(first)
    assert len(reference(1_000_000)) <= 7


def test_of_neighbours_one_slip_seldom_meets_another() -> None:
    """Of a team with ten thousand visits; without the check it would be every slip."""
    known = {reference(visit) for visit in range(1, 10_000)}
    slips = [
        one[:-1] + letter
        for one in list(known)[:500]
        for letter in "23456789abcdefghjkmnpqrstuvwxyz"
        if letter != one[-1]
    ]

    assert 0.02 > sum(slip in known for slip in slips) / len(slips)


@pytest.mark.parametrize(
    ("text", "visit", "words"),
    [
        ("#223c bring the log", 1, "bring the log"),
        ("  #223C   bring the log ", 1, "bring the log"),
        ("＃２２３ｃ 带上日志", 1, "带上日志"),
        ("#223c　带上日志", 1, "带上日志"),
        ("#223c，带上日志，和备件", 1, "带上日志，和备件"),
        ("#223c: bring the log", 1, "bring the log"),
        ("#223c\n- who decides\n- by when", 1, "- who decides\n- by when"),
        ("#223c", 1, ""),
        ("#223c带上日志", 1, "带上日志"),
        ("#223C：带上日志", 1, "带上日志"),
        ("#223c, bring the log", 1, "bring the log"),
    ],
)
def test_words_behind_a_reference_are_about_its_visit(text: str, visit: int, words: str) -> None:
    assert (visit, words) == led_by(text)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "#", "bring #223c", "223c bring", "#1 priority", "#2 leaks", "#leak", "#223cé x"],
)
def test_what_only_looks_so_is_none(text: str) -> None:
    assert led_by(text) is None
    assert slipped(text) is None


@pytest.mark.parametrize("text", ["#223d bring the log", "#seeds", "#3333"])
def test_a_slip_is_told_from_other_words(text: str) -> None:
    assert led_by(text) is None
    assert text.split()[0] == slipped(text)
