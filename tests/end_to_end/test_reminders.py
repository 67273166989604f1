"""The real program reminds by the real clock: of visits planned so that they are due by now."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.checking import copies
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import (
    DEBRIEF,
    INTRODUCTION,
    NEW_ACCOUNT,
    PLAN,
    TYPED,
    Action,
    play,
)

ZONES = (
    *("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Asia/Dubai", "Europe/London"),
    *("America/Sao_Paulo", "America/Chicago", "Pacific/Honolulu"),
)
LABELS = {
    "en": ("[Today]", "[Another time]", "[Debrief now]", "What time", "agree to do"),
    "zh-hans": ("[今天]", "[换个时间]", "[现在总结]", "几点", "答应做什么"),
}
SAVE = {"en": "[Save now]", "zh-hans": "[现在就保存]"}


def by_day() -> str:
    """A zone where nobody has quiet hours now, nor in the hours around."""
    hours = {zone: datetime.now(ZoneInfo(zone)).hour for zone in ZONES}
    return next(zone for zone, hour in hours.items() if 11 <= hour < 17)


@pytest.fixture
def coach(telegram: SimulatedTelegram, tmp_path: Path) -> Iterator[Coach]:
    coach = Coach(telegram, tmp_path, COACH_TIMEZONE=by_day()).start()
    yield coach
    code = coach.stop()
    assert code in (0, -9), coach.said()
    assert not copies(telegram, coach)


def planned(
    telegram: SimulatedTelegram, person: Person, language: str, said: timedelta, visit: timedelta
) -> None:
    """By messages that were sent a while ago, a visit so long from now. A tap has no date, so that
    it is saved by a message, too."""
    today, other, _, which, objective = LABELS[language]
    at = (datetime.now(UTC) + visit).astimezone(ZoneInfo(by_day()))
    telegram.clock = said
    whom, rest, save = TYPED[language][1], TYPED[language][3:-1], TYPED[language][-1]
    whole = [*INTRODUCTION[language], *NEW_ACCOUNT[language], whom]
    play(person, [*whole, Action(today, "10:00"), Action(other, which)])
    typed = Action(save.does.strip("[]"), save.hears)
    play(person, [Action(f"{at:%H:%M}", objective), *rest, typed])
    telegram.clock = None


def test_the_plan_comes_before_the_visit_beside_the_open_question(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    language = "en"
    person = telegram.person("Li", language_code=language)
    minutes = timedelta(minutes=1)
    planned(telegram, person, language, said=-20 * minutes, visit=55 * minutes)
    reminded = person.hears(timeout=15)
    play(person, [PLAN[language]])

    assert TYPED[language][1].does in reminded.plain
    assert TYPED[language][4].does.splitlines()[0] in reminded.plain
    kinds = [row[0] for row in coach.rows("select kind from reminder order by kind")]
    assert ["after_visit"] == kinds


def test_the_debrief_is_offered_after_the_visit_and_one_tap_begins_it(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    language = "zh-hans"
    person = telegram.person("Li", language_code=language)
    hours = timedelta(hours=1)
    planned(telegram, person, language, said=-3 * hours, visit=-2.2 * hours)
    reminded = person.hears(timeout=15)
    _, _, debrief, _, agreed = LABELS[language]
    coach.stop()
    coach.start()
    whole = DEBRIEF[language]
    play(person, [Action(debrief, agreed), whole[0], Action(SAVE[language], whole[-2].hears)])
    play(person, [Action(whole[-1].does, whole[-1].hears)])

    assert reminded.buttons == [[debrief.strip("[]")]]
    assert [(1,)] == coach.rows("select count(*) from debrief")
    # What was promised there is all that is still to be asked about.
    assert [("promises_due",)] == coach.rows("select distinct kind from reminder")
