"""What the coach says about a line: once a turn, with its reason, in two sentences at most."""

import re

import pytest

from dialogs.catalogue import LANGUAGES, catalogue, plain
from dialogs.coaching import on_situation, told
from dialogs.message import Words
from dialogs.plan import Aim, Line, Sort
from question_bank.coaching import coach
from question_bank.kinds import SPIN, Kind
from question_bank.place import Place
from tests.question_bank.test_coaching import PLACES, POSITIVE

_QUOTED = re.compile(r"“[^“”]*”")
_ENDS = re.compile(r"[.?!。？！](?=\s|$|[^\s])")
FLATTERY = re.compile(r"great|well done|excellent|perfect|很棒|真好|太好|优秀|完美", re.IGNORECASE)


def sentences(text: str) -> int:
    """What is quoted belongs to the sentence that quotes it."""
    while (bare := _QUOTED.sub("", text)) != text:
        text = bare
    return len(_ENDS.findall(text.rstrip(".?!。？！ "))) + 1


@pytest.mark.parametrize(("language", "text", "wanted", "_"), POSITIVE)
def test_it_takes_two_sentences_at_most_and_flatters_nobody(
    language: str, text: str, wanted: Kind | None, _: object
) -> None:
    finding = coach(text, PLACES[language], wanted)
    assert finding is not None
    said = plain(told(finding, text, PLACES[language].problem), language)

    assert text in said
    assert sentences(said) <= 2, said
    assert not FLATTERY.search(_QUOTED.sub("", said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_can_be_turned_into_every_other_without_a_problem_at_hand(
    language: str,
) -> None:
    spoken = catalogue(language).entries
    for kind in (*SPIN, Kind.OTHER):
        for wanted in SPIN:
            assert kind is wanted or f"judge.turn.{kind}_{wanted}" in spoken


def test_of_several_lines_the_one_that_helps_most_is_spoken_of() -> None:
    lines = [
        Line(Sort.SITUATION, Words("How many employees does your company have?")),
        Line(Sort.SITUATION, Words("Can I show you how our planner works?")),
        Line(Sort.SITUATION, Words("What is your website?", "of/the/bank")),
    ]
    (said,) = on_situation(lines, [Aim(Words("Deliveries run late"))])

    assert "judge.coach.pitch" == said.key


def test_a_long_line_is_quoted_by_its_beginning() -> None:
    text = "How often do your drivers miss their slot " + "in December " * 8 + "?"
    finding = coach(text, Place("Deliveries run late"), Kind.IMPLICATION)
    assert finding is not None
    said = plain(told(finding, text, None), "en")

    assert "…”" in said
    assert text not in said


def test_words_of_the_bank_are_not_coached() -> None:
    line = Line(Sort.SITUATION, Words("How many employees does your company have?", "of/the/bank"))

    assert [] == list(on_situation([line], []))
