"""Coming into a team, inviting others, going again. Nothing here is a flow: each is one message.

A code that opens nothing gets one answer, whatever is wrong with it. So does a button that is not
for the one who taps it: the same as if there were nothing behind it.
"""

from dataclasses import replace

from dialogs import digest
from dialogs.access import COMMAND_NEEDS, Action, Role, may, to_invite
from dialogs.catalogue import LANGUAGES, plain
from dialogs.events import Due
from dialogs.facts import Me, Person, RecentAccounts, Secret
from dialogs.first_run import FIRST_RUN
from dialogs.flow import Refused
from dialogs.invites import handle, hashed
from dialogs.message import Button, Message, Say, say
from dialogs.readers import one_line, short_text
from dialogs.records import (
    BringAll,
    FoundTeam,
    JoinTeam,
    KeepInvite,
    LeaveTeam,
    RefuseCode,
    RevokeInvite,
    SettleRole,
)
from dialogs.reminding import Remind, ReminderKind
from dialogs.talk import ALWAYS, Talk, Turn
from dialogs.team_facts import (
    BotName,
    Doubles,
    InviteBy,
    InviteFor,
    Member,
    Members,
    NoTeamYet,
    last_admin,
)

VERBS = ("revoke", "bring", "confirm", "refuse")
DUE = (ReminderKind.ROLE_WAITING, ReminderKind.ROLE_GIVEN, ReminderKind.ACCOUNT_GIVEN)
_SHOWN = 4
"""So many are asked about in one message."""
_NAMED = 3
"""So many names are told in one sentence."""
_GONE = say("teams.gone")


def commands_for(role: Role | None, commands: tuple[str, ...]) -> tuple[str, ...]:
    """What their menu shows; what they may do is decided when they do it."""
    return tuple(
        name
        for name in commands
        if name not in COMMAND_NEEDS or may(role, COMMAND_NEEDS[name], own=True)
    )


# --- the first one -----------------------------------------------------------------------------


def may_found(talk: Talk) -> bool:
    return talk.facts[Me()].team is None and talk.facts[NoTeamYet()]


def founding(talk: Talk, name: str) -> Turn:
    """`/team North`, where there is no team yet; without a name it is said how."""
    if not one_line(name):
        return talk.saying(say("teams.found.way")).shown()
    try:
        called = short_text(name)
    except Refused as no:
        return talk.saying(say(no.key, **no.values)).shown()
    kept = talk.keeping(FoundTeam(called))
    made = say("teams.found.made", team=called)
    hand = talk.session.draft
    if hand is None or hand.flow != FIRST_RUN.name:
        return _come(kept, Role.ADMIN, [made])
    coming = _digest(talk, replace(talk.facts[Me()], role=Role.ADMIN))
    return replace(kept.saying(made).shown(), reminders=coming)  # what is sold is still to be said


# --- coming in ---------------------------------------------------------------------------------


def joining(talk: Talk, code: str) -> Turn:
    """`/start <code>`, as a link opens it."""
    me = talk.facts[Me()]
    if me.team is not None:
        return talk.saying(say("teams.join.already", team=me.team)).shown()
    asked = InviteFor(hashed(code), talk.at)
    talk.facts.need(asked, RecentAccounts())
    invited = talk.facts[asked]
    if invited is None:
        return talk.keeping(RefuseCode()).saying(say("teams.join.refused")).shown()
    kept = talk.keeping(JoinTeam(hashed(code)))
    at_work = invited.role if invited.confirmed else None
    told = [say("teams.join.joined", team=invited.team)]
    if not invited.confirmed:
        told.append(say("teams.join.waits", role=invited.role))
    elif invited.role is not Role.REP:
        told.append(say("teams.role_given", role=invited.role))
    return _come(kept, at_work, told)


def _come(talk: Talk, role: Role | None, told: list[Say]) -> Turn:
    """Into a team, in a role they may act in at once; what is their own waits for their word."""
    coming = _digest(talk, replace(talk.facts[Me()], role=role))
    if not talk.facts[RecentAccounts()]:
        return replace(_aside(talk, *told), reminders=coming)
    buttons = tuple(
        Button(say(f"teams.bring.{which}"), lasting=f"bring:{which}") for which in ("all", "none")
    )
    joined = _aside(talk, *told, say("teams.bring.ask"), buttons=buttons)
    return replace(joined, reminders=coming)


def _brought(talk: Talk, which: str) -> Turn:
    team = talk.facts[Me()].team
    if team is None or which not in ("all", "none"):
        return _gone(talk)
    kept = talk.keeping(BringAll()) if which == "all" else talk
    told = [say(f"teams.bring.told_{which}", team=team)]
    if which == "all" and (names := talk.facts[Doubles()]):
        may_merge = may(talk.facts[Me()].role, Action.MERGE)
        more = len(names[_NAMED:])
        told.append(say("teams.bring.twice", names=names[:_NAMED], more=more, yours=may_merge))
    return kept.saying(*told).shown() if talk.session.draft else _aside(kept, *told)


# --- inviting ----------------------------------------------------------------------------------


