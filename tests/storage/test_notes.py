"""What managers write on a visit and reps answer: to whom it goes, once, and who may change it."""

from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from dialogs.access import Role
from dialogs.manager_facts import Note, NoteBy, NoteFrom, NotesOn
from dialogs.memory_facts import Recap
from dialogs.records import ChangeNote, ChangeRole, KeepNote, LeaveTeam
from dialogs.reminding import ReminderKind
from storage import facts, records
from storage.actor import Actor
from storage.conversations import Newcomer
from storage.debrief_tables import coaching_note
from storage.reminders import due, taken
from storage.teams import Forbidden
from tests.storage.plausible import CHANNEL, NOW, Cast, at_once, enrol, rows, talk_of
from tests.storage.told import MONDAY, debriefed, planned, told

HINT, THANKS = "Ask what a stop costs", "I will"


def left(work: Connection) -> list[tuple[str, int]]:
    """For whom notes wait, and which."""
    found = [one for one in due(work, CHANNEL, NOW) if one.kind is ReminderKind.NOTE_LEFT]
    return [(one.address, one.subject) for one in found]


def noted(work: Connection, who: Actor, visit: int, text: str = HINT, source: int = 7) -> int:
    """The id of the note."""
    records.write(work, who, KeepNote(visit, text, source), NOW)
    return int(rows(work, coaching_note)[-1]["id"])


def answered(work: Connection, who: Actor, visit: int, note: int, text: str = THANKS) -> int:
    records.write(work, who, KeepNote(visit, text, 8, answers=note), NOW)
    return int(rows(work, coaching_note)[-1]["id"])


def another_manager(work: Connection, people: Cast) -> Actor:
    zhou = talk_of(work, Newcomer("Zhou", "en", "Europe/London")).actor
    return enrol(work, zhou, people.li.team, Role.MANAGER)


def open_note(work: Connection, who: Actor, visit: int) -> Note | None:
    found: Note | None = facts.answer(work, who, NotesOn(visit)).note
    return found


# --- to whom -----------------------------------------------------------------------------------


def test_a_note_goes_to_the_rep_and_the_answer_to_who_wrote_it(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        another_manager(work, people)
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit)
        assert [("Li", note)] == left(work)
        answer = answered(work, people.li, visit, note)

        assert [("Li", note), ("Wang", answer)] == left(work)


