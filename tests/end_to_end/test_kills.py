"""kill -9 in a plan or a debrief: no answer lost, doubled, or filed under another question."""

import random
import threading

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

LONGEST = 0.06
"""A turn with its sending takes less; so a kill falls before, into or after it."""


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_plan_survives_a_kill_at_every_answer(
    telegram: SimulatedTelegram, coach: Coach, language: str, request: pytest.FixtureRequest
) -> None:
    person = telegram.person("Li", language_code=language)
    actions = first_plan(language)
    telegram.waits_until_polled()
    _killed_at_every_answer(coach, person, actions, _chance(request, language))
    assert len(actions) >= 14

    assert [(1,)] == coach.rows("select count(*) from visit")
    assert [(0,)] == coach.rows("select count(*) from parked_update")
    _holds_what_was_said(coach, actions)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_debrief_survives_a_kill_at_every_answer(
    telegram: SimulatedTelegram, coach: Coach, language: str, request: pytest.FixtureRequest
) -> None:
    person = telegram.person("Li", language_code=language)
    play(person, visited_today(language))
    actions = [START_DEBRIEF[language], *DEBRIEF[language]]
    _killed_at_every_answer(coach, person, actions, _chance(request, language))

    tables = ("visit", "debrief", "need", "capability", "concern", "news")
    found = {name: coach.rows(f"select count(*) from {name}")[0][0] for name in tables}
    assert dict.fromkeys(tables, 1) == found
    assert [("customer",), ("ours",)] == [
        tuple(row) for row in coach.rows("select side from commitment order by side")
    ]


def _chance(request: pytest.FixtureRequest, language: str) -> random.Random:
    """Another one each run; pytest prints the seed that repeats it."""
    return random.Random(f"{request.config.getoption('randomly_seed', 1)} {language}")


def _killed_at_every_answer(
    coach: Coach, person: Person, actions: list[Action], chance: random.Random
) -> None:
    for action in actions:
        if chance.random() < 0.3:
            coach.kill()
            action.by(person)  # said while nobody listens
            coach.start()
        else:
            killing = threading.Timer(chance.uniform(0, LONGEST), coach.kill)
            action.by(person)
            killing.start()
            killing.join()
            coach.start()
        _hears(person, action)
    coach.is_up()


def _hears(person: Person, action: Action) -> None:
    """After a crash the message in flight may come twice, and no other."""
    copies = 0
    while action.hears not in person.hears(20.0, edits=False).plain:
        copies += 1
        assert copies <= 1, f"after {action.does!r}: the question did not come"


def _holds_what_was_said(coach: Coach, actions: list[Action]) -> None:
    """Every typed line stands in the plan once, under its own problem and in its order."""
    chains = [action.does.split("\n") for action in actions if action.does.count("\n") == 3]
    for place, lines in enumerate(chains):
        rows = coach.rows(
            "select text from question where problem_id = "
            f"(select id from problem where place = {place}) order by place"
        )
        typed = [line for number, line in enumerate(lines) if number != 1]
        assert typed == [row[0] for row in rows]
    problems = next(action.does for action in actions if action.hears == "1/3").split("\n")
    stored = [row[0] for row in coach.rows("select text from problem order by place")]
    assert problems == stored
