"""Who is talking, and where their conversation stands, whatever else happens at the same time."""

from dataclasses import fields, replace
from datetime import time, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update
from sqlalchemy.exc import IntegrityError

from dialogs.message import Button, Say
from dialogs.session import Answer, Draft, Session, Typed
from storage import outbox
from storage.conversations import (
    Conversation,
    Overtaken,
    keep_conversation,
    moved,
    open_conversation,
    set_blocked,
)
from storage.engine import open_engine
from storage.outbox import Part
from storage.tables import chat, conversation, membership, person_user, team
from storage.updates import tidy
from tests.storage.plausible import (
    BOB,
    CHANNEL,
    EVE,
    LI,
    NOW,
    Crash,
    a_crash,
    at_once,
    rows,
    talk_of,
)

T = TypeVar("T")
ASKED = Part("Which account?", [])


# --- opening -----------------------------------------------------------------------------------


def test_a_newcomer_gets_a_private_team(engine: Engine) -> None:
    with engine.begin() as work:
        li, eve = talk_of(work, LI), talk_of(work, EVE)
        members = rows(work, membership)

    assert li.actor.team != eve.actor.team
    as_suggested = {"summaries": None, "digest_day": 0, "digest_hour": time(8)}
    alone = {"role": None, "asks_for": None, **as_suggested}
    assert [
        {"person_id": li.actor.person, "team_id": li.actor.team, **alone},
        {"person_id": eve.actor.person, "team_id": eve.actor.team, **alone},
    ] == members
    assert (None, None) == (li.person.team, li.person.role)


def test_a_newcomer_is_known_by_what_the_chat_said(engine: Engine) -> None:
    with engine.begin() as work:
        bob = talk_of(work, BOB)

    assert ("Bob", "en", "Europe/London", None) == (
        bob.person.name,
        bob.person.language,
        bob.person.zone,
        bob.person.hour,
    )
    assert (Session(), 0, None, False) == (bob.session, bob.version, bob.shown_as, bob.waiting)


def test_opening_again_gives_the_same(engine: Engine) -> None:
    with engine.begin() as work:
        first = talk_of(work, LI)
    with engine.begin() as work:
        again = open_conversation(work, CHANNEL, "Li", replace(BOB, name="Li on a new phone"))

    assert first == again


def test_the_same_number_on_another_channel_is_another_person(engine: Engine) -> None:
    with engine.begin() as work:
        here = talk_of(work, LI)
        there = open_conversation(work, "console", "Li", LI)

    assert here.actor != there.actor


def test_two_first_messages_at_once_make_one_person(engine: Engine) -> None:
    """Who comes second is refused by the database, and tries again."""

    def first_message(_n: int) -> Conversation:
        try:
            with engine.begin() as work:
                return talk_of(work, LI)
        except IntegrityError:
            with engine.begin() as work:
                return talk_of(work, LI)

    one, other = at_once(2, first_message)

    assert one == other
    with engine.connect() as work:
        assert [1] * 4 == [len(rows(work, t)) for t in (person_user, team, membership, chat)]


def test_what_raises_leaves_nothing_behind(engine: Engine) -> None:
    with a_crash(), engine.begin() as work:
        talk_of(work, LI)
        raise Crash
    with engine.connect() as work:
        assert [] == rows(work, chat) + rows(work, person_user) + rows(work, team)


# --- keeping -----------------------------------------------------------------------------------

TYPED = st.one_of(
    st.sampled_from(
        ["华东泵业", 'It\'s "urgent" 😬', "'; DROP TABLE visit; --", "👨‍👩‍👧 %s", "{}", ""]
    ),
    st.text(max_size=30),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TYPED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TYPED, inner, max_size=3),
    max_leaves=6,
)


def made(kind: type[T], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """What is not known better is made up from its type, so that new fields are tried as well."""
    return st.builds(kind, **{f.name: known.get(f.name, ...) for f in fields(kind)})  # type: ignore[arg-type]


def some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=2).map(tuple)


BUTTONS = made(
    Button, label=made(Say, key=TYPED, values=st.dictionaries(TYPED, JSON, max_size=2)), value=JSON
)
ANSWERS = made(Answer, step=TYPED, value=JSON, typed=some(made(Typed, text=TYPED)))
DRAFTS = made(Draft, flow=TYPED, answers=some(ANSWERS), later=some(ANSWERS), told=some(ANSWERS))
SESSIONS = made(
    Session, draft=st.none() | DRAFTS, offered=some(BUTTONS), parked=st.tuples() | st.tuples(DRAFTS)
)


