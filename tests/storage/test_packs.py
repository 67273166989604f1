"""The packs of a team, and the questions that proved good: kept, replaced, and seen by no other."""

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import Connection, Engine, insert

from dialogs.facts import ProvenQuestion, ProvenQuestions, TeamBank
from dialogs.message import Words
from dialogs.records import PlannedQuestion
from dialogs.visit_facts import VisitPlanned
from question_bank.bank import Problem
from question_bank.kinds import Kind
from question_bank.packs import PROBLEMS
from question_bank.suggest import closest_problem, suggest_problems
from storage import facts, packs, records
from storage.actor import Actor
from storage.packs import CannotKeep, Team, keep_pack, team_called
from storage.tables import bank_pack, team, visit
from tests.storage.examples import DAY, DEBRIEF, a_pack, last
from tests.storage.plausible import NOW, Cast, hire, plan_for, rows
from tests.storage.test_flatness import GROWN, steps


def own(work: Connection, actor: Actor) -> tuple[Problem, ...]:
    found: tuple[Problem, ...] = facts.answer(work, actor, TeamBank())
    return found


def give(work: Connection, to: Actor, name: str = "seals", problems: int = 1) -> bool:
    return keep_pack(work, Team(to.team, "North"), a_pack(name, problems=problems), NOW)


# --- packs -------------------------------------------------------------------------------------


