"""What a turn has left behind, as the transcripts tell it."""

from collections.abc import Iterator

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
from dialogs.reminding import Reminding
from question_bank.kinds import SPIN


def told(record: Record) -> str:
    """A record in a few words, a line for each part of it."""
    match record:
        case KeepLanguage(language):
            return f"language {language}"
        case KeepHour(hour, zone):
            return f"usual hour {hour:%H:%M} {zone}"
        case KeepZone(zone):
            return f"zone {zone}"
        case KeepReminding(wishes):
            return _wishes(wishes)
        case KeepOffer(text):
            return f"offer {text}"
        case DropOffer(text):
            return f"no offer {text}"
        case KeepPlan():
            return "plan " + "\n".join(_plan(record))
        case KeepDebrief():
            return "debrief " + "\n".join(_debrief(record))
        case SettlePromise(promise, state, due):
            return f"promise {promise} {state}" + (f" to {due}" if due else "")
    return _of_team(record)


def _of_team(record: Record) -> str:
    """The hash of a code is of no use to a reader."""
    match record:
        case KeepInvite(role):
            return f"invite {role}"
        case RevokeInvite():
            return "no invite"
        case FoundTeam(name):
            return f"team {name}"
        case JoinTeam():
            return "joined"
        case RefuseCode():
            return "wrong code"
        case BringAll():
            return "brought all"
        case LeaveTeam():
            return "left"
        case SettleRole(person, role, confirmed):
            return f"person {person} {role} {'confirmed' if confirmed else 'refused'}"
        case ChangeRole(person, role):
            return f"person {person} {role}"
        case HandOver(account, person):
            return f"account {account} to person {person}"
        case AskManager(visit):
            return f"asks about visit {visit}"
        case KeepNote(visit, text, _, answers):
            return f"note on visit {visit}{f' to note {answers}' if answers else ''}: {text}"
        case ChangeNote(note, text):
            return f"note {note} now: {text}"
        case Withhold(visit):
            return f"nobody is told of visit {visit}"
        case KeepManaging(wishes):
            day = "never" if wishes.digest_day is None else wishes.digest_day + 1
            return (
                f"summaries {wishes.summaries}, digest on day {day} at {wishes.digest_hour:%H:%M}"
            )
        case KeepTeamSummaries(summaries):
            return f"summaries of the team {summaries}"
        case MergeAccounts(kept, gone):
            return f"account {gone} is part of {kept}"
    raise TypeError(f"no such record: {record!r}")


def _wishes(wishes: Reminding) -> str:
    lead = f"{wishes.lead} minutes before" if wishes.lead else "the evening before"
    days = "".join(str(day + 1) for day in wishes.days_off)
    quiet = f"quiet {wishes.quiet_from:%H:%M} to {wishes.quiet_until:%H:%M}"
    return f"reminders {'on' if wishes.on else 'off'}, {lead}, {quiet}, days off {days or 'none'}"


def _plan(plan: KeepPlan) -> Iterator[str]:
    yield plan.name if plan.account else f"{plan.name} (new, {plan.industry})"
    if plan.people:
        yield f"with {'; '.join(plan.people)}"
    yield f"{plan.day} {plan.hour:%H:%M} {plan.zone}" if plan.hour else str(plan.day or "no date")
    yield f"objective {plan.objective}" if plan.objective else "no objective"
    if plan.fallback:
        yield f"fallback {plan.fallback}"
    yield "problems " + "; ".join(
        _named(problem.words.bank, problem.words.text) for problem in plan.problems
    )
    asked: list[PlannedQuestion] = [
        *plan.situation,
        *(q for p in plan.problems for q in p.questions),
    ]
    yield " ".join(f"{kind[0].upper()} {sum(q.kind is kind for q in asked)}" for kind in SPIN)
    difficulties = [d for p in plan.problems for d in p.difficulties]
    if difficulties:
        worse = sum(d.worse for d in difficulties)
        linked = sum(q.difficulty is not None for q in asked)
        yield f"difficulties {len(difficulties)}, worse {worse}, with a question {linked}"
    if plan.concern:
        yield f"concern {plan.concern}"
    notes = [plan.notes, *(problem.notes for problem in plan.problems)]
    for note in filter(None, notes):
        yield "note " + "; ".join(note.splitlines())


def _named(bank: str | None, text: str) -> str:
    return f"{bank} of the bank" if bank else text


def _debrief(debrief: KeepDebrief) -> Iterator[str]:
    yield f"{debrief.name} {debrief.day}"
    told = debrief.outcome
    yield f"coach {told.coach} by {told.rule}{', weak' if told.weak else ''}; rep {told.rep}"
    if told.reason:
        yield f"because {told.reason}"
    for promise in debrief.promises:
        who = f" ({promise.who})" if promise.who else ""
        yield f"{promise.side}{who}: {promise.what}" + (f", {promise.due}" if promise.due else "")
    marked = {
        "confirmed": len(debrief.confirmed),
        "denied": len(debrief.denied),
        "new": len(debrief.new_problems),
        "asked": len(debrief.asked),
        "worked": len(debrief.worked),
    }
    if any(marked.values()):
        yield " ".join(f"{name} {count}" for name, count in marked.items() if count)
    for need in debrief.needs:
        yield f"{need.strength}{' by ' + need.by if need.by else ''}: {need.text}"
    for shown in debrief.capabilities:
        yield f"{'benefit' if shown.benefit else 'advantage'}: {shown.text}"
    for met in debrief.people:
        changes = "" if met.closeness is None else f" {met.closeness:+d} {met.trust:+d}"
        yield f"met {met.name}{changes}"
    for news in debrief.news:
        yield f"{news.kind} news: {news.text}"
    if debrief.change:
        yield f"differently: {debrief.change}"
    if debrief.behaviour:
        yield f"practises {debrief.behaviour}, tried {debrief.practised}"
    if debrief.next_objective or debrief.next_day:
        yield f"next {debrief.next_objective or ''} {debrief.next_day or ''}".rstrip()
    if debrief.withheld:
        yield "no summary"
    if debrief.private_note:
        yield f"private: {debrief.private_note}"
