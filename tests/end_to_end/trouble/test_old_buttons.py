"""Buttons of every kind, tapped when their time is over: a plain answer, and nothing changes."""

from tests.bot_api import Heard, Person, SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import TYPED, Action, first_plan, play

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


def test_every_button_of_a_plan_is_old_when_it_is_saved(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    li = telegram.person("Li")
    said: list[Heard] = []
    for action in first_plan("en"):
        said.append(play(li, [action]))
    play(li, [Action("/plan", "Which customer"), Action("Beta Mills", "is new to me")])
    before = kept(coach, li)
    old = [(heard, label) for heard in said for row in heard.buttons for label in row]
    assert len(old) > 50
    for heard, label in old:
        tap = li.taps(label, on=heard)
        assert li.hears(edits=False).plain.startswith(("“Beta Mills” is new", "New account")), label
        telegram.waits_until_confirmed()
        assert tap.update_id

    assert before == kept(coach, li)
    assert li.toasts == [STALE] * len(old)
    assert [(0,)] == coach.rows("select count(*) from parked_update")


def test_forged_buttons_are_old_ones(telegram: SimulatedTelegram, coach: Coach, li: Person) -> None:
    question = play(li, TYPED["en"][:0] or [Action("Acme Pumps", "is new to me")])
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
