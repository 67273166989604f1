"""Is the call objective an advance, and if not, what is missing?"""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.kinds import LANGUAGES, Language
from question_bank.objectives import Actor, Missing, check_objective, load_signs

ROOT = Path(__file__).parents[2]

# fmt: off
ADVANCES: list[tuple[Actor, str]] = [
    ("customer", "Mr Wang introduces me to the CFO"),
    ("customer", "they agree to a two-week trial from Monday"),
    ("customer", "get her to send last year's downtime data"),
    ("customer", "Have the buyer register us as a vendor"),
    ("customer", "the plant manager books a visit to our reference customer"),
    ("customer", "She approves the budget request for phase one"),
    ("customer", "NDA signed by the end of the month"),
    ("customer", "leave with the purchase order for the first five pumps"),
    ("customer", "sample test agreed with the lab"),
    ("customer", "Dr Meyer takes our proposal to the committee on 12 May"),
    ("customer", "Marta agrees to let us log belt 3 for a week from 7 December"),
    ("customer", "They allow us to interview two operators"),
    ("joint",    "leave with a dated meeting with the general manager"),
    ("joint",    "we draft the acceptance criteria together with the quality manager"),
    ("customer", "让王总安排技术部测试"),
    ("customer", "请张工引荐财务总监"),
    ("customer", "客户同意试用两周"),
    ("customer", "拿到去年的停机数据"),
    ("customer", "争取客户周五前填好需求表"),
    ("customer", "对方提交立项申请"),
    ("customer", "签下首批五台的订单"),
    ("customer", "王总答应下周来我们工厂参观"),
    ("customer", "让我们在3号线装一周记录仪"),
    ("customer", "同意我们跟班一天"),
    ("joint",    "和技术部一起敲定验收标准"),
]
NOT_ADVANCES: list[tuple[str, Missing, str]] = [
    # cue                   missing  objective
    ("relationship",          "who",  "Build the relationship"),
    ("relationship",          "what", "get to know the new plant manager"),
    ("information",           "who",  "collect information"),
    ("information",           "who",  "find out who decides"),
    ("presentation",          "who",  "introduce the company"),
    ("presentation",          "who",  "present our product"),
    ("own_work",              "who",  "send a quote"),
    ("own_work",              "who",  "Send the quote so that they can order"),
    ("state_of_mind",         "what", "get them interested in our pumps"),
    ("bare_meeting",          "who",  "set up another meeting"),
    ("vague",                 "who",  "move the project forward"),
    ("step_without_customer", "who",  "two-week trial"),
    ("no_customer_action",    "who",  "pumps"),
    ("relationship",          "who",  "搞好关系"),
    ("relationship",          "what", "请王总吃饭"),
    ("information",           "who",  "了解情况"),
    ("presentation",          "who",  "介绍产品"),
    ("own_work",              "who",  "送资料"),
    ("state_of_mind",         "what", "让客户认可我们"),
    ("passes_it_on",          "what", "等客户内部讨论"),
    ("vague",                 "who",  "推进项目"),
]
# fmt: on


@pytest.mark.parametrize(("actor", "text"), ADVANCES)
def test_a_step_of_the_customers_is_an_advance(actor: Actor, text: str) -> None:
    check = check_objective(text)

    assert (True, actor, None) == (check.advance, check.actor, check.missing)


@pytest.mark.parametrize(("cue", "missing", "text"), NOT_ADVANCES)
def test_anything_else_is_told_what_it_lacks(cue: str, missing: Missing, text: str) -> None:
    check = check_objective(text)

    assert (False, cue, missing) == (check.advance, check.because.cue, check.missing)


@given(st.text(max_size=200), st.sampled_from([None, *LANGUAGES]))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_checked_and_always_the_same(text: str, language: Language | None) -> None:
    check = check_objective(text, language)

    assert check == check_objective(text, language)
    assert check.advance == (check.missing is None)


def test_the_words_that_decided_are_the_reps_own() -> None:
    assert "introduces me" == check_objective("Anna introduces me to the board").because.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_has_its_sentence(language: Language) -> None:
    text = ROOT / f"dialogs/text/{language}/judge.yaml"
    sentences = yaml.safe_load(text.read_text("utf-8"))["objective"]
    signs = [load_signs(each) for each in LANGUAGES]
    named = {sign.id for each in signs for sign in (*each.advances, *each.not_advances)}

    assert named | {"step_without_customer", "no_customer_action"} == set(sentences)


@pytest.mark.parametrize(
    ("aim", "advance"),
    [
        ("she lets us run one pump for two weeks", True),
        ("they allow us to test two routes", True),
        ("let me introduce our company", False),
        ("they let us know", False),
        ("allow us to use their logo", False),
    ],
)
def test_who_lets_us_try_acts_and_who_lets_me_talk_does_not(aim: str, advance: bool) -> None:
    assert check_objective(aim).advance is advance
