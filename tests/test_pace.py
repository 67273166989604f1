"""How many more may be sent now, and to whom not, by what was sent in the last second."""

from heapq import heappop, heappush
from math import inf
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import MOST, Pace
from tests.bot_api.pace import most_in_a_second


def test_what_was_sent_takes_room_for_a_second() -> None:
    pace = Pace()
    for n in range(MOST):
        pace.sent(7, now=5.0 + n / 100)

    assert (0, 0) == (pace.room(5.27), pace.room(5.99))
    assert (1, MOST) == (pace.room(6.0), pace.room(6.27))


def test_it_is_known_when_there_will_be_more_room() -> None:
    pace = Pace()
    nothing_sent = pace.opens(5.0)
    pace.sent(7, now=5.0)
    pace.sent(8, now=5.5)

    assert 0.0 == nothing_sent
    assert [0.5, 0.25] == [pace.opens(now) for now in (5.5, 6.25)]


def test_a_chat_rests_for_a_second_after_the_last_it_heard() -> None:
    pace = Pace()
    for chat, now in ((7, 5.0), (8, 5.25), (7, 5.5)):
        pace.sent(chat, now)

    assert {7, 8} == pace.resting(5.5)
    assert {7, 8} == pace.resting(6.0)
    assert {7} == pace.resting(6.25)
    assert set() == pace.resting(6.5)


@given(st.integers(), st.sampled_from([0.01, 0.3, 3.0]))
def test_no_second_holds_more_over_there_however_slow_the_way(seed: int, way: float) -> None:
    """Sent as soon as there is room; some arrive late, and of some we hear late that they did."""
    chance, pace, now = Random(seed), Pace(), 0.0
    arrivals: list[float] = []
    under_way: list[float] = []
    while len(arrivals) < 5 * MOST:
        while len(under_way) < pace.room(now):
            arrivals.append(now + chance.uniform(0, way))
            heappush(under_way, arrivals[-1] + chance.uniform(0, way))
        opens = now + pace.opens(now) if pace.room(now) < MOST else inf
        now = min([opens, *under_way[:1]])
        while under_way and under_way[0] <= now:
            pace.sent(7, heappop(under_way))

    assert most_in_a_second(arrivals) <= MOST