@given(session=SESSIONS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_session_comes_back_as_it_went(engine: Engine, session: Session) -> None:
    with engine.begin() as work:
        was = talk_of(work, LI)
        keep_conversation(work, was, session, None)
    with engine.begin() as work:
        now = talk_of(work, LI)

    assert (session, was.version + 1) == (now.session, now.version)


def test_what_stands_in_one_chat_is_not_seen_in_another(engine: Engine) -> None:
    with engine.begin() as work:
        keep_conversation(work, talk_of(work, LI), Session(Draft("planning")), None)

        assert Session() == talk_of(work, BOB).session


def test_of_two_who_read_the_same_only_one_can_write(engine: Engine) -> None:
    with engine.begin() as work:
        read = talk_of(work, LI)
    with engine.begin() as work:
        keep_conversation(work, read, Session(version=7), None)
    with pytest.raises(Overtaken), engine.begin() as work:
        keep_conversation(work, read, Session(version=8), None)
    with engine.begin() as work:
        assert Session(version=7) == talk_of(work, LI).session


def one_more(engine: Engine) -> None:
    with engine.begin() as work:
        was = talk_of(work, LI)
        keep_conversation(work, was, replace(was.session, version=was.session.version + 1), None)


def counted(engine: Engine) -> tuple[int, int]:
    with engine.begin() as work:
        now = talk_of(work, LI)
    return now.session.version, now.version


def test_eight_threads_reading_and_writing_lose_nothing(engine: Engine) -> None:
    with engine.begin() as work:
        talk_of(work, LI)

    def many(_n: int) -> None:
        for _ in range(25):
            one_more(engine)

    at_once(8, many)

    assert (200, 200) == counted(engine)


def test_two_programs_on_one_sqlite_file_lose_nothing(tmp_path: Path) -> None:
    """Each has one connection of its own, so only the lock at the beginning keeps them apart."""
    engines = [open_engine(f"sqlite:///{tmp_path / 'coach.db'}") for _ in range(2)]
    with engines[0].begin() as work:
        talk_of(work, LI)

    def many(n: int) -> None:
        for _ in range(50):
            one_more(engines[n])

    at_once(2, many)

    assert (100, 100) == counted(engines[0])
    for engine in engines:
        engine.dispose()


def test_who_waited_for_the_chat_sees_the_question_just_asked(engine: Engine) -> None:
    """Two texts at once: the second was typed before the question the first one led to."""
    with engine.begin() as work:
        before = talk_of(work, LI)
        asked = outbox.post(work, CHANNEL, before.chat, "1", [ASKED], NOW)
        keep_conversation(work, before, Session(version=1), asked)
        outbox.sent(work, asked or 0, 31)
    at_the_door = Event()
    seen: list[Conversation] = []

    def second() -> None:
        at_the_door.set()
        with engine.begin() as work:
            seen.append(talk_of(work, LI))

    waiting = Thread(target=second)
    with engine.begin() as work:
        first = talk_of(work, LI)
        waiting.start()
        at_the_door.wait()
        waiting.join(0.3)
        asked = outbox.post(work, CHANNEL, first.chat, "2", [ASKED], NOW)
        work.execute(update(person_user).values(language="en"))
        keep_conversation(work, first, Session(version=2), asked)
    waiting.join()

    (talk,) = seen
    assert (2, 2, True, None) == (talk.session.version, talk.version, talk.waiting, talk.shown_as)
    assert "en" == talk.person.language


# --- was the question seen? --------------------------------------------------------------------


def after_asking(engine: Engine, *steps: Any) -> Conversation:
    """A question was asked, and then that happened to the letter which puts it."""
    with engine.begin() as work:
        talk = talk_of(work, LI)
        asked = outbox.post(work, CHANNEL, talk.chat, "telegram:7000/1", [ASKED], NOW)
        assert asked is not None
        keep_conversation(work, talk, Session(version=1), asked)
        for step in steps:
            step(work, asked)
        return talk_of(work, LI)


def leased(after: timedelta = timedelta()) -> Any:
    return lambda work, letter: outbox.lease(work, CHANNEL, NOW + after)


def sent(message_id: int) -> Any:
    return lambda work, letter: outbox.sent(work, letter, message_id)


def refused(work: Any, letter: int) -> None:
    outbox.parked(work, letter, "Forbidden: bot was blocked by the user")


def tidied(work: Any, letter: int) -> None:
    tidy(work, NOW + timedelta(days=3))


LATER = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("steps", "waiting", "shown_as"),
    [
        pytest.param([], True, None, id="not sent yet"),
        pytest.param([leased()], False, None, id="on its way"),
        pytest.param([leased(), sent(31)], False, 31, id="sent"),
        pytest.param([leased(), leased(LATER)], False, None, id="on its way again"),
        pytest.param([leased(), leased(LATER), sent(32)], False, None, id="sent twice"),
        pytest.param([leased(), refused], False, None, id="refused"),
        pytest.param([leased(), sent(31), tidied], False, None, id="long ago"),
    ],
)
def test_it_is_known_whether_the_question_was_seen(
    engine: Engine, steps: list[Any], waiting: bool, shown_as: int | None
) -> None:
    talk = after_asking(engine, *steps)

    assert (waiting, shown_as) == (talk.waiting, talk.shown_as)


