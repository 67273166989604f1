"""`/accounts`: from the list over the card and the timeline to one visit, and on from there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from dialogs.catalogue import plain
from dialogs.debrief import SAVE_NOW, Told, Visited
from dialogs.events import Commanded, Said, Tapped
from dialogs.facts import KnownAccount, Person
from dialogs.memory_facts import AccountCard, AccountRecap, KnownNeed, LedgerPromise, TimelineVisit
from dialogs.message import Words
from dialogs.plan import Account
from dialogs.records import (
    HeardNeed,
    HeardNews,
    KeepDebrief,
    MetPerson,
    NewsKind,
    OutcomeLabels,
    PromiseState,
    ShownCapability,
    Side,
    Strength,
)
from dialogs.session import Answer
from dialogs.talk import Turn
from dialogs.visit_facts import DebriefVersion, NumberedWords, OpenVisit, PlannedVisit, VisitPage
from question_bank.kinds import Kind, OutcomeKind
from tests.dialogs.chat import Chat, page
from tests.dialogs.ledger import Ledger

NOW = datetime(2026, 9, 28, 8, 40, tzinfo=ZoneInfo("Europe/London"))
BOB = Person(1, "Bob", "en", "Europe/London", None)
ACME = KnownAccount(1, "Acme Pumps", "manufacturing_equipment", None)
DAIRY = KnownAccount(2, "Northgate Dairy", "consumer_goods_retail", "Li")
SEALS = LedgerPromise(
    id=4,
    account="Acme Pumps",
    side=Side.CUSTOMER,
    what="send us the failed seals",
    who="Anna",
    due=date(2026, 10, 2),
    state=PromiseState.OPEN,
)
TOLD = Told(
    text="Anna sends us the failed seals by Friday",
    kind=OutcomeKind.ADVANCE,
    rule="A1",
    weak=False,
    missing=None,
    settles=None,
    cue="hands_over",
    words="sends us",
)
LOG = (
    Answer("visit", Visited(Account(None, "Acme Pumps", "manufacturing_equipment"))),
    Answer("outcome", TOLD),
    Answer("verdict", SAVE_NOW),
    Answer("preview", "edit"),
    Answer("edit", "concerns"),
    Answer("concerns", ("the price of a second pump",)),
    Answer("preview", "private"),
    Answer("private", "Anna is about to leave"),
    Answer("preview", "save"),
)
"""A debrief as it was saved, of a visit without a plan to a new account."""


def labels(text: str, coach: OutcomeKind, rep: OutcomeKind | None = None) -> OutcomeLabels:
    reason = "she has decided like that before" if rep else None
    return OutcomeLabels(text, coach, rep or coach, "A1", False, reason)


def visit_page(visit: int = 17, own: bool = True, debriefed: bool = True) -> VisitPage:
    log = TypeAdapter(tuple[Answer, ...]).dump_json(LOG).decode()
    planned = PlannedVisit(
        id=visit,
        account=ACME,
        day=date(2026, 9, 21),
        zone="Europe/London",
        objective="Anna hands us the failed seals",
        problems=(
            NumberedWords(1, Words("Seals fail at night")),
            NumberedWords(2, Words("Spare parts come late")),
            NumberedWords(3, Words("No warning before a stop")),
        ),
        questions=(
            NumberedWords(5, Words("How often do the seals fail?"), Kind.PROBLEM),
            NumberedWords(6, Words("What does an hour of stop cost?"), Kind.IMPLICATION),
            NumberedWords(7, Words("What would a warning be worth?"), Kind.NEED_PAYOFF),
        ),
        people=("Anna Reid",),
        answers=log if debriefed else None,
    )
    empty = VisitPage(
        visit=planned,
        fallback="she shows us the failure log",
        concern="the price of a second pump",
        difficulties=((Words("The line stands still"), True), (Words("Overtime"), False)),
        confirmed=(),
        denied=(),
        new_problems=(),
        asked=(),
        worked=(),
        versions=(),
        promises=(),
        needs=(),
        capabilities=(),
        concerns=(),
        people=(),
        news=(),
        change=None,
        next_objective=None,
        private_notes=(),
        own=own,
    )
    if not debriefed:
        return empty
    first = labels("Anna liked it", OutcomeKind.CONTINUATION, OutcomeKind.ORDER)
    now = labels(TOLD.text, OutcomeKind.ADVANCE, OutcomeKind.ORDER)
    return replace(
        empty,
        confirmed=(1,),
        denied=(2,),
        new_problems=("Nobody records the stops",),
        asked=(5, 6),
        worked=(6,),
        versions=(
            DebriefVersion(datetime(2026, 9, 22, 9, 5, tzinfo=UTC), "Bob", now),
            DebriefVersion(datetime(2026, 9, 21, 15, 30, tzinfo=UTC), "Bob", first),
        ),
        promises=(SEALS,),
        needs=(
            HeardNeed("we need a warning", Strength.EXPLICIT, "Anna"),
            HeardNeed("the nights are bad", Strength.IMPLIED),
        ),
        capabilities=(
            ShownCapability("alarm on the phone", 0, True),
            ShownCapability("steel housing"),
        ),
        concerns=("who trains the night shift?",),
        people=(MetPerson("Anna Reid", 1, 0), MetPerson("Tom", None, -1), MetPerson("Jo")),
        news=(HeardNews(NewsKind.PEOPLE, "a new head of production"),),
        change="ask what a stop costs before showing anything",
        next_objective="a trial on one line",
        private_notes=("Anna is about to leave",),
    )


def past(visit: int, day: date | None, kind: OutcomeKind | None) -> TimelineVisit:
    return TimelineVisit(visit, day, "a trial on one line", kind, kind, False, False)


@pytest.fixture(name="memory")
def acme_and_a_colleagues_dairy() -> Ledger:
    advance, order = OutcomeKind.ADVANCE, OutcomeKind.ORDER
    return Ledger(
        BOB,
        offers=["sealless pumps; no leaks"],
        accounts=[ACME, DAIRY],
        cards={
            1: AccountCard(ACME, (MetPerson("Anna Reid", 1, -1), MetPerson("Tom")), 6, 3, 2, 1),
            2: AccountCard(DAIRY, (), 0, 0, 0, 0),
        },
        recaps={
            1: AccountRecap(
                last=None,
                promise=None,
                implied=(KnownNeed(1, "the nights are bad", Strength.IMPLIED),),
                explicit=(KnownNeed(2, "a warning before a stop", Strength.EXPLICIT),),
                never_asked=(),
                practice=None,
                undebriefed=None,
            )
        },
        timelines={
            1: (
                past(21, date(2026, 10, 6), None),
                past(20, date(2026, 9, 25), None),
                past(19, None, None),
                replace(past(17, date(2026, 9, 21), advance), rep_kind=order, changed=True),
                replace(past(16, date(2026, 8, 4), advance), not_kept=True),
                past(15, date(2026, 7, 1), OutcomeKind.CONTINUATION),
                past(14, date(2025, 12, 1), OutcomeKind.NO_SALE),
            )
        },
        visited={
            17: visit_page(),
            20: visit_page(20, debriefed=False),
            16: visit_page(16, own=False),
        },
        promises={4: SEALS},
    )


@pytest.fixture(name="chat")
def bob(memory: Ledger) -> Chat:
    return Chat(memory)


def command(chat: Chat, name: str, argument: str = "") -> str:
    return shown(chat.hear(Commanded(at=NOW, source=1, name=name, argument=argument)))


def said(chat: Chat, text: str) -> str:
    return shown(chat.hear(Said(at=NOW, source=2, text=text)))


def tap(chat: Chat, label: str) -> str:
    return shown(tapped(chat, label))


def tapped(chat: Chat, label: str) -> Turn:
    language = chat.memory.me.language
    offered = [plain(button.label, language) for button in chat.session.offered]
    assert label in offered
    version, index = chat.session.version, offered.index(label)
    return chat.hear(Tapped(at=NOW, version=version, index=index))


def shown(turn: Turn) -> str:
    return page(turn, turn.language)


CARD = """\
Acme Pumps, manufacturing
Visits held: 6 · advances and orders: 3
Their promises: 2 kept · 1 not kept

