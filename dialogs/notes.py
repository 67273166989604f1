"""What a manager writes on a visit, and what the rep answers to it, once to each note (METHOD 8).

It comes as a reply to the message about the visit, behind its reference (`#k3f9 …`), see
`passing_on.py`; or after a tap on a button, which asks for it: NOTING. It reaches the other at once
and stands in the next recap.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dialogs.access import Action, may
from dialogs.facts import Person
from dialogs.flow import Ask, Asked, End, Flow, Given, Refused, Scene
from dialogs.manager_facts import NotesOn, SpokenOf
from dialogs.message import Button, Say, say
from dialogs.readers import one_line
from dialogs.records import KeepNote

_GONE = say("managers.gone")


@dataclass(frozen=True)
class Addressed:
    """To whom the reader may write about a visit, and what that answers."""

    to: str
    account: str
    answers: int | None = None
    quoted: str | None = None


def addressed(me: Person, visit: SpokenOf | None) -> Addressed | Say:
    """Or why they may not."""
    if visit is None:
        return _GONE
    if not visit.own:
        to_rep = Addressed(visit.rep, visit.account.name)
        return to_rep if may(me.role, Action.COACH) else say("managers.note.not_yours")
    if visit.note and may(me.role, Action.ANSWER_NOTE, own=True):
        note = visit.note
        return Addressed(note.author, visit.account.name, note.id, note.text)
    return say("managers.note.answered" if visit.noted else "managers.note.none")


# --- asked for by a button -----------------------------------------------------------------------


def _about(scene: Scene) -> NotesOn:
    visit, note = scene.last("about")
    return NotesOn(int(visit), note)


def _to(scene: Scene) -> Addressed | Say:
    return addressed(scene.me, scene.facts[_about(scene)])


def ask_about(scene: Scene) -> Asked:
    """Never asked: the button that begins it has answered it."""
    return Asked((_GONE,))


def ask_words(scene: Scene) -> Asked:
    to = _to(scene)
    if isinstance(to, Say):
        return Asked((to,), (Button(say("common.done"), {"do": "cancel"}),))
    return Asked((say("managers.note.ask", to=to),))


def read_words(scene: Scene, given: Given) -> str:
    to = _to(scene)
    if isinstance(to, Say):
        raise Refused(to.key, **to.values)
    return note_words(given.text)


def note_words(text: str) -> str:
    """Line by line as it was written. Raises Refused where there is nothing in it."""
    found = [line for line in map(one_line, text.splitlines()) if line]
    if not found:
        raise Refused("common.empty")
    return "\n".join(found)


def keep_note(scene: Scene) -> Iterable[KeepNote]:
    to = _to(scene)
    assert isinstance(to, Addressed)
    said = scene.answers[-1]
    source = said.typed[0].source if said.typed else None
    yield KeepNote(_about(scene).visit, said.value, source, to.answers)


def say_sent(scene: Scene) -> Iterable[Say]:
    to = _to(scene)
    assert isinstance(to, Addressed)
    yield say("managers.note.sent", to=to)


def title(scene: Scene) -> Say:
    return say("managers.note.title")


STEPS: list[Ask | End] = [
    Ask("about", ask_about, needed=True),
    Ask("words", ask_words, read_words, needed=True),
    End("sent", keep_note, say_sent),
]

# fmt: off
MOVES: list[list[Any]] = [
    # when       at       go to
    ["answered", "about", "words"],
    ["answered", "words", "sent"],
]
# fmt: on
NOTING = Flow("note", STEPS, MOVES, title, kept=False)
