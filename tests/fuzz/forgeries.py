"""Eve, of another team, tries whatever a modified app can send: forged and replayed buttons, codes,
references, replies, edits, commands. Not one word of the other team comes back to her, and not one
row of theirs changes.

    python -m tests.fuzz.forgeries --number 10000 --seed 7
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from bot.buttons import decode
from bot.turn import Arrival, take_due, take_turn
from dialogs.access import Role
from dialogs.events import Commanded, Edited, Event, Said
from dialogs.invites import handle, hashed
from dialogs.records import AskManager, KeepInvite, KeepNote, KeepOffer
from dialogs.references import reference
from storage import records, reminders
from storage.engine import open_engine
from storage.tables import chat, metadata, outbox, visit
from tests.storage.examples import DEBRIEF, NEXT, PLAN, written
from tests.storage.plausible import CHANNEL, EVE, LI, NOW, WANG, Cast, hire

ADVICE = "Ask Zhou what a lost shift costs"
ANSWER = "I will ask him on Thursday"
OFFER = KeepOffer("Seals that last a year")
CODE = "sesame-open-for-bob"
SECRETS = [
    *written((OFFER, PLAN, DEBRIEF, NEXT)),
    *("North", "Li", "Wang", "Bob", ADVICE, ANSWER, CODE),
]
VERBS = (
    *("kept", "moved", "broken", "moved_to", "debrief", "go_on", "revoke", "bring"),
    *("confirm", "refuse", "coach", "ask", "nonsense"),
)
COMMANDS = (
    *("plan", "debrief", "today", "accounts", "team", "digest", "settings", "invite", "leave"),
    *("resume", "back", "skip", "cancel", "language", "help", "start", "ask", "withhold", "send"),
    *("explain", "delete", "undo", "stay", "kept", "coach"),
)


def told(work: Connection, cast: Cast) -> None:
    """All that there can be to steal: plans, debriefs, notes, invites, promises, reminders."""
    for record in (OFFER, PLAN, DEBRIEF, NEXT):
        records.write(work, cast.li, record, NOW)
    newest = select(visit.c.id).order_by(visit.c.id.desc()).limit(1)
    number = int(work.execute(newest).scalar_one())
    records.write(work, cast.li, AskManager(number), NOW)
    records.write(work, cast.wang, KeepNote(number, ADVICE, 501), NOW)
    records.write(work, cast.li, KeepNote(number, ANSWER, 502, answers=1), NOW)
    admin = replace(cast.wang, role=Role.MANAGER)
    records.write(work, admin, KeepInvite(Role.REP, hashed(CODE)), NOW)
    records.write(work, cast.eve, KeepOffer("Elevators that never wait"), NOW)


def forgeries(chance: random.Random, numbers: int, replayed: Sequence[str]) -> Iterator[Event]:
    """For ever."""
    at, source = NOW, 900
    while True:
        at, source = at + timedelta(seconds=20), source + 1
        some = chance.randint(1, numbers)
        text = chance.choice(("yes", "1", "1 2!", "Acme", "tomorrow", "what was the plan?", "★"))
        match chance.randint(0, 9):
            case 0 | 1 | 2:
                rest = chance.choice(("", ":2026-03-20", ":admin", ":manager", f":{some}"))
                yield decode(f"o:{chance.choice(VERBS)}:{some}{rest}", at, source)
            case 3:
                yield decode(f"o:{chance.choice(VERBS)}:{handle(hashed(CODE))}", at, source)
            case 4 if replayed:
                yield decode(chance.choice(replayed), at, source)
            case 5:
                yield decode(f"s:{chance.randint(0, 400)}:{chance.randint(0, 30)}", at, source)
            case 6:
                yield Said(at=at, source=source, text=f"{reference(some)} {text}")
            case 7:
                yield Said(at=at, source=source, text=text, about=some)
            case 8:
                number = chance.choice((501, 502, 77, some))
                yield Edited(at=at, source=number, text=text)
            case _:
                words = chance.choice(("", str(some), "30 days", reference(some), "rep", "admin"))
                name = chance.choice(COMMANDS)
                yield Commanded(at=at, source=source, name=name, argument=words)


def stolen(engine: Engine, number: int, seed: int) -> list[str]:
    """What Eve has seen of the others, or changed; [] is what we want."""
    chance = random.Random(seed)
    with engine.begin() as work:
        cast = hire(work)
        told(work, cast)
        for person in (LI, WANG):
            for one in reminders.due(work, CHANNEL, NOW + timedelta(days=30), person.name):
                assert one.address == person.name
    for one in _due(engine):
        take_due(engine, one, NOW)
    with engine.begin() as work:
        replayed = _buttons(work)
        before = _theirs(work, cast.li.team)
    found: list[str] = []
    tries = forgeries(chance, 30, replayed)
    for n in range(number):
        event = next(tries)
        take_turn(engine, Arrival(CHANNEL, EVE.name, 10_000 + n, event, EVE))
        if n % 50 == 49 or n == number - 1:
            found += _seen(engine)
    with engine.begin() as work:
        if before != _theirs(work, cast.li.team):
            found.append("rows of the other team have changed")
    return found


def _due(engine: Engine) -> list[Any]:
    with engine.begin() as work:
        return reminders.due(work, CHANNEL, NOW)


def _buttons(work: Connection) -> list[str]:
    """All that stand under what the others have been sent."""
    rows = work.execute(select(outbox.c.keyboard)).scalars()
    return [key["data"] for keyboard in rows for row in keyboard for key in row]


def _seen(engine: Engine) -> list[str]:
    """In the letters to Eve, which are then forgotten; her own words come back to her in them."""
    found = []
    with engine.begin() as work:
        hers = select(chat.c.id).where(chat.c.address == EVE.name).scalar_subquery()
        for html, keyboard in work.execute(
            select(outbox.c.html, outbox.c.keyboard).where(outbox.c.chat_id == hers)
        ):
            text = html + repr(keyboard)
            found += [f"{secret!r} in {text!r}" for secret in SECRETS if secret in text]
        work.execute(outbox.delete().where(outbox.c.chat_id == hers))
    return found


def _theirs(work: Connection, team: int) -> dict[str, list[Any]]:
    tables: list[Table] = [t for t in metadata.sorted_tables if "team_id" in t.c]
    return {
        t.name: sorted(map(repr, work.execute(t.select().where(t.c.team_id == team))))
        for t in tables
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'coach.db'}")
        found = stolen(engine, options.number, options.seed)
        engine.dispose()
    print(f"{options.number} forgeries with seed {options.seed}: {len(found)} found out")
    print("\n".join(found[:20]))
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
