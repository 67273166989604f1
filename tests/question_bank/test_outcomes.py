"""The outcome judge by METHOD 4: every rule and every example, in notes as reps write them."""

import re

import pytest

from question_bank.acts import Actor
from question_bank.kinds import Language, OutcomeKind
from question_bank.outcomes import Outcome, judge_outcome
from tests.question_bank.notes import (
    ADVANCE,
    EXAMPLES_OF_ADVANCES,
    ORDER,
    REFUSED,
    RULES,
    SHORT_AND_SLOPPY,
    STALLED,
    WORDS_THAT_MISLEAD,
)


def kind(text: str) -> OutcomeKind:
    return judge_outcome(text).kind


# --- every rule ----------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "note",
    [
        *("They liked it a lot, call us next month.", "We'll stay in touch.", "Let's talk again."),
        "They signed for 40 pallets a week, the contract is in my hands.",
        *("他们觉得不错，说下个月再联系", "王总说回头再聊", "我们保持联系"),
    ],
)
def test_what_nobody_could_check_is_no_promise(note: str) -> None:
    assert promises(note) == []


def test_chinese_promises_of_both_sides_are_kept_for_the_ledger() -> None:
    assert promises("我周三发报价，她周五拿到管理层会上讨论。") == [
        (Actor.REP, "周三"),
        (Actor.CUSTOMER, "周五"),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "I met the plant manager and will send the drawings Friday",
        "Met the head of maintenance and agreed to send the quote on Friday",
        "Had coffee with the owner and am sending samples Monday",
        "I promised the plant manager to send the drawings Friday",
        "Good chat with the owner, sending the samples over to them Monday",
        "Need to get the drawings across to her by Friday",
        "我见了张总，周五把图纸发过去",
        "我跟李主任聊了聊，并答应周五发报价",
        "聊得不错，周五把样品寄给他们",
        "跟李主任聊了一小时，答应周五把报价发给他",
    ],
)
def test_what_we_promised_is_ours_though_a_customer_stands_nearer(note: str) -> None:
    verdict = judge_outcome(note)

    assert verdict.kind is STALLED
    assert Actor.CUSTOMER not in [each.actor for each in verdict.statements]


@pytest.mark.parametrize(
    ("note", "who"),
    [
        ("The plant manager met the buyer and will send us the drawings Friday", "plant manager"),
        ("李工周五把图纸发过来", "李工"),
    ],
)
def test_who_comes_first_does_what_comes_after_and(note: str, who: str) -> None:
    verdict = judge_outcome(note)

    assert (verdict.kind, who in str(verdict.who)) == (ADVANCE, True)


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


def test_words_everybody_uses_are_not_the_objective() -> None:
    note = "PO received, 6 units. Had coffee with him after the meeting."

    assert judge_outcome(note, objective="meeting with the dean").kind is ORDER


def test_an_objective_nothing_was_said_about_changes_nothing() -> None:
    assert judge_outcome("PO received, 6 units.", objective="meet the dean").kind is ORDER


@pytest.mark.parametrize(
    ("note", "words", "when"),
    [
        (
            "She runs one pump for two weeks from Monday.",
            "runs one pump for two weeks from Monday",
            "for two weeks",
        ),
        ("她下周一开始在一台泵上试用两周", "开始在一台泵上试用两周", "下周一"),
        ("赵经理周五前把故障记录发给我们。", "周五前把故障记录发给我们", "周五前"),
    ],
)
def test_a_promise_is_told_whole_and_with_its_day(note: str, words: str, when: str) -> None:
    verdict = judge_outcome(note)

    assert (verdict.kind, verdict.because.words) == (OutcomeKind.ADVANCE, words)
    assert [promise.when_span for promise in verdict.statements] == [when]
