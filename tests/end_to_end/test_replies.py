"""A reply on Telegram is about the visit whose reference stands in what it replies to."""

from typing import Any

import pytest

from bot.inbound import read_update
from bot.turn import Arrival
from dialogs.events import Said
from dialogs.references import reference

LI = {"id": 5, "is_bot": False, "first_name": "Li", "language_code": "en"}
COACH = {"id": 7000, "is_bot": True, "first_name": "Coach"}
OURS = f"Wang on your visit to Acme Pumps, Mon 28 Sept {reference(41)}\n“See {reference(9)} too”"


def message(text: str, sender: dict[str, Any], **more: Any) -> dict[str, Any]:
    chat = {"id": 5, "type": "private", "first_name": "Li"}
    return {
        "message_id": 8,
        "date": 1_790_000_000,
        "chat": chat,
        "from": sender,
        "text": text,
    } | more


def heard(**more: Any) -> Said:
    raw = {"update_id": 1, "message": message("I will", LI, **more)}
    arrival = read_update(raw, "telegram:7000", "en", "Europe/London").what
    assert isinstance(arrival, Arrival)
    assert isinstance(arrival.event, Said)
    return arrival.event


@pytest.mark.parametrize(
    ("replied_to", "about"),
    [
        (None, None),
        (message(OURS, COACH), 41),
        (message("Saved. Here is your card for the visit.", COACH), None),
        # What a person wrote leads nowhere, whatever stands in it.
        (message(OURS, LI), None),
        # A digest tells of many visits: the first of them is as good as any other.
        (message(f"North, 9 to 15 March\n\nStanding still\n{OURS}", COACH), None),
    ],
    ids=[
        "no reply",
        "to a note",
        "to something else of ours",
        "to one's own message",
        "to a digest",
    ],
)
def test_a_reply_is_about_the_visit_it_replies_to(
    replied_to: dict[str, Any] | None, about: int | None
) -> None:
    more = {"reply_to_message": replied_to} if replied_to else {}

    assert ("I will", about) == (heard(**more).text, heard(**more).about)


def test_under_a_picture_of_ours_the_caption_counts() -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    card = message("", COACH, photo=photo, caption=f"Your card {reference(41)}")
    del card["text"]

    assert 41 == heard(reply_to_message=card).about
