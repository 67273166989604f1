"""The outcome judge by METHOD 4: every rule and every example, in notes as reps write them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank import phrases
from question_bank.acts import Actor, Group, load_lexicon
from question_bank.evaluate import read_rows
from question_bank.evaluate_outcomes import HALVES, Judged, accuracy, half
from question_bank.kinds import LANGUAGES, Language, OutcomeKind
from question_bank.outcomes import Outcome, OutcomeVerdict, judge_outcome

ROOT = Path(__file__).parents[2]
ORDER, ADVANCE = OutcomeKind.ORDER, OutcomeKind.ADVANCE
STALLED, REFUSED, NOT_HELD = OutcomeKind.CONTINUATION, OutcomeKind.NO_SALE, OutcomeKind.NOT_HELD


def kind(text: str) -> OutcomeKind:
    return judge_outcome(text).kind


# --- every rule ----------------------------------------------------------------------------------

# fmt: off
RULES = [
    # rule, kind, note
    ("O1", ORDER,    "The director signed the contract for six compressors."),
    ("O1", ORDER,    "PO 88213 received, 24 tablets."),
    ("O1", ORDER,    "She paid the deposit by card while I was there."),
    ("O1", ORDER,    "Notice of award is in, we won lot 3."),
    ("O1", ORDER,    'The CFO told me "we\'re buying twelve", so that is settled.'),
    ("O1", ORDER,    "They pay for a four week pilot, contract signed."),
    ("O1", STALLED,  "We shook hands, nothing about how many."),
    ("O1", STALLED,  "He is 99% sure."),
    ("N1", REFUSED,  "They decided against buying."),
    ("N1", ADVANCE,  "He turned down the whole line but will test one unit from Monday."),
    ("A1", ADVANCE,  "She will send us last year's scrap figures by Friday."),
    ("A2", ADVANCE,  "We were shortlisted."),
    ("A2", STALLED,  "We received the tender documents."),
    ("C1", STALLED,  "Great presentation, they are very interested."),
    ("C2", STALLED,  "I'll send a quote on Thursday."),
    ("C3", STALLED,  "We meet again next month."),
    ("C3", ADVANCE,  "Meeting on the 14th with the CFO to decide on the pilot."),
    ("C4", STALLED,  "The trial starts on Monday, as already agreed last time."),
    ("C5", STALLED,  "They'll sign once legal approves."),
    ("C6", STALLED,  "They will discuss it internally and get back to us next week."),
    ("C6", ADVANCE,  "She presents it to the board on 12 May."),
    ("C7", STALLED,  "No budget this year, call again in January."),
    ("M1", REFUSED,  "She loved the demo, but they decided against us."),
    ("M1", ORDER,    "They refused the service plan but signed for the five machines."),
    ("H1", NOT_HELD, "The meeting was cancelled this morning."),
    ("O1", ORDER,    "厂长当场把合同签了，两台注塑机。"),
    ("O1", ORDER,    "中标通知书下来了，一标段归我们。"),
    ("O1", ORDER,    "客户付了定金，设备我们开始备货。"),
    ("O1", ORDER,    "付费试点合同签了，一个车间，三个月。"),
    ("O1", STALLED,  "握了手，几台一个字没提。"),
    ("N1", REFUSED,  "客户明确拒绝，让我别再来了。"),
    ("N1", ADVANCE,  "整套他不要，但同意周一开始先试一台。"),
    ("A1", ADVANCE,  "客户周五之前把去年的能耗数据发给我们。"),
    ("A2", ADVANCE,  "我们入围了，最后两家。"),
    ("A2", STALLED,  "收到招标文件，下月5号截标。"),
    ("C1", STALLED,  "聊得很好，客户很感兴趣。"),
    ("C2", STALLED,  "我下周发方案给他。"),
    ("C3", STALLED,  "约了下个月再聊。"),
    ("C4", STALLED,  "上次说好的试用下周一开始，这次没什么新进展。"),
    ("C5", STALLED,  "他说等总部批了就签。"),
    ("C6", STALLED,  "客户说要内部讨论一下，有消息通知我。"),
    ("C6", ADVANCE,  "刘处长12号在局长办公会上汇报我们的方案。"),
    ("C7", STALLED,  "今年没预算，明年再说。"),
    ("M1", REFUSED,  "夸了半天方案好，最后说已经跟别家签了。"),
    ("M1", ORDER,    "维保不要，但是设备5台下单了。"),
    ("H1", NOT_HELD, "客户临时取消了拜访。"),
]
EXAMPLES_OF_ADVANCES = [
    "He'll introduce us to the plant manager on Thursday.",
    "They visit our reference customer in Leeds on 4 June.",
    "The principal booked our demo for all heads of year on Tuesday.",
    "She'll call two of our customers this week.",
    "Trial of two weeks agreed, pass mark is 2 % scrap, starts Monday.",
    "He gives us the meter readings so that we can build the business case, by Wednesday.",
    "We write the requirements together next Tuesday.",
    "He filed the capex request this morning.",
    "The buyer started our supplier registration while I was there.",
    "They signed the NDA.",
    "She gave me access to the draft specification, comments due by Friday.",
    "The budget was refused last year, today he got it approved.",
    "Their lawyer returns the marked-up contract on Monday.",
    "李总答应下周二带我们去见董事长。",
    "周四他们带建筑师来我们展厅。",
    "演示定在19号，年级组长都来。",
    "副总同意周四上午和我们的老客户通个电话。",
    "同意在一个车间试用两周，下周一开始，合格率98%算过。",
    "采购周四前把2024年的用量给我，用来做论证。",
    "周三下午和他们工程师一起把技术参数写出来。",
    "他已经提交了预算申请。",
    "采购今天帮我们提交了供应商注册资料。",
    "保密协议签了，图纸明天给。",
    "王工把规格书草稿给我看了，让我们周四前提意见。",
    "上个月被驳回的预算，今天领导同意列支了。",
    "法务下周一把修改后的合同返给我们。",
]
WORDS_THAT_MISLEAD = [
    (REFUSED,  "They signed with a competitor."),
    (REFUSED,  "They've chosen another supplier and the contract is signed."),
    (ADVANCE,  "NDA signed."),
    (ADVANCE,  "They signed! Only the NDA, so they can open their books."),
    (ORDER,    "She didn't haggle, just signed."),
    (ORDER,    "Competitor's machine goes back, they placed the order with us."),
    (STALLED,  "He signed up for the webinar."),
    (STALLED,  "Signed the visitor book and had a coffee."),
    (STALLED,  "Not signed yet."),
    (STALLED,  "No order today."),
    (STALLED,  "They asked for a quote for a trial."),
    (STALLED,  "I suggested a trial, he said he'd think about it."),
    (STALLED,  "I asked for an introduction to the CEO, no answer yet."),
    (STALLED,  "They might run a test later in the year."),
    (STALLED,  "She didn't say no."),
    (STALLED,  "Our technician will test the samples in our lab."),
    (STALLED,  "The waiter said they'd take three, the owner was out."),
    (ORDER,    "竞品退了，给我们下了单。"),
    (REFUSED,  "跟竞品签了。"),
    (REFUSED,  "合同是签了，不过是跟别家签的。"),
    (ADVANCE,  "没签合同，签的是保密协议。"),
    (STALLED,  "签了个到，领了资料。"),
    (STALLED,  "还没签合同。"),
    (STALLED,  "没拒绝，也没答应。"),
    (STALLED,  "我建议做个试点，他说考虑考虑。"),
    (STALLED,  "想请他引荐总经理，他没接话。"),
    (STALLED,  "持续保持沟通。"),
]
SHORT_AND_SLOPPY = [
    (ORDER,    "signed!"),
    (ORDER,    "PO in hand"),
    (REFUSED,  "lost it"),
    (REFUSED,  "no deal"),
    (NOT_HELD, "no show"),
    (STALLED,  "nice chat"),
    (ORDER,    "they renwed for 12 months, contarct signed"),
    (ADVANCE,  "trail... no, trial starts on mon w/ two oprators"),
    (ADVANCE,  "shes gonna send us teh drawngs by fri"),
    (STALLED,  "gonna ping them a deck tmrw"),
    (ADVANCE,  "so he will bring his boss to our next meeting on friday to decide on the trial"),
    (ORDER,    "签了！"),
    (REFUSED,  "黄了。"),
    (NOT_HELD, "没见到人"),
    (STALLED,  "再看看"),
    (ORDER,    "PO收到，24台"),
    (ADVANCE,  "NDA签了，BOM明天给"),
    (ADVANCE,  "他们IT同意开sandbox，两个班用四周"),
    (STALLED,  "让我回去update一下quote"),
    (ADVANCE,  "维修主管说9号带我们去看产线顺便把故障记录给我"),
]
# fmt: on


@pytest.mark.parametrize(("rule", "expected", "note"), RULES)
def test_each_rule_decides_its_notes(rule: str, expected: OutcomeKind, note: str) -> None:
    verdict = judge_outcome(note)

    assert (verdict.kind, verdict.rule) == (expected, rule)


@pytest.mark.parametrize("note", EXAMPLES_OF_ADVANCES)
def test_the_method_s_examples_are_advances(note: str) -> None:
    assert kind(note) is ADVANCE


@pytest.mark.parametrize(("expected", "note"), WORDS_THAT_MISLEAD)
def test_words_of_success_do_not_mislead(expected: OutcomeKind, note: str) -> None:
    assert kind(note) is expected


@pytest.mark.parametrize(("expected", "note"), SHORT_AND_SLOPPY)
def test_notes_may_be_short_misspelt_and_mixed(expected: OutcomeKind, note: str) -> None:
    assert kind(note) is expected


def test_every_rule_is_shown_in_both_languages() -> None:
    def shown(language: Language) -> set[str]:
        return {rule for rule, _, note in RULES if _is_chinese(note) == (language == "zh-Hans")}

    assert shown("en") == shown("zh-Hans")


def _is_chinese(note: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", note))


# --- what a verdict says -------------------------------------------------------------------------


def test_close_and_stall_are_outcomes_and_a_visit_not_held_has_none() -> None:
    outcomes = [
        judge_outcome(note).outcome for note in ("signed!", "NDA signed", "黄了", "没见到人")
    ]

    assert outcomes == [Outcome.CLOSE, Outcome.ADVANCE, Outcome.STALL, None]


@pytest.mark.parametrize(
    "note",
    ["He'll introduce us to the plant manager.", "答应把我们介绍给集团采购的陈总，哪天没说。"],
)
def test_a_definite_step_without_a_date_is_weak_and_asks_when(note: str) -> None:
    verdict = judge_outcome(note)

    assert (verdict.kind, verdict.weak, verdict.missing) == (ADVANCE, True, "when")


def test_what_is_done_needs_no_date() -> None:
    verdict = judge_outcome("They signed the NDA and gave us the drawings.")

    assert (verdict.weak, verdict.missing) == (False, None)


def test_the_rep_s_own_words_decide() -> None:
    verdict = judge_outcome("Long talk. Then She SENDS us the Drawings by Friday, she said.")

    assert verdict.because.words == "SENDS us the Drawings"
    assert (verdict.who, verdict.when_span) == ("She", "by Friday")


@pytest.mark.parametrize(
    ("missing", "note"),
    [
        ("what", "Very positive, lots of interest."),
        ("who", "I'll send a revised offer."),
        ("when", "We'll meet again."),
        ("nearer", "Meeting on Friday with the same buyer."),
        ("what", "气氛很好，很认可我们。"),
        ("who", "我周五发报价。"),
        ("when", "改天再聊。"),
    ],
)
def test_a_stall_names_the_missing_piece(missing: str, note: str) -> None:
    assert judge_outcome(note).missing == missing


@pytest.mark.parametrize(
    ("settles", "note"),
    [
        ("agreed", "He wants to run a trial."),
        ("amount", "They are buying."),
        ("new", "As agreed last time, she sends the data on Friday."),
        ("condition", "If the price is right they will test the samples."),
        ("agreed", "客户希望做个试点。"),
    ],
)
def test_what_is_unsure_is_a_stall_with_one_question(settles: str, note: str) -> None:
    verdict = judge_outcome(note)

    assert (verdict.kind, verdict.settles) == (STALLED, settles)
    assert verdict.confidence <= 0.6


def test_nothing_said_is_a_continuation_and_unsure() -> None:
    verdict = judge_outcome("…")

    assert (verdict.kind, verdict.rule, verdict.settles) == (STALLED, "C1", "step")


# --- several statements --------------------------------------------------------------------------


def promises(text: str) -> list[tuple[Actor, str | None]]:
    return [(each.actor, each.when_span) for each in judge_outcome(text).statements]


def test_promises_of_both_sides_are_kept_for_the_ledger() -> None:
    note = "I'll send the offer by Wednesday and she tables it at Friday's management meeting."

    assert promises(note) == [(Actor.REP, "by Wednesday"), (Actor.CUSTOMER, "Friday")]


def test_chinese_promises_of_both_sides_are_kept_for_the_ledger() -> None:
    assert promises("我周三发报价，她周五拿到管理层会上讨论。") == [
        (Actor.REP, "周三"),
        (Actor.CUSTOMER, "周五"),
    ]


def test_our_work_counts_when_the_customer_commits_as_well() -> None:
    assert kind("Send the proposal by Friday, on Monday she takes it to the board.") is ADVANCE
    assert kind("Send the proposal by Friday.") is STALLED


def test_what_is_refused_after_a_step_is_refused() -> None:
    assert kind("He introduced me to the CEO, who told me that they won't buy.") is REFUSED


def test_a_condition_that_is_our_own_work_does_not_count_against_it() -> None:
    assert kind("Once we send the report, she takes it to the board on Monday.") is ADVANCE


def test_a_conditional_order_counts_by_the_step_towards_it() -> None:
    assert kind("They order if the sample passes.") is STALLED
    assert kind("They order if the sample passes, and their lab tests it on Monday.") is ADVANCE


# --- what was known before, and the objective ----------------------------------------------------


def test_what_was_agreed_before_is_not_new() -> None:
    note = "She will send us the scrap figures by Friday."
    known = ["send us last year's scrap figures"]

    assert kind(note) is ADVANCE
    assert judge_outcome(note, already=known).rule == "C4"
    assert judge_outcome(note, already=["introduce us to the plant manager"]).kind is ADVANCE


def test_an_order_that_was_promised_before_is_an_order() -> None:
    verdict = judge_outcome("Contract signed, six units.", already=["they will sign on Friday"])

    assert verdict.kind is ORDER


def test_with_an_objective_the_headline_is_what_was_said_about_it() -> None:
    note = "They reordered two boxes of gloves. On the CT scanner they want to think it over."

    assert kind(note) is ORDER
    assert judge_outcome(note, objective="budget approval for the CT scanner").kind is STALLED


def test_an_objective_nothing_was_said_about_changes_nothing() -> None:
    assert judge_outcome("PO received, 6 units.", objective="meet the dean").kind is ORDER


# --- any text at all -----------------------------------------------------------------------------

# fmt: off
WORDS = st.sampled_from([
    "they", "he", "will", "not", "send", "us", "the", "drawings", "signed", "order", "no", "if",
    "by", "friday", "trial", "PO", "3", "units", "we", "agreed", "to", ".", "?", "!", "\n",
    "他", "签了", "没", "合同", "下周一", "给我们", "数据", "如果", "，",
])
# fmt: on
NOTES = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


@given(NOTES)
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    verdict = judge_outcome(text)

    assert 0 < verdict.confidence <= 1
    assert verdict.because.words in text or not text.isascii()


@given(NOTES)
@settings(max_examples=50, deadline=None)
def test_the_same_note_gets_the_same_verdict(text: str) -> None:
    assert judge_outcome(text) == judge_outcome(text)


LONG = [
    "they will send us the drawings by friday, ",
    "signed ",
    "no ",
    "下次再约，",
    "签了",
    "a",
    "?",
]


def work(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many phrases are tried: a clock would measure the machine."""
    tried = 0
    match = phrases._match

    def counted(*arguments: object) -> int:
        nonlocal tried
        tried += 1
        return match(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(phrases, "_match", counted)
        judge_outcome(text)
    return tried


@pytest.mark.parametrize("piece", LONG)
def test_work_grows_no_faster_than_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short = work((piece * 400)[:400], monkeypatch)

    assert work((piece * 800)[:800], monkeypatch) <= 2.5 * short + 100


@pytest.mark.parametrize("piece", LONG)
def test_work_on_4000_characters_is_bounded(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert work((piece * 4000)[:4000], monkeypatch) < 20_000


# --- words and data ------------------------------------------------------------------------------


def spoken(language: str) -> dict[str, dict[str, str]]:
    path = ROOT / "dialogs" / "text" / language / "outcome.yaml"
    entries: dict[str, dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return entries


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_rule_and_question_has_a_sentence(language: Language) -> None:
    acts = {act.id for each in LANGUAGES for act in load_lexicon(each).acts.values()}
    code = (ROOT / "question_bank" / "weighing.py").read_text("utf-8")
    asked = set(re.findall(r'_stall\([^()]*"(?:who|what|when|nearer)", "(\w+)"\)', code))
    asked |= set(re.findall(r'settles="(\w+)"', code))
    said = spoken(language)

    assert acts - {"aside"} | {"nothing"} == said["because"].keys()
    assert asked <= said["settles"].keys()
    assert said["rule"].keys() == said["explain"].keys() == {rule for rule, *_ in RULES}
    assert said["missing"].keys() == {"who", "what", "when", "nearer"}


def test_every_group_of_acts_is_used_in_both_languages() -> None:
    for language in LANGUAGES:
        assert {act.group for act in load_lexicon(language).acts.values()} == set(Group)


def labelled(language: Language, which: str) -> Iterator[Judged]:
    path = ROOT / "question_bank" / "training" / f"outcomes.{language}.tsv"
    for row in read_rows(path):
        if half(row) == which:
            yield Judged(row["text"], OutcomeKind(row["kind"]), judge_outcome(row["text"]))


# fmt: off
FIGURES = [
    # language, themes,    at least, flattering
    ("en",      "tuned",    0.92,    6),
    ("en",      "held-out", 0.74,   12),
    ("zh-Hans", "tuned",    0.92,    8),
    ("zh-Hans", "held-out", 0.83,   10),
]
# fmt: on


@pytest.mark.parametrize(("language", "which", "at_least", "flattering"), FIGURES)
def test_the_labelled_notes_are_judged_no_worse_than_before(
    language: Language, which: str, at_least: float, flattering: int
) -> None:
    assert which in HALVES
    judged = list(labelled(language, which))

    assert accuracy(judged) >= at_least
    assert sum(each.flattering for each in judged) <= flattering


def test_a_verdict_is_a_value() -> None:
    assert isinstance(hash(judge_outcome("signed!")), int)
    assert isinstance(judge_outcome("signed!"), OutcomeVerdict)
