"""Two accounts become one: which, what will happen, and that it has. Steps of `/accounts`."""

from collections.abc import Iterable
from typing import Any

from dialogs.access import Action, may
from dialogs.facts import CouldBe, KnownAccount
from dialogs.flow import Asked, Given, Refused, Scene, as_picked
from dialogs.looking import ANOTHER, TO_CARD, card_in_hand, looking
from dialogs.memory_facts import AccountBy, AccountCard
from dialogs.message import Button, Say, say
from dialogs.names import name_key
from dialogs.plan import Account
from dialogs.records import MergeAccounts, Record
from dialogs.visit_steps import known_account, read_account


def may_merge(scene: Scene, *accounts: KnownAccount | Account) -> bool:
    """Of a rep, all of them have to be their own."""
    own = all(account.colleague is None for account in accounts)
    return may(scene.me.role, Action.MERGE, own=own)


def twins(scene: Scene, card: AccountCard) -> list[KnownAccount]:
    """Other accounts this could be one with, as far as it is the reader's to say."""
    others = scene.facts[CouldBe(card.account.id, card.account.name)]
    return [other for other in others if may_merge(scene, card.account, other)]


def say_doubles(scene: Scene, card: AccountCard) -> Iterable[Say]:
    same = [one for one in twins(scene, card) if same_name(one.name, card.account.name)]
    if same:
        yield say("accounts.card.doubles", count=1 + len(same))


def same_name(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)


def owned_button(account: Account) -> Button:
    """Where two may have one name, it is said whose each is."""
    return Button(say("accounts.twin.choice", account=account), account)


# --- which -----------------------------------------------------------------------------------


def ask_twin(scene: Scene) -> Asked:
    card, twin = card_in_hand(scene), looking(scene).twin
    if card is None or not may_merge(scene, card.account):
        return Asked((say("accounts.merge.gone"),), (TO_CARD,))
    asked = say("accounts.twin.ask", name=card.account.name)
    found = tuple(map(known_account, twins(scene, card)))
    if twin is not None:
        asked, found = say("accounts.account.alike", name=twin.name), twin.alike
        if any(same_name(one.name, twin.name) for one in found):
            asked = say("accounts.account.several", name=twin.name)
    return Asked((asked,), (*map(owned_button, found), TO_CARD))


def read_twin(scene: Scene, given: Given) -> Any:
    """Typed, it is one of the others; of a name that only looks so it is asked again."""
    if given.picked is not None:
        return given.picked
    here, said = looking(scene).account, read_account(scene, given)
    assert here is not None
    found = said.alike if said.id is None else (said,)
    others = tuple(one for one in found if one.id != here.id)
    mine = tuple(one for one in others if may_merge(scene, here, one))
    if others and not mine:
        whose = others[0]
        raise Refused("accounts.twin.not_yours", name=whose.name, colleague=whose.colleague)
    if not mine:
        raise Refused("accounts.account.unknown", name=said.name)
    same = [one for one in mine if same_name(one.name, said.name)]
    return same[0] if len(same) == 1 else Account(None, said.name, alike=mine)


def twin_unclear(scene: Scene) -> bool:
    twin = looking(scene).twin
    return twin is not None and twin.id is None


# --- what will happen --------------------------------------------------------------------------


def ask_merge(scene: Scene) -> Asked:
    both = _both(scene)
    if both is None:
        return Asked((say("accounts.merge.gone"),), (TO_CARD,))
    kept, gone = both
    buttons = (Button(say("accounts.merge.yes"), "merge"), Button(say("accounts.merge.no"), "card"))
    return Asked((say("accounts.merge.ask", kept=kept, gone=gone),), buttons)


def _both(scene: Scene) -> tuple[KnownAccount, KnownAccount] | None:
    """The account that is kept and the one that goes. None: not any more, or not for the reader."""
    account, twin = looking(scene).account, looking(scene).twin
    if account is None or twin is None or account.id is None or twin.id in (None, account.id):
        return None
    assert twin.id is not None
    scene.facts.need(AccountBy(account.id), AccountBy(twin.id))
    kept, gone = scene.facts[AccountBy(account.id)], scene.facts[AccountBy(twin.id)]
    if kept is None or gone is None or not may_merge(scene, kept.account, gone.account):
        return None
    return kept.account, gone.account


def read_merge(scene: Scene, given: Given) -> Any:
    """Between the question and the tap somebody else may have been quicker."""
    value = as_picked(scene, given)
    return "gone" if value == "merge" and _both(scene) is None else value


def merge(scene: Scene, value: Any) -> Iterable[Record]:
    both = _both(scene) if value == "merge" else None
    if both:
        yield MergeAccounts(kept=both[0].id, gone=both[1].id)


def say_merged(scene: Scene, value: Any) -> Iterable[Say]:
    both = _both(scene) if value == "merge" else None
    if both:
        yield say("accounts.merge.done", kept=both[0].name, gone=both[1].name)
    elif value == "gone":
        yield say("accounts.merge.gone")


def ask_merged(scene: Scene) -> Asked:
    """What is known in this turn of either account is not true any more."""
    return Asked((say("accounts.merged.ask"),), (TO_CARD, ANOTHER))
