"""A sale that does not move: three continuations in a row (METHOD 4). Said once to the rep and to
the managers, with three proposals."""

from dialogs.access import Action, may
from dialogs.events import Due
from dialogs.facts import Me
from dialogs.manager_facts import StallOf
from dialogs.message import Button, Message, say
from dialogs.references import reference
from dialogs.talk import Talk, Turn


def due(talk: Talk, event: Due) -> Turn:
    assert event.visit is not None
    stall = talk.facts[StallOf(event.visit)]
    if stall is None or not (stall.own or may(talk.facts[Me()].role, Action.SEE_TEAM)):
        return talk.silent()
    told = say("managers.stalled", stall=stall, reference=reference(event.visit))
    coach = Button(say("managers.coach"), lasting=f"coach:{event.visit}")
    return talk.aside(Message((told,), () if stall.own else (coach,)))
