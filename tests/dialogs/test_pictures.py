"""What a picture may hold, and that it comes out of storage as it went in."""

import json
from datetime import date, timedelta

import pytest

from dialogs.pictures import (
    MOST_WEEKS,
    OutcomeCounts,
    OutcomePicture,
    RepWeeks,
    from_json,
    to_json,
)

FIRST = date(2026, 9, 28)
NONE = OutcomeCounts()


def mondays(count: int) -> tuple[date, ...]:
    return tuple(FIRST + timedelta(weeks=week) for week in range(count))


def test_a_picture_that_was_stored_is_the_same() -> None:
    busy = OutcomeCounts(order=1, advance=2, continuation=3, no_sale=4)
    reps = (RepWeeks("Bob “B” \\ 🚀", (busy, NONE)), RepWeeks("李伟", (NONE, busy)))
    picture = OutcomePicture("North", mondays(2), reps)
    stored = to_json(picture)

    assert ["2026-09-28", "2026-10-05"] == json.loads(stored)["weeks"]
    assert picture == from_json(stored)


@pytest.mark.parametrize("count", [0, MOST_WEEKS + 1])
def test_a_picture_has_as_many_weeks_as_a_phone_can_show(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} weeks"):
        OutcomePicture("North", mondays(count), ())


def test_every_rep_has_every_week_of_the_picture() -> None:
    OutcomePicture("North", mondays(2), (RepWeeks("Bob", (NONE, NONE)),))
    with pytest.raises(ValueError, match="as many weeks"):
        OutcomePicture("North", mondays(2), (RepWeeks("Bob", (NONE,)),))


def test_what_is_stored_is_checked_again() -> None:
    stored = to_json(OutcomePicture("North", mondays(1), (RepWeeks("Bob", (NONE,)),)))
    with pytest.raises(ValueError, match="as many weeks"):
        from_json(stored.replace('["2026-09-28"]', '["2026-09-28","2026-10-05"]'))
