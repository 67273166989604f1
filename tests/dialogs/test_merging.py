"""In `/accounts`, two accounts become one; and who brings doubles into a team is told of them."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dialogs.access import Role
from dialogs.accounts import ACCOUNTS
from dialogs.catalogue import plain
from dialogs.events import Commanded, Said, Tapped
from dialogs.facts import KnownAccount, Person
from dialogs.memory_facts import AccountCard
from dialogs.message import Button, say
from dialogs.records import BringAll, MergeAccounts, Record
from dialogs.session import Answer, Draft, Session, to_json
from dialogs.talk import Turn
from tests.dialogs.chat import Chat, page
from tests.dialogs.ledger import Ledger

NOW = datetime(2026, 9, 28, 8, 40, tzinfo=ZoneInfo("Europe/London"))
BOB = Person(1, "Bob", "en", "Europe/London", None)
ACME = KnownAccount(1, "Acme Pumps", "manufacturing_equipment", None)
DAIRY = KnownAccount(2, "Northgate Dairy", "consumer_goods_retail", "Li")
PUMP = KnownAccount(3, "Acme Pump", "energy", None)
LIS = KnownAccount(4, "ACME Pumps Ltd", "logistics", "Li")


@pytest.fixture(name="doubled")
def acme_three_times() -> Ledger:
    """Once misspelt, and once Li's."""
    known = [ACME, DAIRY, PUMP, LIS]
    cards = {one.id: AccountCard(one, (), 0, 0, 0, 0) for one in known}
    return Ledger(BOB, offers=["sealless pumps; no leaks"], accounts=known, cards=cards)


def command(chat: Chat, name: str, argument: str = "") -> str:
    return shown(chat.hear(Commanded(at=NOW, source=1, name=name, argument=argument)))


def said(chat: Chat, text: str) -> str:
    return shown(chat.hear(Said(at=NOW, source=2, text=text)))


def tap(chat: Chat, label: str) -> str:
    offered = [plain(button.label, "en") for button in chat.session.offered]
    version, index = chat.session.version, offered.index(label)
    return shown(chat.hear(Tapped(at=NOW, version=version, index=index)))


def shown(turn: Turn) -> str:
    return page(turn, turn.language)


def of_role(memory: Ledger, role: Role | None) -> Chat:
    memory.me = replace(BOB, role=role, team=role and "North")
    return Chat(memory)


def at_the_card(chat: Chat, known: KnownAccount = ACME) -> str:
    """As from the list of recent accounts, where it is tapped."""
    card = {"id": known.id, "name": known.name, "industry": known.industry}
    log = (Answer("account", card | {"alike": [], "colleague": known.colleague}),)
    chat.stored = to_json(Session(Draft(ACCOUNTS.name, log)))
    return command(chat, "stay")


def merged_by(memory: Ledger) -> list[Record]:
    return [record for record in memory.other_records if isinstance(record, MergeAccounts)]


def test_a_misspelt_double_becomes_part_of_the_account(doubled: Ledger) -> None:
    chat = of_role(doubled, None)

    assert "[Merge with another account]" in at_the_card(chat)
    assert tap(chat, "Merge with another account") == (
        "Which account is the same customer as Acme Pumps? Tap it, or type its name.\n"
        "[Acme Pump (energy, yours)] [To the account] [‹ Back]"
    )
    assert tap(chat, "Acme Pump (energy, yours)") == (
        "Shall Acme Pump (energy, yours) become part of Acme Pumps?\n"
        "The visits, people, promises and needs of both will then stand under one account: "
        "Acme Pumps, manufacturing, your account.\n"
        "This cannot be undone.\n"
        "[Merge] [No] [‹ Back]"
    )
    assert merged_by(doubled) == []
    assert tap(chat, "Merge") == (
        "Acme Pump is part of Acme Pumps now, with the visits, people, promises and needs of "
        "both.\n\nWould you like to see it?\n[To the account] [Another account] [‹ Back]"
    )
    assert merged_by(doubled) == [MergeAccounts(kept=1, gone=3)]
    assert tap(chat, "To the account").startswith("Acme Pumps, manufacturing")
    assert merged_by(doubled) == [MergeAccounts(kept=1, gone=3)]


def test_no_leaves_them_two(doubled: Ledger) -> None:
    chat = of_role(doubled, None)
    card = at_the_card(chat)
    tap(chat, "Merge with another account")
    tap(chat, "Acme Pump (energy, yours)")

    assert tap(chat, "No") == card
    assert merged_by(doubled) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_a_manager_is_told_of_two_of_one_name_and_whose_they_are(
    doubled: Ledger, role: Role
) -> None:
    chat = of_role(doubled, role)

    assert "There are two accounts of this name in the team; they can be one." in at_the_card(chat)
    offered = tap(chat, "Merge with another account").splitlines()
    assert offered[1:] == [
        "[ACME Pumps Ltd (logistics, Li's)] [Acme Pump (energy, yours)] [To the account] [‹ Back]"
    ]
    asked = tap(chat, "ACME Pumps Ltd (logistics, Li's)")
    assert "Visits and promises stay with those who have them now." in asked
    tap(chat, "Merge")
    assert merged_by(doubled) == [MergeAccounts(kept=1, gone=4)]


def test_on_the_other_card_it_is_the_other_that_stays(doubled: Ledger) -> None:
    chat = of_role(doubled, Role.MANAGER)
    at_the_card(chat, LIS)
    tap(chat, "Merge with another account")
    asked = tap(chat, "Acme Pumps (manufacturing, yours)")

    assert "become part of ACME Pumps Ltd?" in asked
    assert "one account: ACME Pumps Ltd, logistics, Li's account." in asked
    tap(chat, "Merge")
    assert merged_by(doubled) == [MergeAccounts(kept=4, gone=1)]