def test_of_two_managers_each_gets_the_answer_to_their_own_note(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        zhou = another_manager(work, people)
        visit = planned(work, people.li)
        first, second = noted(work, people.wang, visit), noted(work, zhou, visit, "Take Tom along")
        newest = open_note(work, people.li, visit)
        assert newest and ("Zhou", second) == (newest.author, newest.id)
        to_zhou = answered(work, people.li, visit, second)
        older = open_note(work, people.li, visit)
        assert older and ("Wang", first) == (older.author, older.id)
        to_wang = answered(work, people.li, visit, first)

        assert [("Zhou", to_zhou), ("Wang", to_wang)] == left(work)[2:]
        assert open_note(work, people.li, visit) is None


def test_an_older_note_can_be_asked_for_by_its_number(engine: Engine, people: Cast) -> None:
    def about(note: int) -> int | None:
        found = facts.answer(work, people.li, NotesOn(visit, note)).note
        return found and int(found.id)

    with engine.begin() as work:
        visit = planned(work, people.li)
        first, second = (noted(work, people.wang, visit, text) for text in (HINT, "And Tom?"))
        assert (first, second) == (about(first), about(second))
        answered(work, people.li, visit, first)

        assert (None, second) == (about(first), about(second))


def test_the_next_recap_has_the_newest_note_of_a_manager(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = debriefed(work, people.li, told())
        assert facts.answer(work, people.li, Recap(1, MONDAY)).note is None
        first = noted(work, people.wang, visit)
        answered(work, people.li, visit, first)
        recap = facts.answer(work, people.bob, Recap(1, MONDAY)).note
        assert ("Wang", HINT) == (recap.author, recap.text)
        noted(work, people.wang, visit, "Bring the fitters")

        assert "Bring the fitters" == facts.answer(work, people.li, Recap(1, MONDAY)).note.text


def test_a_manager_may_write_on_the_visit_of_another_manager(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        zhou = another_manager(work, people)
        visit = planned(work, zhou)
        note = noted(work, people.wang, visit)
        answered(work, zhou, visit, note)

        assert ["Zhou", "Wang"] == [name for name, _ in left(work)]


# --- who may read it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "reads"), [("li", True), ("wang", True), ("bob", False), ("eve", False)]
)
def test_a_note_is_between_the_rep_and_managers(
    engine: Engine, people: Cast, who: str, reads: bool
) -> None:
    with engine.begin() as work:
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit)
        answer = answered(work, people.li, visit, note)
        read = [facts.answer(work, getattr(people, who), NoteBy(n)) for n in (note, answer)]

        assert [reads, reads] == [one is not None for one in read]


def test_who_was_made_less_still_reads_the_answer_to_what_they_wrote(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        admin = enrol(work, another_manager(work, people), people.li.team, Role.ADMIN)
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit)
        answer = answered(work, people.li, visit, note)
        records.write(work, admin, ChangeRole(people.wang.person, Role.REP), NOW)
        less = Actor(people.wang.person, people.wang.team, Role.REP)

        assert THANKS == facts.answer(work, less, NoteBy(answer)).text


def test_nobody_who_has_left_hears_of_it(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = planned(work, people.bob)
        noted(work, people.wang, visit)
        records.write(work, people.bob, LeaveTeam(), NOW)

        assert [] == left(work)


# --- once --------------------------------------------------------------------------------------


def test_to_each_note_there_is_one_answer(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit)
        answered(work, people.li, visit, note)
        assert open_note(work, people.li, visit) is None
        with pytest.raises(Forbidden):
            answered(work, people.li, visit, note, "And one thing more")

        assert [HINT, THANKS] == [row["text"] for row in rows(work, coaching_note)]


def test_of_two_answers_at_once_one_is_kept(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit)

    def answers(n: int) -> bool:
        try:
            with engine.begin() as work:
                answered(work, people.li, visit, note, f"Answer {n}")
        except Forbidden:
            return False
        return True

    kept = at_once(4, answers) if engine.dialect.name == "postgresql" else map(answers, range(4))

    assert 1 == sum(kept)
    with engine.begin() as work:
        assert 2 == len(rows(work, coaching_note))


# --- forged ------------------------------------------------------------------------------------


def forged(work: Connection, people: Cast, what: str) -> tuple[Actor, Any]:
    of_li, of_eve = planned(work, people.li), planned(work, people.eve)
    zhou = another_manager(work, people)
    note = noted(work, people.wang, of_li)
    on_bobs = planned(work, people.bob)
    if what == "an answer to an answer":
        assert note + 1 == answered(work, people.li, of_li, note)
    return {
        "a visit there never was": (people.wang, KeepNote(999, HINT, 9)),
        "a visit of another team": (people.wang, KeepNote(of_eve, HINT, 9)),
        "a note on one's own visit": (zhou, KeepNote(planned(work, zhou), HINT, 9)),
        "a note by a rep": (people.bob, KeepNote(of_li, HINT, 9)),
        "a colleague's answer": (people.bob, KeepNote(of_li, THANKS, 9, note)),
        "an answer on another visit": (people.bob, KeepNote(on_bobs, THANKS, 9, note)),
        "an answer to no note": (people.li, KeepNote(of_li, THANKS, 9, 999)),
        "an answer to an answer": (people.li, KeepNote(of_li, THANKS, 9, note + 1)),
        "another manager's note": (zhou, ChangeNote(note, "Do nothing")),
        "the rep's hand on it": (people.li, ChangeNote(note, "Do nothing")),
        "another team's hand on it": (people.eve, ChangeNote(note, "Do nothing")),
        "a note there never was": (people.wang, ChangeNote(999, "Do nothing")),
    }[what]


FORGED = (
    *("a visit there never was", "a visit of another team", "a note on one's own visit"),
    *("a note by a rep", "a colleague's answer", "an answer on another visit"),
    *("an answer to no note", "an answer to an answer", "another manager's note"),
    *("the rep's hand on it", "another team's hand on it", "a note there never was"),
)


@pytest.mark.parametrize("what", FORGED)
def test_what_is_forged_is_refused(engine: Engine, people: Cast, what: str) -> None:
    with engine.begin() as work:
        who, record = forged(work, people, what)
        before = rows(work, coaching_note)
        with pytest.raises(Forbidden):
            records.write(work, who, record, NOW)

        assert before == rows(work, coaching_note)


# --- changed -----------------------------------------------------------------------------------


def test_a_note_in_other_words_is_passed_on_again_and_says_so(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit)
        for one in due(work, CHANNEL, NOW):
            taken(work, one, NOW)
        records.write(work, people.wang, ChangeNote(note, "Ask what an hour costs"), NOW)
        changed = facts.answer(work, people.li, NoteBy(note))

        assert [("Li", note)] == left(work)
        assert ("Ask what an hour costs", True, False) == (
            changed.text,
            changed.changed,
            changed.answered,
        )


def test_an_answer_in_other_words_goes_back_to_the_manager(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit)
        answer = answered(work, people.li, visit, note)
        for one in due(work, CHANNEL, NOW):
            taken(work, one, NOW)
        records.write(work, people.li, ChangeNote(answer, "I shall"), NOW)
        quoted = facts.answer(work, people.wang, NoteBy(answer))

        assert [("Wang", answer)] == left(work)
        assert ("I shall", HINT) == (quoted.text, quoted.answers)
        assert facts.answer(work, people.li, NoteBy(note)).answered


def test_the_message_of_a_note_is_found_by_who_sent_it(engine: Engine, people: Cast) -> None:
    """Messages have numbers of their own in each chat."""
    with engine.begin() as work:
        visit = planned(work, people.li)
        note = noted(work, people.wang, visit, source=31)
        records.write(work, people.li, KeepNote(visit, THANKS, 31, note), NOW)
        found = {name: facts.answer(work, who, NoteFrom(31)) for name, who in vars(people).items()}

        assert {"li": THANKS, "wang": HINT, "bob": None, "eve": None} == {
            name: note and note.text for name, note in found.items()
        }
