"""What a person settles once and for all: where they are, when to remind them, what they sell.

Read STEPS and MOVES first. Each answer is kept at once and leads back to the overview, so there is
nothing to save and nothing to lose. How typed answers are read stands in `settings_readers.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from dialogs import dates
from dialogs import settings_readers as readers
from dialogs.access import Action, may
from dialogs.facts import Offers, Person
from dialogs.flow import Ask, Asked, End, Flow, Given, Reader, Refused, Scene, as_picked, picked
from dialogs.managing import Managing, Summaries
from dialogs.message import Button, Say, say
from dialogs.plan import load
from dialogs.readers import lines
from dialogs.records import (
    DropOffer,
    KeepHour,
    KeepManaging,
    KeepOffer,
    KeepReminding,
    KeepZone,
    Record,
)
from dialogs.reminding import Reminding
from dialogs.visit_steps import local_now

PARTS = ("zone", "hour", "lead", "quiet", "days_off", "offers", "summaries", "digest")
OF_MANAGERS = ("summaries", "digest")
CITIES = (
    *("Asia/Shanghai", "Asia/Singapore", "Europe/London"),
    *("Europe/Berlin", "America/New_York", "America/Los_Angeles"),
)
HOURS = (time(9), time(10), time(14))
LEADS = (15, 30, 60, None)
QUIET = ((time(20), time(8)), (time(21), time(7)), (time(22), time(7)), (time(0), time(0)))
DIGESTS = ((0, time(8)), (0, time(12)), (4, time(16)), (6, time(18)), (None, time(8)))
"""Day and hour, Monday being 0."""
DAYS_OFF: tuple[tuple[int, ...], ...] = ((5, 6), (6,), (4, 5), ())


@dataclass(frozen=True)
class Settled:
    me: Person
    offers: tuple[str, ...]


def settled(scene: Scene) -> Settled:
    """As it stands; the answer just given counts already, though it is kept only with this turn."""
    now = Settled(scene.me, scene.facts[Offers()])
    last = scene.answers[-1:]
    for record in _changes(last[0].step, scene, last[0].value) if last else ():
        now = Settled(person_after(now.me, record), _offers_after(now.offers, record))
    return now


def person_after(me: Person, record: Record) -> Person:
    match record:
        case KeepZone(zone):
            return replace(me, zone=zone)
        case KeepHour(hour, zone):
            return replace(me, hour=hour, zone=zone)
        case KeepReminding(reminding):
            return replace(me, reminding=reminding)
        case KeepManaging(managing):
            return replace(me, managing=managing)
    return me


def _offers_after(offers: tuple[str, ...], record: Record) -> tuple[str, ...]:
    match record:
        case KeepOffer(text) if text not in offers:
            return (text, *offers)
        case DropOffer(text):
            return tuple(offer for offer in offers if offer != text)
    return offers


def _changes(step: str, scene: Scene, value: Any) -> Iterable[Record]:
    match step, value:
        case "overview", "reminders:on" | "reminders:off":
            yield KeepReminding(replace(scene.me.reminding, on=value == "reminders:on"))
        case (("zone" | "city"), str()):
            yield KeepZone(value)
        case "hour", _:
            yield KeepHour(load(time, value), scene.me.zone)
        case (("lead" | "quiet" | "days_off"), _):
            yield KeepReminding(load(Reminding, value))
        case (("summaries" | "digest"), _):
            yield KeepManaging(load(Managing, value))
        case "offers", {"drop": text}:
            yield DropOffer(text)
        case "offers", {"add": texts}:
            known = scene.facts[Offers()]
            yield from (KeepOffer(text) for text in texts if text not in known)


# --- the steps -------------------------------------------------------------------------------


def ask_overview(scene: Scene) -> Asked:
    now = settled(scene)
    page = say(
        "settings.overview.page",
        me=now.me,
        language=say(f"common.languages.{now.me.language}"),
        now=_clock(scene, now.me.zone),
        offers=now.offers,
    )
    switch = "off" if now.me.reminding.on else "on"
    buttons = (
        Button(say("settings.overview.language"), {"do": "language"}),
        *(Button(say(f"settings.overview.{part}"), part) for part in _parts(now.me)),
        Button(say(f"settings.overview.switch_{switch}"), f"reminders:{switch}"),
        *([Button(say("settings.overview.leave"), {"do": "leave"})] if now.me.team else []),
        Button(say("settings.overview.done"), {"do": "cancel"}),
    )
    return Asked((page,), buttons)


def _parts(me: Person) -> tuple[str, ...]:
    manages = may(me.role, Action.GET_DIGEST)
    return tuple(part for part in PARTS if manages or part not in OF_MANAGERS)


def ask_summaries(scene: Scene) -> Asked:
    """As the team has it, or one's own way."""
    wanted = scene.me.managing
    ways = (None, *Summaries)
    buttons = tuple(
        Button(
            say(f"settings.summaries.{way or 'as_team'}", team=wanted.team_summaries),
            replace(wanted, summaries=way),
        )
        for way in ways
    )
    return Asked((say("settings.summaries.ask"),), buttons)


def ask_digest(scene: Scene) -> Asked:
    wanted = scene.me.managing
    choices = (replace(wanted, digest_day=day, digest_hour=hour) for day, hour in DIGESTS)
    buttons = tuple(Button(say("settings.digest.at", managing=one), one) for one in choices)
    return Asked((say("settings.digest.ask"),), buttons)