def inviting(talk: Talk, argument: str) -> Turn:
    me = talk.facts[Me()]
    choices = [role for role in Role if may(me.role, to_invite(role))]
    if may_found(talk):
        return founding(talk, "")
    if not choices:
        return talk.saying(say("teams.invite.not_yours", team=me.team)).shown()
    role = _role_said(argument) if argument or len(choices) > 1 else choices[0]
    if role not in choices:
        buttons = tuple(
            Button(say("teams.invite.role", role=each), {"do": "invite", "argument": each.value})
            for each in choices
        )
        return talk.telling(Message((say("teams.invite.ask", team=me.team),), buttons))
    talk.facts.need(Secret(), BotName())
    code, bot = talk.facts[Secret()], talk.facts[BotName()]
    kept = talk.keeping(KeepInvite(role, hashed(code)))
    waits = role is not Role.REP
    made = say("teams.invite.made", team=me.team, role=role, waits=waits)
    way = say("teams.invite.way", code=code, bot=bot)
    back = Button(say("teams.invite.revoke"), lasting=f"revoke:{handle(hashed(code))}")
    return kept.telling(Message((made, way), (back,)))


def _role_said(text: str) -> Role | None:
    said = text.strip().casefold()
    words = {
        word: role
        for role in Role
        for word in (role.value, *(plain(say(f"terms.role.{role}"), x) for x in LANGUAGES))
    }
    return words.get(said)


def _revoked(talk: Talk, subject: str) -> Turn:
    invite = talk.facts[InviteBy(subject)]
    if invite is None or not may(talk.facts[Me()].role, Action.REVOKE, invite.own):
        return _gone(talk)
    if invite.used_by is not None:
        return talk.saying(say("teams.revoke.used", name=invite.used_by)).shown()
    kept = talk if invite.revoked else talk.keeping(RevokeInvite(subject))
    return kept.saying(say("teams.revoke.done")).shown()


# --- roles that need an admin's word -----------------------------------------------------------


def due(talk: Talk, event: Due) -> Turn:
    me = talk.facts[Me()]
    if me.team is None or me.role is None:
        return talk.silent()
    if event.kind is ReminderKind.ROLE_GIVEN:
        told = talk.aside(Message((say("teams.role_given", role=me.role),)))
        return replace(told, reminders=_digest(talk, me))
    if event.kind is ReminderKind.ACCOUNT_GIVEN:
        newest = talk.facts[RecentAccounts(1)]
        given = tuple(say("teams.given", name=account.name) for account in newest)
        return talk.aside(Message(given)) if given else talk.silent()
    waiting = [m for m in talk.facts[Members()] if m.asks_for][:_SHOWN]
    if not waiting or not may(me.role, Action.CONFIRM_ROLE):
        return talk.silent()
    asked = tuple(
        say("teams.confirm.ask", name=member.name, role=member.asks_for, team=me.team)
        for member in waiting
    )
    return talk.aside(Message(asked, tuple(b for member in waiting for b in _settling(member))))


def _settling(member: Member) -> tuple[Button, ...]:
    subject = f"{member.id}:{member.asks_for}"
    return tuple(
        Button(
            say(f"teams.confirm.{verb}", name=member.name, role=member.asks_for),
            lasting=f"{verb}:{subject}",
        )
        for verb in ("confirm", "refuse")
    )


def _settled(talk: Talk, verb: str, subject: str) -> Turn:
    if not may(talk.facts[Me()].role, Action.CONFIRM_ROLE):
        return _gone(talk)
    asking = {f"{m.id}:{m.asks_for}": m for m in talk.facts[Members()] if m.asks_for}
    member = asking.get(subject)
    if member is None or member.asks_for is None:
        return _gone(talk)
    kept = talk.keeping(SettleRole(member.id, member.asks_for, verb == "confirm"))
    told = say(f"teams.confirm.told_{verb}", name=member.name, role=member.asks_for)
    return kept.saying(told).shown()


# --- going -------------------------------------------------------------------------------------


def leaving(talk: Talk, argument: str) -> Turn:
    me = talk.facts[Me()]
    if me.team is None or me.role is None:
        return talk.saying(say("teams.leave.alone")).shown()
    members = talk.facts[Members()]
    if len(members) > 1 and last_admin(members, me.id):  # alone, anybody may go
        return talk.saying(say("teams.leave.last_admin", team=me.team)).shown()
    if argument != "yes":
        buttons = (
            Button(say("teams.leave.yes"), {"do": "leave", "argument": "yes"}),
            Button(say("teams.leave.no"), {"do": "stay"}),
        )
        return talk.telling(Message((say("teams.leave.ask", team=me.team),), buttons))
    return _aside(talk.keeping(LeaveTeam()), say("teams.leave.left", team=me.team))


# --- small things ------------------------------------------------------------------------------


def pressed(talk: Talk, verb: str, subject: str) -> Turn:
    match verb:
        case "revoke":
            return _revoked(talk, subject)
        case "bring":
            return _brought(talk, subject)
    return _settled(talk, verb, subject)


def _digest(talk: Talk, me: Person) -> tuple[Remind, ...]:
    """Who may have one gets it from now on, unless they wish otherwise."""
    if not may(me.role, Action.GET_DIGEST):
        return ()
    return digest.scheduled(talk, me)


def _gone(talk: Talk) -> Turn:
    return talk.noticing(_GONE).shown()


def _aside(talk: Talk, *told: Say, buttons: tuple[Button, ...] = ()) -> Turn:
    """What was known so far is of another team, so nothing more is said of it in this turn."""
    away = replace(talk, session=talk.put_aside()).saying(*talk.parking())
    always = (Button(say(f"common.{name}"), {"do": name}) for name in ALWAYS)
    return away.telling(Message(told, buttons or (*away.resumable(), *always)))
