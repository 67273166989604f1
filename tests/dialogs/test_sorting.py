"""Lines typed in any order: where each finds its place, and which difficulty it belongs to."""

import pytest

from dialogs.message import Words
from dialogs.plan import Line, Sort
from dialogs.review import changed
from dialogs.sorting import linked, sort_line, sort_lines


def line(sort: Sort, text: str, worse: bool = False) -> Line:
    return Line(sort, Words(text), worse)


# fmt: off
@pytest.mark.parametrize(("typed", "expected"), [
    ("I: And then?",                   line(Sort.IMPLICATION, "And then?")),
    ("i:And then?",                    line(Sort.IMPLICATION, "And then?")),
    ("Ｉ：And then?",                  line(Sort.IMPLICATION, "And then?")),
    ("Implication : and then?",        line(Sort.IMPLICATION, "and then?")),
    ("N: Nights?",                     line(Sort.NEED_PAYOFF, "Nights?")),
    ("payoff: fewer nights",           line(Sort.NEED_PAYOFF, "fewer nights")),
    ("p: Nights?",                     line(Sort.PROBLEM, "Nights?")),
    ("Situation: Fridges on the ward", line(Sort.SITUATION, "Fridges on the ward")),
    ("暗示：然后呢？",                 line(Sort.IMPLICATION, "然后呢？")),
    ("后果:然后呢",                    line(Sort.IMPLICATION, "然后呢")),
    ("难点：夜里呢？",                 line(Sort.PROBLEM, "夜里呢？")),
    ("需求-效益：有用吗？",            line(Sort.NEED_PAYOFF, "有用吗？")),
    ("背景： 有几台？",                line(Sort.SITUATION, "有几台？")),
    # A heading in either language, whatever language the line is in.
    ("暗示：And then?",                line(Sort.IMPLICATION, "And then?")),
    ("N：有用吗？",                    line(Sort.NEED_PAYOFF, "有用吗？")),
])
def test_a_heading_settles_it(typed: str, expected: Line) -> None:
    assert expected == sort_line(typed)


@pytest.mark.parametrize(("typed", "expected"), [
    ("How many pumps do you run?",                        Sort.SITUATION),
    ("Where do the seals give you the most trouble?",     Sort.PROBLEM),
    ("When a seal fails, what does it cost you?",         Sort.IMPLICATION),
    ("How would it help you if seals lasted a year?",     Sort.NEED_PAYOFF),
    ("The line stops for an hour",                        Sort.DIFFICULTY),
    ("Shall I show you our new seal at a great price?",   Sort.NOTE),
    ("您现在有几台泵？",                                  Sort.SITUATION),
    ("密封件最让您头疼的是什么？",                        Sort.PROBLEM),
    ("密封件一坏，要损失多少？",                          Sort.IMPLICATION),
    ("如果密封件能用一年，对您有什么帮助？",              Sort.NEED_PAYOFF),
    ("整条线停一个小时",                                  Sort.DIFFICULTY),
])
def test_without_a_heading_the_judge_sorts(typed: str, expected: Sort) -> None:
    assert line(expected, typed) == sort_line(typed)


@pytest.mark.parametrize(("typed", "expected"), [
    ("! Key customers leave",  line(Sort.DIFFICULTY, "Key customers leave", worse=True)),
    ("!Key customers leave",   line(Sort.DIFFICULTY, "Key customers leave", worse=True)),
    ("！！大客户流失",         line(Sort.DIFFICULTY, "大客户流失", worse=True)),
    ("! What does it cost you when a key customer leaves?",
        line(Sort.IMPLICATION, "What does it cost you when a key customer leaves?")),
    ("!",                      line(Sort.DIFFICULTY, "!", worse=True)),
    ("!?",                     line(Sort.NOTE, "?")),
    # Not a heading: a time, an address, a word nobody knows as a kind.
    ("At 9:30 the line stops", line(Sort.DIFFICULTY, "At 9:30 the line stops")),
    ("Result: the line stops", line(Sort.DIFFICULTY, "Result: the line stops")),
])
def test_odd_lines_find_a_place_too(typed: str, expected: Line) -> None:
    assert expected == sort_line(typed)
# fmt: on


def test_every_line_of_a_message_is_sorted_in_its_order() -> None:
    typed = "1. The line stops\n\n- I: And then?\n! Milk is thrown away"
    sorts = [(line.sort, line.worse) for line in sort_lines(typed)]

    assert [
        (Sort.DIFFICULTY, False),
        (Sort.IMPLICATION, False),
        (Sort.DIFFICULTY, True),
    ] == sorts


def test_the_next_implication_belongs_to_the_difficulty_before_it() -> None:
    typed = "I: before any\nThe line stops\nMilk spoils\nP: when?\nI: of the milk\nI: of nothing"

    assert [None, None, None, None, 1, None] == [place for _, place in linked(sort_lines(typed))]


# --- changing what is planned --------------------------------------------------------------------

PLANNED = (
    line(Sort.PROBLEM, "How often?"),
    line(Sort.DIFFICULTY, "The line stops", worse=True),
    line(Sort.SITUATION, "How many pumps?"),
)


# fmt: off
@pytest.mark.parametrize(("typed", "expected"), [
    ("3-",        PLANNED[:2]),
    ("１－\n3 –", PLANNED[1:2]),
    ("2=I",       (PLANNED[0], line(Sort.IMPLICATION, "The line stops"), PLANNED[2])),
    ("3＝难点",   (*PLANNED[:2], line(Sort.PROBLEM, "How many pumps?"))),
    ("I: And?",   (*PLANNED, line(Sort.IMPLICATION, "And?"))),
    ("3-\nI: And?\n1=n", (line(Sort.NEED_PAYOFF, "How often?"), PLANNED[1],
                          line(Sort.IMPLICATION, "And?"))),
    ("1-\n2-\n3-", ()),
])
def test_lines_are_struck_moved_and_added(typed: str, expected: tuple[Line, ...]) -> None:
    assert expected == changed(PLANNED, typed)
# fmt: on
