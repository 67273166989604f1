"""A visit debriefed: how many actions it takes, what it leaves, how the next plan gains."""

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import (
    DEBRIEF,
    OUTCOME,
    PLAN,
    START_DEBRIEF,
    Action,
    play,
    visited_today,
)

BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def back(telegram: SimulatedTelegram, coach: Coach, language: str) -> Person:
    """A rep back from the visit planned for today."""
    person = telegram.person("Li", language_code=language)
    play(person, visited_today(language))
    return person


def counts(coach: Coach, *tables: str) -> list[int]:
    return [int(str(coach.rows(f"select count(*) from {table}")[0][0])) for table in tables]


@BOTH
def test_the_outcome_is_known_after_one_message(back: Person, language: str) -> None:
    heard = play(back, [START_DEBRIEF[language], OUTCOME[language]])

    assert heard.plain.startswith(("I make this an advance", "我的判断：进展"))


@BOTH
def test_a_minimal_debrief_takes_at_most_4(back: Person, coach: Coach, language: str) -> None:
    labels = {"en": ("[Save now]", "[Save]"), "zh-hans": ("[现在就保存]", "[保存]")}
    now, save = labels[language]
    saved = DEBRIEF[language][-1].hears
    actions = [OUTCOME[language], Action(now, DEBRIEF[language][-2].hears), Action(save, saved)]
    play(back, [START_DEBRIEF[language], *actions])

    assert len(actions) <= 4
    assert [1, 1] == counts(coach, "visit", "debrief")


@BOTH
def test_a_full_debrief_takes_at_most_12_and_keeps_everything(
    back: Person, coach: Coach, language: str
) -> None:
    play(back, [START_DEBRIEF[language], *DEBRIEF[language]])

    assert len(DEBRIEF[language]) <= 12
    tables = ("visit", "debrief", "need", "capability", "concern", "news", "practice_focus")
    assert [1] * 7 == counts(coach, *tables)
    sides = [row[0] for row in coach.rows("select side from commitment order by side")]
    assert ["customer", "ours"] == sides
    states = [row[0] for row in coach.rows("select state from problem order by id")]
    assert ["confirmed", "denied", None] == states[:3]


@BOTH
def test_the_next_plan_is_better_for_it(back: Person, language: str) -> None:
    play(back, [START_DEBRIEF[language], *DEBRIEF[language]])
    name = {"en": "Acme Pumps", "zh-hans": "顺达物流"}[language]
    recap = play(back, [PLAN[language], Action(f"[{name}]", PLANNED_NEXT[language])])

    assert all(words in recap.plain for words in REMEMBERED[language]), recap.plain


PLANNED_NEXT = {"en": "Whom will you see?", "zh-hans": "您要见谁"}
REMEMBERED = {
    "en": ["advance", "You are practising: ask implication questions", "Never asked:"],
    "zh-hans": ["进展", "您正在练：多问暗示问题", "还没问过："],
}
