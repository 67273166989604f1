"""Whatever people do: one clear sentence, the step kept, nothing shown to the wrong person."""

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import INTRODUCTION, NEW_ACCOUNT, TYPED, Action, first_plan, play


@pytest.fixture
def li(telegram: SimulatedTelegram, coach: Coach) -> Person:
    """A rep who is asked for the customer of the first plan."""
    person = telegram.person("Li")
    play(person, INTRODUCTION["en"])
    return person


@pytest.mark.parametrize(
    "text", ["x" * 4096, "很" * 4096, "😀" * 2048, "\u200b\u200d\ufeff", "  \n "]
)
def test_text_that_is_no_name_keeps_the_step(li: Person, text: str) -> None:
    li.sends(text)

    refusal, question = li.hears().plain.split("\n\n", 1)
    assert "shorten" in refusal or "could not read anything" in refusal
    assert question.startswith("Which customer will you visit?")
    play(li, NEW_ACCOUNT["en"])


@pytest.mark.parametrize("name", ["<b>", "{{7*7}}", "{0.__class__}", "%(x)s", "A & B <i>", "=1+1"])
def test_markup_in_a_name_is_shown_as_it_is(li: Person, name: str) -> None:
    li.sends(name)

    assert f"“{name}” is new to me" in li.hears().plain
    li.taps("Create: other")
    assert f"New account: {name}." in li.hears().plain


def test_a_group_is_told_to_come_in_private_and_sees_no_account(
    telegram: SimulatedTelegram, li: Person
) -> None:
    group = telegram.group("Sales North")
    li.sends("/plan", chat=group)

    assert "I coach in private" in li.hears(chat=group).plain
    assert "Acme" not in group.transcript()
    play(li, NEW_ACCOUNT["en"])


def test_an_old_button_and_a_double_tap_double_nothing(li: Person, coach: Coach) -> None:
    play(li, NEW_ACCOUNT["en"][:1])
    asked = li.taps_twice("Create: manufacturing")
    assert "Whom will you see?" in li.hears().plain
    assert "Whom will you see?" in li.hears().plain  # the second tap finds the next question open
    assert "That button is from an earlier question." in li.sees_toast()
    assert len(asked) == 2

    li.taps_again()
    assert "Whom will you see?" in li.hears().plain
    (session,) = coach.rows("select session from conversation")[0]
    assert str(session).count('"step":"industry"') == 1


def test_an_edited_answer_replaces_the_old_one(li: Person, coach: Coach) -> None:
    play(li, NEW_ACCOUNT["en"])
    whom = li.sends("Ms Zhou")
    assert "When?" in li.hears().plain
    li.edits(whom, "Ms Zhao, plant manager")

    changed, question = li.hears().plain.split("\n\n", 1)
    assert changed == "Changed: “Ms Zhou” → “Ms Zhao, plant manager”"
    assert question.startswith("When?")
    play(li, [Action("Friday 3pm", "Ms Zhao introduces me")])


def test_an_update_nobody_can_read_is_put_aside(
    telegram: SimulatedTelegram, li: Person, coach: Coach
) -> None:
    telegram.sends_raw({"update_id": 900000001, "message": {"message_id": "x", "date": 10**15}})
    play(li, NEW_ACCOUNT["en"])
    telegram.waits_until_confirmed()

    assert [(900000001,)] == [
        tuple(row) for row in coach.rows("select update_id from parked_update")
    ]


def test_the_same_update_twice_has_one_effect(
    telegram: SimulatedTelegram, li: Person, coach: Coach
) -> None:
    sent = li.sends("Acme Pumps")
    li.hears()
    telegram.waits_until_confirmed()
    telegram.duplicates(sent)
    li.taps("Create: manufacturing")

    assert "Whom will you see?" in li.hears().plain
    telegram.waits_until_confirmed()
    assert not li.unheard()


def test_a_person_who_blocks_the_bot_finds_the_same_question_later(
    telegram: SimulatedTelegram, li: Person
) -> None:
    li.blocks()
    li.unblocks()
    play(li, NEW_ACCOUNT["en"])


def test_two_people_do_not_see_each_other(telegram: SimulatedTelegram, li: Person) -> None:
    play(li, first_plan("en")[2:])
    eve = telegram.person("Eve")
    first_question = play(eve, INTRODUCTION["en"])

    assert [] == first_question.buttons
    eve.sends("Acme Pumps")
    assert "“Acme Pumps” is new to me" in eve.hears().plain


def test_the_token_is_in_no_log(telegram: SimulatedTelegram, coach: Coach, li: Person) -> None:
    telegram.fails("sendMessage", times=1, status=500)
    play(li, NEW_ACCOUNT["en"])

    assert telegram.token not in coach.said()
    assert TYPED["en"][0].does not in coach.said()
