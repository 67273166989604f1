"""An update has its effect once, however often it comes; what cannot is kept as it came."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from storage import outbox, updates
from storage.outbox import Part
from storage.tables import outbox as letters
from storage.tables import parked_update, processed_update
from storage.updates import KEPT, SENT_KEPT, first_time, park, tidy
from tests.storage.plausible import BOB, CHANNEL, LI, NOW, Crash, a_crash, at_once, rows, talk_of

RAW = '{"update_id": 7, "message": {"text": "泵 \\u0000 \\"seal\\" 😬"}}'


def test_an_update_is_new_once(engine: Engine) -> None:
    with engine.begin() as work:
        first = first_time(work, CHANNEL, 100, NOW)
        second = first_time(work, CHANNEL, 100, NOW)
    with engine.begin() as work:
        third = first_time(work, CHANNEL, 100, NOW + timedelta(hours=1))

    assert (True, False, False) == (first, second, third)


def test_ids_may_go_down(engine: Engine) -> None:
    with engine.begin() as work:
        assert [True] * 4 == [first_time(work, CHANNEL, n, NOW) for n in (900, 901, 12, 900_000)]


def test_ids_may_be_as_large_as_those_of_the_console(engine: Engine) -> None:
    with engine.begin() as work:
        assert first_time(work, "console", 1_772_000_000_000_000_000, NOW)
        assert not first_time(work, "console", 1_772_000_000_000_000_000, NOW)


def test_each_channel_counts_for_itself(engine: Engine) -> None:
    with engine.begin() as work:
        assert first_time(work, CHANNEL, 100, NOW)
        assert first_time(work, "telegram:7001", 100, NOW)


def test_an_update_whose_turn_failed_is_still_new(engine: Engine) -> None:
    with a_crash(), engine.begin() as work:
        first_time(work, CHANNEL, 100, NOW)
        raise Crash
    with engine.begin() as work:
        assert first_time(work, CHANNEL, 100, NOW)


def test_of_eight_who_bring_the_same_update_one_is_first(engine: Engine) -> None:
    def bring(_n: int) -> bool:
        with engine.begin() as work:
            return first_time(work, CHANNEL, 100, NOW)

    assert [False] * 7 + [True] == sorted(at_once(8, bring))


# --- put aside ---------------------------------------------------------------------------------


def test_what_is_put_aside_is_kept_as_it_came(engine: Engine) -> None:
    with engine.begin() as work:
        park(work, CHANNEL, 7, RAW, "KeyError: 'chat'", NOW)
        (kept,) = rows(work, parked_update)

    assert {
        "id": 1,
        "channel": CHANNEL,
        "update_id": 7,
        "raw": RAW,
        "reason": "KeyError: 'chat'",
        "at": NOW,
    } == kept


def test_what_is_put_aside_is_put_aside_once_and_done_with(engine: Engine) -> None:
    with engine.begin() as work:
        park(work, CHANNEL, 7, RAW, "KeyError", NOW)
    with engine.begin() as work:
        park(work, CHANNEL, 7, RAW, "KeyError", NOW)

        assert not first_time(work, CHANNEL, 7, NOW)
        assert 1 == len(rows(work, parked_update))


def test_what_had_its_effect_is_not_put_aside(engine: Engine) -> None:
    with engine.begin() as work:
        first_time(work, CHANNEL, 7, NOW)
        park(work, CHANNEL, 7, RAW, "Conflict", NOW)

        assert [] == rows(work, parked_update)


def test_what_has_no_number_is_kept_all_the_same(engine: Engine) -> None:
    with engine.begin() as work:
        park(work, CHANNEL, None, "{}", "KeyError: 'update_id'", NOW)
        park(work, CHANNEL, None, "[]", "KeyError: 'update_id'", NOW)

        assert ["{}", "[]"] == [row["raw"] for row in rows(work, parked_update)]


# --- tidying -----------------------------------------------------------------------------------

MOMENT = timedelta(seconds=1)


def test_only_old_numbers_are_forgotten(engine: Engine) -> None:
    with engine.begin() as work:
        first_time(work, CHANNEL, 1, NOW - KEPT - MOMENT)
        first_time(work, CHANNEL, 2, NOW - KEPT + MOMENT)
        first_time(work, CHANNEL, 3, NOW)
        tidy(work, NOW)

        assert [2, 3] == [row["update_id"] for row in rows(work, processed_update)]


def test_only_what_was_sent_long_ago_is_forgotten(engine: Engine) -> None:
    """What waits for somebody who blocked us, or was refused, stays."""
    old, new = NOW - SENT_KEPT - MOMENT, NOW - SENT_KEPT + MOMENT
    fates = [(old, "sent"), (old, "parked"), (old, "new"), (new, "sent"), (old, "leased")]
    with engine.begin() as work:
        chats = (talk_of(work, LI).chat, talk_of(work, BOB).chat)
        for turn, (at, fate) in enumerate(fates):
            letter = outbox.post(work, CHANNEL, chats[0], str(turn), [Part("Saved.", [])], at)
            assert letter
            match fate:
                case "sent":
                    outbox.sent(work, letter, 30 + turn)
                case "parked":
                    outbox.parked(work, letter, "Forbidden")
                case "leased":
                    outbox.wait(work, letter, NOW)
        tidy(work, NOW)
        left = work.execute(select(letters.c.turn).order_by(letters.c.id)).scalars().all()

    assert ["1", "2", "3", "4"] == left


def test_what_was_put_aside_waits_for_a_person(engine: Engine) -> None:
    with engine.begin() as work:
        park(work, CHANNEL, 7, RAW, "KeyError", NOW - 10 * KEPT)
        tidy(work, NOW)

        assert 1 == len(rows(work, parked_update))


# --- time --------------------------------------------------------------------------------------


@given(
    moment=st.datetimes(
        min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1), timezones=st.timezones()
    )
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(engine: Engine, moment: datetime) -> None:
    with engine.begin() as work:
        work.execute(processed_update.delete())
        updates.first_time(work, CHANNEL, 1, moment)
        (row,) = rows(work, processed_update)

    assert (moment.astimezone(UTC), UTC) == (row["at"], row["at"].tzinfo)


def test_moments_of_different_zones_are_compared_as_moments(engine: Engine) -> None:
    """In Kiritimati it is tomorrow already."""
    kiritimati = timezone(timedelta(hours=14))
    with engine.begin() as work:
        first_time(work, CHANNEL, 1, (NOW - KEPT - MOMENT).astimezone(kiritimati))
        first_time(
            work, CHANNEL, 2, (NOW - KEPT + MOMENT).astimezone(timezone(-timedelta(hours=9)))
        )
        tidy(work, NOW)

        assert [2] == [row["update_id"] for row in rows(work, processed_update)]
