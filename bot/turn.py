"""The turn: one synchronous function between a message and its answer, and all we promise of it.

What the person did, what follows from it, and what is to be sent stand in one transaction. Before
its end nothing has happened; after it nothing can be lost. No network and no heavy work in here.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine

from bot.outbound import parts
from dialogs.coach import respond
from dialogs.events import Event, Said
from dialogs.facts import Facts, Me, Unknown
from dialogs.talk import Turn
from storage import facts
from storage.conversations import Conversation, Newcomer, keep_conversation, open_conversation
from storage.outbox import post
from storage.records import write
from storage.updates import first_time

ROUNDS = 3


@dataclass(frozen=True)
class Arrival:
    """An event on its way in: from whom, by which channel, under which number."""

    channel: str
    address: str
    update_id: int
    event: Event
    newcomer: Newcomer


def take_turn(engine: Engine, arrival: Arrival) -> Turn | None:
    """None: this update has had its effect already."""
    channel, at = arrival.channel, arrival.event.at
    with engine.begin() as work:
        if not first_time(work, channel, arrival.update_id, at):
            return None
        talk = open_conversation(work, channel, arrival.address, arrival.newcomer)
        turn = answer(work, talk, unseen(arrival.event, talk))
        for record in turn.records:
            write(work, talk.actor, record, at)
        question = None
        if turn.message:
            shown = parts(turn.message, turn.session.version, turn.language, arrival.event.source)
            question = post(work, channel, talk.chat, f"{channel}/{arrival.update_id}", shown, at)
            question = None if turn.message.in_place else question
        keep_conversation(work, talk, turn.session, question)
    return turn


def answer(work: Connection, talk: Conversation, event: Event) -> Turn:
    """Asked again with what it found missing, until it has all it needs."""
    known = Facts({Me(): talk.person})
    for _ in range(ROUNDS):
        try:
            return respond(talk.session, event, known)
        except Unknown as missing:
            found = {query: facts.answer(work, talk.actor, query) for query in missing.queries}
            known = known.with_answers(found)
    return respond(talk.session, event, known)


def unseen(event: Event, talk: Conversation) -> Event:
    """Message ids grow within a chat: a text with a lower one than the question is no answer."""
    if not isinstance(event, Said) or event.source is None:
        return event
    before = talk.shown_as is not None and event.source < talk.shown_as
    return replace(event, unseen=True) if talk.waiting or before else event