People
Anna Reid: closeness ↑, trust ↓
Tom

Needs
explicit need: a warning before a stop
implied need: the nights are bad

Open promises
Customer (Anna): send us the failed seals (Fri 2 Oct)
[Timeline] [Plan a visit] [Debrief a visit] [Another account] [‹ Back]"""

TIMELINE = """\
Acme Pumps, the latest visit first:
1. Tue 6 Oct 2026: planned
2. Fri 25 Sept 2026: planned, not debriefed
3. no date: planned
4. Mon 21 Sept 2026: advance (the rep sees: order), changed later
5. Tue 4 Aug 2026: advance, not kept
6. Wed 1 Jul 2026: continuation
[1. Tue 6 Oct] [2. Fri 25 Sept] [3. no date] [4. Mon 21 Sept] [5. Tue 4 Aug] [6. Wed 1 Jul]
[Earlier visits] [To the account] [‹ Back]"""

VISIT = """\
Acme Pumps, Mon 21 Sept 2026
Objective: Anna hands us the failed seals
Fallback: she shows us the failure log
Concern to check: the price of a second pump

Advance: Anna sends us the failed seals by Friday
The rep sees: order. Reason: she has decided like that before

Promises
Customer (Anna): send us the failed seals (Fri 2 Oct)

Problems (✓ confirmed, ✗ denied, + new)
✓ Seals fail at night
✗ Spare parts come late
· No warning before a stop
+ Nobody records the stops
! The line stands still
– Overtime