def test_a_pack_is_the_whole_teams_and_nobody_elses(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        give(work, people.li)
        seen = {name: len(own(work, actor)) for name, actor in vars(people).items()}

    assert {"li": 1, "bob": 1, "wang": 1, "eve": 0} == seen


def test_what_was_kept_comes_back_as_it_was(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        give(work, people.li)
        (problem,) = own(work, people.li)

    assert "seals:seals_0" == problem.id
    assert ("Seals fail before the stop", "泵的密封坏了？") == tuple(problem.entry.texts.values())
    assert ("Which pumps give you trouble?",) == tuple(q.texts["en"] for q in problem.problem)


def test_importing_again_replaces_the_pack_of_that_name(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        replaced = [give(work, people.li, name) for name in ("seals", "valves")]
        replaced += [keep_pack(work, Team(people.li.team, ""), a_pack(problems=3), NOW + DAY)]
        kept = [(row["name"], row["imported_at"]) for row in rows(work, bank_pack)]

        assert [False, False, True] == replaced
        assert [("seals", NOW + DAY), ("valves", NOW)] == kept
        assert 4 == len(own(work, people.li))


def test_two_teams_can_have_packs_of_one_name(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        give(work, people.li)
        give(work, people.eve, problems=2)

        assert (1, 2) == (len(own(work, people.li)), len(own(work, people.eve)))


def refusal(work: Connection, to: Actor, name: str) -> str:
    with pytest.raises(CannotKeep) as refused:
        give(work, to, name)
    return refused.value.name


def test_a_pack_too_many_is_refused_and_one_more_of_a_name_is_not(
    engine: Engine, people: Cast
) -> None:
    """A pack that was never read again would be no good to anybody."""
    with engine.begin() as work:
        for n in range(packs.PACKS):
            give(work, people.li, f"pack {n}", PROBLEMS)

        assert "too_many_packs" == refusal(work, people.li, "one more")
        assert give(work, people.li, "pack 0", PROBLEMS)
        assert not give(work, people.eve, "one more")
        assert packs.PACKS * PROBLEMS == len(own(work, people.li))


def test_a_name_must_leave_room_for_the_ids_of_its_questions(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        assert "long_name" == refusal(work, people.li, "s" * (packs.LONGEST_NAME + 1))
        assert not give(work, people.li, "密" * packs.LONGEST_NAME)


# --- whose -------------------------------------------------------------------------------------


def test_a_team_is_found_by_its_name(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        found = team_called(work, "South")

        assert Team(people.eve.team, "South") == found


@pytest.mark.parametrize("said", ["eve", "", "99", "-1", "²", "9" * 30, "Eve; DROP TABLE team"])
def test_a_name_no_team_has_is_refused(engine: Engine, people: Cast, said: str) -> None:
    with engine.begin() as work, pytest.raises(CannotKeep) as refused:
        team_called(work, said)

    assert ("unknown_team", {"team": said}) == (refused.value.name, refused.value.values_said)


def test_of_two_teams_with_one_name_the_number_says_which(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        work.execute(insert(team).values(name="South"))
        second = last(work, team)
        with pytest.raises(CannotKeep) as refused:
            team_called(work, "South")

        assert "several_teams" == refused.value.name
        assert [people.eve.team, second] == refused.value.values_said["numbers"]
        assert Team(second, "South") == team_called(work, str(second))


# --- what has proved good ----------------------------------------------------------------------

HOW_OFTEN = Words("How often do the seals fail?", "seals:seals_0/problem/1")
TYPED = Words("哪台泵最让您头疼？")
_DAYS = count(1)


def asked(work: Connection, actor: Actor, *worked: tuple[Words, bool]) -> int:
    """A visit at which these were asked, and did or did not work; one planned besides was not."""
    never = PlannedQuestion(Kind.SITUATION, Words("How many pumps?"))
    questions = tuple(PlannedQuestion(Kind.SITUATION, words) for words, _ in worked)
    records.write(work, actor, plan_for("Acme Pumps", situation=(never, *questions)), NOW)
    return told(work, actor, last(work, visit), [works for _, works in worked])


def told(work: Connection, actor: Actor, visit_id: int, worked: Sequence[bool]) -> int:
    planned = facts.answer(work, actor, VisitPlanned(visit_id))
    ids = [question.id for question in planned.questions[1:]]
    debrief = replace(
        DEBRIEF,
        visit=visit_id,
        promises=(),
        behaviour=None,
        asked=tuple(ids),
        worked=tuple(i for i, works in zip(ids, worked, strict=True) if works),
    )
    records.write(work, actor, debrief, NOW + next(_DAYS) * DAY)
    return visit_id


def proven(work: Connection, actor: Actor) -> dict[str, tuple[int, int]]:
    found = facts.answer(work, actor, ProvenQuestions())
    return {question.key: (question.worked, question.asked) for question in found}


def test_a_question_is_counted_over_the_visits_of_the_whole_team(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        asked(work, people.li, (HOW_OFTEN, True), (TYPED, False))
        asked(work, people.bob, (HOW_OFTEN, False), (TYPED, True))
        asked(work, people.bob, (HOW_OFTEN, True))
        planned = PlannedQuestion(Kind.SITUATION, HOW_OFTEN)
        records.write(work, people.li, plan_for("Acme Pumps", situation=(planned,)), NOW)

        assert {HOW_OFTEN.bank: (2, 3), TYPED.text: (1, 2)} == proven(work, people.li)
        assert {} == proven(work, people.eve)


def test_the_words_of_a_bank_question_may_differ_by_language(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        asked(work, people.li, (HOW_OFTEN, True))
        asked(work, people.wang, (replace(HOW_OFTEN, text="密封多久坏一次？"), True))

        assert {HOW_OFTEN.bank: (2, 2)} == proven(work, people.li)


def test_a_debrief_told_again_counts_once_and_as_told_last(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = asked(work, people.li, (HOW_OFTEN, True), (TYPED, True))
        told(work, people.li, visit_id, [False, True])

        assert {TYPED.text: (1, 1)} == proven(work, people.li)


def test_what_worked_most_often_is_kept_within_the_limit(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        asked(work, people.li, (HOW_OFTEN, True), (TYPED, True))
        asked(work, people.li, (TYPED, True))
        found = facts.answer(work, people.li, ProvenQuestions(limit=1))

    assert (ProvenQuestion(TYPED.text, 2, 2),) == found


def test_only_what_was_asked_lately_is_looked_at(
    engine: Engine, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "_LATELY", 2)
    with engine.begin() as work:
        asked(work, people.li, (HOW_OFTEN, True))
        asked(work, people.li, (TYPED, True), (TYPED, False))

        assert {TYPED.text: (1, 2)} == proven(work, people.li)


def test_what_was_planned_and_never_asked_is_not_walked_through(sqlite: Engine) -> None:
    """A team that plans much and debriefs little."""
    taken = []
    with sqlite.begin() as work:
        li = hire(work).li
        asked(work, li, (HOW_OFTEN, True))
        for _ in range(2):
            taken.append(steps(work, lambda: facts.answer(work, li, ProvenQuestions())))
            planned = (PlannedQuestion(Kind.SITUATION, TYPED),) * 500
            records.write(work, li, plan_for("Acme Pumps", situation=planned), NOW)

    assert taken[1] <= GROWN * taken[0], taken


# --- and how long it takes ---------------------------------------------------------------------


def test_a_suggestion_from_a_hundred_problems_takes_no_time_to_speak_of(
    engine: Engine, people: Cast
) -> None:
    """Less than 20 ms from the table to the card, the median of a few."""
    with engine.begin() as work:
        give(work, people.li, problems=100)
        taken = []
        for _ in range(9):
            began = time.perf_counter()
            problems = own(work, people.li)
            facts.answer(work, people.li, ProvenQuestions())
            suggest_problems("manufacturing_equipment", ("pump seals",), 6, problems)
            closest_problem("The seals go before the stop", "manufacturing_equipment", problems)
            taken.append(time.perf_counter() - began)

    assert 100 == len(problems)
    assert sorted(taken)[4] < 0.02, taken
