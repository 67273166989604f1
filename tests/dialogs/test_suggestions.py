"""What is suggested for a plan: carried over first, then what has worked, then the rest."""

from dataclasses import replace

import pytest

from dialogs import suggestions
from dialogs.facts import ProvenQuestion
from dialogs.memory_facts import CarriedProblem, CarriedQuestion
from dialogs.message import Words
from dialogs.plan import Aim, Sort
from dialogs.suggestions import Item, TeamKnows
from question_bank import bank
from question_bank.bank import Difficulty, Entry
from question_bank.kinds import Kind
from tests.storage.examples import a_pack

(LATE,) = (each for each in bank.problems() if each.id == "logistics_late_deliveries")
OWN = bank.read_problem(a_pack(problems=1).problems[0])


def proved(entry: Entry | str, worked: int, asked: int) -> ProvenQuestion:
    return ProvenQuestion(entry if isinstance(entry, str) else entry.id, asked, worked)


def card(*proven: ProvenQuestion, carried: tuple[CarriedProblem, ...] = ()) -> tuple[Item, ...]:
    aim = Aim(Words(LATE.entry.texts["en"], LATE.id))
    return suggestions.card(aim, "logistics", carried, "en", team=TeamKnows((), proven))


def ids(items: tuple[Item, ...], sort: Sort) -> list[str | None]:
    return [item[-1].words.bank for item in items if item[-1].sort == sort]


def test_what_has_worked_comes_first_by_how_sure_that_is() -> None:
    first, second, third, fourth = LATE.problem
    proven = (proved(fourth, 1, 1), proved(third, 9, 10), proved(second, 1, 9))

    assert [first.id, second.id] == ids(card(), Sort.PROBLEM)
    assert [third.id, fourth.id] == ids(card(*proven), Sort.PROBLEM)


def test_an_implication_that_has_worked_comes_before_the_worse_difficulties() -> None:
    mild = [each for each in LATE.difficulties if not each.worse][-1]
    (worst,) = [each for each in LATE.difficulties if each.worse]
    shown = card(proved(mild.implication, 2, 3))

    assert [mild.implication.id, worst.implication.id] == ids(shown, Sort.IMPLICATION)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_question_of_the_bank_typed_by_hand_counts_for_it(language: str) -> None:
    last = LATE.need_payoff[-1]

    assert last.id == ids(card(proved(last.texts[language], 1, 2)), Sort.NEED_PAYOFF)[0]


def test_what_was_carried_over_comes_before_what_has_worked() -> None:
    never = CarriedQuestion(Kind.PROBLEM, Words("Which route is worst?"), None, False)
    carried = CarriedProblem(Words(LATE.entry.texts["en"], LATE.id), False, (never,))
    shown = card(proved(LATE.problem[2], 9, 9), carried=(carried,))

    assert [None, LATE.problem[2].id] == ids(shown, Sort.PROBLEM)


def test_situation_questions_that_have_worked_come_first() -> None:
    aim = Aim(Words(LATE.entry.texts["en"], LATE.id))
    team = TeamKnows((), (proved(LATE.situation[-1], 3, 3),))

    assert LATE.situation[-1].id == suggestions.situation([aim], "logistics", "en", team)[0].bank


def test_the_teams_own_problem_is_suggested_and_so_are_its_questions() -> None:
    team = TeamKnows((OWN,))
    chosen, *others = suggestions.problems("manufacturing_equipment", (), (), "zh-Hans", team)
    shown = suggestions.card(Aim(chosen), "manufacturing_equipment", (), "en", team=team)
    typed = suggestions.card(
        Aim(Words("The seals fail before their stop")), "pharma", (), "en", team=team
    )

    assert OWN.id == chosen.bank
    assert suggestions.PROBLEMS - 1 == len([bank.find(words.bank or "") for words in others])
    assert ["Which pumps give you trouble?"] == [item[-1].words.text for item in shown]
    assert shown == typed


def test_without_the_pack_there_is_no_card_of_it() -> None:
    aim = Aim(Words("The seals fail before their stop", "seals:gone"))

    assert () == suggestions.card(aim, "manufacturing_equipment", (), "en")


def test_a_problem_whose_pack_was_replaced_finds_what_says_the_same_now() -> None:
    aim = Aim(Words(OWN.entry.texts["en"], "seals:gone"))

    assert suggestions.card(aim, "pharma", (), "en", team=TeamKnows((OWN,)))


def test_a_pack_may_say_little_of_a_problem() -> None:
    bare = replace(OWN, problem=())
    led = replace(bare, difficulties=(Difficulty(OWN.entry, False, OWN.problem[0]),))
    aim = Aim(Words("x", OWN.id))

    assert () == suggestions.card(aim, "other", (), "en", team=TeamKnows((bare,)))
    assert 1 == len(suggestions.card(aim, "other", (), "en", team=TeamKnows((led,))))
