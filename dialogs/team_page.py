"""The team as it stands: exceptions first, who is in it, and what an admin can change (METHOD 8).

Read STEPS and MOVES first. It only shows and settles; nothing is drafted here.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from dialogs.access import Action, Role, may
from dialogs.exceptions import say_exceptions
from dialogs.flow import Ask, Asked, End, Flow, Scene, picked
from dialogs.manager_facts import TeamExceptions, TeamFigures
from dialogs.managing import Summaries
from dialogs.measures import in_all
from dialogs.message import Button, Say, say
from dialogs.records import ChangeRole, KeepTeamSummaries, Record
from dialogs.team_facts import Member, Members, last_admin
from dialogs.visit_steps import local_now

LATELY = timedelta(days=27)
"""Before today; four weeks in all."""


def ask_overview(scene: Scene) -> Asked:
    me, today = scene.me, local_now(scene).date()
    if not may(me.role, Action.SEE_TEAM):
        return Asked((say("team.overview.not_yours", team=me.team),), (_DONE,))
    first = TeamExceptions(today - LATELY, today, today)
    figures = TeamFigures(today - LATELY, today, today)
    scene.facts.need(first, figures, Members())
    members, reps = scene.facts[Members()], scene.facts[figures]
    page = say("team.overview.heading", team=me.team, members=members)
    lately = say("team.overview.lately")
    measures = say("digest.measures", heading=lately, team=in_all(reps), reps=reps)
    buttons = (
        Button(say("team.overview.digest"), {"do": "digest"}),
        Button(say("team.overview.invite"), {"do": "invite"}),
        *_of_admins(scene),
        _DONE,
    )
    told = tuple(say_exceptions(scene.facts[first], bool(reps)))
    return Asked((page, *told, measures), buttons)


_DONE = Button(say("team.overview.done"), {"do": "cancel"})


def _of_admins(scene: Scene) -> Iterable[Button]:
    if may(scene.me.role, Action.CHANGE_ROLE):
        yield Button(say("team.overview.roles"), "roles")
    if may(scene.me.role, Action.SET_TEAM):
        other = _other(scene.me.managing.team_summaries)
        yield Button(say(f"team.overview.summaries.{other}"), f"summaries:{other}")


def _other(summaries: Summaries) -> Summaries:
    return next(each for each in Summaries if each is not summaries)


def set_summaries(scene: Scene, value: Any) -> Iterable[Record]:
    word, _, wanted = str(value).partition(":")
    if word == "summaries" and may(scene.me.role, Action.SET_TEAM):
        yield KeepTeamSummaries(Summaries(wanted))


def say_summaries(scene: Scene, value: Any) -> Iterable[Say]:
    for record in set_summaries(scene, value):
        assert isinstance(record, KeepTeamSummaries)
        yield say(f"team.overview.told.{record.summaries}")


# --- roles ---------------------------------------------------------------------------------------


def ask_member(scene: Scene) -> Asked:
    if not may(scene.me.role, Action.CHANGE_ROLE):
        return Asked((say("team.overview.not_yours", team=scene.me.team),), (_DONE,))
    buttons = tuple(
        Button(say("team.member.one", name=m.name, role=m.role), f"member:{m.id}")
        for m in scene.facts[Members()]
    )
    return Asked((say("team.member.ask"),), buttons)


def _chosen(scene: Scene) -> Member | None:
    number = str(scene.last("member")).partition(":")[2]
    return next((m for m in scene.facts[Members()] if str(m.id) == number), None)


def ask_role(scene: Scene) -> Asked:
    member = _chosen(scene)
    if member is None:
        return Asked((say("teams.gone"),), (_DONE,))
    if last_admin(scene.facts[Members()], member.id):
        return Asked((say("team.role.last_admin", name=member.name),), (_DONE,))
    others = [role for role in Role if role is not member.role]
    buttons = tuple(
        Button(say("team.role.one", role=role), f"role:{role.value}") for role in others
    )
    asked = say("team.role.ask", name=member.name, role=member.role)
    return Asked((asked,), buttons)


def change_role(scene: Scene, value: Any) -> Iterable[Record]:
    member = _chosen(scene)
    allowed = may(scene.me.role, Action.CHANGE_ROLE)
    if member is None or not allowed:
        return
    if not last_admin(scene.facts[Members()], member.id):
        yield ChangeRole(member.id, Role(str(value).partition(":")[2]))


def say_changed(scene: Scene, value: Any) -> Iterable[Say]:
    member = _chosen(scene)
    for record in change_role(scene, value):
        assert isinstance(record, ChangeRole)
        assert member is not None
        yield say("team.role.done", name=member.name, role=record.role)


def ask_changed(scene: Scene) -> Asked:
    """What is known in this turn of the team is not true any more."""
    return Asked((say("common.idle"),), (Button(say("team.changed.back"), "overview"), _DONE))


def title(scene: Scene) -> Say:
    return say("team.title")


STEPS: list[Ask | End] = [
    Ask("overview", ask_overview, remark=say_summaries, record=set_summaries, needed=True),
    Ask("member", ask_member, needed=True),
    Ask("role", ask_role, remark=say_changed, record=change_role, needed=True),
    Ask("changed", ask_changed, needed=True),
]

# fmt: off
MOVES: list[list[Any]] = [
    # when       at          go to       only if
    ["answered", "overview", "changed",  picked("summaries")],
    ["answered", "overview", "member",   picked("roles")],
    ["answered", "member",   "role"],
    ["answered", "role",     "changed"],
    ["answered", "changed",  "overview"],
]
# fmt: on
TEAM = Flow("team", STEPS, MOVES, title, kept=False)
