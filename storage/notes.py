"""What a manager has written on a visit, and what the rep answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from dialogs.access import MANAGING, Action
from dialogs.facts import KnownAccount
from dialogs.manager_facts import Note, NoteBy, NoteFrom, NotesOn, SpokenOf
from dialogs.memory_facts import CoachNote
from dialogs.records import ChangeNote, KeepNote
from dialogs.reminding import ReminderKind
from storage.accounts import ACCOUNT, known
from storage.actor import Actor, mine
from storage.debrief_tables import coaching_note
from storage.tables import account, person_user, visit
from storage.teams import Forbidden, allow
from storage.telling import tell

_REP = person_user.alias("rep")


def keep_note(work: Connection, actor: Actor, record: KeepNote, at: datetime) -> None:
    """To the rep of the visit, or back to the manager whose note it answers; once to each."""
    about = mine(actor, visit, visit.c.account_id, visit.c.owner_id)
    here = work.execute(about.where(visit.c.id == record.visit).limit(1)).first()
    if here is None:
        raise Forbidden("no such visit")
    own = here.owner_id == actor.person
    to = here.owner_id
    if record.answers is None:
        allow(work, actor, Action.COACH)
    else:
        allow(work, actor, Action.ANSWER_NOTE, own=own)
        to = _author_of(work, actor, record)
    if own == (record.answers is None):
        raise Forbidden("a rep answers, and a manager does not coach themselves")
    row = {
        "team_id": actor.team,
        "visit_id": record.visit,
        "account_id": here.account_id,
        "author_id": actor.person,
        "text": record.text,
        "at": at,
        "source": record.source,
        "answers": record.answers,
    }
    flavour = postgresql if work.dialect.name == "postgresql" else sqlite
    writing = flavour.insert(coaching_note).values(row).on_conflict_do_nothing()
    note_id = work.execute(writing.returning(coaching_note.c.id)).scalar()
    if note_id is None:
        raise Forbidden("that note has its answer")
    tell(work, actor.team, to, ReminderKind.NOTE_LEFT, at, record.visit, note_id)


def _author_of(work: Connection, actor: Actor, record: KeepNote) -> int:
    note = mine(actor, coaching_note, coaching_note.c.author_id).where(
        coaching_note.c.id == record.answers,
        coaching_note.c.visit_id == record.visit,
        coaching_note.c.answers.is_(None),
    )
    author = work.execute(note).scalar()
    if author is None:
        raise Forbidden("there is no such note to answer")
    return int(author)


def change_note(work: Connection, actor: Actor, record: ChangeNote, at: datetime) -> None:
    own = update(coaching_note).where(
        coaching_note.c.team_id == actor.team,
        coaching_note.c.id == record.note,
        coaching_note.c.author_id == actor.person,
    )
    new = own.values(text=record.text, changed=True)
    changed = work.execute(new.returning(coaching_note.c.visit_id, coaching_note.c.answers)).first()
    if changed is None:
        raise Forbidden("not one's own note")
    to = mine(actor, visit, visit.c.owner_id).where(visit.c.id == changed.visit_id)
    if changed.answers is not None:
        author = mine(actor, coaching_note, coaching_note.c.author_id)
        to = author.where(coaching_note.c.id == changed.answers)
    person = work.execute(to).scalar_one()
    tell(work, actor.team, person, ReminderKind.NOTE_LEFT, at, changed.visit_id, record.note)


# --- answers -----------------------------------------------------------------------------------

_HERE = (
    coaching_note.join(visit, visit.c.id == coaching_note.c.visit_id)
    .join(account, account.c.id == coaching_note.c.account_id)
    .join(person_user, person_user.c.id == coaching_note.c.author_id)
    .join(_REP, _REP.c.id == visit.c.owner_id)
)
_COLUMNS = (
    coaching_note.c.id,
    coaching_note.c.visit_id,
    coaching_note.c.author_id,
    coaching_note.c.text,
    coaching_note.c.changed,
    visit.c.day,
    account.c.name.label("account_name"),
    person_user.c.name.label("author"),
    _REP.c.name.label("rep"),
)


def _read(
    work: Connection,
    actor: Actor,
    *where: ColumnElement[bool],
    known_to: int | None = None,
    unanswered: bool = False,
) -> Note | None:
    """The newest. `known_to`: its author, the rep, or who wrote what it answers."""
    quoted = mine(actor, coaching_note).subquery("quoted")
    answer = mine(actor, coaching_note).subquery("answer")
    source = _HERE.outerjoin(quoted, quoted.c.id == coaching_note.c.answers)
    source = source.outerjoin(answer, answer.c.answers == coaching_note.c.id)
    more = (quoted.c.text.label("quoted"), answer.c.id.is_not(None).label("answered"))
    these = mine(actor, source, *_COLUMNS, *more).where(*where)
    if known_to is not None:
        known = (coaching_note.c.author_id, visit.c.owner_id, quoted.c.author_id)
        these = these.where(or_(*(column == known_to for column in known)))
    if unanswered:
        these = these.where(answer.c.id.is_(None))
    row = work.execute(these.order_by(coaching_note.c.id.desc()).limit(1)).first()
    return _note(actor, row) if row else None


def _note(actor: Actor, row: Any) -> Note:
    return Note(
        id=row.id,
        visit=row.visit_id,
        account=row.account_name,
        day=row.day,
        author=row.author,
        own=row.author_id == actor.person,
        rep=row.rep,
        text=row.text,
        changed=row.changed,
        answers=row.quoted,
        answered=row.answered,
    )


def note_by(work: Connection, actor: Actor, query: NoteBy) -> Note | None:
    known_to = None if actor.role in MANAGING else actor.person
    return _read(work, actor, coaching_note.c.id == query.note, known_to=known_to)


def note_from(work: Connection, actor: Actor, query: NoteFrom) -> Note | None:
    own = coaching_note.c.author_id == actor.person
    return _read(work, actor, own, coaching_note.c.source == query.source)


def notes_on(work: Connection, actor: Actor, query: NotesOn) -> SpokenOf | None:
    source = visit.join(account, account.c.id == visit.c.account_id)
    source = source.join(person_user, person_user.c.id == account.c.owner_id)
    source = source.join(_REP, _REP.c.id == visit.c.owner_id)
    noted = mine(actor, coaching_note, coaching_note.c.id).where(
        coaching_note.c.visit_id == query.visit
    )
    columns = (
        visit.c.day,
        visit.c.owner_id,
        _REP.c.name.label("rep"),
        noted.exists().label("noted"),
        *ACCOUNT,
    )
    this = mine(actor, source, *columns).where(visit.c.id == query.visit)
    row = work.execute(this.limit(1)).first()
    if row is None:
        return None
    here = [coaching_note.c.visit_id == query.visit, coaching_note.c.answers.is_(None)]
    if query.note is not None:
        here.append(coaching_note.c.id == query.note)
    account_: KnownAccount = known(actor, row)
    return SpokenOf(
        visit=query.visit,
        account=account_,
        day=row.day,
        rep=row.rep,
        own=row.owner_id == actor.person,
        note=_read(work, actor, *here, unanswered=True) if row.noted else None,
        noted=row.noted,
    )


def last_note(work: Connection, actor: Actor, account_id: int) -> CoachNote | None:
    """A manager's, on any visit to the account."""
    own = (coaching_note.c.account_id == account_id, coaching_note.c.answers.is_(None))
    there = coaching_note.join(person_user, person_user.c.id == coaching_note.c.author_id)
    newest = mine(actor, there, person_user.c.name, coaching_note.c.text).where(*own)
    row = work.execute(newest.order_by(coaching_note.c.id.desc()).limit(1)).first()
    return CoachNote(row.name, row.text) if row else None
