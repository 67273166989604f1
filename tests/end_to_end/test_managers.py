"""Wang coaches Li in two languages, before the visit and after it; Eve, of another team, gets
nothing of it. The real program over HTTP."""

import random
import threading

import pytest

from tests.bot_api import Heard, Person, SimulatedTelegram
from tests.end_to_end.process import Coach
from tests.end_to_end.test_teams import code_in, opens, plans_of, types

HAPPENED = "Chen will try two seals on line 3 by Friday. I'll send the data sheet tomorrow."
WORSE = "They were very interested, we'll talk again."
ADVICE = "先问停机一次损失多少钱，再谈密封件。"
PRAISE = "很好，下次请维修主管一起谈。"
ANSWER = "I'll ask her for the maintenance chief today."


def hears(person: Person, words: str, others: int = 4) -> Heard:
    """Beside what else comes in between."""
    heard = []
    for _ in range(others):
        heard.append(person.hears(20, edits=False))
        if words in heard[-1].plain:
            return heard[-1]
    raise AssertionError(f"{person.name} never heard {words!r}: {[each.plain for each in heard]}")


def says(person: Person, words: str, answer: str, on: Heard | None = None) -> Heard:
    person.sends(words, reply_to=on)
    return hears(person, answer)


def taps(person: Person, label: str, answer: str, on: Heard | None = None) -> Heard:
    person.taps(label, on=on)
    return hears(person, answer)


def debriefs(li: Person, told: str) -> None:
    li.sends("/debrief")
    says(li, told, "I make this")
    taps(li, "Save now", "Acme Pumps")
    taps(li, "Save", "Saved")


@pytest.fixture
def cast(telegram: SimulatedTelegram, coach: Coach) -> dict[str, Person]:
    """Wang manages in Chinese, Li and Bob sell in English; Eve is admin of another team."""
    coach.says("running")
    wang = telegram.person("Wang", language_code="zh-hans")
    li, bob, eve = map(telegram.person, ("Li", "Bob", "Eve"))
    opens(wang, code_in(types(coach, "team", "create", "North")))
    opens(eve, code_in(types(coach, "team", "create", "South")))
    for rep in (li, bob):
        wang.sends("/invite rep")
        assert "Welcome to the team" in opens(rep, code_in(wang.hears().text))
    li.sends("/plan")
    li.hears()
    plans_of(li, "Acme Pumps")
    return {"wang": wang, "li": li, "bob": bob, "eve": eve}


def test_a_manager_helps_before_the_visit_and_answers_after_it(
    telegram: SimulatedTelegram, coach: Coach, cast: dict[str, Person]
) -> None:
    wang, li, bob, eve = cast.values()
    taps(li, "Ask my manager", "Sent to Wang")
    asked = hears(wang, "想在这次拜访之前听听您的意见")
    assert "Chen agrees to try two seals by Friday" in asked.plain
    says(wang, ADVICE, "已转给Li", on=asked)
    assert ADVICE in hears(li, "Wang on your visit to Acme Pumps").plain

    debriefs(li, HAPPENED)
    summary = hears(wang, "Li的拜访小结")
    for words in ("进展", HAPPENED, "客户答应做一件看得见的事", "我方：send the data sheet"):
        assert words in summary.plain
    says(wang, PRAISE, "已转给Li", on=summary)
    note = hears(li, PRAISE)
    says(li, ANSWER, "Passed on to Wang", on=note)
    assert ANSWER in hears(wang, "Li回复了您的点评").plain
    assert PRAISE in says(li, "/plan Acme Pumps", "Whom will you see?").plain

    assert not [each for each in bob.unheard() if "seals" in each.plain]
    reference = next(word for word in summary.plain.split() if word.startswith("#"))
    heard = []
    for words in (
        *("/help", "/team", "/digest", "/digest 30 days", "/today", "/accounts Acme Pumps"),
        f"{reference} what did they say?",
    ):
        eve.sends(words)
        heard.append(eve.hears())
    for forged in ("o:coach:1", "o:ask:1", "o:debrief:1", "o:kept:1", "o:moved:1", "o:coach:2"):
        eve.forges(forged, on=heard[-1])
        heard.append(eve.hears())
    seen = "\n".join([*(message.plain for message in heard), *eve.toasts])
    for words in ("Li", "Wang", "Chen", "seals", ADVICE, PRAISE, ANSWER, "North", "data sheet"):
        assert words not in seen


def test_an_update_comes_only_when_the_outcome_changed(
    telegram: SimulatedTelegram, coach: Coach, cast: dict[str, Person]
) -> None:
    wang, li, _, _ = cast.values()
    li.sends("/debrief")
    told = li.sends(HAPPENED)
    hears(li, "I make this")
    taps(li, "Save now", "Acme Pumps")
    taps(li, "Save", "Saved")
    hears(wang, "Li的拜访小结")

    li.edits(told, HAPPENED.replace("two seals", "three seals"))
    hears(li, "three seals")
    taps(li, "Save", "Saved")
    li.edits(told, WORSE)
    hears(li, "I make this a stall")
    taps(li, "Save now", "continuation")
    taps(li, "Save", "Saved")

    update = wang.hears(20)
    assert "更新，原来是：进展" in update.plain
    assert WORSE in update.plain
    assert [(3,)] == coach.rows("select max(version) from debrief")
    assert not wang.unheard()


def test_each_summary_arrives_whenever_the_coach_is_killed(
    telegram: SimulatedTelegram,
    coach: Coach,
    cast: dict[str, Person],
    request: pytest.FixtureRequest,
) -> None:
    """Killed in, before or after each turn and each sending; a summary may come twice, not more."""
    wang, li, _, _ = cast.values()
    chance = random.Random(f"{request.config.getoption('randomly_seed', 1)} summaries")
    li.sends("/debrief")
    told = li.sends(HAPPENED)
    hears(li, "I make this")
    taps(li, "Save now", "Acme Pumps")
    outcomes = [WORSE, "They signed for 40 seals.", "They refuse for good, no chance."]
    for number in range(4):
        killing = threading.Timer(chance.uniform(0, 2.2), coach.kill)
        li.taps("Save")
        killing.start()
        killing.join()
        coach.start()
        hears(li, "Saved")
        if number < len(outcomes):
            li.edits(told, outcomes[number])
            hears(li, "I make this")
            taps(li, "Save now", "Acme Pumps")
    versions = [HAPPENED, *outcomes]
    got: list[str] = []
    while not all(any(words in text for text in got) for words in versions):
        got.append(wang.hears(20).plain)
    for words in versions:
        assert 1 <= len([text for text in got if words in text]) <= 2, words
    assert [(0,)] == coach.rows("select count(*) from reminder where kind = 'debrief_saved'")
    says(li, "/help", "/debrief")


def test_the_digest_comes_with_its_picture(
    telegram: SimulatedTelegram, coach: Coach, cast: dict[str, Person]
) -> None:
    wang, li, _, _ = cast.values()
    debriefs(li, HAPPENED)
    hears(wang, "Li的拜访小结")
    wang.sends("/digest")
    told = hears(wang, "North")

    assert "拜访1次：1次进展" in told.plain
    (photo,) = telegram.calls_of("sendPhoto")
    assert 200 == photo.status
    li.sends("/digest")
    assert "Only managers and admins" in hears(li, "North").plain
