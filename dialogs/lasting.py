"""Buttons that stay true whatever question is open: a promise kept, a note to answer, a day named.

Each carries `verb:id`; they work in any message they stand in, however old.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dialogs import briefing, passing_on, reminders, teams, today
from dialogs.due_times import promise_day
from dialogs.facts import Me
from dialogs.message import Message, Say, say
from dialogs.records import SettlePromise
from dialogs.reminding import Remind
from dialogs.talk import Talk, Turn

_OF_NOTES: Mapping[str, Callable[[Talk, int], Turn]] = {
    "coach": passing_on.begun,
    "answer": passing_on.answering,
    "ask": briefing.asking,
}
"""By verb; each is about a visit, `answer` about a note."""


def pressed(talk: Talk, button: str) -> Turn:
    verb, _, subject = button.partition(":")
    if verb in _OF_NOTES:
        known = today.is_id(subject)
        gone = talk.noticing(say("managers.gone"))
        return _OF_NOTES[verb](talk, int(subject)) if known else gone.shown()
    if verb in reminders.VERBS:
        return reminders.pressed(talk, verb, subject)
    if verb in teams.VERBS:
        return teams.pressed(talk, verb, subject)
    return settled(talk, today.pressed(talk.beside(), button))


def settled(talk: Talk, what: today.Settled | Message | Say) -> Turn:
    """What a lasting button comes to, whatever question is open."""
    match what:
        case Message():
            return talk.telling(what)
        case Say():
            return talk.noticing(what).shown()
    told = talk.keeping(what.record).saying(what.told)
    return replace(told.shown(), reminders=_asked_then(talk, what.record))


def _asked_then(talk: Talk, record: SettlePromise) -> tuple[Remind, ...]:
    """A promise that was moved is asked about on its new day."""
    return (promise_day(record.due, talk.facts[Me()], talk.at),) if record.due else ()
