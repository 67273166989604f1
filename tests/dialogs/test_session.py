"""The session as it is stored, and the pile of drafts put aside."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.message import Button, Words, say
from dialogs.plan import Account, Line, Objective, Problems, Sort, When, load
from dialogs.session import Answer, Draft, Session, Typed, from_json, to_json

text = st.text(max_size=12)
number = st.integers(0, 999)
json = st.recursive(
    st.none() | st.booleans() | number | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
typed = st.lists(st.builds(Typed, text, st.none() | number), max_size=3).map(tuple)
answer = st.builds(Answer, text, json, typed, st.lists(number, max_size=3).map(tuple))
answers = st.lists(answer, max_size=4).map(tuple)
draft = st.builds(Draft, st.sampled_from(["planning", "first_run"]), answers, answers)
label = st.builds(lambda key, values: say(key or "k", **values), text, st.just({}))
button = st.builds(Button, label, json)
session = st.builds(
    Session,
    st.none() | draft,
    st.lists(button, max_size=3).map(tuple),
    st.lists(number, max_size=3).map(tuple),
    st.lists(draft, max_size=3).map(tuple),
    number,
)


@given(session)
def test_a_session_comes_back_from_where_it_was_stored_as_it_was(kept: Session) -> None:
    assert kept == from_json(to_json(kept))


@pytest.mark.parametrize(
    "value",
    [
        Account(3, "Acme <b>", "energy", (Account(4, "Acme Pulp", "energy", colleague="Li"),)),
        When(date(2026, 10, 2), "Asia/Shanghai", time(9, 30)),
        When(date(2026, 10, 2), "Asia/Shanghai", None, (When(date(2026, 10, 9), "UTC"),)),
        Objective("李工同意试用", None),
        Problems((Words("Seals fail"), Words("Late", "late_deliveries")), ("a fourth",)),
        Line(Sort.DIFFICULTY, Words("！停线"), worse=True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_steps_understood_comes_back_in_its_own_type(value: Any) -> None:
    stored = from_json(to_json(Session(Draft("planning", (Answer("step", value),)))))

    assert stored.draft and value == load(type(value), stored.draft.answers[0].value)


def test_a_session_of_an_older_release_is_still_read() -> None:
    """It had no answers that wait, and no marks."""
    stored = '{"draft":{"flow":"planning","answers":[{"step":"whom","value":["Anna"]}]}}'

    assert Session(Draft("planning", (Answer("whom", ["Anna"]),))) == from_json(stored)


def test_the_text_of_an_answer_is_all_that_was_typed_for_it() -> None:
    both = Answer("whom", ["Anna", "Tom"], (Typed("Anna", 5), Typed("Tom", 6)))

    assert "Anna\nTom" == both.text


# --- the pile ------------------------------------------------------------------------------------

ACME = Draft("planning", (Answer("account", {"name": "Acme Pumps"}),))
DAIRY = Draft("planning", (Answer("account", {"name": "Northgate Dairy"}),))
MILL = Draft("planning", (Answer("account", {"name": "Castle Mill"}),))


def test_a_draft_put_aside_lies_on_top_and_takes_no_ticks_along() -> None:
    parked = Session(ACME, marks=(1, 0), parked=(DAIRY,)).park()

    assert Session(None, parked=(ACME, DAIRY)) == parked


def test_a_draft_without_an_answer_is_not_worth_keeping() -> None:
    assert Session(parked=(DAIRY,)) == Session(Draft("planning"), parked=(DAIRY,)).park()


def test_answers_that_wait_for_an_edit_are_worth_keeping() -> None:
    waiting = Draft("planning", (), ACME.answers)

    assert (waiting,) == Session(waiting).park().parked


@pytest.mark.parametrize(("place", "hand"), [(0, DAIRY), (1, MILL)])
def test_a_draft_is_taken_up_again_by_the_number_it_was_shown_under(
    place: int, hand: Draft
) -> None:
    taken = Session(ACME, parked=(DAIRY, MILL)).unpark(place)
    other = MILL if hand == DAIRY else DAIRY

    assert (hand, (ACME, other)) == (taken.draft, taken.parked)


@given(session.filter(lambda kept: kept.parked), st.data())
def test_no_draft_is_lost_on_the_pile(kept: Session, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(kept.parked) - 1))
    taken = kept.unpark(place)
    before = [*kept.parked, *([kept.draft] if kept.draft and kept.draft.log else [])]

    assert taken.draft == kept.parked[place]
    assert all(draft in (taken.draft, *taken.parked) for draft in before)
    assert replace(taken, draft=None, parked=()) == replace(kept.drop(), parked=())
