"""Who is talking, and where their conversation stands."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, insert, select, update

from dialogs.access import Role
from dialogs.facts import Person
from dialogs.managing import Managing, Summaries
from dialogs.reminding import Reminding
from dialogs.session import Session, from_json, to_json
from storage.actor import Actor
from storage.tables import chat, conversation, membership, outbox, person_user, team


@dataclass(frozen=True)
class Newcomer:
    """What is known of somebody who writes for the first time."""

    name: str
    language: str
    zone: str


@dataclass(frozen=True)
class Conversation:
    channel: str
    chat: int
    actor: Actor
    person: Person
    session: Session
    version: int
    shown_as: int | None
    """The message id of the question now open; None: it is not known whether it was seen."""
    waiting: bool
    """The question now open has not been sent yet, so nobody can have seen it."""
    sending: bool
    """It is being sent for the first time: it will be known in a moment under which number."""
    blocked: bool
    """Nothing may be sent there."""


class Overtaken(Exception):
    """Somebody else wrote this conversation since it was read: take the turn again."""


def open_conversation(
    work: Connection, channel: str, address: str, newcomer: Newcomer
) -> Conversation:
    """One statement for a known chat, whose row stays locked until the turn is over."""
    known = known_conversation(work, channel, address)
    if known is None:
        _welcome(work, channel, address, newcomer)
        known = known_conversation(work, channel, address)
    assert known is not None
    return known


def known_conversation(work: Connection, channel: str, address: str) -> Conversation | None:
    """None: nobody has written from there yet."""
    here = {"channel_": channel, "address_": address}
    row = work.execute(_OPEN, here).first()
    if row is not None and row.question_id and row.state is None:
        # PostgreSQL, having waited for the lock, shows only the locked row as it is now.
        row = work.execute(_OPEN, here).first()
    if row is None:
        return None
    return Conversation(
        channel=channel,
        chat=row.chat_id,
        actor=Actor(row.person_id, row.team_id, _role(row)),
        person=replace(person(row), team=row.team_name, role=_role(row), managing=managing(row)),
        session=from_json(row.session),
        version=row.version,
        # Of a question sent twice the first copy's number is not known, and may have been seen.
        shown_as=row.message_id if row.tries == 1 else None,
        waiting=row.state == "new",
        sending=row.state == "leased" and row.tries == 1,
        blocked=row.blocked,
    )


PERSON = (
    person_user.c.id.label("person_id"),
    person_user.c.name,
    person_user.c.language,
    person_user.c.zone,
    person_user.c.hour,
    person_user.c.reminders,
    person_user.c.lead,
    person_user.c.quiet_from,
    person_user.c.quiet_until,
    person_user.c.days_off,
)
WISHES = (
    membership.c.summaries,
    membership.c.digest_day,
    membership.c.digest_hour,
    team.c.summaries.label("team_summaries"),
)
_OPEN = (
    select(
        chat.c.id.label("chat_id"),
        chat.c.blocked,
        membership.c.team_id,
        membership.c.role,
        *WISHES,
        case((team.c.private_to.is_(None), team.c.name)).label("team_name"),
        *PERSON,
        conversation.c.session,
        conversation.c.version,
        conversation.c.question_id,
        outbox.c.message_id,
        outbox.c.state,
        outbox.c.tries,
    )
    .select_from(
        chat.join(person_user, person_user.c.id == chat.c.person_id)
        .join(membership, membership.c.person_id == chat.c.person_id)
        .join(team, team.c.id == membership.c.team_id)
        .join(conversation, conversation.c.chat_id == chat.c.id)
        .outerjoin(outbox, outbox.c.id == conversation.c.question_id)
    )
    .where(chat.c.channel == bindparam("channel_"), chat.c.address == bindparam("address_"))
    .with_for_update(of=conversation)
)


def _role(row: Any) -> Role | None:
    return Role(row.role) if row.role else None


def managing(row: Any) -> Managing:
    return Managing(
        summaries=Summaries(row.summaries) if row.summaries else None,
        digest_day=row.digest_day,
        digest_hour=row.digest_hour,
        team_summaries=Summaries(row.team_summaries),
    )


def person(row: Any) -> Person:
    wishes = Reminding(
        on=row.reminders,
        lead=row.lead,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        days_off=tuple(row.days_off),
    )
    return Person(row.person_id, row.name, row.language, row.zone, row.hour, wishes)


def _welcome(work: Connection, channel: str, address: str, newcomer: Newcomer) -> None:
    """A person, a private team of one, a chat, and a conversation in which nothing was said."""
    person = work.execute(
        insert(person_user).values(
            name=newcomer.name, language=newcomer.language, zone=newcomer.zone
        )
    ).inserted_primary_key
    assert person is not None
    own = team_of_one(work, person[0], newcomer.name)
    work.execute(insert(membership).values(person_id=person[0], team_id=own))
    new = work.execute(
        insert(chat).values(channel=channel, address=address, person_id=person[0])
    ).inserted_primary_key
    assert new is not None
    work.execute(insert(conversation).values(chat_id=new[0], session=to_json(Session()), version=0))


def team_of_one(work: Connection, person: int, name: str) -> int:
    new = insert(team).values(name=name, private_to=person).returning(team.c.id)
    return int(work.execute(new).scalar_one())


def keep_conversation(
    work: Connection, was: Conversation, session: Session, question: int | None
) -> None:
    """Compare and set: it is written only if nobody wrote it in between.

    `question` is the outbox row that puts the question now open; None: it has not changed.
    """
    values: dict[str, object] = {"session": to_json(session), "version": was.version + 1}
    if question is not None:
        values["question_id"] = question
    written = work.execute(
        update(conversation)
        .where(conversation.c.chat_id == was.chat, conversation.c.version == was.version)
        .values(values)
    )
    if written.rowcount != 1:
        raise Overtaken(f"chat {was.chat}, version {was.version}")


def set_blocked(work: Connection, channel: str, address: str, blocked: bool) -> None:
    """A person who blocks the bot keeps everything; only sending stops."""
    work.execute(
        update(chat)
        .where(chat.c.channel == channel, chat.c.address == address)
        .values(blocked=blocked)
    )


def moved(work: Connection, channel: str, address: str, to: str) -> None:
    """A group that became a supergroup has a new number, by which it may be known already."""

    def ids(number: str) -> Select[Any]:
        return select(chat.c.id).where(chat.c.channel == channel, chat.c.address == number)

    known = work.execute(ids(to)).scalar()
    if known is None:
        work.execute(update(chat).where(chat.c.id.in_(ids(address))).values(address=to))
    else:
        work.execute(update(outbox).where(outbox.c.chat_id.in_(ids(address))).values(chat_id=known))
