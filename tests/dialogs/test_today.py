"""`/today`, and the buttons that settle a promise: they last, so they may be old or forged."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.buttons import decode, encode
from dialogs.catalogue import plain
from dialogs.events import Commanded, Said, Tapped
from dialogs.facts import KnownAccount, Person
from dialogs.memory_facts import LedgerPromise
from dialogs.message import Button, say
from dialogs.records import PromiseState, SettlePromise, Side
from dialogs.talk import Turn
from dialogs.visit_facts import OpenVisit
from tests.dialogs.chat import Chat, page
from tests.dialogs.ledger import Ledger

NOW = datetime(2026, 9, 28, 12, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()
BOB = Person(1, "Bob", "en", "Europe/London", None)
ACME = KnownAccount(1, "Acme Pumps", "manufacturing_equipment", None)
DAIRY = KnownAccount(2, "Northgate Dairy", "consumer_goods_retail", None)
SEALS = LedgerPromise(
    id=4,
    account="Acme Pumps",
    side=Side.CUSTOMER,
    what="send us the failed seals",
    who="Anna",
    due=date(2026, 9, 25),
    state=PromiseState.OPEN,
)
QUOTE = LedgerPromise(
    5, "Northgate Dairy", Side.OURS, "quote two pumps", None, TODAY, PromiseState.OPEN
)
LATER = LedgerPromise(
    6, "Acme Pumps", Side.OURS, "bring a model", None, date(2026, 10, 9), PromiseState.OPEN
)


@pytest.fixture(name="memory")
def a_full_day() -> Ledger:
    return Ledger(
        BOB,
        offers=["sealless pumps; no leaks"],
        accounts=[ACME, DAIRY],
        open=(
            OpenVisit(20, ACME, TODAY, "a trial on one line", time(10), "Europe/London"),
            OpenVisit(21, DAIRY, TODAY, "the figures of August", time(14), "Europe/Berlin"),
            OpenVisit(19, DAIRY, date(2026, 9, 24), "a tasting"),
            OpenVisit(22, DAIRY, date(2026, 9, 29), "the criteria"),
        ),
        promises={4: SEALS, 5: QUOTE, 6: LATER},
    )


@pytest.fixture(name="chat")
def bob(memory: Ledger) -> Chat:
    return Chat(memory)


def command(chat: Chat, name: str, argument: str = "") -> str:
    return shown(chat.hear(Commanded(at=NOW, source=1, name=name, argument=argument)))


def said(chat: Chat, text: str, unseen: bool = False) -> str:
    return shown(chat.hear(Said(at=NOW, source=2, text=text, unseen=unseen)))


def tap(chat: Chat, label: str) -> str:
    offered = [plain(button.label, chat.memory.me.language) for button in chat.session.offered]
    assert label in offered
    button = chat.session.offered[offered.index(label)]
    data = encode(button, chat.session.version, offered.index(label))
    return shown(chat.hear(decode(data, NOW)))


def press(chat: Chat, lasting: str) -> str:
    """A lasting button of some message, however old."""
    return shown(chat.hear(Tapped(at=NOW, version=-1, index=-1, lasting=lasting)))


def shown(turn: Turn) -> str:
    return page(turn, turn.language)


def test_the_whole_day_stands_in_one_message(chat: Chat) -> None:
    assert command(chat, "today") == (
        "Today, Mon 28 Sept\n"
        "\n"
        "Visits\n"
        "10:00 Acme Pumps: a trial on one line\n"
        "14:00 (Berlin) Northgate Dairy: the figures of August\n"
        "\n"
        "Promises due\n"
        "1. Customer (Anna, Acme Pumps): send us the failed seals (due Fri 25 Sept)\n"
        "2. Us (Northgate Dairy): quote two pumps\n"
        "\n"
        "Still to debrief\n"
        "Northgate Dairy, Thu 24 Sept\n"
        "[1 kept] [1 moved] [1 not kept] [2 kept] [2 moved] [2 not kept]\n"
        "[Debrief: Northgate Dairy, Thu 24 Sept] [Debrief: Acme Pumps, Mon 28 Sept]"
    )


def test_the_day_in_chinese(chat: Chat) -> None:
    chat.memory.me = replace(BOB, language="zh-Hans")

    assert command(chat, "today") == (
        "今天，9月28日周一\n"
        "\n"
        "拜访\n"
        "10:00 Acme Pumps：a trial on one line\n"
        "14:00（柏林）Northgate Dairy：the figures of August\n"
        "\n"
        "到期的承诺\n"
        "1. 客户（Acme Pumps，Anna）：send us the failed seals（9月25日周五到期）\n"
        "2. 我方（Northgate Dairy）：quote two pumps\n"
        "\n"
        "还没有总结的拜访\n"
        "Northgate Dairy，9月24日周四\n"
        "[1 已兑现] [1 已改期] [1 未兑现] [2 已兑现] [2 已改期] [2 未兑现]\n"
        "[总结：Northgate Dairy，9月24日周四] [总结：Acme Pumps，9月28日周一]"
    )


def test_an_empty_day_is_one_friendly_sentence(chat: Chat, memory: Ledger) -> None:
    memory.open, memory.promises = (), {}

    assert command(chat, "today") == (
        "Nothing is due today, and no visit is planned. A good day to plan one.\n[Plan a visit]"
    )


def test_drafts_are_offered_again(chat: Chat, memory: Ledger) -> None:
    memory.open, memory.promises = (), {}
    command(chat, "plan", "Acme Pumps")
    command(chat, "cancel")

    today = command(chat, "today")

    assert today.splitlines()[-1] == "[Go on: your plan for Acme Pumps]"
    assert "Whom will you see?" in tap(chat, "Go on: your plan for Acme Pumps")


def test_a_debrief_begins_with_its_visit_known(chat: Chat) -> None:
    command(chat, "today")

    begun = tap(chat, "Debrief: Northgate Dairy, Thu 24 Sept")

    assert begun.startswith("Northgate Dairy")
    assert "What did the customer agree to do" in begun


def test_in_the_middle_of_a_plan_the_question_stays_open(chat: Chat) -> None:
    command(chat, "plan", "Acme Pumps")
    draft = chat.session.draft

    today = command(chat, "today")

    assert today.splitlines()[-1].endswith("[Go on: your plan for Acme Pumps]")
    assert chat.session.draft == draft
    assert chat.session.parked == ()
    assert "When?" in said(chat, "Anna Reid, plant manager")


def test_the_last_button_shows_the_open_question_again(chat: Chat) -> None:
    command(chat, "plan", "Northgate Dairy")
    command(chat, "plan", "Acme Pumps")
    command(chat, "today")

    assert "Whom will you see?" in tap(chat, "Go on: your plan for Acme Pumps")
    assert len(chat.session.parked) == 1


@pytest.mark.parametrize(
    ("label", "state", "told"),
    [
        ("1 kept", "kept", "Noted as kept: “send us the failed seals” (Acme Pumps)."),
        ("1 not kept", "broken", "Noted as not kept: “send us the failed seals” (Acme Pumps)."),
    ],
)
def test_one_tap_settles_a_promise(
    chat: Chat, memory: Ledger, label: str, state: str, told: str
) -> None:
    command(chat, "today")

    assert tap(chat, label).startswith(f"{told}\n[Plan a visit]")
    assert memory.settled == [SettlePromise(4, PromiseState(state))]


def test_a_typed_label_settles_it_too(chat: Chat, memory: Ledger) -> None:
    command(chat, "today")
    said(chat, "2 kept")

    assert memory.settled == [SettlePromise(5, PromiseState.KEPT)]


def test_after_the_tap_the_open_question_stands_again(chat: Chat) -> None:
    command(chat, "plan", "Acme Pumps")
    command(chat, "today")

    told = tap(chat, "2 kept")

    assert told.startswith("Noted as kept: “quote two pumps” (Northgate Dairy).")
    assert "Whom will you see?" in told


def test_a_second_tap_writes_nothing(chat: Chat, memory: Ledger) -> None:
    press(chat, "kept:4")

    assert press(chat, "kept:4").startswith("(That is noted already.)")
    assert len(memory.settled) == 1


def test_another_mind_settles_it_anew(chat: Chat, memory: Ledger) -> None:
    press(chat, "kept:4")
    press(chat, "broken:4")

    assert memory.promises[4].state is PromiseState.BROKEN


def test_a_moved_promise_is_asked_for_its_day(chat: Chat, memory: Ledger) -> None:
    command(chat, "today")

    assert tap(chat, "1 moved") == (
        "Moved to when? “send us the failed seals” (Acme Pumps). Tap a day, or type one.\n"
        "[Tomorrow, Tue 29 Sept] [In three days, Thu 1 Oct] [In a week, Mon 5 Oct]\n"
        "[In two weeks, Mon 12 Oct] [In a month, Wed 28 Oct]"
    )
    assert memory.settled == []
    assert tap(chat, "In a week, Mon 5 Oct").startswith(
        "Moved to Mon 5 Oct 2026: “send us the failed seals” (Acme Pumps)."
    )
    assert memory.settled == [SettlePromise(4, PromiseState.MOVED, date(2026, 10, 5))]


def test_the_same_day_twice_writes_nothing(chat: Chat, memory: Ledger) -> None:
    press(chat, "moved_to:4:2026-10-05")

    assert press(chat, "moved_to:4:2026-10-05").startswith("(That is noted already.)")
    assert len(memory.settled) == 1


def test_a_day_can_be_typed_even_over_an_open_question(chat: Chat, memory: Ledger) -> None:
    command(chat, "plan", "Acme Pumps")
    press(chat, "moved:4")

    told = said(chat, "15 Oct")

    assert told.startswith("Moved to Thu 15 Oct 2026")
    assert "Whom will you see?" in told
    assert memory.settled == [SettlePromise(4, PromiseState.MOVED, date(2026, 10, 15))]


def test_a_day_of_two_meanings_is_asked_about(chat: Chat, memory: Ledger) -> None:
    press(chat, "moved:4")

    asked = said(chat, "3/12")

    assert asked.splitlines()[-1] == "[Thu 3 Dec] [Fri 12 Mar]"
    assert memory.settled == []


def test_what_is_no_day_answers_the_open_question(chat: Chat, memory: Ledger) -> None:
    command(chat, "plan", "Acme Pumps")
    press(chat, "moved:4")

    assert "When?" in said(chat, "Anna Reid")
    assert memory.settled == []


def test_what_was_typed_before_the_days_were_seen_is_no_day(chat: Chat, memory: Ledger) -> None:
    command(chat, "plan", "Acme Pumps")
    said(chat, "Anna Reid")
    press(chat, "moved:4")
    said(chat, "15 Oct", unseen=True)

    assert memory.settled == []


def test_a_tomorrow_of_last_week_is_asked_again(chat: Chat, memory: Ledger) -> None:
    assert press(chat, "moved_to:4:2026-09-22").startswith("Moved to when?")
    assert memory.settled == []


@pytest.mark.parametrize(
    "forged",
    [
        "kept:77",
        "moved:77",
        "kept:",
        "kept:four",
        "kept:-4",
        "kept:99999999999999999999999999999999",
        "kept:4:2026-10-05",
        "moved_to:4",
        "moved_to:4:",
        "moved_to:4:2026-02-31",
        "moved_to:4:soon",
        "moved_to:4:9999-12-31",
        "moved_to:77:2026-10-05",
        "delete:0",
        "plan:acme",
    ],
)
def test_a_foreign_or_forged_button_gets_the_same_notice(
    chat: Chat, memory: Ledger, forged: str
) -> None:
    """Whether a promise belongs to somebody else or never was cannot be told from the answer."""
    pressed = press(chat, forged)

    assert pressed.startswith("(That promise is no longer there.)\nWhat would you like to do?")
    assert memory.settled == []


def test_a_forged_button_leaves_the_open_question(chat: Chat) -> None:
    command(chat, "plan", "Acme Pumps")
    draft = chat.session.draft

    assert "Whom will you see?" in press(chat, "kept:77")
    assert chat.session.draft == draft


def test_today_stands_in_the_idle_menu(chat: Chat) -> None:
    assert command(chat, "start").endswith("[Plan a visit] [Debrief a visit] [What is on today]")


def test_a_lasting_button_survives_the_way_over_telegram() -> None:
    button = Button(say("common.done"), lasting="moved_to:999999999999999999:2026-10-05")

    assert decode(encode(button, 7, 0), NOW).lasting == button.lasting
