"""What is not text: one clear hint, the question kept; a caption is text."""

from collections.abc import Callable

import pytest

from tests.bot_api import Person, SimulatedTelegram
from tests.end_to_end.scripts import NEW_ACCOUNT, play

HINT = "I can only read text. Please type it."
ASKED = "Which customer will you visit?"

KINDS: dict[str, Callable[[Person], object]] = {
    "sticker": Person.sends_sticker,
    "photo": Person.sends_photo,
    "voice": Person.sends_voice,
    "video": Person.sends_video,
    "video note": Person.sends_video_note,
    "document": lambda li: li.sends_document("offer.pdf", b"%PDF-1.7"),
    "location": Person.sends_location,
    "contact": Person.sends_contact,
    "poll": Person.sends_poll,
    "dice": Person.sends_dice,
}
CAPTIONED: dict[str, Callable[[Person], object]] = {
    "photo": lambda li: li.sends_photo(caption="Acme Pumps"),
    "video": lambda li: li.sends_video(caption="Acme Pumps"),
    "document": lambda li: li.sends_document("offer.pdf", b"%PDF-1.7", caption="Acme Pumps"),
    "album": lambda li: li.sends_album(3, caption="Acme Pumps"),
}


def test_each_kind_gets_one_hint_and_keeps_the_question(
    telegram: SimulatedTelegram, li: Person
) -> None:
    for kind, sends in KINDS.items():
        sends(li)
        hint, question = li.hears().plain.split("\n\n", 1)
        assert hint == HINT, kind
        assert question.startswith(ASKED), kind
    telegram.waits_until_confirmed()
    assert not li.unheard()
    play(li, NEW_ACCOUNT["en"])


@pytest.mark.parametrize("together", [True, False])
def test_an_album_gets_one_hint(telegram: SimulatedTelegram, li: Person, together: bool) -> None:
    if together:
        with telegram.at_once():
            li.sends_album(5)
    else:
        li.sends_album(5)
    assert li.hears().plain.startswith(HINT)
    telegram.waits_until_confirmed()
    li.sends_album(2)  # another one
    assert li.hears().plain.startswith(HINT)
    telegram.waits_until_confirmed()

    assert not li.unheard()
    play(li, NEW_ACCOUNT["en"])


@pytest.mark.parametrize("kind", CAPTIONED)
def test_a_caption_is_an_answer(telegram: SimulatedTelegram, li: Person, kind: str) -> None:
    CAPTIONED[kind](li)
    assert "“Acme Pumps” is new to me" in li.hears().plain
    telegram.waits_until_confirmed()

    assert not li.unheard()
    play(li, NEW_ACCOUNT["en"][1:])
