"""People who write faster than the coach answers: nothing is lost or filed under what they had not
seen yet. What they do "at once" reaches the coach in one batch."""

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import (
    INTRODUCTION,
    NEW_ACCOUNT,
    OUTCOME,
    START_DEBRIEF,
    Action,
    play,
)

LINES = [f"They lend us line {n} for a trial" for n in range(10)]


def answers(coach: Coach, person: Person, step: str) -> list[tuple[object, ...]]:
    """Every message that stands in the draft as part of the answer to this step, in order."""
    return coach.rows(
        "select json_extract(part.value, '$.text')"
        " from conversation c join chat on chat.id = c.chat_id,"
        " json_each(c.session, '$.draft.answers') answer,"
        " json_each(answer.value, '$.typed') part"
        f" where chat.address = '{person.id}' and json_extract(answer.value, '$.step') = '{step}'"
        " order by answer.key, part.key"
    )


def said_last(telegram: SimulatedTelegram, person: Person) -> str:
    """When all has been answered; whatever came before it is heard as well."""
    telegram.waits_until_confirmed(20)
    heard = person.hears()
    while more := person.unheard():
        heard = more[0]
        person.hears()
    return heard.plain


@pytest.mark.parametrize("how", ["typed", "forwarded"])
def test_ten_messages_in_a_second_are_one_answer(
    telegram: SimulatedTelegram, coach: Coach, asked_what: Person, how: str
) -> None:
    li = asked_what
    with telegram.at_once():
        for line in LINES:
            li.sends(line) if how == "typed" else li.forwards(line)
    li.hears()
    for line in LINES[1:]:
        assert f"Added to your answer before: “{line}”" in li.hears().plain

    assert [(line,) for line in LINES] == answers(coach, li, "objective")
    assert not answers(coach, li, "problems")
    play(li, [Action("Seals fail at night", "1/1")])


def test_messages_one_after_the_other_are_one_answer_too(
    telegram: SimulatedTelegram, coach: Coach, asked_what: Person
) -> None:
    """Each comes while the question that follows the one before may be on its way."""
    li = asked_what
    for line in LINES[:5]:
        li.sends(line)
    for _ in LINES[:5]:
        li.hears()

    kept = answers(coach, li, "objective") + answers(coach, li, "problems")
    assert [(line,) for line in LINES[:5]] == kept


def test_one_long_answer_cut_into_three_is_kept_whole(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    li = telegram.person("Li")
    new, _ = NEW_ACCOUNT["en"]
    made = Action("[Create: manufacturing]", START_DEBRIEF["en"].hears)
    play(li, [*INTRODUCTION["en"], Action("/debrief", "Which visit?"), new, made])
    whole = OUTCOME["en"].does + "".join(f"\nMeter {n} was read at noon." for n in range(350))
    with telegram.at_once():
        parts = li.sends_long(whole)
    assert len(parts) == 3
    said_last(telegram, li)

    kept = "".join(str(row[0]) for row in answers(coach, li, "outcome"))
    assert kept == whole


def test_a_text_then_a_tap_at_once(telegram: SimulatedTelegram, asked_when: Person) -> None:
    li = asked_when
    with telegram.at_once():
        li.sends("Friday 3pm")
        li.taps("Tomorrow")
    first, second = li.hears().plain, li.hears().plain

    assert "15:00 Shanghai time" in first
    assert first.split("\n\n")[1:] == second.split("\n\n")
    assert "That button is from an earlier question." == li.sees_toast()


def test_a_tap_then_a_text_at_once(telegram: SimulatedTelegram, asked_when: Person) -> None:
    li = asked_when
    with telegram.at_once():
        li.taps("No date yet")
        li.sends("They lend us a line for a trial")
    li.hears()

    assert "Which problems" in li.hears().plain  # it was the answer to the question that followed
    assert [] == li.toasts


@pytest.mark.parametrize("at_once", [True, False])
def test_a_double_tap_answers_once(
    telegram: SimulatedTelegram, coach: Coach, asked_when: Person, at_once: bool
) -> None:
    li = asked_when
    if at_once:
        with telegram.at_once():
            li.taps_twice("No date yet")
    else:
        li.taps_twice("No date yet")
    assert "agree to do" in li.hears().plain
    assert "agree to do" in li.hears().plain
    assert "That button is from an earlier question." == li.sees_toast()

    li.taps_again()  # a phone that connects anew sends it with new ids
    assert "agree to do" in li.hears().plain
    assert "That button is from an earlier question." == li.sees_toast()
