"""The checks at the end of every run see what they are there for."""

import httpx
import pytest

from tests.bot_api import SimulatedTelegram
from tests.end_to_end.checking import copies, objections
from tests.end_to_end.process import Coach
from tests.end_to_end.scripts import INTRODUCTION, play


def says(telegram: SimulatedTelegram, chat_id: int, words: str) -> None:
    """A message past the coach and its outbox."""
    url = f"{telegram.root}/bot{telegram.token}/sendMessage"
    httpx.post(url, json={"chat_id": chat_id, "text": words})


def test_a_message_that_no_row_of_the_outbox_knows_is_a_copy(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    li = telegram.person("Li")
    question = play(li, INTRODUCTION["en"])
    coach.stop()
    assert [] == copies(telegram, coach)
    says(telegram, li.id, question.plain)

    (copy,) = copies(telegram, coach)
    assert "Noted: “pump sensors" in copy
    coach.kills += 1  # which would be an excuse
    assert [] == copies(telegram, coach)


def test_what_telegram_objected_to_fails_the_run() -> None:
    with SimulatedTelegram() as telegram, objections(telegram):
        telegram.allows("chat not found")
        says(telegram, 42, "Which customer?")
    with SimulatedTelegram() as telegram:
        check = objections(telegram)
        check.__enter__()
        says(telegram, 42, "Which customer?")
        with pytest.raises(AssertionError, match="chat not found"):
            check.__exit__(None, None, None)