Questions (✓ asked, ★ worked)
✓ P How often do the seals fail?
★ I What does an hour of stop cost?
· N What would a warning be worth?

Heard and shown
explicit need: Anna: “we need a warning”
implied need: “the nights are bad”
benefit: alarm on the phone
advantage: steel housing
concern: who trains the night shift?

People
Anna Reid: closeness ↑, trust =
Tom: trust ↓
Jo

News
People: a new head of production

Next time differently: ask what a stop costs before showing anything
Next: a trial on one line

Private, only for you:
Anna is about to leave

Earlier versions of this debrief
Mon 21 Sept 2026 16:30, Bob: continuation (the rep sees: order)
[Re-open the debrief] [To the account] [‹ Back]"""


def test_a_rep_reads_from_the_list_down_to_one_visit(chat: Chat) -> None:
    listed = command(chat, "accounts")

    assert listed.splitlines()[-1] == "[Acme Pumps]"
    assert tap(chat, "Acme Pumps") == CARD
    assert tap(chat, "Timeline") == TIMELINE
    assert tap(chat, "4. Mon 21 Sept") == VISIT


def test_back_goes_up_the_same_way(chat: Chat) -> None:
    listed = command(chat, "accounts")
    tap(chat, "Acme Pumps")
    tap(chat, "Timeline")
    tap(chat, "4. Mon 21 Sept")

    assert [tap(chat, "‹ Back") for _ in range(3)] == [TIMELINE, CARD, listed]


def test_a_name_with_the_command_goes_straight_to_the_card(chat: Chat) -> None:
    assert command(chat, "accounts", "acme pumps") == CARD


def test_a_card_is_read_in_chinese_too(chat: Chat) -> None:
    chat.memory.me = replace(BOB, language="zh-Hans")

    assert command(chat, "accounts", "acme pumps") == (
        "Acme Pumps（制造业）\n"
        "拜访6次，其中进展或成交3次\n"
        "客户的承诺：已兑现2条，未兑现1条\n"
        "\n"
        "人员\n"
        "Anna Reid：亲近度↑，信任度↓\n"
        "Tom\n"
        "\n"
        "需求\n"
        "明确需求：a warning before a stop\n"
        "隐含需求：the nights are bad\n"
        "\n"
        "承诺台账\n"
        "客户（Anna）：send us the failed seals（10月2日周五）\n"
        "[历次拜访] [准备一次拜访] [做一次访后总结] [看另一个客户] [‹ 上一步]"
    )


def test_a_colleagues_account_says_whose_it_is(chat: Chat) -> None:
    card = command(chat, "accounts", "Northgate Dairy")

    assert card.startswith(
        "Northgate Dairy, consumer goods and retail, Li's account\nVisits held: 0"
    )


def test_a_name_that_could_be_another_is_asked_about(chat: Chat) -> None:
    asked = command(chat, "accounts", "Acme Pmps")

    assert asked.startswith("I know no “Acme Pmps”. Did you mean one of these?")
    assert tap(chat, "Acme Pumps") == CARD


def test_an_unknown_account_is_refused_and_nothing_is_made(chat: Chat, memory: Ledger) -> None:
    refused = command(chat, "accounts", "Hillside Freight")

    assert refused.startswith("I know no customer called “Hillside Freight”.")
    assert "Which customer do you want to look at?" in refused
    assert memory.other_records == []
    assert said(chat, "Acme Pumps") == CARD


def test_without_any_account_a_plan_is_offered(memory: Ledger) -> None:
    memory.accounts = []
    chat = Chat(memory)

    empty = command(chat, "accounts")

    assert empty.splitlines()[-1] == "[Plan a visit]"
    assert "Which customer will you visit?" in tap(chat, "Plan a visit")


def test_an_account_that_went_away_is_said_to_be_gone(chat: Chat, memory: Ledger) -> None:
    memory.cards = {}

    gone = command(chat, "accounts", "Acme Pumps")

    assert gone.startswith("Acme Pumps is no longer among the accounts you can see.")


def test_the_timeline_is_turned_page_by_page(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")

    assert tap(chat, "Earlier visits") == (
        "Acme Pumps, the latest visit first:\n"
        "1. Mon 1 Dec 2025: no-sale\n"
        "[1. Mon 1 Dec] [To the account] [‹ Back]"
    )
    assert tap(chat, "‹ Back") == TIMELINE


def test_a_visit_can_be_chosen_by_its_number(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")

    assert said(chat, "４") == VISIT


def test_an_account_without_visits_says_so(chat: Chat) -> None:
    command(chat, "accounts", "Northgate Dairy")

    assert tap(chat, "Timeline").startswith("Northgate Dairy: no visit yet.")


def test_an_advance_whose_promise_was_broken_is_not_kept(chat: Chat, memory: Ledger) -> None:
    broken = replace(SEALS, state=PromiseState.BROKEN)
    memory.visited[17] = replace(visit_page(), promises=(broken,))
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")

    shown = tap(chat, "4. Mon 21 Sept")

    assert "Advance, not kept: Anna sends us the failed seals" in shown
    assert "Customer (Anna): send us the failed seals (Fri 2 Oct), not kept" in shown


def test_a_colleagues_visit_is_read_and_not_re_opened(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")

    read = tap(chat, "5. Tue 4 Aug")

    assert read.splitlines()[-1] == "[To the account] [‹ Back]"


def test_a_visit_leads_back_to_its_account(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")
    tap(chat, "4. Mon 21 Sept")

    assert tap(chat, "To the account") == CARD


def test_a_re_opened_debrief_stands_at_its_preview(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")
    tap(chat, "4. Mon 21 Sept")

    preview = tap(chat, "Re-open the debrief")

    assert "Anna sends us the failed seals by Friday" in preview
    assert "Concerns: the price of a second pump" in preview
    assert preview.splitlines()[-1] == "[Save] [Edit] [Add private note] [‹ Back]"


def test_saving_it_again_is_a_new_version_of_the_same_visit(chat: Chat, memory: Ledger) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")
    tap(chat, "4. Mon 21 Sept")
    tap(chat, "Re-open the debrief")
    tap(chat, "Save")

    (saved,) = memory.other_records
    assert isinstance(saved, KeepDebrief)
    expected = (17, 1, date(2026, 9, 21), TOLD.text, ("the price of a second pump",), None)
    assert expected == (
        saved.visit,
        saved.account,
        saved.day,
        saved.outcome.text,
        saved.concerns,
        saved.private_note,
    )


def test_a_visit_not_debriefed_is_debriefed_from_its_page(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Timeline")
    read = tap(chat, "2. Fri 25 Sept")

    assert "Not debriefed yet." in read
    assert "What did the customer agree to do" in tap(chat, "Debrief it")
    assert _debriefed(chat) == (20, 1)


def test_a_plan_begun_at_the_card_knows_its_account(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")

    assert "Whom will you see?" in tap(chat, "Plan a visit")


def test_a_debrief_begun_at_the_card_takes_the_visit_that_waits(chat: Chat, memory: Ledger) -> None:
    memory.open = (
        OpenVisit(30, DAIRY, date(2026, 9, 24), "a tasting"),
        OpenVisit(21, ACME, date(2026, 10, 6), "the contract"),
        OpenVisit(20, ACME, date(2026, 9, 25), "a trial on one line"),
    )
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Debrief a visit")

    assert _debriefed(chat) == (20, 1)


def test_without_a_plan_the_card_begins_an_unplanned_debrief(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")
    tap(chat, "Debrief a visit")

    assert _debriefed(chat) == (None, 1)


def _debriefed(chat: Chat) -> tuple[int | None, int]:
    """The visit and the account of the debrief in hand."""
    draft = chat.session.draft
    assert draft is not None
    assert draft.flow == "debrief"
    visited = draft.answers[0].value
    return visited["visit"], visited["account"]["id"]


def test_looking_puts_the_draft_in_hand_aside_and_is_no_draft_itself(chat: Chat) -> None:
    command(chat, "plan", "Acme Pumps")

    looked = command(chat, "accounts", "Acme Pumps")

    assert looked.startswith("I have put your plan for Acme Pumps aside; /resume brings it back.")
    resumed = command(chat, "resume")
    assert resumed.startswith("Back to your plan for Acme Pumps.")
    assert "Whom will you see?" in resumed
    assert chat.session.parked == ()


def test_to_stop_looking_leaves_nothing_to_resume(chat: Chat) -> None:
    command(chat, "accounts", "Acme Pumps")

    stopped = command(chat, "cancel")

    assert stopped.startswith("What would you like to do?\n[Plan a visit]")
    assert chat.session.parked == ()


def test_what_people_typed_is_no_markup(chat: Chat, memory: Ledger) -> None:
    odd = KnownAccount(1, "<b>Bold & Co</b>", "other", None)
    memory.accounts = [odd]
    memory.cards = {1: AccountCard(odd, (), 1, 0, 0, 0)}

    assert command(chat, "accounts", "<b>Bold & Co</b>").startswith("<b>Bold & Co</b>, other")