def read_digest(scene: Scene, given: Given) -> Any:
    """A day of the week and an hour, typed in any order."""
    if given.picked is not None:
        return given.picked
    moments = dates.read_moments(given.text, local_now(scene))
    hour = dates.read_hour(given.text, local_now(scene))
    if len(moments) != 1 or hour is None:
        raise Refused("settings.digest.unclear")
    day = moments[0].day.weekday()
    return replace(scene.me.managing, digest_day=day, digest_hour=hour)


def ask_zone(scene: Scene) -> Asked:
    zone = scene.me.zone
    asked = say("settings.zone.ask", zone=zone, now=_clock(scene, zone))
    return Asked((asked,), tuple(map(_city, (city for city in CITIES if city != zone))))


def read_zone(scene: Scene, given: Given) -> Any:
    """A zone, or several that keep the time that was typed."""
    if given.picked is not None:
        return given.picked
    found = readers.zones(given.text, scene.at)
    if not found:
        raise Refused("settings.zone.unclear")
    return found[0] if len(found) == 1 else found


def ask_city(scene: Scene) -> Asked:
    zones = tuple(scene.answers[-1].value)
    return Asked((say("settings.city.ask"),), tuple(map(_city, zones)))


def _city(zone: str) -> Button:
    return Button(say("settings.city.name", zone=zone), zone)


def _clock(scene: Scene, zone: str) -> time:
    return scene.at.astimezone(ZoneInfo(zone)).time()


def ask_hour(scene: Scene) -> Asked:
    buttons = tuple(Button(say("settings.hour.at", hour=hour), hour) for hour in HOURS)
    return Asked((say("settings.hour.ask"),), buttons)


def read_hour(scene: Scene, given: Given) -> Any:
    if given.picked is not None:
        return given.picked
    hour = dates.read_hour(given.text, local_now(scene))
    if hour is None:
        raise Refused("settings.hour.unclear")
    return hour


def ask_lead(scene: Scene) -> Asked:
    wishes = scene.me.reminding
    choices = tuple(
        Button(say("settings.lead.before", lead=lead), replace(wishes, lead=lead)) for lead in LEADS
    )
    return Asked((say("settings.lead.ask"),), choices)


def ask_quiet(scene: Scene) -> Asked:
    choices = tuple(
        replace(scene.me.reminding, quiet_from=start, quiet_until=end) for start, end in QUIET
    )
    buttons = tuple(
        Button(say("settings.quiet.hours", start=one.quiet_from, end=one.quiet_until), one)
        for one in choices
    )
    return Asked((say("settings.quiet.ask"),), buttons)


def ask_days_off(scene: Scene) -> Asked:
    choices = (replace(scene.me.reminding, days_off=days) for days in DAYS_OFF)
    buttons = tuple(
        Button(say("settings.days_off.days", days=one.days_off), one) for one in choices
    )
    return Asked((say("settings.days_off.ask"),), buttons)


def wish(read: Callable[[str, Reminding, datetime], Reminding | None], unclear: str) -> Reader:
    """The reader of a step that changes one of the wishes."""

    def read_wish(scene: Scene, given: Given) -> Any:
        if given.picked is not None:
            return given.picked
        changed = read(given.text, scene.me.reminding, local_now(scene))
        if changed is None:
            raise Refused(unclear)
        return changed

    return read_wish


def ask_offers(scene: Scene) -> Asked:
    """The last one stays: without an offer there is nothing to plan a visit for."""
    offers = scene.facts[Offers()]
    removable = offers if len(offers) > 1 else ()
    return Asked(
        (say("settings.offers.ask", offers=offers),),
        tuple(Button(say("settings.offers.drop", offer=x), {"drop": x}) for x in removable),
    )


def read_offers(scene: Scene, given: Given) -> Any:
    return given.picked if given.picked is not None else {"add": lines(given.text)}


def title(scene: Scene) -> Say:
    return say("settings.title")


# --- only if ---------------------------------------------------------------------------------


def several_cities(scene: Scene) -> bool:
    return not isinstance(scene.answers[-1].value, str)


def _step(name: str, ask: Callable[[Scene], Asked], read: Reader = as_picked) -> Ask:
    return Ask(name, ask, read, record=partial(_changes, name), needed=True)


STEPS: list[Ask | End] = [
    _step("overview", ask_overview),
    _step("zone", ask_zone, read_zone),
    _step("city", ask_city),
    _step("hour", ask_hour, read_hour),
    _step("lead", ask_lead, wish(readers.lead, "settings.lead.unclear")),
    _step("quiet", ask_quiet, wish(readers.quiet, "settings.quiet.unclear")),
    _step("days_off", ask_days_off, wish(readers.days_off, "settings.days_off.unclear")),
    _step("offers", ask_offers, read_offers),
    _step("summaries", ask_summaries),
    _step("digest", ask_digest, read_digest),
]

# fmt: off
MOVES: list[list[Any]] = [
    # when       at          go to       only if
    ["answered", "zone",     "city",     several_cities],
    ["answered", "overview", "overview", picked("reminders")],
    *(["answered", "overview", part, picked(part)] for part in PARTS),
    ["answered", ["city", *PARTS], "overview"],
]
# fmt: on
SETTINGS = Flow("settings", STEPS, MOVES, title, kept=False)
