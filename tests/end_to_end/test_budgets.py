"""How many actions a plan takes: a message sent, a button tapped, a list confirmed (DESIGN 3)."""

from dataclasses import replace

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import FIRST_TIME, PLAN, TYPED, Action, first_plan, play

BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])

# The first three problems of the list are carried over from the first plan, the rest is the bank's.
SUGGESTED = {
    "en": [
        Action("[Acme Pumps]", "Whom"),
        Action("[Ms Zhao, plant manager]", "When?"),
        Action("[Tomorrow]", "agree to do"),
        Action("2 3", "Which problems"),
        Action("4 5 6", "1/3"),
        Action("[Use these]", "2/3"),
        Action("[Use these]", "3/3"),
        Action("[Use these]", "Which facts"),
        Action("1 2", "concern"),
        Action("[Skip]", "Objective:"),
        Action("[Save]", "Saved"),
    ],
    "zh-hans": [
        Action("[顺达物流]", "您要见谁"),
        Action("[王总，运营总监]", "什么时候去"),
        Action("[明天]", "答应做什么"),
        Action("２ ３", "哪些您能解决的难点"),
        Action("４ ５ ６", "1/3"),
        Action("[就用这些]", "2/3"),
        Action("[就用这些]", "3/3"),
        Action("[就用这些]", "哪些情况"),
        Action("1、2", "顾虑"),
        Action("[跳过]", "拜访目标："),
        Action("[保存]", "已保存"),
    ],
}

QUICK = {
    "en": [
        Action("[Acme Pumps]", "Whom"),
        Action("[Plan in 60 seconds]", "agree to do"),
        Action("2", "Which problems"),
        Action("1", "1/1"),
        Action("[Use these]", "Objective:"),
        Action("[Save]", "Saved"),
    ],
    "zh-hans": [
        Action("[顺达物流]", "您要见谁"),
        Action("[一分钟准备]", "答应做什么"),
        Action("2", "哪些您能解决的难点"),
        Action("1", "1/1"),
        Action("[就用这些]", "拜访目标："),
        Action("[保存]", "已保存"),
    ],
}


def kind_by_kind(language: str) -> list[Action]:
    """Each problem in three messages: what brings it out, what it leads to, what it is worth."""
    split: list[Action] = []
    for action in TYPED[language]:
        lines = action.does.split("\n")
        if len(lines) == 4:
            missing = "missing" if language == "en" else "还缺"
            split += [
                Action(lines[0], missing),
                Action("\n".join(lines[1:3]), missing),
                Action(lines[3], action.hears),
            ]
        else:
            split.append(action)
    return split


@pytest.fixture
def met(telegram: SimulatedTelegram, coach: Coach, language: str) -> Person:
    """A rep who has saved a first plan and so has a known account."""
    person = telegram.person("Li", language_code=language)
    play(person, first_plan(language))
    return person


@BOTH
def test_a_new_account_adds_one_and_a_first_time_of_day_adds_one(
    telegram: SimulatedTelegram, coach: Coach, language: str
) -> None:
    person = telegram.person("Li", language_code=language)
    whole = first_plan(language)
    play(person, whole)

    after_introduction = len(whole) - 2
    assert after_introduction == len(TYPED[language]) + 1 + 1 <= 14
    assert [("10:00:00.000000",)] == coach.rows("select hour from person_user")


@BOTH
def test_a_full_plan_typed_takes_at_most_12(met: Person, coach: Coach, language: str) -> None:
    play(met, [PLAN[language], *TYPED[language]])

    assert len(TYPED[language]) <= 12
    assert [(2,)] == coach.rows("select count(*) from visit")
    assert [(1,)] == coach.rows("select count(*) from account")


@BOTH
def test_a_full_plan_with_suggestions_takes_at_most_12(
    met: Person, coach: Coach, language: str
) -> None:
    play(met, [PLAN[language], *SUGGESTED[language]])

    kinds = coach.rows("select kind, count(*) from question where visit_id=2 group by 1 order by 1")
    assert len(SUGGESTED[language]) <= 12
    assert [("implication", 6), ("need_payoff", 6), ("problem", 6), ("situation", 2)] == kinds


@BOTH
def test_problems_carried_over_bring_the_questions_never_asked(
    met: Person, coach: Coach, language: str
) -> None:
    carried = [
        replace(action, does="1 2 3") if action.hears == "1/3" else action
        for action in SUGGESTED[language]
    ]
    play(met, [PLAN[language], *carried])

    typed = "select q.kind, q.text from question q join problem p on p.id = q.problem_id"
    first, second = (set(coach.rows(f"{typed} where q.visit_id = {n}")) for n in (1, 2))
    assert len(first) == 9
    assert first <= second


@BOTH
def test_a_full_plan_kind_by_kind_takes_at_most_18(
    met: Person, coach: Coach, language: str
) -> None:
    actions = kind_by_kind(language)
    play(met, [PLAN[language], *actions])

    kinds = "select kind, count(*) from question where visit_id={} group by 1 order by 1"
    assert len(actions) <= 18
    assert coach.rows(kinds.format(1)) == coach.rows(kinds.format(2))


@BOTH
def test_a_60_second_plan_takes_6(met: Person, coach: Coach, language: str) -> None:
    play(met, [PLAN[language], *QUICK[language]])

    assert len(QUICK[language]) == 6
    assert [(None,)] == coach.rows("select day from visit where id=2")


@BOTH
def test_the_usual_time_is_asked_once(met: Person, language: str) -> None:
    day, _ = FIRST_TIME[language]
    before = TYPED[language][:2]
    play(met, [PLAN[language], *before, Action(day.does, TYPED[language][2].hears)])
