"""What a manager has written on a visit, and what the rep answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

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
_QUOTED = coaching_note.alias("quoted")


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
    note_id = work.execute(insert(coaching_note).values(row).returning(coaching_note.c.id)).scalar()
    tell(work, actor.team, to, ReminderKind.NOTE_LEFT, at, record.visit, note_id or 0)


def _author_of(work: Connection, actor: Actor, record: KeepNote) -> int:
    note = mine(actor, coaching_note, coaching_note.c.author_id).where(
        coaching_note.c.id == record.answers,
        coaching_note.c.visit_id == record.visit,
        coaching_note.c.answers.is_(None),
        ~_answered(actor),
    )
    author = work.execute(note.with_for_update(of=coaching_note)).scalar()
    if author is None:
        raise Forbidden("there is no such note to answer any more")
    return int(author)


def _answered(actor: Actor) -> ColumnElement[bool]:
    answer = coaching_note.alias("answer")
    same = (answer.c.team_id == actor.team, answer.c.answers == coaching_note.c.id)
    return select(answer.c.id).where(*same).exists()


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

_SOURCE = (
    coaching_note.join(visit, visit.c.id == coaching_note.c.visit_id)
    .join(account, account.c.id == coaching_note.c.account_id)
    .join(person_user, person_user.c.id == coaching_note.c.author_id)
    .join(_REP, _REP.c.id == visit.c.owner_id)
    .outerjoin(
        _QUOTED,
        and_(_QUOTED.c.team_id == coaching_note.c.team_id, _QUOTED.c.id == coaching_note.c.answers),
    )
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
    _QUOTED.c.text.label("quoted"),
)


def _read(work: Connection, actor: Actor, *where: ColumnElement[bool]) -> Note | None:
    """The newest; the outer join is to rows of the same team."""
    walls = (x.c.team_id == actor.team for x in (coaching_note, visit, account))
    these = select(*_COLUMNS).select_from(_SOURCE).where(*walls, *where)
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
    )


def note_by(work: Connection, actor: Actor, query: NoteBy) -> Note | None:
    concerns = or_(
        coaching_note.c.author_id == actor.person,
        visit.c.owner_id == actor.person,
        _QUOTED.c.author_id == actor.person,
    )
    if actor.role in MANAGING:
        return _read(work, actor, coaching_note.c.id == query.note)
    return _read(work, actor, coaching_note.c.id == query.note, concerns)


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
    here = (coaching_note.c.visit_id == query.visit, coaching_note.c.answers.is_(None))
    account_: KnownAccount = known(actor, row)
    return SpokenOf(
        visit=query.visit,
        account=account_,
        day=row.day,
        rep=row.rep,
        own=row.owner_id == actor.person,
        note=_read(work, actor, *here, ~_answered(actor)) if row.noted else None,
        noted=row.noted,
    )


def last_note(work: Connection, actor: Actor, account_id: int) -> CoachNote | None:
    """A manager's, on any visit to the account."""
    own = (coaching_note.c.account_id == account_id, coaching_note.c.answers.is_(None))
    there = coaching_note.join(person_user, person_user.c.id == coaching_note.c.author_id)
    newest = mine(actor, there, person_user.c.name, coaching_note.c.text).where(*own)
    row = work.execute(newest.order_by(coaching_note.c.id.desc()).limit(1)).first()
    return CoachNote(row.name, row.text) if row else None
