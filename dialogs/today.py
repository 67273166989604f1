"""Today: the visits, the promises due, the debriefs waiting; and the tap that settles a promise.

No flow: it stands beside the question in hand and leaves it open. The buttons of a promise outlive
the message they stand under (`Button.lasting`), so what they carry may be old, foreign or forged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dialogs import dates
from dialogs.debrief import Visited
from dialogs.flow import Scene
from dialogs.memory_facts import LedgerPromise, PromiseBy, PromisesOn
from dialogs.message import Button, Message, Say, say
from dialogs.records import PromiseState, SettlePromise
from dialogs.session import Answer
from dialogs.visit_facts import Day, OpenVisit, Today
from dialogs.visit_steps import known_account, local_now

AHEAD = (("tomorrow", 1), ("three_days", 3), ("week", 7), ("two_weeks", 14), ("month", 30))
_FARTHEST = timedelta(days=731)
_GONE = say("today.gone")


@dataclass(frozen=True)
class Settled:
    record: SettlePromise
    told: Say


def message(scene: Scene, drafts: Sequence[Button]) -> Message:
    """All of it on one screen; `drafts` are the buttons that go on with them."""
    today = local_now(scene).date()
    day = scene.facts[Today(today)]
    waiting = [*day.undebriefed, *(visit for visit in day.visits if _over(scene, visit))]
    buttons = (
        *(button for n, promise in enumerate(day.due, 1) for button in _ledger(n, promise)),
        *map(_debrief, waiting),
        *drafts,
    )
    paragraphs = tuple(_paragraphs(scene, day, today))
    if not paragraphs:
        always = (Button(say("common.plan"), {"do": "plan"}),)
        return Message((say("today.nothing"),), buttons or always)
    return Message((say("today.heading", day=today), *paragraphs), buttons, len(day.due))


def _paragraphs(scene: Scene, day: Day, today: date) -> Iterable[Say]:
    if day.visits:
        yield say("today.visits", visits=day.visits, zone=scene.me.zone)
    if day.due:
        yield say("today.due", promises=day.due, today=today)
    if day.undebriefed:
        yield say("today.undebriefed", visits=day.undebriefed)


def _over(scene: Scene, visit: OpenVisit) -> bool:
    """Of a visit today: it should have begun by now."""
    now = scene.at.astimezone(ZoneInfo(visit.zone or scene.me.zone))
    return visit.hour is not None and visit.hour <= now.time()


def _ledger(n: int, promise: LedgerPromise) -> Iterable[Button]:
    for verb in ("kept", "moved", "broken"):
        yield Button(say(f"today.settle.{verb}", n=n), lasting=f"{verb}:{promise.id}")


def _debrief(visit: OpenVisit) -> Button:
    visited = Visited(known_account(visit.account), visit.id)
    label = say("today.debrief", name=visit.account.name, day=visit.day)
    return Button(label, {"begin": "debrief", "answers": (Answer("visit", visited),)})


def due(scene: Scene, day: date) -> Message | None:
    """Asked late on the day something is due; None: all of it is settled."""
    promises = scene.facts[PromisesOn(day)]
    if not promises:
        return None
    buttons = tuple(b for n, promise in enumerate(promises, 1) for b in _ledger(n, promise))
    asked = say("today.due_now", promises=promises, day=day)
    return Message((asked,), buttons, len(promises))


# --- one tap ---------------------------------------------------------------------------------


def pressed(scene: Scene, button: str) -> Settled | Message | Say:
    """What becomes of a lasting button: a record; the question until when; or just a notice."""
    verb, _, rest = button.partition(":")
    subject, _, day = rest.partition(":")
    promise = scene.facts[PromiseBy(int(subject))] if is_id(subject) else None
    if promise is None:
        return _GONE
    match verb:
        case "kept" | "broken" if not day:
            return _settled(promise, PromiseState(verb))
        case "moved" if not day:
            return until(scene, promise)
        case "moved_to":
            return _moved(scene, promise, day)
    return _GONE


def is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _settled(promise: LedgerPromise, state: PromiseState) -> Settled | Say:
    if promise.state is state:
        return say("today.already")
    told = say(f"today.settled.{state}", promise=promise)
    return Settled(SettlePromise(promise.id, state), told)


def _moved(scene: Scene, promise: LedgerPromise, text: str) -> Settled | Message | Say:
    """A button that said "tomorrow" some days ago is no answer today, so it is asked again."""
    today = local_now(scene).date()
    try:
        due = date.fromisoformat(text)
    except ValueError:
        return _GONE
    if due - today > _FARTHEST:
        return _GONE
    if promise.state is PromiseState.MOVED and promise.due == due:
        return say("today.already")
    if due < today:
        return until(scene, promise)
    told = say("today.settled.moved", promise=promise, due=due)
    return Settled(SettlePromise(promise.id, PromiseState.MOVED, due), told)


def until(scene: Scene, promise: LedgerPromise, days: Sequence[date] = ()) -> Message:
    """Some days to choose from; typing another is fine, see `typed_day`."""
    today = local_now(scene).date()
    choices = [("on", day) for day in days] or [
        (name, today + timedelta(days=n)) for name, n in AHEAD
    ]
    buttons = tuple(
        Button(
            say(f"today.until.{name}", day=day.isoformat()),
            lasting=f"moved_to:{promise.id}:{day.isoformat()}",
        )
        for name, day in choices
    )
    return Message((say("today.until.ask", promise=promise),), buttons)


def asks_day(offered: Sequence[Button]) -> str | None:
    """The first of the days on offer, where a promise waits for one."""
    return next((b.lasting for b in offered if (b.lasting or "").startswith("moved_to:")), None)


def typed_day(scene: Scene, offered: Sequence[Button], text: str) -> Settled | Message | Say | None:
    """A day typed under "until when?" answers that, and not the question in hand before it."""
    asked = asks_day(offered)
    if asked is None or len(text) > dates.MERE_DAY:
        return None
    days = sorted({moment.day for moment in dates.read_moments(text, local_now(scene))})
    _, promise_id, _ = asked.split(":")
    if len(days) == 1:
        return pressed(scene, f"moved_to:{promise_id}:{days[0].isoformat()}")
    promise = scene.facts[PromiseBy(int(promise_id))] if days else None
    return until(scene, promise, days) if promise else None
