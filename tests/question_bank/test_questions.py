"""What kind of question is it, does the explanation tell the truth, and is it quick?"""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.kinds import LANGUAGES, SPIN, Kind, Language, detect_language
from question_bank.lexicon import load_lexicon
from question_bank.linear import load_model
from question_bank.questions import judge_question

ROOT = Path(__file__).parents[2]
S, P, I, N, O = Kind  # noqa: E741

# fmt: off
ENGLISH = [
    # kind, question
    (S, "How many compressors are running on this site?"),
    (S, "Who signs off on orders above ten thousand?"),
    (S, "Walk me through a normal Monday in the warehouse."),
    (S, "which supplier do u use for bearings"),
    (S, "Since when have you had the present system?"),
    (P, "How often do the seals fail?"),
    (P, "Are you happy with the speed of repairs?"),
    (P, "What is the most annoying part of stock taking?"),
    (P, "do operators struggle with the new screens"),
    (P, "If you could change one thing about the line, what would it be?"),
    (I, "What happens when a seal fails at night?"),
    (I, "How do late deliveries affect your customers?"),
    (I, "What does an hour of downtime cost you?"),
    (I, "Does that lead to overtime?"),
    (I, "If nothing changes, where will that leave you next year?"),
    (N, "How would it help if downtime were cut in half?"),
    (N, "Why is it important to you to solve this?"),
    (N, "What would you do with the hours you save?"),
    (N, "Would a faster changeover be useful to your planners?"),
    (N, "Who else would benefit if reports were automatic?"),
    (O, "Can we meet next Tuesday at ten?"),
    (O, "Our pumps last twice as long as anybody else's."),
    (O, "Shall we go ahead with the order?"),
    (O, "How was your weekend?"),
    (O, "skip"),
]
CHINESE = [
    (S, "贵公司目前用的是哪家的系统？"),
    (S, "采购审批由谁负责？"),
    (S, "仓库一共有多少人？"),
    (S, "请介绍一下你们的盘点流程"),
    (P, "现在盘点有什么困难？"),
    (P, "您对供应商的服务满意吗？"),
    (P, "密封件是不是经常坏"),
    (P, "旺季的时候人手够不够？"),
    (I, "停机一次对交货有什么影响？"),
    (I, "如果一直不解决，会有什么后果？"),
    (I, "因为延误，去年损失了多少订单？"),
    (I, "这会不会导致客户流失？"),
    (N, "如果报表时间能缩短一半，对您有什么帮助？"),
    (N, "解决这个问题对您来说为什么重要？"),
    (N, "省下来的时间您打算用来做什么？"),
    (N, "还有哪些部门会从中受益？"),
    (O, "下周二上午方便见面吗？"),
    (O, "我们公司的产品质量是行业第一。"),
    (O, "那我们今天就把合同签了？"),
    (O, "跳过"),
]
# fmt: on


@pytest.mark.parametrize(("kind", "text"), ENGLISH + CHINESE)
def test_a_plain_question_is_known_for_what_it_is(kind: Kind, text: str) -> None:
    assert kind == judge_question(text).kind


@pytest.mark.parametrize(
    ("closed", "open_"),
    [
        ("Do late deliveries affect your customers?", "How do late deliveries affect customers?"),
        ("Do you have trouble finding drivers?", "What trouble do you have finding drivers?"),
        ("Would a faster line help you?", "How would a faster line help you?"),
        ("延误会不会影响客户？", "延误对客户有什么影响？"),
    ],
)
def test_closed_wording_is_no_worse_than_open(closed: str, open_: str) -> None:
    assert judge_question(open_).kind == judge_question(closed).kind


@pytest.mark.parametrize("text", ["", "   ", "???", "……", "42", "👍"])
def test_without_words_there_is_nothing_to_judge(text: str) -> None:
    verdict = judge_question(text)

    assert (O, "says_nothing", "") == (verdict.kind, verdict.because.cue, verdict.because.words)


