"""Writing a visit as it went. Twenty statements at most, however much was said.

Saved again, a debrief is a new version (see `debrief_tables.py`): what was heard is written anew
under its number, while a need or a promise told in the same words keeps its row.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, case, insert, literal, null, select, update

from dialogs.records import KeepDebrief
from dialogs.reminding import ReminderKind
from storage.actor import Actor, mine
from storage.debrief_tables import (
    capability,
    concern,
    debrief,
    need,
    news,
    person_fact,
    private_note,
)
from storage.filing import Filed, Row, file_under, insert_rows, people_of, use_account
from storage.heard import Visited, lift, write_heard
from storage.ledger import write_promises
from storage.practice import practise
from storage.reminders import remind
from storage.stalls import watch
from storage.tables import problem, question, visit
from storage.telling import tell_managers


def keep_debrief(work: Connection, actor: Actor, record: KeepDebrief, at: datetime) -> None:
    here = _known_visit(work, actor, record, at) or _unplanned(work, actor, record, at)
    focus = practise(work, actor, record, here, at)
    insert_rows(work, actor, debrief, [_debrief(actor, record, here, focus, at)])
    if record.visit is not None:
        _file(work, actor, record, here)
    _judge_plan(work, actor, record, here)
    found = enumerate(record.new_problems)
    problems = [{"place": n, "text": text, "notes": "", "state": "confirmed"} for n, text in found]
    write_heard(work, actor, here, problem, problems)
    needs = _needs(work, actor, record, here)
    shown = [
        {
            "text": c.text,
            "need_id": None if c.need is None else needs[record.needs[c.need].text],
            "benefit": c.benefit,
        }
        for c in record.capabilities
    ]
    write_heard(work, actor, here, capability, shown)
    write_heard(work, actor, here, concern, [{"text": text} for text in record.concerns])
    write_heard(
        work, actor, here, news, [{"kind": n.kind.value, "text": n.text} for n in record.news]
    )
    _people(work, actor, record, here, at)
    excused = write_promises(work, actor, record, here)
    remind(work, actor, record.reminders)
    if _worth_telling(actor, record, here):
        kind = ReminderKind.DEBRIEF_SAVED
        tell_managers(work, actor, kind, at, here.id, here.version, only_at_once=True)
    if excused or here.judged != (record.outcome.coach, record.day):
        watch(work, actor, here.filed, at)
    if record.private_note:
        _note_privately(work, actor, record.private_note, here, at)


def _worth_telling(actor: Actor, record: KeepDebrief, here: Visited) -> bool:
    """Told again, only another outcome is news."""
    same = here.told == (record.outcome.coach, record.outcome.rep)
    return actor.role is not None and not record.withheld and not same


# --- which visit -------------------------------------------------------------------------------


def _known_visit(
    work: Connection, actor: Actor, record: KeepDebrief, at: datetime
) -> Visited | None:
    """None: it was not planned, or it is not the team's to debrief."""
    if record.visit is None:
        return None
    before = mine(actor, debrief).subquery()
    same = and_(before.c.visit_id == visit.c.id, before.c.version == visit.c.version)
    told = (
        before.c.behaviour,
        before.c.practised,
        before.c.focus_id,
        before.c.coach_kind,
        before.c.rep_kind,
        before.c.withheld,
    )
    known = mine(actor, visit.outerjoin(before, same), *visit.c, *told)
    one = known.where(visit.c.id == record.visit).limit(1).with_for_update(of=visit)
    row = work.execute(one).first()
    if row is None:
        return None
    if row.version is None:
        use_account(work, actor, row.account_id, at)
    return Visited(
        id=row.id,
        version=(row.version or 0) + 1,
        filed=Filed(row.account_id, row.opportunity_id),
        owner=row.owner_id,
        behaviour=row.behaviour,
        practised=bool(row.practised),
        focus=row.focus_id,
        judged=(row.coach_kind, row.day),
        told=None if row.withheld is not False else (row.coach_kind, row.rep_kind),
    )


