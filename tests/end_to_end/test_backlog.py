"""The coach was away: what was said meanwhile is answered in order, by the dates it was said at."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.bot_api import SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import INTRODUCTION, NEW_ACCOUNT, Action, play

MEANWHILE = ("Acme Pumps", "/help", "/back", "Beta Mills", "/back") * 2


def test_120_updates_that_waited(telegram: SimulatedTelegram, coach: Coach) -> None:
    li, bob = telegram.person("Li"), telegram.person("Bob")
    others = [telegram.person(f"Rep {n}") for n in range(12)]
    for person in (li, bob, *others):
        play(person, INTRODUCTION["en"])
    play(li, [*NEW_ACCOUNT["en"], Action("Ms Zhao", "When?")])
    play(bob, NEW_ACCOUNT["en"][:1])
    telegram.waits_until_confirmed()
    coach.stop()
    telegram.clock = timedelta(hours=-23)
    said = datetime.now(UTC) + telegram.clock
    li.sends("tomorrow 3pm")
    for words in MEANWHILE:
        for person in others:
            person.sends(words)
    telegram.clock = timedelta(seconds=-151)
    bob.taps("Create: manufacturing")
    telegram.clock = None
    coach.start()
    telegram.waits_until_confirmed(30)

    assert 120 == len(MEANWHILE) * len(others)
    for person in others:
        # All was said before the coach asked about Acme Pumps, so each word is heard by itself.
        heard = [person.hears(30).plain for _ in MEANWHILE]
        assert "“Acme Pumps” is new to me" in heard[0]
        assert "/debrief" in heard[1] and "/debrief" in heard[6]
        assert "Which customer" in heard[2] and "Which customer" in heard[-1]
        assert not person.unheard()
    day = (said.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=1)).date()
    assert f"{day:%a} {day.day} {day:%b %Y}, 15:00" in li.hears().plain
    # Telegram has forgotten the tap of 151 seconds ago; another one is as good as the first.
    assert not bob.unheard()
    play(bob, NEW_ACCOUNT["en"][1:])
    assert [(0,)] == coach.rows("select count(*) from parked_update")
    assert telegram.pace.in_all <= 30


def test_update_ids_that_start_anew_are_new_updates(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    li = telegram.person("Li")
    play(li, INTRODUCTION["en"])
    telegram.waits_until_confirmed()
    telegram.restarts_update_ids(at=1000)

    play(li, NEW_ACCOUNT["en"])
