"""The turn: one synchronous function between a message and its answer, and all we promise of it.

What the person did, what follows from it, and what is to be sent stand in one transaction. Before
its end nothing has happened; after it nothing can be lost. No network and no heavy work in here.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import Connection, Engine

from bot.outbound import parts
from dialogs.coach import known_before, respond
from dialogs.due_times import may_ring
from dialogs.events import Due, Event, Said
from dialogs.facts import Facts, Me, Secret, Unknown
from dialogs.talk import Turn
from storage import facts
from storage.conversations import (
    Conversation,
    Newcomer,
    keep_conversation,
    known_conversation,
    open_conversation,
    set_blocked,
)
from storage.outbox import post
from storage.records import write
from storage.reminders import Waiting, give_up, remind, taken
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
    album: int | None = None
    """Several messages can be one album: without words of their own they are one event."""


class QuestionOnItsWay(Exception):
    """In a moment its number tells whether this text was written before it could be seen."""


def take_turn(engine: Engine, arrival: Arrival, patient: bool = False) -> Turn | None:
    """None: this update has had its effect already. Only if `patient`: raises QuestionOnItsWay."""
    channel, event = arrival.channel, arrival.event
    with engine.begin() as work:
        if not first_time(work, channel, arrival.update_id, event.at) or not _new(work, arrival):
            return None
        talk = open_conversation(work, channel, arrival.address, arrival.newcomer)
        if patient and talk.sending and isinstance(event, Said):
            raise QuestionOnItsWay
        if talk.blocked:  # who writes is there, whatever we have missed
            set_blocked(work, channel, arrival.address, blocked=False)
        turn = answer(work, talk, unseen(event, talk))
        question = leave(work, talk, turn, f"{channel}/{arrival.update_id}", event)
        asked = turn.message is not None and not turn.message.in_place
        new = asked and not known_before(talk.session, turn.session)
        keep_conversation(work, talk, turn.session, question if new else None)
    return turn


def _new(work: Connection, arrival: Arrival) -> bool:
    """False: a further picture of an album that has been answered."""
    if arrival.album is None:
        return True
    event, albums = arrival.event, f"{arrival.channel}/albums"
    first = first_time(work, albums, arrival.album, event.at)
    return first or (isinstance(event, Said) and bool(event.text))


def take_due(engine: Engine, waiting: Waiting, now: datetime) -> Turn | None:
    """None: it has been said already, or there is nobody to say it to. The open question stays."""
    event = Due(at=now, kind=waiting.kind, visit=waiting.visit, subject=waiting.subject)
    with engine.begin() as work:
        talk = known_conversation(work, waiting.channel, waiting.address)
        if talk is None or talk.blocked:
            give_up(work, waiting, now)
            return None
        if not taken(work, waiting, now):
            return None
        turn = answer(work, talk, event)
        # SQLite gives the number of a row that is gone to the next one.
        leave(work, talk, turn, f"{waiting.channel}/r{waiting.id}-{now.timestamp()}", event)
        keep_conversation(work, talk, turn.session, None)
    return turn


def leave(work: Connection, talk: Conversation, turn: Turn, key: str, event: Event) -> int | None:
    """What stays of a turn. The outbox row that carries the buttons; None: nothing was said."""
    for record in turn.records:
        write(work, talk.actor, record, event.at)
    remind(work, talk.actor, turn.reminders)
    if turn.message is None:
        return None
    shown = parts(turn.message, turn.session.version, turn.language, event.source)
    unasked = isinstance(event, Due)
    silent = unasked and not may_ring(event.at, talk.person)
    return post(work, talk.channel, talk.chat, key, shown, event.at, unasked, silent)


def answer(work: Connection, talk: Conversation, event: Event) -> Turn:
    """Asked again with what it found missing, until it has all it needs."""
    known = Facts({Me(): talk.person, Secret(): token_urlsafe(16)})
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
