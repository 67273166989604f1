"""STEPS and MOVES of every flow, and how a log of answers is walked by them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialogs.__main__ import README, arrows, redrawn
from dialogs.catalogue import LANGUAGES, catalogue
from dialogs.facts import Facts
from dialogs.flow import Ask, Asked, End, Flow, Scene, picked
from dialogs.message import say
from dialogs.session import Answer
from dialogs.talk import FLOWS

ALL = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
NOW = datetime(2026, 9, 28, 8, 40, tzinfo=ZoneInfo("Europe/London"))
ASKED_ELSEWHERE = {
    "debrief.industry": "planning.industry",
    "note.about": "managers.note",
    "note.words": "managers.note",
    "note.sent": "managers.note",
}
"""Two flows that ask the same have its words once, and a note has its own among the managers'."""


def rows(flow: Flow) -> list[tuple[str, str, str]]:
    """Trigger, from, to: one of each even where a row names several steps to go from."""
    found = []
    for trigger, start, to, *_ in flow.moves:
        found += [(trigger, one, to) for one in ([start] if isinstance(start, str) else start)]
    return found


def names(flow: Flow) -> set[str]:
    return {step.name for step in flow.steps}


@ALL
def test_every_move_starts_and_ends_at_a_step(flow: Flow) -> None:
    used = {name for _, start, to in rows(flow) for name in (start, to)}

    assert used <= names(flow)


@ALL
def test_no_name_stands_for_two_steps(flow: Flow) -> None:
    assert len(names(flow)) == len(flow.steps)


@ALL
def test_every_move_follows_an_answer(flow: Flow) -> None:
    assert {trigger for trigger, _, _ in rows(flow)} == {"answered"}


@ALL
def test_every_step_can_be_reached(flow: Flow) -> None:
    reached, found = {flow.steps[0].name}, set[str]()
    while reached != found:
        found = set(reached)
        reached |= {to for _, start, to in rows(flow) if start in reached}

    assert names(flow) == reached


@ALL
def test_a_step_can_be_left_unless_it_is_an_end(flow: Flow) -> None:
    left = {start for _, start, _ in rows(flow)}
    ends = {step.name for step in flow.steps if isinstance(step, End)}

    assert names(flow) - ends == left


@ALL
def test_a_question_that_goes_somewhere_can_be_backed_out_of(flow: Flow) -> None:
    """A draft that is kept can be brought to an End; a flow that only shows things has none."""
    ends = [step for step in flow.steps if isinstance(step, End)]

    assert ends or not flow.kept


@ALL
def test_what_an_end_begins_is_a_flow(flow: Flow) -> None:
    begun = {step.then for step in flow.steps if isinstance(step, End) and step.then}

    assert begun <= set(FLOWS)


@ALL
def test_the_conditions_can_be_read_aloud(flow: Flow) -> None:
    guards = {guard.__name__ for _, _, _, *guards in flow.moves for guard in guards}

    assert all(name.replace("_", "").isalpha() for name in guards)


@ALL
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_has_words_in_every_language(flow: Flow, language: str) -> None:
    known = catalogue(language).entries
    for step in flow.steps:
        key = ASKED_ELSEWHERE.get(f"{flow.name}.{step.name}", f"{flow.name}.{step.name}")

        assert any(entry.startswith(f"{key}.") for entry in known)


# --- walking -------------------------------------------------------------------------------------


def question(name: str) -> Ask:
    return Ask(name, lambda scene: Asked((say("common.idle"),)))


def never(scene: Scene) -> bool:
    return False


def scene(*answers: Answer) -> Scene:
    return Scene(answers, Facts(), NOW)


def small(*moves: list[object]) -> Flow:
    steps = [question(name) for name in ("account", "whom", "when", "objective")]
    return Flow("small", steps, moves, lambda scene: say("planning.title", name="Acme Pumps"))


def test_a_conversation_starts_at_the_first_step() -> None:
    flow = small(["answered", "account", "whom"])

    assert flow.standing(scene()).name == "account"


def test_the_first_row_that_fits_wins() -> None:
    flow = small(
        ["answered", "account", "when", never],
        ["answered", "account", "whom", picked("Acme Pumps")],
        ["answered", "account", "objective"],
    )

    assert flow.standing(scene(Answer("account", "Acme Pumps"))).name == "whom"
    assert flow.standing(scene(Answer("account", "Harbour Logistics"))).name == "objective"


def test_all_the_conditions_of_a_row_must_hold() -> None:
    flow = small(
        ["answered", "account", "when", picked("Acme Pumps"), never],
        ["answered", "account", "objective"],
    )

    assert flow.standing(scene(Answer("account", "Acme Pumps"))).name == "objective"


def test_where_no_row_fits_the_flow_says_so() -> None:
    flow = small(["answered", "account", "whom", never])

    with pytest.raises(LookupError, match="small: no way on from 'account'"):
        flow.standing(scene(Answer("account", "Acme Pumps")))


def test_a_step_that_a_release_took_away_is_passed_over() -> None:
    flow = small(["answered", "account", "whom"])
    log = (Answer("account", "Acme Pumps"), Answer("weather", "rain"))

    assert flow.standing(scene(*log)).name == "whom"


def test_the_shared_machine_keeps_no_model() -> None:
    """Each question moves an object of its own, so two talks never meet."""
    for flow in FLOWS.values():
        flow.standing(scene())

        assert flow.machine.models == []


def test_there_is_no_shortcut_past_the_moves() -> None:
    """`transitions` would offer `to_saved` from everywhere."""
    for flow in FLOWS.values():
        assert set(flow.machine.events) == {"answered"}
        assert all(not s.on_enter and not s.on_exit for s in flow.machine.states.values())


# --- the drawings --------------------------------------------------------------------------------


def test_the_drawings_in_the_readme_are_of_these_tables() -> None:
    """Else: python -m dialogs."""
    written = README.read_text("utf-8")

    assert written == redrawn(written)


def test_a_stale_drawing_is_noticed() -> None:
    written = README.read_text("utf-8")
    stale = written.replace("  review --> saved: picked save\n", "")

    assert stale != written
    assert written == redrawn(stale)


@ALL
def test_every_move_is_drawn(flow: Flow) -> None:
    drawn = {line.partition(":")[0] for line in arrows(flow)}

    assert {f"{start} --> {to}" for _, start, to in rows(flow)} <= drawn
