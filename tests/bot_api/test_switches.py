"""What a test can make Telegram do besides refusing: late, early, twice, out of order, unread."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, RetryAfter

from tests.bot_api import Person, SimulatedTelegram, messages
from tests.bot_api.client import updates

pytest_plugins = ["tests.bot_api.fixtures"]
pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.filterwarnings("ignore:Please use 'Bot"),
    pytest.mark.filterwarnings("ignore:Deprecated since version v22.2"),
]


def chats(batch: list[dict[str, Any]]) -> list[int]:
    return [update["message"]["chat"]["id"] for update in batch]


async def test_messages_wait_for_a_day_and_taps_for_150_seconds(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("How often do the seals fail?")
    telegram.clock = timedelta(hours=23, minutes=59)
    assert 1 == len(await updates(bot))
    telegram.clock = timedelta(hours=24, seconds=1)

    assert [] == await updates(bot)


async def test_a_message_keeps_the_time_it_was_sent_at(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    telegram.clock = timedelta(hours=-23)
    old = li.sends("see them tomorrow")
    telegram.clock = None
    new = li.sends("see them tomorrow")

    assert [old.update, new.update] == await updates(bot)
    assert new.message["date"] - old.message["date"] >= 23 * 3600 - 1


async def test_chats_can_be_mixed_and_keep_their_own_order(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    bob = telegram.person("Bob")
    sent = [person.sends(f"line {n}").update for n in range(6) for person in (li, bob)]
    telegram.mixes_chats(Random(3))
    batch = await updates(bot)

    assert chats(sent) != chats(batch)
    assert sorted(sent, key=lambda update: (chats([update]), update["update_id"])) == sorted(
        batch, key=lambda update: chats([update])
    )


async def test_what_happens_meanwhile_comes_in_one_batch(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    with telegram.at_once():
        first = li.sends("Ms Zhao")
        assert [] == await updates(bot)
        second = li.sends("Friday")

    assert [first.update, second.update] == await updates(bot, offset=first.update_id)


async def test_some_updates_come_again_after_they_were_confirmed(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    telegram.repeats_updates(one_in=2)
    sent = [li.sends(f"line {n}").update for n in range(4)]
    beyond = sent[-1]["update_id"] + 1
    await updates(bot)
    again = await updates(bot, offset=beyond)
    after = await updates(bot, offset=beyond, timeout=1)

    assert [update for update in sent if update["update_id"] % 2 == 0] == again
    assert [] == after


async def test_an_error_page_is_no_json(telegram: SimulatedTelegram, li: Person) -> None:
    telegram.fails("getMe", status=500, html=True)
    page = httpx.get(f"{telegram.root}/bot{telegram.token}/getMe")

    assert (500, "text/html") == (page.status_code, page.headers["content-type"].split(";")[0])


async def test_an_answer_can_take_its_time(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    li.sends("/plan")
    telegram.fails("sendMessage", status="slow")
    sending = asyncio.create_task(bot.send_message(li.id, "Which customer?"))
    heard = await asyncio.to_thread(li.hears)
    assert not sending.done()

    assert heard.message_id == (await sending).message_id


async def test_the_pace_is_a_figure(telegram: SimulatedTelegram, bot: Bot, li: Person) -> None:
    bob = telegram.person("Bob")
    for person in (li, bob, li):
        person.sends("/plan")
        await bot.send_message(person.id, "Which customer?")

    assert (3, 2) == (telegram.pace.in_all, telegram.pace.in_one_chat)
    assert telegram.violations == []


async def test_a_group_hears_20_messages_a_minute_at_most(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    group = telegram.group("Sales North")
    telegram.strict_flood = True
    with seconds_pass() as wait:
        for _ in range(20):
            await bot.send_message(group.id, "Please write to me in private")
            wait(1.1)
        with pytest.raises(RetryAfter):
            await bot.send_message(group.id, "Please write to me in private")


async def test_thirty_messages_a_second_in_all(telegram: SimulatedTelegram, bot: Bot) -> None:
    people = [telegram.person(f"Rep {n}") for n in range(31)]
    telegram.strict_flood = True
    with seconds_pass() as wait:
        for person in people:
            person.sends("/plan")
        for person in people[:30]:
            await bot.send_message(person.id, "Which customer?")
        with pytest.raises(RetryAfter):
            await bot.send_message(people[30].id, "Which customer?")
        wait(1.1)
        await bot.send_message(people[30].id, "Which customer?")

    assert telegram.violations == []


async def test_captions_deletions_and_files_have_limits(
    telegram: SimulatedTelegram, bot: Bot, li: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "UPLOAD_LIMIT", 10)
    monkeypatch.setattr(messages, "DOWNLOAD_LIMIT", 10)
    li.sends("/export")
    sent = await bot.send_message(li.id, "Which customer?")
    big = li.sends_document("offer.pdf", b"%PDF-1.7 ten seals")
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_document(li.id, b"%PDF-1.7", caption="x" * 1025)
    with pytest.raises(Exception, match="Entity Too Large"):
        await bot.send_document(li.id, b"%PDF-1.7 ten seals")
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(big.message["document"]["file_id"])
    telegram.clock = timedelta(hours=48, seconds=1)
    with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
        await bot.delete_message(li.id, sent.message_id)
    await bot.edit_message_text("Which customer, please?", li.id, sent.message_id)

    assert 4 == len(telegram.violations)


async def test_both_chats_tell_of_a_group_that_moves(
    telegram: SimulatedTelegram, bot: Bot, li: Person
) -> None:
    group = telegram.group("Sales North")
    old = group.id
    group.becomes_supergroup(by=li)
    there, here = [update["message"] for update in await updates(bot)]
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "Good morning")

    assert (old, group.id) == (there["chat"]["id"], there["migrate_to_chat_id"])
    assert (group.id, old) == (here["chat"]["id"], here["migrate_from_chat_id"])
    assert group.id == moved.value.new_chat_id
    assert telegram.violations == []


@contextmanager
def seconds_pass() -> Iterator[Any]:
    """The clock by which the pace is limited stands, and goes on when told."""
    now = 1000.0

    def wait(seconds: float) -> None:
        nonlocal now
        now += seconds

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.bot_api.faults.monotonic", lambda: now)
        yield wait