def test_a_rep_is_not_told_of_what_a_rep_may_not_do(doubled: Ledger) -> None:
    doubled.accounts.remove(PUMP)
    chat = of_role(doubled, Role.REP)
    own, colleagues = at_the_card(chat), at_the_card(chat, LIS)

    for card in (own, colleagues):
        assert "Merge" not in card and "of this name" not in card


def test_an_account_that_is_like_no_other_is_not_offered_for_merging(doubled: Ledger) -> None:
    assert "Merge" not in at_the_card(of_role(doubled, Role.ADMIN), DAIRY)


TYPED = {
    "Acme Pump": "Shall Acme Pump (energy, yours) become part of Acme Pumps?",
    "acme pmup": "I know no “acme pmup”. Did you mean one of these?",
    "acme pumps": "Shall ACME Pumps Ltd (logistics, Li's) become part of Acme Pumps?",
    "Northgate Dairy": "Shall Northgate Dairy (consumer goods and retail, Li's) become part",
    "Hillside Freight": "I know no customer called “Hillside Freight”.",
}


@pytest.mark.parametrize("typed", TYPED)
def test_another_account_is_named_by_typing(doubled: Ledger, typed: str) -> None:
    chat = of_role(doubled, Role.MANAGER)
    at_the_card(chat)
    tap(chat, "Merge with another account")

    assert said(chat, typed).startswith(TYPED[typed])


def test_what_was_nearly_typed_is_chosen_by_a_tap(doubled: Ledger) -> None:
    chat = of_role(doubled, Role.MANAGER)
    at_the_card(chat)
    tap(chat, "Merge with another account")
    said(chat, "acme pmup")
    tap(chat, "Acme Pump (energy, yours)")
    tap(chat, "Merge")

    assert merged_by(doubled) == [MergeAccounts(kept=1, gone=3)]


def test_a_rep_who_names_a_colleagues_account_is_told_who_can_merge_it(doubled: Ledger) -> None:
    chat = of_role(doubled, Role.REP)
    at_the_card(chat)
    tap(chat, "Merge with another account")
    refused = said(chat, "Northgate Dairy")

    assert refused.startswith("Northgate Dairy is Li's account. A manager or an admin of the team")
    assert "Which account is the same customer as Acme Pumps?" in refused


@pytest.mark.parametrize("away", [1, 3])
def test_one_that_went_in_between_is_merged_with_nothing(doubled: Ledger, away: int) -> None:
    chat = of_role(doubled, None)
    at_the_card(chat)
    tap(chat, "Merge with another account")
    tap(chat, "Acme Pump (energy, yours)")
    del doubled.cards[away]
    shown = tap(chat, "Merge")

    assert shown.startswith("There is nothing to merge here any more:")
    assert merged_by(doubled) == []


@pytest.mark.parametrize("forged", [1, 99])
def test_a_forged_account_is_merged_with_nothing(doubled: Ledger, forged: int) -> None:
    """99 is of another team, where nothing of it can be seen; 1 is the account itself."""
    chat = of_role(doubled, Role.ADMIN)
    at_the_card(chat)
    tap(chat, "Merge with another account")
    twin = {"id": forged, "name": "Acme Pumps", "industry": "other", "alike": []}
    button = Button(say("common.name", name="Forged"), twin)
    chat.stored = to_json(replace(chat.session, offered=(button,)))
    shown = tap(chat, "Forged")

    assert shown.startswith("There is nothing to merge here any more:")
    yes = Button(say("accounts.merge.yes"), "merge")
    chat.stored = to_json(replace(chat.session, offered=(yes,)))
    tap(chat, "Merge")
    assert merged_by(doubled) == []


def test_of_two_of_one_name_it_is_asked_whose_is_meant(doubled: Ledger) -> None:
    asked = command(of_role(doubled, Role.REP), "accounts", "acme pumps")

    assert asked == (
        "There are several accounts called “acme pumps”. Which one do you mean?\n"
        "[Acme Pumps (manufacturing, yours)] [ACME Pumps Ltd (logistics, Li's)]\n"
        "[Acme Pump (energy, yours)] [‹ Back]"
    )


# --- where they come from ----------------------------------------------------------------------

TWICE = ["Acme Pumps", "Beta Valves", "Gamma Seals", "Delta Drives", "Eta Fans"]


@pytest.mark.parametrize(
    ("role", "many", "told"),
    [
        (Role.REP, 1, "now: Acme Pumps; a manager or an admin can make them one: /accounts"),
        (Role.MANAGER, 3, "Acme Pumps, Beta Valves, Gamma Seals; you can make them one: /accounts"),
        (Role.ADMIN, 5, "Acme Pumps, Beta Valves, Gamma Seals and 2 more; you can make them one:"),
        (Role.ADMIN, 0, "are the customers of North now."),
    ],
)
def test_who_brings_doubles_is_told_and_shown_the_way(
    doubled: Ledger, role: Role, many: int, told: str
) -> None:
    doubled.doubles = tuple(TWICE[:many])
    chat = of_role(doubled, role)
    brought = shown(chat.hear(Tapped(at=NOW, version=-1, index=-1, lasting="bring:all")))

    assert told in brought
    assert bool(many) == ("/accounts Acme Pumps" in brought)
    assert doubled.other_records == [BringAll()]


def test_who_brings_nothing_doubles_nothing(doubled: Ledger) -> None:
    doubled.doubles = ("Acme Pumps",)
    chat = of_role(doubled, Role.REP)
    brought = shown(chat.hear(Tapped(at=NOW, version=-1, index=-1, lasting="bring:none")))

    assert "same name" not in brought
