"""Who may do what, in the conversation: every action by every role, made from the table."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from dialogs.access import ACCESS, COMMAND_NEEDS, Action, Role, may
from dialogs.accounts import ACCOUNTS
from dialogs.catalogue import plain
from dialogs.coach import COMMANDS
from dialogs.events import Commanded, Event, Said, Tapped
from dialogs.facts import KnownAccount, Person, Query
from dialogs.manager_facts import (
    DebriefsOf,
    Exceptions,
    Note,
    NotesOn,
    OutcomesByDay,
    SpokenOf,
    TeamExceptions,
    TeamFigures,
)
from dialogs.memory_facts import AccountBy, AccountCard
from dialogs.records import (
    AskManager,
    ChangeRole,
    HandOver,
    KeepInvite,
    KeepNote,
    KeepTeamSummaries,
    LeaveTeam,
    MergeAccounts,
    Record,
    RevokeInvite,
    SettleRole,
)
from dialogs.session import Answer, Draft, Session, to_json
from dialogs.talk import Turn
from dialogs.team_facts import Invitation, InviteBy, Member, Members
from dialogs.team_page import TEAM
from dialogs.teams import commands_for
from dialogs.visit_facts import KeptPlan, PlanOf
from tests.dialogs.chat import Chat, Memory

AT = datetime(2026, 9, 28, 9, tzinfo=UTC)
HANDLE = "0123456789abcdef" * 2
LI, WANG = Member(2, "Li", Role.REP, Role.MANAGER), Member(3, "Wang", Role.ADMIN, None)
ACME = KnownAccount(7, "Acme Pumps", "manufacturing_equipment", None)


NOTE = Note(1, 5, "Acme Pumps", None, "Wang", False, "Bob", "Ask what a stop costs", False, None)
PLAN = KeptPlan(
    visit=5,
    account=ACME,
    own=True,
    debriefed=False,
    day=None,
    hour=None,
    zone="Europe/London",
    people=(),
    objective="Chen agrees to try two seals",
    fallback=None,
    concern=None,
    situation=(),
    problems=(),
)


class Team(Memory):
    """Whose invite it is, and whose account, is told to it."""

    theirs = False

    def answer(self, query: Query[Any]) -> Any:
        match query:
            case Members():
                return (WANG, LI, Member(1, "Bob", self.me.role or Role.REP, None))
            case InviteBy():
                return Invitation(Role.REP, self.theirs, None, revoked=False)
            case AccountBy(account):
                known = replace(ACME, id=account, colleague=None if self.theirs else "Li")
                return AccountCard(known, (), 0, 0, 0, 0)
            case TeamFigures() | OutcomesByDay() | DebriefsOf():
                return ()
            case TeamExceptions():
                return Exceptions()
            case PlanOf():
                return replace(PLAN, own=self.theirs)
            case NotesOn():
                return SpokenOf(5, ACME, None, "Li", own=self.theirs, note=NOTE, noted=True)
        return super().answer(query)

    def keep(self, record: Record) -> None:
        """Looked at, and nothing more."""


def told(name: str, argument: str = "") -> Event:
    return Commanded(at=AT, source=9, name=name, argument=argument)


def tapped(button: str) -> Event:
    return Tapped(at=AT, source=9, version=-1, index=-1, lasting=button)


def replied(text: str) -> Event:
    return Said(at=AT, source=9, text=text, about=5)


TRIED: dict[Action, tuple[Event | None, type[Any]]] = {
    Action.INVITE_REP: (told("invite", "rep"), KeepInvite),
    Action.INVITE_MANAGER: (told("invite", "manager"), KeepInvite),
    Action.INVITE_ADMIN: (told("invite", "admin"), KeepInvite),
    Action.REVOKE: (tapped(f"revoke:{HANDLE}"), RevokeInvite),
    Action.CONFIRM_ROLE: (tapped("confirm:2:manager"), SettleRole),
    Action.LEAVE: (told("leave", "yes"), LeaveTeam),
    Action.HAND_OVER: (None, HandOver),
    Action.MERGE: (None, MergeAccounts),
    Action.CHANGE_ROLE: (None, ChangeRole),
    Action.SET_TEAM: (None, KeepTeamSummaries),
    Action.ASK_MANAGER: (tapped("ask:5"), AskManager),
    Action.COACH: (replied("Ask what a stop costs"), KeepNote),
    Action.ANSWER_NOTE: (replied("I will"), KeepNote),
}
"""What asks for it in a chat, buttons as forged ones come; and what it leaves behind."""
SEEN = {
    Action.SEE_TEAM: (told("team"), "team.overview.heading"),
    Action.GET_DIGEST: (told("digest"), "digest.heading"),
}
"""What leaves nothing behind, and how one knows that it was shown."""
NEVER = {(Action.LEAVE, False), (Action.COACH, True), (Action.ANSWER_NOTE, False)}
"""One leaves oneself; and a reply to one's own visit is an answer, one to another's is a note."""
SHOWN = {Action.SEE_ACCOUNTS, Action.SEE_PRIVATE_NOTE}
"""Queries see to these: tests/storage/test_facts.py."""


def chat_of(role: Role | None, own: bool) -> Chat:
    team = None if role is None else "North"
    bob = Person(1, "Bob", "en", "Europe/London", None, team=team, role=role)
    memory = Team(bob, offers=["seals"])
    memory.theirs = own
    return Chat(memory)


CARD = {"id": 7, "name": "Acme Pumps", "industry": "other", "alike": []}
_ACME = Answer("account", CARD)
AT_A_STEP = {
    Action.HAND_OVER: (ACCOUNTS, (_ACME, Answer("card", "hand_over")), "Wang"),
    Action.MERGE: (
        ACCOUNTS,
        (_ACME, Answer("card", "merge"), Answer("twin", {**CARD, "id": 8})),
        "Merge",
    ),
    Action.CHANGE_ROLE: (
        TEAM,
        (Answer("overview", "roles"), Answer("member", "member:2")),
        "admin",
    ),
    Action.SET_TEAM: (TEAM, (), "Summaries in the digest for all"),
}
"""Where somebody was asked who may not any more, and the button they would tap."""


def at_a_step(chat: Chat, action: Action) -> Turn:
    flow, log, label = AT_A_STEP[action]
    chat.stored = to_json(Session(Draft(flow.name, log)))
    shown = chat.hear(told("stay"))
    labels = [plain(button.label, "en") for button in shown.session.offered]
    if label not in labels:
        return shown
    version, index = shown.session.version, labels.index(label)
    return chat.hear(Tapped(at=AT, source=9, version=version, index=index))


def test_every_action_is_tried_or_said_where() -> None:
    assert set(ACCESS) == {*TRIED, *SEEN, *SHOWN}


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("action", TRIED)
def test_it_is_done_for_those_who_may_and_for_nobody_else(
    action: Action, role: Role | None, own: bool
) -> None:
    event, leaves = TRIED[action]
    if (action, own) in NEVER:
        return
    chat = chat_of(role, own)
    turn = chat.hear(event) if event else at_a_step(chat, action)
    done = [record for record in turn.records if isinstance(record, leaves)]

    assert bool(done) == may(role, action, own)
    assert turn.message is not None


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("action", SEEN)
def test_it_is_shown_to_those_who_may_and_to_nobody_else(action: Action, role: Role | None) -> None:
    event, key = SEEN[action]
    turn = chat_of(role, own=True).hear(event)

    assert turn.message is not None
    assert may(role, action) == (key in [said.key for said in turn.message.paragraphs])


@pytest.mark.parametrize("role", [None, *Role])
def test_the_menu_shows_what_the_role_may(role: Role | None) -> None:
    hidden = set(COMMANDS) - set(commands_for(role, COMMANDS))
    needs = {c: action for c, action in COMMAND_NEEDS.items() if c in COMMANDS}

    assert {"invite", "leave"} <= set(needs)
    assert hidden == {c for c, action in needs.items() if not may(role, action, own=True)}


def test_a_forged_button_is_answered_as_one_that_leads_nowhere() -> None:
    for forged in (
        f"revoke:{HANDLE}",
        "confirm:2:manager",
        "refuse:2:manager",
        "confirm:x",
        "coach:x",
        "ask:x",
        "bring:all",
    ):
        rep, stranger = chat_of(None, own=False), chat_of(Role.REP, own=False)
        heard = [chat.hear(tapped(forged)) for chat in (rep, stranger)]
        if forged == "bring:all":
            heard.pop()

        assert ["That is no longer there."] * len(heard) == [
            plain(turn.notices[0], "en") for turn in heard
        ]
        assert all(not turn.records for turn in heard)
