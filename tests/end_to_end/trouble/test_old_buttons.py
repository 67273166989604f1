"""Buttons of every kind, tapped when their time is over: a plain answer, and nothing changes."""

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import (
    DEBRIEF,
    START_DEBRIEF,
    Action,
    first_plan,
    play,
    visited_today,
)

STALE = "That button is from an earlier question."


def kept(coach: Coach, person: Person) -> list[tuple[object, ...]]:
    """All that a tap could have changed, of this person."""
    team = (
        "(select team_id from membership m join chat on chat.person_id = m.person_id"
        f" where chat.address = '{person.id}')"
    )
    return [
        *coach.rows(f"select id, day, hour from visit where team_id = {team}"),
        *coach.rows(f"select id, name from account where team_id = {team}"),
        *coach.rows(f"select id, text, state from problem where team_id = {team}"),
        *coach.rows(f"select id, text from question where team_id = {team}"),
        *coach.rows(
            "select json_extract(session, '$.draft.answers') from conversation"
            f" join chat on chat.id = chat_id where address = '{person.id}'"
        ),
    ]


@pytest.mark.parametrize(
    "script",
    [first_plan("en"), [*visited_today("en"), START_DEBRIEF["en"], *DEBRIEF["en"]]],
    ids=["plan", "debrief"],
)
def test_every_button_is_old_when_all_is_saved(
    telegram: SimulatedTelegram, coach: Coach, script: list[Action]
) -> None:
    li = telegram.person("Li")
    said = [play(li, [action]) for action in script]
    play(li, [Action("/plan", "Which customer"), Action("Beta Mills", "is new to me")])
    before = kept(coach, li)
    old = [(heard, label) for heard in said for row in heard.buttons for label in row]
    assert len(old) > 50
    with telegram.at_once():
        for heard, label in old:
            li.taps(label, on=heard)
    for _, label in old:
        assert li.hears(20).plain.startswith("“Beta Mills” is new"), label
        assert li.sees_toast() == STALE, label

    assert before == kept(coach, li)
    assert not li.unheard()
    assert [(0,)] == coach.rows("select count(*) from parked_update")


def test_forged_buttons_are_old_ones(telegram: SimulatedTelegram, coach: Coach, li: Person) -> None:
    question = play(li, [Action("Acme Pumps", "is new to me")])
    before = kept(coach, li)
    forged = [
        *("", "s:", "s:1", "s:0:0", "s:999999999:0", "s:-1:-1", "s:1:999", "s:１:０"),
        *("o:", "o:kept:1", "o:kept:999999999999999999999", "o:moved_to:1:2026-13-45"),
        *("o:go_on:last", "o:debrief:1", "x" * 64, "保存" * 10, "o:kept:'; drop table visit"),
    ]
    for data in forged:
        li.forges(data, on=question)
        assert "Acme Pumps" in li.hears(edits=False).plain or li.toasts, data

    assert before == kept(coach, li)
    assert [(0,)] == coach.rows("select count(*) from parked_update")
    play(li, [Action("[Create: manufacturing]", "Whom")])
