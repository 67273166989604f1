"""How a note comes in beside the question in hand, and how it is passed on to whom it is for."""

from dialogs.events import Due, Edited
from dialogs.facts import Me
from dialogs.flow import Refused
from dialogs.manager_facts import Note, NoteBy, NoteFrom, NotesOn
from dialogs.message import Button, Message, Say, say
from dialogs.notes import NOTING, addressed, note_words
from dialogs.records import ChangeNote, KeepNote
from dialogs.references import led_by, reference
from dialogs.session import Answer
from dialogs.talk import Talk, Turn


def begun(talk: Talk, visit: int, note: int | None = None) -> Turn:
    """By the button under a summary or a plan; `note`: under a note."""
    return talk.begun(NOTING, answers=(Answer("about", (visit, note)),))


def answering(talk: Talk, note: int) -> Turn:
    left = talk.facts[NoteBy(note)]
    if left is None:
        return talk.noticing(say("managers.gone")).shown()
    return begun(talk, left.visit, note)


def heard(talk: Talk, visit: int, text: str, source: int | None) -> Turn:
    """A reply to a message about a visit, or what stands behind its reference; if that is nothing,
    it is asked for."""
    if not text.strip():
        return begun(talk, visit)
    to = addressed(talk.facts[Me()], talk.facts[NotesOn(visit)])
    if isinstance(to, Say):
        return talk.saying(to).shown()
    try:
        words = note_words(text)
    except Refused as no:
        return talk.saying(say(no.key, **no.values)).shown()
    kept = KeepNote(visit, words, source, to.answers)
    sent = say("managers.note.sent", to=to)
    return talk.keeping(kept).saying(sent).shown()


def edited(talk: Talk, event: Edited) -> Turn | None:
    """The message of a note in other words; None: it carried none."""
    note = talk.facts[NoteFrom(event.source)] if event.source is not None else None
    if note is None:
        return None
    _, words = led_by(event.text) or (0, event.text)
    try:
        text = note_words(words)
    except Refused as no:
        return talk.saying(say(no.key, **no.values)).shown()
    if text == note.text:  # Telegram also reports link previews as edits
        return talk.silent()
    changed = say("managers.note.changed", new=text)
    return talk.keeping(ChangeNote(note.id, text)).saying(changed).shown()


def left(talk: Talk, event: Due) -> Turn:
    """At whom it is for."""
    note = talk.facts[NoteBy(event.subject)]
    if note is None or note.own:
        return talk.silent()
    told = say("managers.note.left", note=note, reference=reference(note.visit))
    return talk.aside(Message((told,), () if note.answered else (_answering(note),)))


def _answering(note: Note) -> Button:
    if note.answers:
        return Button(say("managers.coach"), lasting=f"coach:{note.visit}")
    return Button(say("managers.note.answer"), lasting=f"answer:{note.id}")
