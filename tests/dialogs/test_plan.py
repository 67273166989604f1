"""The plan as a fold over the log: what each answer makes of it, in whatever order they come."""

from datetime import date, time
from typing import Any

import pytest

from dialogs.message import Words
from dialogs.plan import (
    Account,
    Aim,
    Line,
    Objective,
    Problems,
    Sort,
    VisitPlan,
    When,
    plan_of,
)
from dialogs.review import advice, as_record
from dialogs.session import Answer, Draft, Session, from_json, to_json
from question_bank.kinds import Kind

ACME = Account(7, "Acme Pumps", "manufacturing_equipment")
FRIDAY = When(date(2026, 10, 2), "Europe/London", time(15))
OBJECTIVE = Objective("Anna agrees to a four-week trial", "Anna sends us the leak log")
SEALS, SPARES, NIGHTS = Words("Seals fail"), Words("Spares are late"), Words("Nobody sees leaks")
ASKED = {
    Sort.PROBLEM: Line(Sort.PROBLEM, Words("How often do the seals fail?")),
    Sort.IMPLICATION: Line(Sort.IMPLICATION, Words("What does it cost you when they do?")),
    Sort.NEED_PAYOFF: Line(Sort.NEED_PAYOFF, Words("How would it help if they lasted?")),
}
STOPS = Line(Sort.DIFFICULTY, Words("The line stops"), worse=True)


def log(*answers: tuple[str, Any]) -> tuple[Answer, ...]:
    """As it comes back from where it was stored."""
    session = Session(Draft("planning", tuple(Answer(step, value) for step, value in answers)))
    stored = from_json(to_json(session)).draft
    assert stored is not None
    return stored.answers


def planned(*answers: tuple[str, Any]) -> VisitPlan:
    return plan_of(log(*answers))


def lines(*sorts: Sort) -> tuple[Line, ...]:
    return tuple(ASKED[sort] for sort in sorts)


def test_an_empty_log_is_an_empty_plan() -> None:
    assert VisitPlan() == plan_of(())


def test_a_whole_conversation_becomes_a_plan() -> None:
    plan = planned(
        ("account", ACME),
        ("whom", ["Anna Reid", "Tom"]),
        ("when", FRIDAY),
        ("objective", OBJECTIVE),
        ("problems", Problems((SEALS,), ("a fourth",))),
        ("questions", lines(Sort.PROBLEM)),
        ("missing", lines(Sort.IMPLICATION, Sort.NEED_PAYOFF)),
        ("situation", [Line(Sort.SITUATION, Words("How many pumps?"))]),
        ("concern", "They like their supplier"),
        ("review", "save"),
    )

    assert (ACME, ("Anna Reid", "Tom"), FRIDAY, OBJECTIVE) == (
        plan.account,
        plan.whom,
        plan.when,
        plan.objective,
    )
    assert (Aim(SEALS, tuple(ASKED.values()), asked=True),) == plan.aims
    assert (("a fourth",), "They like their supplier") == (plan.notes, plan.concern)
    assert {Kind.SITUATION: 1, Kind.PROBLEM: 1, Kind.IMPLICATION: 1, Kind.NEED_PAYOFF: 1} == (
        plan.balance()
    )


def test_what_is_skipped_is_a_gap_at_first_and_stays_as_it_was_in_an_edit() -> None:
    parts = [("whom", ["Anna"]), ("when", FRIDAY), ("objective", OBJECTIVE), ("concern", "Price")]
    parts += [("situation", [Line(Sort.SITUATION, Words("How many pumps?"))])]
    skipped = [(step, None) for step, _ in parts]

    assert VisitPlan() == planned(*skipped)
    assert planned(*parts) == planned(*parts, *skipped)


def test_a_date_can_be_taken_back_in_an_edit() -> None:
    assert planned(("when", FRIDAY), ("when", "open")).when is None


def test_an_hour_completes_the_day_and_a_skipped_one_leaves_it() -> None:
    day = When(date(2026, 10, 2), "Europe/London")
    berlin = When(date(2026, 10, 2), "Europe/Berlin", time(9, 30))

    assert berlin == planned(("when", day), ("hour", berlin)).when
    assert day == planned(("when", day), ("hour", "other"), ("hour", None)).when
    assert planned(("hour", berlin)).when is None


def test_the_problems_are_asked_about_in_turn() -> None:
    answers: list[tuple[str, Any]] = [("problems", Problems((SEALS, SPARES, NIGHTS)))]
    coming = [planned(*answers).coming]
    for value in (lines(Sort.PROBLEM), None, ()):
        answers.append(("questions", value))
        coming.append(planned(*answers).coming)

    assert [0, 1, 2, None] == coming


