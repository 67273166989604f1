"""Which account, whom, when: the steps that place a visit."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dialogs import dates
from dialogs.catalogue import zones_by_city
from dialogs.facts import AccountsLike, KnownAccount, PeopleAt, RecentAccounts
from dialogs.flow import Asked, Given, Refused, Scene
from dialogs.memory_facts import AccountRecap, Recap
from dialogs.message import Button, Say, say
from dialogs.names import name_key
from dialogs.plan import Account, When, plan
from dialogs.readers import lines, one_line, short_text
from dialogs.records import KeepHour, Record
from question_bank.bank import INDUSTRIES

USUAL_HOUR = time(10)


def ask_account(scene: Scene) -> Asked:
    accounts = scene.facts[RecentAccounts()]
    return Asked(
        (say("planning.account.ask"),), tuple(account_button(known_account(a)) for a in accounts)
    )


def read_account(scene: Scene, given: Given) -> Any:
    if given.picked is not None:
        return given.picked
    name = short_text(given.text)
    alike = tuple(known_account(account) for account in scene.facts[AccountsLike(name)])
    same = [account for account in alike if name_key(account.name) == name_key(name)]
    return same[0] if len(same) == 1 else Account(None, name, alike=alike)


def known_account(account: KnownAccount) -> Account:
    return Account(account.id, account.name, account.industry, colleague=account.colleague)


def account_button(account: Account, value: Any = None) -> Button:
    key = "planning.account.with" if account.colleague else "common.name"
    label = say(key, name=account.name, colleague=account.colleague)
    return Button(label, account if value is None else value)


def ask_industry(scene: Scene) -> Asked:
    account = plan(scene).account
    assert account is not None
    return industry_choices(account)


def industry_choices(account: Account) -> Asked:
    """A new account is made by naming its industry, and only then."""
    new = tuple(
        Button(
            say("planning.industry.create", industry=industry),
            Account(None, account.name, industry),
        )
        for industry in (*INDUSTRIES, "other")
    )
    key = "planning.industry.alike" if account.alike else "planning.industry.ask"
    return Asked((say(key, name=account.name),), tuple(map(account_button, account.alike)) + new)


def ask_whom(scene: Scene) -> Asked:
    account = plan(scene).account
    assert account is not None
    if account.id is None:
        people: tuple[str, ...] = ()
        recap = say("planning.recap.new", name=account.name)
    else:
        memory = Recap(account.id, local_now(scene).date())
        scene.facts.need(memory, PeopleAt(account.id))
        people = scene.facts[PeopleAt(account.id)]
        recap = say_recap(account.name, scene.facts[memory])
    names = tuple(Button(say("common.name", name=name), [name]) for name in people)
    if scene.reached("edit"):
        return Asked((say("planning.whom.ask"),), names)
    quick = Button(say("planning.whom.quick"), "quick")
    return Asked((recap, say("planning.whom.ask")), (*names, quick))


def say_recap(name: str, recap: AccountRecap) -> Say:
    empty = AccountRecap(None, None, (), (), (), None, None)
    return say(
        "planning.recap.first" if recap == empty else "planning.recap.page", name=name, recap=recap
    )


def read_whom(scene: Scene, given: Given) -> Any:
    return given.picked if given.picked is not None else [short_text(x) for x in lines(given.text)]


def ask_when(scene: Scene) -> Asked:
    today = local_now(scene).date()
    days = [today + timedelta(n) for n in range(9)]
    working = [day for day in days[2:] if day.weekday() < 5][:3]
    buttons = [
        Button(say(key, day=day.isoformat()), _at_usual_hour(scene, When(day, scene.me.zone)))
        for key, day in [
            ("planning.when.today", days[0]),
            ("planning.when.tomorrow", days[1]),
            *(("planning.when.on", day) for day in working),
        ]
    ]
    no_date = Button(say("planning.when.open"), "open" if plan(scene).when else {"do": "skip"})
    return Asked((say("planning.when.ask"),), (*buttons, no_date))


def read_when(scene: Scene, given: Given) -> Any:
    if given.picked is not None:
        return given.picked
    moments = dates.read_moments(given.text, local_now(scene))
    if not moments:
        raise Refused("planning.when.unclear" if one_line(given.text) else "common.empty")
    first, *others = (When(m.day, scene.me.zone, m.at(scene.me.hour)) for m in moments)
    return replace(first, others=(first, *others)) if others else first


def remark_when(scene: Scene, value: Any) -> Iterable[Say]:
    """What was guessed is said first: the date with its weekday, and the zone."""
    when = plan(scene).when
    if when and not when.others:
        yield say("planning.when.echo", when=when)


def ask_day(scene: Scene) -> Asked:
    when = plan(scene).when
    assert when is not None
    return Asked(
        (say("planning.day.ask"),),
        tuple(Button(say("planning.day.choice", when=w), w) for w in when.others),
    )


def ask_hour(scene: Scene) -> Asked:
    when = plan(scene).when
    assert when is not None
    if scene.last("hour") == "other":
        return Asked((say("planning.hour.other"),))
    usual = replace(when, hour=USUAL_HOUR)
    buttons = (Button(say("planning.hour.yes"), usual), Button(say("planning.hour.no"), "other"))
    return Asked((say("planning.hour.ask", when=usual),), buttons)


def read_hour(scene: Scene, given: Given) -> Any:
    """A time of day; with the city where another zone is meant ("9:30 Berlin"), or another day."""
    if given.picked is not None:
        return given.picked
    when = plan(scene).when
    assert when is not None
    said = one_line(given.text).casefold()
    city = max((c for c in zones_by_city() if len(c) > 1 and c in said), key=len, default="")
    hour = dates.read_hour(said.replace(city, " ") if city else said, local_now(scene))
    if hour is None:
        raise Refused("planning.hour.unclear")
    moments = dates.read_moments(said, local_now(scene)) if dates.names_a_day(said) else ()
    day = moments[0].day if moments else when.day
    return When(day, zones_by_city().get(city, when.zone), hour)


def keep_hour(scene: Scene, value: Any) -> Iterable[Record]:
    when = plan(scene).when
    if when and when.hour:
        yield KeepHour(when.hour, when.zone)


def local_now(scene: Scene) -> datetime:
    return scene.at.astimezone(ZoneInfo(scene.me.zone))


def _at_usual_hour(scene: Scene, when: When) -> When:
    return when if when.hour else replace(when, hour=scene.me.hour)
