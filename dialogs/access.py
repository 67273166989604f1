"""Who may do what: one table, role by action. It is asked twice, by the conversation so that nobody
is offered what they may not do, and by the memory when it is done; a menu is no authorisation.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"


class Reach(StrEnum):
    """Of what an action is about: nothing, only what is one's own, or all of the team's."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


class Action(StrEnum):
    SEE_ACCOUNTS = "see_accounts"
    SEE_PRIVATE_NOTE = "see_private_note"
    HAND_OVER = "hand_over"
    MERGE = "merge"
    LEAVE = "leave"
    ASK_MANAGER = "ask_manager"
    COACH = "coach"
    ANSWER_NOTE = "answer_note"
    SEE_TEAM = "see_team"
    GET_DIGEST = "get_digest"
    INVITE_REP = "invite_rep"
    INVITE_MANAGER = "invite_manager"
    INVITE_ADMIN = "invite_admin"
    REVOKE = "revoke"
    CONFIRM_ROLE = "confirm_role"
    CHANGE_ROLE = "change_role"
    SET_TEAM = "set_team"


NO, OWN, ALL = Reach.NONE, Reach.OWN, Reach.ALL
_ROLES = (Role.REP, Role.MANAGER, Role.ADMIN)
# fmt: off
ACCESS: Mapping[Action, tuple[Reach, Reach, Reach]] = {
    # may                     rep  manager  admin
    Action.SEE_ACCOUNTS:     (ALL, ALL,     ALL),
    Action.SEE_PRIVATE_NOTE: (OWN, OWN,     OWN),
    Action.HAND_OVER:        (OWN, ALL,     ALL),
    Action.MERGE:            (OWN, ALL,     ALL),
    Action.LEAVE:            (OWN, OWN,     OWN),
    Action.ASK_MANAGER:      (OWN, OWN,     OWN),
    Action.COACH:            (NO,  ALL,     ALL),
    Action.ANSWER_NOTE:      (OWN, OWN,     OWN),
    Action.SEE_TEAM:         (NO,  ALL,     ALL),
    Action.GET_DIGEST:       (NO,  ALL,     ALL),
    Action.INVITE_REP:       (NO,  ALL,     ALL),
    Action.INVITE_MANAGER:   (NO,  NO,      ALL),
    Action.INVITE_ADMIN:     (NO,  NO,      ALL),
    Action.REVOKE:           (NO,  OWN,     ALL),
    Action.CONFIRM_ROLE:     (NO,  NO,      ALL),
    Action.CHANGE_ROLE:      (NO,  NO,      ALL),
    Action.SET_TEAM:         (NO,  NO,      ALL),
}
# fmt: on
_ALONE = (Action.SEE_ACCOUNTS, Action.SEE_PRIVATE_NOTE, Action.MERGE)
COMMAND_NEEDS: Mapping[str, Action] = {
    "team": Action.SEE_TEAM,
    "digest": Action.GET_DIGEST,
    "invite": Action.INVITE_REP,
    "leave": Action.LEAVE,
}
"""Commands that not everybody sees in the menu and in `/help`."""


def may(role: Role | None, action: Action, own: bool = False) -> bool:
    """`own`: what it is about is theirs. None: a team of one, where there is nobody to manage."""
    if role is None:
        return action in _ALONE and own
    reach = ACCESS[action][_ROLES.index(role)]
    return reach is ALL or (reach is OWN and own)


MANAGING = tuple(role for role in _ROLES if may(role, Action.SEE_TEAM))
"""Who hears of what the others do."""


def to_invite(role: Role) -> Action:
    return Action(f"invite_{role.value}")