@given(st.text(max_size=300), st.sampled_from([None, *LANGUAGES]))
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_verdict_and_always_the_same(text: str, language: Language | None) -> None:
    verdict = judge_question(text, language)

    assert 0 <= verdict.confidence <= 1
    assert verdict == judge_question(text, language)


@pytest.mark.parametrize(("kind", "text"), ENGLISH + CHINESE)
def test_the_cue_named_speaks_for_the_verdict(kind: Kind, text: str) -> None:
    language = detect_language(text)
    cue = judge_question(text).because.cue
    kind_of = {each.id: each.kind for each in load_lexicon(language).cues}

    assert kind == kind_of.get(cue, kind)
    if cue in kind_of:
        weights = load_model(f"questions.{language}").signs[cue]
        assert weights[list(Kind).index(kind)] > sum(weights) / len(weights)
    else:
        assert f"reads_like_{kind}" == cue


def test_the_words_that_decided_are_the_reps_own() -> None:
    assert "What happens when" == judge_question("What happens when it stops?").because.words
    full_width = "Ｗｈａｔ　ｈａｐｐｅｎｓ　ｗｈｅｎ　ｉｔ　ｓｔｏｐｓ？"
    assert "Ｗｈａｔ　ｈａｐｐｅｎｓ　ｗｈｅｎ" == judge_question(full_width).because.words


def test_the_words_outrank_the_language_of_the_chat() -> None:
    assert I == judge_question("What happens when a seal fails?", "zh-Hans").kind
    assert P == judge_question("现在盘点有什么困难？", "en").kind


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "What worries 王总 most?"),
        ("zh-Hans", "你们的ERP多久down一次？"),
        ("zh-Hans", "downtime多久一次"),
        ("en", ""),
    ],
)
def test_a_mixed_text_is_in_the_language_of_most_words(language: Language, text: str) -> None:
    assert language == detect_language(text)


@pytest.mark.parametrize(
    "text",
    [
        "how " * 1000,
        "if you could ... " * 250,
        "what happens when the the the " * 130,
        "a" * 4000,
        "如果" * 2000,
        "为什么会不会是不是有没有" * 333,
        "？" * 4000,
        "什么问题,\n" * 800,
    ],
)
def test_four_thousand_characters_of_anything_are_judged_quickly(text: str) -> None:
    judge_question(text)
    times = []
    for _ in range(5):
        start = perf_counter()
        judge_question(text)
        times.append(perf_counter() - start)

    # The goal is 20 ms; a shared machine may be several times slower.
    assert min(times) < 0.06


def test_judging_needs_no_scientific_libraries() -> None:
    code = (
        "import sys\n"
        "from question_bank.questions import judge_question\n"
        "from question_bank.outcomes import judge_outcome\n"
        "judge_outcome('signed!'); judge_outcome('签了！')\n"
        "judge_question('How often do the seals fail?'); judge_question('密封件多久坏一次？')\n"
        "print(sorted({'numpy', 'scipy', 'sklearn', 'asyncio'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "[]" == done.stdout.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_has_its_sentence(language: Language) -> None:
    text = ROOT / f"dialogs/text/{language}/judge.yaml"
    sentences = yaml.safe_load(text.read_text("utf-8"))["because"]
    named = {cue.id for each in LANGUAGES for cue in load_lexicon(each).cues}
    named |= {f"reads_like_{kind}" for kind in Kind} | {"says_nothing"}

    assert named == set(sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_type_can_be_turned_into_any_other(language: Language) -> None:
    text = ROOT / f"dialogs/text/{language}/judge.yaml"
    turns = yaml.safe_load(text.read_text("utf-8"))["turn"]

    assert {f"{one}_{other}" for one in Kind for other in SPIN if one != other} == set(turns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_can_be_reviewed(language: Language) -> None:
    weights = ROOT / f"question_bank/weights/questions.{language}.json"

    assert weights.stat().st_size < 1_200_000
