"""Telegram and the way to it are in trouble: everything arrives, in order, at most once more than
there were faults; and who has no trouble waits for nobody."""

import random
import time

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.bot_api.faults import UNANSWERED, Trouble
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import INTRODUCTION, NEW_ACCOUNT, Action, play

FAULTS: dict[str, tuple[int | Trouble, bool]] = {
    "500": (500, False),
    "500 with a page": (500, True),
    "502": (502, False),
    "504": (504, False),
    "dropped before": ("drop before", False),
    "dropped after": ("drop after accept", False),
    "half closed": ("half close", False),
    "cut": ("cut json", False),
    "hung before": ("hang", False),
    "hung after": ("hang after accept", False),
}


def introduced(telegram: SimulatedTelegram, name: str) -> Person:
    person = telegram.person(name)
    play(person, INTRODUCTION["en"])
    return person


def seconds_to(person: Person, action: Action) -> float:
    begun = time.monotonic()
    play(person, [action])
    return time.monotonic() - begun


def test_every_fault_costs_at_most_one_repeat_and_nobody_elses_time(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    people = {name: introduced(telegram, name) for name in FAULTS}
    bob = introduced(telegram, "Bob")
    lost = telegram.answers_lost
    for name, (status, html) in FAULTS.items():
        telegram.fails("sendMessage", status=status, html=html, chat=people[name])
        people[name].sends("Acme Pumps")
    asked = seconds_to(bob, NEW_ACCOUNT["en"][0])
    told = seconds_to(bob, NEW_ACCOUNT["en"][1])

    for name, person in people.items():
        copies = 1 if FAULTS[name][0] in UNANSWERED else 0
        for _ in range(1 + copies):
            assert "is new to me" in person.hears(20).plain, name
        play(person, [NEW_ACCOUNT["en"][1], Action("Ms Zhao", "When?")])
        assert not person.unheard(), name
    assert telegram.answers_lost - lost == sum(s in UNANSWERED for s, _ in FAULTS.values())
    assert max(asked, told) < 2.5, (asked, told)


def test_a_chat_told_to_wait_waits_and_no_other(telegram: SimulatedTelegram, coach: Coach) -> None:
    li, bob = introduced(telegram, "Li"), introduced(telegram, "Bob")
    telegram.fails("sendMessage", status=429, retry_after=3, chat=li)
    begun = time.monotonic()
    li.sends("Acme Pumps")
    telegram.waits_until("sendMessage", status=429)
    for action in [*NEW_ACCOUNT["en"], Action("Ms Zhao", "When?")]:
        assert seconds_to(bob, action) < 2.5
    assert "is new to me" in li.hears().plain

    assert time.monotonic() - begun >= 3.0
    assert not li.unheard()


def test_telegrams_limits_cost_time_and_nothing_else(
    telegram: SimulatedTelegram, li: Person
) -> None:
    telegram.strict_flood = True  # a message a second
    try:
        with telegram.at_once():
            for words in ("Acme Pumps", "/help", "/back"):
                li.sends(words)
        heard = [li.hears(15).plain for _ in range(3)]
    finally:
        telegram.strict_flood = False

    assert "/help" not in heard[0] and "is new to me" in heard[0]
    assert "/debrief" in heard[1]
    assert "Which customer" in heard[2]
    assert not li.unheard()


@pytest.mark.parametrize("status", [500, 502, 409, 429, "cut json", "drop after accept"])
def test_trouble_with_fetching_loses_nothing(
    telegram: SimulatedTelegram, li: Person, status: int | Trouble
) -> None:
    telegram.fails("getUpdates", status=status)
    li.sends("Acme Pumps")
    assert "is new to me" in li.hears().plain
    li.taps("Create: manufacturing")
    assert "Whom" in li.hears().plain
    telegram.waits_until_confirmed()

    assert not li.unheard()


@pytest.mark.parametrize("status", ["drop after accept", "drop before", 502])
def test_a_tick_survives_a_fault(
    telegram: SimulatedTelegram, asked_what: Person, status: int | Trouble
) -> None:
    li = asked_what
    play(li, [Action("They lend us a line for a trial", "Which problems")])
    telegram.fails("editMessageReplyMarkup", status=status, chat=li)
    telegram.fails("answerCallbackQuery", status=500)
    li.taps("1")
    ticked = li.hears()
    li.taps("2")
    both = li.hears()
    li.taps("Done")

    assert ticked.edited and both.edited and ticked.buttons != both.buttons
    assert "1/2" in li.hears().plain
    assert not li.unheard()


def test_a_list_its_reader_deleted_is_still_answered(
    telegram: SimulatedTelegram, asked_what: Person
) -> None:
    li = asked_what
    question = play(li, [Action("They lend us a line for a trial", "Which problems")])
    li.deletes(question)
    li.taps("1", on=question)
    telegram.waits_until_confirmed()

    play(li, [Action("Seals fail at night", "1/2")])


def test_who_was_given_up_is_answered_when_they_write_again(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    """The update that tells of the unblocking can be lost; the message after it says enough."""
    li = introduced(telegram, "Li")
    telegram.fails("sendMessage", status=403, chat=li)
    li.sends("Acme Pumps")
    telegram.waits_until("sendMessage", status=403)
    while not coach.rows(f"select 1 from chat where blocked and address = '{li.id}'"):
        time.sleep(0.05)
    li.sends("/back")

    assert "Which customer" in li.hears().plain


def test_updates_twice_and_in_another_order_have_the_same_effect(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    people = [introduced(telegram, name) for name in ("Li", "Bob", "Wang")]
    telegram.repeats_updates(one_in=2)
    telegram.mixes_chats(random.Random(7))
    script = [*NEW_ACCOUNT["en"], Action("Ms Zhao", "When?"), Action("Friday 3pm", "agree to do")]
    for action in script:
        with telegram.at_once():
            for person in people:
                action.by(person)
        for person in people:
            assert action.hears in person.hears().plain
    telegram.repeats_updates(one_in=0)
    telegram.mixes_chats(None)
    telegram.waits_until_confirmed()

    assert [[], [], []] == [person.unheard() for person in people]
