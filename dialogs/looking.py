"""What the rep looks at in `/accounts`: a fold over the answers, and what its steps share."""

from dataclasses import dataclass, replace

from dialogs.flow import Scene
from dialogs.memory_facts import AccountBy, AccountCard
from dialogs.message import Button, say
from dialogs.plan import Account, load

PAGE = 6
"""Visits of the timeline shown at once."""
ANOTHER = Button(say("accounts.another"), "another")
TO_CARD = Button(say("accounts.to_card"), "card")


@dataclass(frozen=True)
class Looking:
    account: Account | None = None
    skip: int = 0
    visit: int = 0
    twin: Account | None = None
    """What the account shall be merged with."""


def looking(scene: Scene) -> Looking:
    found = Looking()
    for answer in scene.answers:
        word, _, number = str(answer.value).partition(":")
        match answer.step, word:
            case "account", _:
                found = Looking(load(Account, answer.value))
            case "card", "timeline":
                found = replace(found, skip=0)
            case "card", "merge":
                found = replace(found, twin=None)
            case "timeline", "earlier":
                found = replace(found, skip=found.skip + PAGE)
            case "timeline", "visit":
                found = replace(found, visit=int(number))
            case "twin", word if word != TO_CARD.value:
                found = replace(found, twin=load(Account, answer.value))
    return found


def card_in_hand(scene: Scene) -> AccountCard | None:
    """None: it is none of the reader's team, or not any more."""
    account = looking(scene).account
    return scene.facts[AccountBy(account.id)] if account and account.id is not None else None
