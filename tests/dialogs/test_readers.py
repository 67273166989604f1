"""Typed answers: lines, short names, numbers of a list, marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.flow import Refused
from dialogs.readers import LINE, NAME, lines, marks, numbers, one_line, short_text

# Enough characters of each sort to meet bullets, signs, blanks and what nobody sees.
typed = st.text(alphabet="ab一二 \t\n\u3000\u200b\u2060-*•1２3.、,，)!！()=:：?？", max_size=60)


# fmt: off
@pytest.mark.parametrize(("text", "expected"), [
    ("Seals fail\nStock is high",        ["Seals fail", "Stock is high"]),
    ("- Seals fail\n• Stock is high",    ["Seals fail", "Stock is high"]),
    ("1. Seals fail\n2) Stock is high",  ["Seals fail", "Stock is high"]),
    ("1、密封件坏\n2、库存高",            ["密封件坏", "库存高"]),
    ("（1）密封件坏\n（2）库存高",        ["密封件坏", "库存高"]),
    ("(1) Seals fail",                   ["Seals fail"]),
    ("\n\n  Seals   fail \r\n \u200b\n", ["Seals fail"]),
    ("Seals\u200bfail",                  ["Sealsfail"]),
    ("1、3、5",                          ["1、3、5"]),
    ("1. 3. 5",                          ["1. 3. 5"]),
    ("2.",                               ["2."]),
    ("1.5 hours lost per shift",         ["1.5 hours lost per shift"]),
    ("3 machines stand still",           ["3 machines stand still"]),
    ("-40 °C is not reached",            ["-40 °C is not reached"]),
    ("2-\n4=I",                          ["2-", "4=I"]),
])
def test_lines_lose_their_bullets_and_nothing_else(text: str, expected: list[str]) -> None:
    assert expected == lines(text)


@pytest.mark.parametrize(("line", "expected"), [
    ("1 3 5",         [0, 2, 4]),
    ("1,3",           [0, 2]),
    ("1、3，5。",     [0, 2, 4]),
    ("１　３",        [0, 2]),
    ("1和2",          [0, 1]),
    ("1 and 2",       [0, 1]),
    ("2 & 2 + 1",     [1, 0]),
    ("5.",            [4]),
    ("",              None),
    ("and",           None),
    ("、",            None),
    ("3 machines",    None),
    ("1-3",           None),
    ("二",            None),
])
def test_numbers_of_a_list(line: str, expected: list[int] | None) -> None:
    assert expected == numbers(line, 13)


@pytest.mark.parametrize(("line", "expected"), [
    ("1 2-",      {0: 1, 1: 2}),
    ("1 3 4!",    {0: 1, 2: 1, 3: 2}),
    ("１，３！",  {0: 1, 2: 2}),
    ("1-2-3",     {0: 2, 1: 2, 2: 1}),
    ("2 -",       {1: 2}),
    ("4",         {3: 1}),
    ("Seals",     None),
    ("123",       None),
    ("-",         None),
    ("",          None),
])
def test_marks_of_a_list(line: str, expected: dict[int, int] | None) -> None:
    assert expected == marks(line, 5)
# fmt: on


@pytest.mark.parametrize("line", ["0", "7", "1 7", "99", "１００"])
def test_a_number_that_the_list_has_not_is_refused(line: str) -> None:
    with pytest.raises(Refused, match=r"common\.no_such_number") as no:
        numbers(line, 6)

    assert {"count": 6} == no.value.values


def test_marks_that_the_list_has_not_are_refused() -> None:
    with pytest.raises(Refused, match=r"common\.no_such_number"):
        marks("1 6!", 5)


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u2060", "\u00ad", "\u3000", "\t\r\n"])
def test_what_nobody_can_see_is_no_answer(text: str) -> None:
    for read in (lines, short_text):
        with pytest.raises(Refused, match=r"common\.empty"):
            read(text)


def test_too_long_is_refused_at_the_limit_and_not_before() -> None:
    assert ["x" * LINE] == lines("x" * LINE)
    assert "x" * NAME == short_text("x" * NAME)
    for read, limit in ((lines, LINE), (short_text, NAME)):
        with pytest.raises(Refused, match=r"common\.too_long") as no:
            read("x" * (limit + 1))

        assert {"limit": limit} == no.value.values


def test_a_name_over_two_lines_is_one_name() -> None:
    assert "Acme Pumps of Leeds" == short_text("Acme Pumps\n of  Leeds")


def test_digits_without_end_are_read_in_no_time() -> None:
    """Nested repetitions would try every way to split them."""
    assert marks("1" * 300 + "x", 5) is None
    assert numbers("1" * 300 + "x", 5) is None


@given(typed)
def test_every_line_read_is_visible_and_within_the_limit(text: str) -> None:
    try:
        found = lines(text)
    except Refused:
        return

    assert found and all(0 < len(line) <= LINE and line == one_line(line) for line in found)


@given(typed)
def test_no_letter_is_lost(text: str) -> None:
    """Of what is typed only bullets, and the numbers in them, may go."""
    letters = [c for c in text if c in "ab一二=:：?？!！"]
    try:
        kept = [c for line in lines(text) for c in line if c in "ab一二=:：?？!！"]
    except Refused:
        kept = []

    assert letters == kept


@given(typed, st.integers(1, 9))
def test_positions_are_within_the_list_and_named_once(text: str, count: int) -> None:
    try:
        found = numbers(text, count)
    except Refused:
        return

    assert found is None or (len(set(found)) == len(found) and set(found) <= set(range(count)))
