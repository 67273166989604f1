"""What is known of an account, to read: its card, its timeline, one visit as it went.

Read STEPS and MOVES first. Nothing is made or changed here but whose account it is, and that two
become one (`merging.py`); the buttons lead on into a plan or a debrief with what they need already
answered. A visit as a page stands in `visit_page.py`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from dialogs import merging
from dialogs.access import Action, may
from dialogs.debrief import Visited
from dialogs.facts import CouldBe, RecentAccounts
from dialogs.flow import Ask, Asked, End, Flow, Given, Refused, Scene, as_picked, picked
from dialogs.looking import ANOTHER, PAGE, TO_CARD, card_in_hand, looking
from dialogs.memory_facts import AccountBy, AccountCard, Promises, Recap, Timeline, TimelineVisit
from dialogs.message import Button, Say, say
from dialogs.readers import numbers
from dialogs.records import HandOver, Record
from dialogs.session import Answer
from dialogs.team_facts import Members
from dialogs.visit_facts import OpenVisits, VisitAsItWent
from dialogs.visit_page import pages, reopened
from dialogs.visit_steps import account_button, known_account, local_now, read_account


def ask_account(scene: Scene) -> Asked:
    account = looking(scene).account
    if account and account.id is None:
        if any(merging.same_name(one.name, account.name) for one in account.alike):
            owned = tuple(map(merging.owned_button, account.alike))
            return Asked((say("accounts.account.several", name=account.name),), owned)
        alike = tuple(map(account_button, account.alike))
        return Asked((say("accounts.account.alike", name=account.name),), alike)
    recent = scene.facts[RecentAccounts()]
    if not recent:
        plan = Button(say("common.plan"), {"do": "plan"})
        return Asked((say("accounts.account.none"),), (plan,))
    own = tuple(account_button(known_account(known)) for known in recent)
    return Asked((say("accounts.account.ask"),), own)


def read_known_account(scene: Scene, given: Given) -> Any:
    """Accounts are made by planning or debriefing a visit, never by asking for one."""
    account = read_account(scene, given)
    if given.picked is None and account.id is None and not account.alike:
        raise Refused("accounts.account.unknown", name=account.name)
    return account


def ask_card(scene: Scene) -> Asked:
    account, today = looking(scene).account, local_now(scene).date()
    assert account is not None
    assert account.id is not None
    memory, open_visits = Recap(account.id, today), OpenVisits(today)
    could_be = CouldBe(account.id, account.name)
    scene.facts.need(AccountBy(account.id), memory, Promises(account.id), open_visits, could_be)
    card = scene.facts[AccountBy(account.id)]
    if card is None:
        return Asked((say("accounts.card.gone", name=account.name),), (ANOTHER,))
    here = known_account(card.account)
    past = (v for v in scene.facts[open_visits] if v.day is None or v.day <= today)
    visited = Visited(here, next((v.id for v in past if v.account.id == here.id), None))
    buttons = (
        Button(say("accounts.card.timeline"), "timeline"),
        _begin("common.plan", "planning", Answer("account", here)),
        _begin("common.debrief", "debrief", Answer("visit", visited)),
        *([Button(say("accounts.card.hand_over"), "hand_over")] if may_give(scene, card) else []),
        *([Button(say("accounts.card.merge"), "merge")] if merging.twins(scene, card) else []),
        ANOTHER,
    )
    return Asked(tuple(_card(scene, card)), buttons)


def _card(scene: Scene, card: AccountCard) -> Iterable[Say]:
    account = card.account.id
    recap = scene.facts[Recap(account, local_now(scene).date())]
    yield say("accounts.card.page", card=card)
    if card.people:
        yield say("accounts.people", people=card.people)
    if recap.explicit or recap.implied:
        yield say("accounts.card.needs", explicit=recap.explicit, implied=recap.implied)
    if promises := scene.facts[Promises(account)]:
        lines = tuple(say("accounts.promise", promise=promise) for promise in promises)
        yield say("accounts.card.promises", lines=lines)
    yield from merging.say_doubles(scene, card)


def may_give(scene: Scene, card: AccountCard | None) -> bool:
    if card is None:
        return False
    return may(scene.me.role, Action.HAND_OVER, own=card.account.colleague is None)


def ask_heir(scene: Scene) -> Asked:
    card = card_in_hand(scene)
    if card is None or not may_give(scene, card):
        return Asked((say("accounts.heir.gone"),), (TO_CARD,))
    name, owner = card.account.name, card.account.colleague or scene.me.name
    others = [member for member in scene.facts[Members()] if member.name != owner]
    if not others:
        return Asked((say("accounts.heir.nobody"),), (TO_CARD,))
    buttons = tuple(
        Button(say("common.name", name=each.name), f"heir:{each.id}:{each.name}") for each in others
    )
    return Asked((say("accounts.heir.ask", name=name),), (*buttons, TO_CARD))


def hand_over(scene: Scene, value: Any) -> Iterable[Record]:
    card = card_in_hand(scene)
    if value != "card" and card is not None and may_give(scene, card):
        yield HandOver(card.account.id, _heir(value)[0])


def say_handed_over(scene: Scene, value: Any) -> Iterable[Say]:
    for record in hand_over(scene, value):
        assert isinstance(record, HandOver)
        card = card_in_hand(scene)
        assert card is not None
        yield say("accounts.heir.done", name=card.account.name, heir=_heir(value)[1])


def _heir(value: str) -> tuple[int, str]:
    _, number, name = value.split(":", 2)
    return int(number), name


def ask_handed_over(scene: Scene) -> Asked:
    """What is known in this turn of the account is not true any more."""
    return Asked((say("accounts.handed_over.ask"),), (ANOTHER,))


def _begin(key: str, flow: str, *answers: Answer) -> Button:
    return Button(say(key), {"begin": flow, "answers": answers})


def ask_timeline(scene: Scene) -> Asked:
    now, today = looking(scene), local_now(scene).date()
    assert now.account is not None
    assert now.account.id is not None
    found = scene.facts[Timeline(now.account.id, now.skip, PAGE + 1)]
    visits, more = found[:PAGE], found[PAGE:]
    if not visits:
        return Asked((say("accounts.timeline.none", name=now.account.name),), (TO_CARD,))
    lines = tuple(_line(visit, today) for visit in visits)
    buttons = tuple(
        Button(say("accounts.timeline.visit", n=n, day=visit.day), f"visit:{visit.id}")
        for n, visit in enumerate(visits, 1)
    )
    earlier = (Button(say("accounts.timeline.earlier"), "earlier"),) if more else ()
    asked = (say("accounts.timeline.page", name=now.account.name, lines=lines),)
    return Asked(asked, (*buttons, *earlier, TO_CARD), visits)


def _line(visit: TimelineVisit, today: date) -> Say:
    ahead = visit.day is None or visit.day >= today
    return say("accounts.timeline.line", visit=visit, ahead=ahead)


def read_timeline(scene: Scene, given: Given) -> Any:
    """A visit by its number of the list, too."""
    if given.picked is None and (places := numbers(given.text, len(given.items))):
        return f"visit:{given.items[places[0]].id}"
    return as_picked(scene, given)


def ask_visit(scene: Scene) -> Asked:
    page = scene.facts[VisitAsItWent(looking(scene).visit)]
    if page is None:
        return Asked((say("accounts.visit.gone"),), (TO_CARD,))
    if not page.own:
        own: tuple[Button, ...] = ()
    elif page.visit.answers is None:
        visited = Visited(known_account(page.visit.account), page.visit.id)
        own = (_begin("accounts.visit.debrief", "debrief", Answer("visit", visited)),)
    else:
        own = (_begin("accounts.visit.reopen", "debrief", *reopened(page.visit)),)
    return Asked(tuple(pages(scene, page)), (*own, TO_CARD))


def title(scene: Scene) -> Say:
    account = looking(scene).account
    return say("accounts.title", name=account.name if account else None)


# --- only if ---------------------------------------------------------------------------------


def account_unclear(scene: Scene) -> bool:
    account = looking(scene).account
    return account is not None and account.id is None


STEPS: list[Ask | End] = [
    Ask("account", ask_account, read_known_account, needed=True),
    Ask("card", ask_card, needed=True),
    Ask("timeline", ask_timeline, read_timeline, needed=True),
    Ask("visit", ask_visit, needed=True),
    Ask("heir", ask_heir, needed=True, remark=say_handed_over, record=hand_over),
    Ask("handed_over", ask_handed_over, needed=True),
    Ask("twin", merging.ask_twin, merging.read_twin, needed=True),
    Ask(
        "merge",
        merging.ask_merge,
        merging.read_merge,
        merging.say_merged,
        merging.merge,
        needed=True,
    ),
    Ask("merged", merging.ask_merged, needed=True),
]

# fmt: off
MOVES: list[list[Any]] = [
    # when       at             go to          only if
    ["answered", "account",     "account",     account_unclear],
    ["answered", "account",     "card"],
    ["answered", "card",        "account",     picked("another")],
    ["answered", "card",        "timeline",    picked("timeline")],
    ["answered", "card",        "heir",        picked("hand_over")],
    ["answered", "card",        "twin",        picked("merge")],
    ["answered", "timeline",    "timeline",    picked("earlier")],
    ["answered", "timeline",    "visit",       picked("visit")],
    ["answered", "timeline",    "card",        picked("card")],
    ["answered", "visit",       "card",        picked("card")],
    ["answered", "heir",        "handed_over", picked("heir")],
    ["answered", "heir",        "card",        picked("card")],
    ["answered", "handed_over", "account"],
    ["answered", "twin",        "card",        picked("card")],
    ["answered", "twin",        "twin",        merging.twin_unclear],
    ["answered", "twin",        "merge"],
    ["answered", "merge",       "merged",      picked("merge")],
    ["answered", "merge",       "card"],
    ["answered", "merged",      "card",        picked("card")],
    ["answered", "merged",      "account"],
]
# fmt: on
ACCOUNTS = Flow("accounts", STEPS, MOVES, title, kept=False)