def test_what_is_missing_belongs_to_the_problem_spoken_of() -> None:
    plan = planned(
        ("problems", Problems((SEALS, SPARES))),
        ("questions", lines(Sort.PROBLEM)),
        ("missing", lines(Sort.IMPLICATION)),
        ("questions", [STOPS]),
        ("missing", None),
    )

    assert [lines(Sort.PROBLEM, Sort.IMPLICATION), (STOPS,)] == [aim.lines for aim in plan.aims]
    assert (Kind.PROBLEM, Kind.IMPLICATION, Kind.NEED_PAYOFF) == plan.aims[1].missing


def test_an_edit_opens_the_questions_of_one_problem() -> None:
    known = [
        ("problems", Problems((SEALS, SPARES))),
        ("questions", lines(Sort.PROBLEM)),
        ("questions", lines(Sort.IMPLICATION)),
        ("edit", "questions:1"),
    ]
    changed = planned(*known, ("questions", lines(Sort.NEED_PAYOFF)))

    assert 1 == planned(*known).coming
    assert [lines(Sort.PROBLEM), lines(Sort.NEED_PAYOFF)] == [aim.lines for aim in changed.aims]
    assert planned(*known[:3]).aims == planned(*known, ("questions", None)).aims


def test_a_problem_that_an_edit_takes_away_leaves_what_was_typed_as_a_note() -> None:
    of_the_bank = Line(Sort.PROBLEM, Words("In the busy weeks…", "late/problem/1"))
    plan = planned(
        ("problems", Problems((SEALS, SPARES))),
        ("questions", lines(Sort.PROBLEM)),
        ("questions", [STOPS, of_the_bank]),
        ("edit", "problems"),
        ("problems", Problems((NIGHTS, SEALS))),
    )

    assert [Aim(NIGHTS), Aim(SEALS, lines(Sort.PROBLEM), asked=True)] == list(plan.aims)
    assert ("The line stops",) == plan.notes


def test_questions_of_a_problem_that_is_gone_are_kept_as_notes() -> None:
    """The message that named three problems was edited down to one."""
    plan = planned(
        ("problems", Problems((SEALS,))),
        ("questions", lines(Sort.PROBLEM)),
        ("questions", [STOPS]),
        ("missing", lines(Sort.IMPLICATION)),
        ("edit", "questions:2"),
    )

    assert ("The line stops", "What does it cost you when they do?") == plan.notes
    assert 0 == plan.coming


# fmt: off
@pytest.mark.parametrize(("asked", "objective", "expected"), [
    ([],                                                      OBJECTIVE, "no_implication"),
    ([Sort.IMPLICATION],                                      OBJECTIVE, "no_problem"),
    ([Sort.IMPLICATION, Sort.PROBLEM],                        OBJECTIVE, "no_need_payoff"),
    ([*ASKED],                                                None,      "no_objective"),
    ([*ASKED],                       Objective("Build trust with Anna"), "not_an_advance"),
    ([*ASKED, Sort.PROBLEM],                                  OBJECTIVE, "few_implication"),
    ([*ASKED],                                                OBJECTIVE, "balanced"),
])
def test_one_piece_of_advice_at_a_time(
    asked: list[Sort], objective: Objective | None, expected: str
) -> None:
    plan = planned(
        ("objective", objective), ("problems", Problems((SEALS,))), ("questions", lines(*asked))
    )

    assert f"planning.advice.{expected}" == advice(plan).key
# fmt: on


def test_more_questions_about_facts_than_about_problems_are_many() -> None:
    facts = [Line(Sort.SITUATION, Words(text)) for text in ("How many pumps?", "Since when?")]
    plan = planned(
        ("objective", OBJECTIVE),
        ("problems", Problems((SEALS,))),
        ("questions", lines(*ASKED)),
        ("situation", facts),
    )

    assert "planning.advice.many_situation" == advice(plan).key


def test_the_record_links_an_implication_to_its_difficulty_and_keeps_the_notes() -> None:
    note = Line(Sort.NOTE, Words("Shall I show you our seal?"))
    plan = planned(
        ("account", Account(None, "Acme Pumps", "manufacturing_equipment")),
        ("problems", Problems((SEALS,), ("a fourth",))),
        ("questions", [ASKED[Sort.PROBLEM], STOPS, ASKED[Sort.IMPLICATION], note]),
    )
    record = as_record(plan, "Europe/London")
    (problem,) = record.problems

    assert (None, "Acme Pumps", "manufacturing_equipment") == (
        record.account,
        record.name,
        record.industry,
    )
    assert [(Kind.PROBLEM, None), (Kind.IMPLICATION, 0)] == [
        (question.kind, question.difficulty) for question in problem.questions
    ]
    assert [("The line stops", True)] == [(d.words.text, d.worse) for d in problem.difficulties]
    assert ("Shall I show you our seal?", "a fourth") == (problem.notes, record.notes)
    assert ("", None, None, "Europe/London") == (
        record.objective,
        record.fallback,
        record.day,
        record.zone,
    )
