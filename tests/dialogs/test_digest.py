"""Which period a manager means, what the digest says of it, and what its picture shows."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from dialogs.access import Role
from dialogs.catalogue import LANGUAGES, words
from dialogs.coach import respond
from dialogs.due_times import next_digest
from dialogs.events import Commanded, Due
from dialogs.facts import Facts, Me, Offers, Person
from dialogs.manager_facts import (
    DayOutcomes,
    Debriefed,
    DebriefsOf,
    Exceptions,
    OutcomesByDay,
    StalledSale,
    TeamExceptions,
    TeamFigures,
)
from dialogs.managing import Managing, Summaries
from dialogs.measures import Figures, RepFigures
from dialogs.pictures import OutcomeCounts
from dialogs.references import reference
from dialogs.reminding import ReminderKind
from dialogs.session import Session
from dialogs.talk import Turn
from question_bank.kinds import OutcomeKind

THURSDAY = date(2026, 10, 1)
NOON = datetime(2026, 10, 1, 4, tzinfo=UTC)
"""In Shanghai."""
WANG = Person(3, "Wang", "en", "Asia/Shanghai", None, team="North", role=Role.MANAGER)
LI = RepFigures("Li", Figures(order=1, advance=4, continuation=3, weak=1, kept=2, broken=1))
QUIET = Exceptions()
PERIODS = [
    ("", date(2026, 9, 25), THURSDAY),
    ("last_week", date(2026, 9, 21), date(2026, 9, 27)),
    ("four_weeks", date(2026, 9, 4), THURSDAY),
    ("quarter", THURSDAY, THURSDAY),
    ("30 days", date(2026, 9, 2), THURSDAY),
    ("３０天", date(2026, 9, 2), THURSDAY),
    ("2 weeks", date(2026, 9, 18), THURSDAY),
    ("2个月", date(2026, 8, 3), THURSDAY),
    ("1 Sep to 15 Sep", date(2026, 9, 1), date(2026, 9, 15)),
    ("9月1日到9月15日", date(2026, 9, 1), date(2026, 9, 15)),
    ("2026-09-01 to 2026-09-15", date(2026, 9, 1), date(2026, 9, 15)),
    ("1 Sep", date(2026, 9, 1), THURSDAY),
    ("Monday", date(2026, 9, 28), THURSDAY),
    ("周三", date(2026, 9, 30), THURSDAY),
    ("20 Dec to Monday", date(2025, 12, 20), date(2026, 9, 28)),
    ("last month", date(2026, 9, 1), date(2026, 9, 30)),
    ("上个月", date(2026, 9, 1), date(2026, 9, 30)),
    ("this month", THURSDAY, THURSDAY),
    ("Last week", date(2026, 9, 21), date(2026, 9, 27)),
    ("本周", date(2026, 9, 28), THURSDAY),
    ("yesterday", date(2026, 9, 30), date(2026, 9, 30)),
    ("last quarter", date(2026, 7, 1), date(2026, 9, 30)),
    ("Q3", date(2026, 7, 1), date(2026, 9, 30)),
    ("四季度", THURSDAY, THURSDAY),
    ("this year", date(2026, 1, 1), THURSDAY),
    ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ("September", date(2026, 9, 1), date(2026, 9, 30)),
    ("Dec 2024", date(2024, 12, 1), date(2024, 12, 31)),
    ("9月", date(2026, 9, 1), date(2026, 9, 30)),
    ("十一月", date(2025, 11, 1), date(2025, 11, 30)),
    ("2025年9月份", date(2025, 9, 1), date(2025, 9, 30)),
    ("last 30 days", date(2026, 9, 2), THURSDAY),
    ("最近两周", date(2026, 9, 18), THURSDAY),
    ("三个月", date(2026, 7, 4), THURSDAY),
    ("９月１日至15日", date(2026, 9, 1), date(2026, 9, 15)),
    ("9月1号-15号", date(2026, 9, 1), date(2026, 9, 15)),
    ("1/9 - 15/9", date(2026, 9, 1), date(2026, 9, 15)),
    ("20 Dec to 10 Jan", date(2025, 12, 20), date(2026, 1, 10)),
]
NO_PERIODS = ["nonsense", "0 days", "999 days", "15 Sep to 1 Sep", "-1 days", "x" * 4000, "1" * 50]
NO_PERIODS += ["2027", "2027年", "1 Jan 2027", "2027年9月", "13月", "0000年9月", "🙂"]
NO_PERIODS += ["1 Sep to 15 Sep to 20 Sep", "1 Sep~" * 600]


class Memory(Facts):
    """Remembers which periods were asked for."""

    def __init__(self, known: dict[Any, Any]) -> None:
        super().__init__(known)
        self.asked: list[Any] = []

    def __getitem__(self, query: Any) -> Any:
        answers: dict[type, Any] = {
            TeamFigures: (LI,),
            TeamExceptions: QUIET,
            OutcomesByDay: (DayOutcomes("Li", date(2026, 9, 28), OutcomeKind.ORDER, 2),),
            DebriefsOf: (
                Debriefed(7, "Acme", "Li", THURSDAY, OutcomeKind.ORDER, OutcomeKind.ORDER),
            ),
        }
        if type(query) in answers:
            self.asked.append(query)
            return answers[type(query)]
        return super().__getitem__(query)

    def need(self, *queries: Any) -> None: ...


def told(argument: str = "", me: Person = WANG) -> tuple[Turn, list[Any]]:
    memory = Memory({Me(): me, Offers(): ("seals",)})
    turn = respond(Session(), Commanded(at=NOON, name="digest", argument=argument), memory)
    return turn, memory.asked


@pytest.mark.parametrize(("argument", "start", "end"), PERIODS)
def test_a_period_is_named_in_many_ways(argument: str, start: date, end: date) -> None:
    turn, asked = told(argument)

    assert {(start, end)} == {(q.start, q.end) for q in asked if isinstance(q, TeamFigures)}
    assert turn.message and "digest.heading" == turn.message.paragraphs[0].key


@pytest.mark.parametrize("argument", NO_PERIODS)
def test_what_is_no_period_is_asked_again(argument: str) -> None:
    turn, asked = told(argument)

    assert [] == asked
    assert turn.message and ["digest.which"] == [say.key for say in turn.message.paragraphs]
    assert 4 == len(turn.message.buttons)


def test_the_picture_shows_the_last_eight_weeks() -> None:
    turn, _ = told()

    assert turn.message and turn.message.picture
    picture = turn.message.picture
    assert (date(2026, 8, 10), date(2026, 9, 28)) == (picture.weeks[0], picture.weeks[-1])
    (li,) = picture.reps
    assert [OutcomeCounts()] * 7 + [OutcomeCounts(order=2)] == list(li.weeks)


def test_debriefs_are_listed_for_who_reads_them_there() -> None:
    in_digest = replace(WANG, managing=Managing(Summaries.DIGEST))
    at_once, _ = told()
    listed, _ = told(me=in_digest)

    assert at_once.message and "digest.debriefs" not in [s.key for s in at_once.message.paragraphs]
    assert listed.message and "digest.debriefs" == listed.message.paragraphs[-1].key
    assert reference(7) in words(listed.message.paragraphs[-1], "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_exceptions_come_before_measures_and_name_the_visit(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stalled = Exceptions(stalled=(StalledSale(7, "Acme Pumps", "Li", 3),) * 7)
    monkeypatch.setattr("tests.dialogs.test_digest.QUIET", stalled)
    turn, _ = told()

    assert turn.message
    keys = [say.key for say in turn.message.paragraphs]
    assert keys.index("digest.stalled") < keys.index("digest.measures")
    page = words(turn.message.paragraphs[1], language)
    assert 6 == page.count(reference(7)) and "…" in page


def test_on_its_day_it_is_of_the_seven_days_before_and_sets_the_next() -> None:
    memory = Memory({Me(): WANG, Offers(): ("seals",)})
    monday = datetime(2026, 10, 5, 0, 0, 2, tzinfo=UTC)
    assert (date(2026, 9, 28), date(2026, 10, 4)) == _covered(monday)
    assert (date(2026, 9, 29), date(2026, 10, 5)) == _covered(monday + timedelta(hours=5))
    turn = respond(Session(), Due(at=monday, kind=ReminderKind.DIGEST), memory)

    assert [datetime(2026, 10, 12, tzinfo=UTC)] == [one.at for one in turn.reminders]


def _covered(at: datetime) -> tuple[date, date]:
    memory = Memory({Me(): WANG, Offers(): ("seals",)})
    respond(Session(), Due(at=at, kind=ReminderKind.DIGEST), memory)
    (figures,) = (q for q in memory.asked if isinstance(q, TeamFigures))
    return figures.start, figures.end


def test_who_manages_no_more_hears_nothing_and_sets_nothing() -> None:
    rep = replace(WANG, role=Role.REP)
    turn = respond(
        Session(),
        Due(at=NOON, kind=ReminderKind.DIGEST),
        Memory({Me(): rep, Offers(): ("seals",)}),
    )

    assert turn.message is None and () == turn.reminders
    asked, _ = told(me=rep)
    assert asked.message and "digest.not_yours" == asked.message.paragraphs[0].key


def test_the_hour_is_local_and_moves_with_the_clocks() -> None:
    london = replace(WANG, zone="Europe/London", managing=Managing(digest_hour=time(8)))
    saturday = datetime(2026, 10, 24, tzinfo=UTC)

    assert datetime(2026, 10, 26, 8, tzinfo=UTC) == next_digest(saturday, london)
    assert datetime(2026, 10, 19, 7, tzinfo=UTC) == next_digest(
        saturday - timedelta(days=7), london
    )
    assert next_digest(saturday, replace(london, managing=Managing(digest_day=None))) is None