def test_a_turn_without_a_question_leaves_the_open_one(engine: Engine) -> None:
    talk = after_asking(engine, leased(), sent(31))
    with engine.begin() as work:
        keep_conversation(work, talk, Session(version=1, marks=(0,)), None)

        assert 31 == talk_of(work, LI).shown_as


def test_a_question_that_follows_takes_its_place(engine: Engine) -> None:
    talk = after_asking(engine, leased(), sent(31))
    with engine.begin() as work:
        asked = outbox.post(work, CHANNEL, talk.chat, "telegram:7000/2", [ASKED], NOW)
        keep_conversation(work, talk, Session(version=2), asked)
        now = talk_of(work, LI)

    assert (True, None) == (now.waiting, now.shown_as)


# --- what happens to a chat --------------------------------------------------------------------


def test_who_blocks_the_bot_keeps_the_conversation(engine: Engine) -> None:
    with engine.begin() as work:
        keep_conversation(work, talk_of(work, LI), Session(Draft("planning")), None)
        before = talk_of(work, LI)
        set_blocked(work, CHANNEL, "Li", True)
        blocked = {row["address"]: row["blocked"] for row in rows(work, chat)}
        during = talk_of(work, LI)
        set_blocked(work, CHANNEL, "Li", False)
        after = talk_of(work, LI)
        unblocked = {row["address"]: row["blocked"] for row in rows(work, chat)}

    assert (before, replace(before, blocked=True)) == (after, during)
    assert ({"Li": True}, {"Li": False}) == (blocked, unblocked)


def test_blocking_concerns_one_chat(engine: Engine) -> None:
    with engine.begin() as work:
        talk_of(work, LI), talk_of(work, BOB)
        set_blocked(work, CHANNEL, "Li", True)

        assert [("Li", True), ("Bob", False)] == [
            (row["address"], row["blocked"]) for row in rows(work, chat)
        ]


def group_letter(work: Any, address: str, turn: str) -> None:
    outbox.post_to(work, CHANNEL, address, turn, Part("In private, please.", []), NOW)


def test_a_group_with_a_new_number_gets_its_letters_there(engine: Engine) -> None:
    with engine.begin() as work:
        group_letter(work, "-55", "telegram:7000/1")
        moved(work, CHANNEL, "-55", "-10055")
        letters = outbox.lease(work, CHANNEL, NOW)

    assert ["-10055"] == [letter.address for letter in letters]


def test_a_group_already_known_by_its_new_number_gets_its_letters_there(engine: Engine) -> None:
    """While the bot was down people wrote in the group both before and after it moved."""
    with engine.begin() as work:
        group_letter(work, "-55", "telegram:7000/1")
        group_letter(work, "-10055", "telegram:7000/2")
    with engine.begin() as work:
        moved(work, CHANNEL, "-55", "-10055")
    with engine.begin() as work:
        (first,) = outbox.lease(work, CHANNEL, NOW)
        outbox.sent(work, first.id, 31)
        (second,) = outbox.lease(work, CHANNEL, NOW)

    assert [("-10055", 1), ("-10055", 2)] == [(x.address, x.id) for x in (first, second)]


def test_a_stored_conversation_can_be_read_by_a_person(engine: Engine) -> None:
    with engine.begin() as work:
        kept = Session(Draft("planning", (Answer("account", None, (Typed("华东泵业", 30),)),)))
        keep_conversation(work, talk_of(work, LI), kept, None)
        (row,) = rows(work, conversation)

    assert "华东泵业" in row["session"]
