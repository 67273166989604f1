"""Writing what a turn leaves behind. A saved plan is a dozen statements, however long it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, update

from dialogs.records import (
    AskManager,
    BringAll,
    ChangeNote,
    ChangeRole,
    DropOffer,
    FoundTeam,
    HandOver,
    JoinTeam,
    KeepDebrief,
    KeepHour,
    KeepInvite,
    KeepLanguage,
    KeepManaging,
    KeepNote,
    KeepOffer,
    KeepPlan,
    KeepReminding,
    KeepTeamSummaries,
    KeepZone,
    LeaveTeam,
    MergeAccounts,
    PlannedQuestion,
    Record,
    RefuseCode,
    RevokeInvite,
    SettlePromise,
    SettleRole,
    Withhold,
)
from storage import invites, notes, summaries, teams
from storage.actor import Actor
from storage.debriefs import keep_debrief
from storage.filing import Filed, Row, file_under, insert_rows, people_of
from storage.ledger import settle_promise
from storage.merging import merge_accounts
from storage.reminders import digest_again, remind, set_again
from storage.tables import difficulty, offer, person_user, problem, question, visit, visit_person


def write(work: Connection, actor: Actor, record: Record, at: datetime) -> None:
    _WRITERS[type(record)](work, actor, record, at)


def _language(work: Connection, actor: Actor, record: KeepLanguage, at: datetime) -> None:
    own = update(person_user).where(person_user.c.id == actor.person)
    work.execute(own.values(language=record.language))


def _zone(work: Connection, actor: Actor, record: KeepZone, at: datetime) -> None:
    own = update(person_user).where(person_user.c.id == actor.person)
    work.execute(own.values(zone=record.zone))
    set_again(work, actor, at)
    digest_again(work, actor, at)


def _reminding(work: Connection, actor: Actor, record: KeepReminding, at: datetime) -> None:
    wishes = record.reminding
    own = update(person_user).where(person_user.c.id == actor.person)
    values = {
        "reminders": wishes.on,
        "lead": wishes.lead,
        "quiet_from": wishes.quiet_from,
        "quiet_until": wishes.quiet_until,
        "days_off": list(wishes.days_off),
    }
    work.execute(own.values(values))
    set_again(work, actor, at)


def _hour(work: Connection, actor: Actor, record: KeepHour, at: datetime) -> None:
    own = update(person_user).where(person_user.c.id == actor.person)
    work.execute(own.values(hour=record.hour, zone=record.zone))


def _offer(work: Connection, actor: Actor, record: KeepOffer, at: datetime) -> None:
    work.execute(insert(offer).values(team_id=actor.team, text=record.text))


def _drop_offer(work: Connection, actor: Actor, record: DropOffer, at: datetime) -> None:
    own = delete(offer).where(offer.c.team_id == actor.team)
    work.execute(own.where(offer.c.text == record.text))


def _plan(work: Connection, actor: Actor, record: KeepPlan, at: datetime) -> None:
    filed = file_under(work, actor, record, at)
    (visit_id,) = insert_rows(work, actor, visit, [_visit(actor, record, filed, at)])
    people = people_of(work, actor, filed.account, record.people)
    expected = [
        {"team_id": actor.team, "visit_id": visit_id, "person_id": person_id}
        for person_id in people.values()
    ]
    if expected:
        work.execute(insert(visit_person), expected)
    problems = insert_rows(
        work,
        actor,
        problem,
        [
            {"visit_id": visit_id, "place": n, "notes": p.notes, **_words(p)}
            for n, p in enumerate(record.problems)
        ],
    )
    difficulties = _difficulties(work, actor, record, problems)
    asked = [
        _question(visit_id, n, q, problem_id, difficulties)
        for problem_id, p in zip(problems, record.problems, strict=True)
        for n, q in enumerate(p.questions)
    ]
    asked += [_question(visit_id, n, q, None, {}) for n, q in enumerate(record.situation)]
    insert_rows(work, actor, question, asked)
    remind(work, actor, [replace(one, visit=visit_id) for one in record.reminders])


def _visit(actor: Actor, record: KeepPlan, filed: Filed, at: datetime) -> Row:
    return {
        "account_id": filed.account,
        "opportunity_id": filed.opportunity,
        "owner_id": actor.person,
        "planned_at": at,
        "day": record.day,
        "filed_on": record.day or at.astimezone(ZoneInfo(record.zone)).date(),
        "hour": record.hour,
        "zone": record.zone,
        "objective": record.objective,
        "fallback": record.fallback,
        "concern": record.concern,
        "notes": record.notes,
    }


def _difficulties(
    work: Connection, actor: Actor, record: KeepPlan, problems: Sequence[int]
) -> Mapping[tuple[int, int], int]:
    """The ids by (problem id, position in it)."""
    places = [
        (problem_id, n, d)
        for problem_id, p in zip(problems, record.problems, strict=True)
        for n, d in enumerate(p.difficulties)
    ]
    rows = [
        {"problem_id": problem_id, "place": n, "worse": d.worse, **_words(d)}
        for problem_id, n, d in places
    ]
    ids = insert_rows(work, actor, difficulty, rows)
    return {(problem_id, n): i for (problem_id, n, _), i in zip(places, ids, strict=True)}


def _question(
    visit_id: int,
    place: int,
    planned: PlannedQuestion,
    problem_id: int | None,
    difficulties: Mapping[tuple[int, int], int],
) -> Row:
    difficulty_id = None
    if problem_id is not None and planned.difficulty is not None:
        difficulty_id = difficulties[problem_id, planned.difficulty]
    return {
        "visit_id": visit_id,
        "problem_id": problem_id,
        "difficulty_id": difficulty_id,
        "place": place,
        "kind": planned.kind.value,
        **_words(planned),
    }


def _words(planned: Any) -> Row:
    return {"text": planned.words.text, "bank_id": planned.words.bank}


_WRITERS: Mapping[type[Any], Callable[[Connection, Actor, Any, datetime], None]] = {
    KeepLanguage: _language,
    KeepZone: _zone,
    KeepHour: _hour,
    KeepReminding: _reminding,
    KeepOffer: _offer,
    DropOffer: _drop_offer,
    KeepPlan: _plan,
    KeepDebrief: keep_debrief,
    SettlePromise: settle_promise,
    KeepInvite: invites.keep_invite,
    RevokeInvite: invites.revoke_invite,
    RefuseCode: invites.refuse_code,
    JoinTeam: invites.join_team,
    FoundTeam: invites.found_team,
    BringAll: teams.bring_all,
    LeaveTeam: teams.leave_team,
    SettleRole: teams.settle_role,
    ChangeRole: teams.change_role,
    HandOver: teams.hand_over,
    KeepManaging: teams.keep_managing,
    KeepTeamSummaries: teams.keep_team_summaries,
    AskManager: summaries.ask_manager,
    KeepNote: notes.keep_note,
    ChangeNote: notes.change_note,
    Withhold: summaries.withhold,
    MergeAccounts: merge_accounts,
}