def _unplanned(work: Connection, actor: Actor, record: KeepDebrief, at: datetime) -> Visited:
    filed = file_under(work, actor, record, at)
    made = {
        "account_id": filed.account,
        "opportunity_id": filed.opportunity,
        "owner_id": actor.person,
        "day": record.day,
        "filed_on": record.day,
        "zone": record.zone,
        "objective": "",
        "notes": "",
        "version": 1,
    }
    return Visited(insert_rows(work, actor, visit, [made])[0], 1, filed, actor.person)


def _file(work: Connection, actor: Actor, record: KeepDebrief, here: Visited) -> None:
    """Under the day it really was, and as debriefed."""
    own = update(visit).where(visit.c.team_id == actor.team, visit.c.id == here.id)
    work.execute(own.values(version=here.version, day=record.day, filed_on=record.day))


def _debrief(
    actor: Actor, record: KeepDebrief, here: Visited, focus: int | None, at: datetime
) -> Row:
    outcome = record.outcome
    return {
        "visit_id": here.id,
        "version": here.version,
        "author_id": actor.person,
        "at": at,
        "text": outcome.text,
        "coach_kind": outcome.coach.value,
        "rep_kind": outcome.rep.value,
        "rule": outcome.rule,
        "weak": outcome.weak,
        "reason": outcome.reason,
        "change": record.change,
        "behaviour": record.behaviour.value if record.behaviour else None,
        "practised": record.practised,
        "focus_id": focus,
        "next_objective": record.next_objective,
        "next_day": record.next_day,
        "notes": list(record.notes),
        "answers": record.answers,
        "withheld": record.withheld,
    }


# --- what was planned, and what was heard ------------------------------------------------------


def _judge_plan(work: Connection, actor: Actor, record: KeepDebrief, here: Visited) -> None:
    """Of an earlier version nothing stays, so that what is unticked now is unticked."""
    if here.version > 1 or record.confirmed or record.denied:
        state = case(
            (problem.c.id.in_(record.confirmed), "confirmed"),
            (problem.c.id.in_(record.denied), "denied"),
            else_=null(),
        )
        planned = and_(problem.c.visit_id == here.id, problem.c.version.is_(None))
        own = update(problem).where(problem.c.team_id == actor.team, planned)
        work.execute(own.values(state=state))
    if here.version > 1 or record.asked:
        marks = {
            "asked": question.c.id.in_(record.asked),
            "worked": question.c.id.in_(record.worked),
        }
        of_visit = and_(question.c.team_id == actor.team, question.c.visit_id == here.id)
        work.execute(update(question).where(of_visit).values(marks))


def _needs(work: Connection, actor: Actor, record: KeepDebrief, here: Visited) -> Mapping[str, int]:
    """Their ids by their words."""
    rows = {
        heard.text: {
            "account_id": here.filed.account,
            "place": place,
            "text": heard.text,
            "strength": heard.strength.value,
            "by_whom": heard.by,
            "grew_from": heard.grew_from,
        }
        for place, heard in enumerate(record.needs)
    }
    changing = ("place", "strength", "by_whom", "grew_from")
    ids = lift(work, actor, here, need, need.c.text, rows, changing)
    new = [row for text, row in rows.items() if text not in ids]
    made = write_heard(work, actor, here, need, new)
    return {**ids, **dict(zip((str(row["text"]) for row in new), made, strict=True))}


def _people(
    work: Connection, actor: Actor, record: KeepDebrief, here: Visited, at: datetime
) -> None:
    met = {person.name: person for person in record.people}
    ids = people_of(work, actor, here.filed.account, met)
    rows = [
        {"person_id": ids[name], "closeness": one.closeness, "trust": one.trust, "at": at}
        for name, one in met.items()
    ]
    write_heard(work, actor, here, person_fact, rows)


def _note_privately(work: Connection, actor: Actor, text: str, here: Visited, at: datetime) -> None:
    """Beside what was noted before; the same words twice are one note."""
    note = {
        "team_id": actor.team,
        "visit_id": here.id,
        "author_id": actor.person,
        "text": text,
        "at": at,
    }
    same = [private_note.c[name] == note[name] for name in ("visit_id", "author_id", "text")]
    there = mine(actor, private_note, private_note.c.id).where(*same)
    values = (literal(value, private_note.c[name].type) for name, value in note.items())
    adding = insert(private_note).from_select(list(note), select(*values).where(~there.exists()))
    work.execute(adding)
