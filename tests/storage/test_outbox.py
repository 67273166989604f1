"""What is to be sent: in order within a chat, once at a time, and nobody waits for another."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from storage.conversations import Newcomer, open_conversation, set_blocked
from storage.outbox import (
    LEASE,
    Letter,
    Part,
    end_leases,
    lease,
    parked,
    pause_chat,
    post,
    post_to,
    sent,
    wait,
)
from storage.tables import chat, outbox
from tests.storage.plausible import (
    BOB,
    CHANNEL,
    EVE,
    LI,
    NOW,
    WANG,
    Crash,
    a_crash,
    at_once,
    rows,
    talk_of,
)

SECOND = timedelta(seconds=1)
CARD = Part(
    "<b>华东泵业</b> &amp; Söhne 😬",
    [[{"text": "保存", "data": "s:3:0"}, {"text": 'It\'s "all"', "data": "s:3:1", "ticks": "1"}]],
    listed=3,
    edits=31,
)


def writes(work: Connection, who: Newcomer, *texts: str, turn: str = "") -> int:
    """The id of the last of these letters to somebody."""
    to = talk_of(work, who).chat
    turn = turn or f"{CHANNEL}/{who.name}/{texts[0]}"
    last = post(work, CHANNEL, to, turn, [Part(words, []) for words in texts], NOW)
    assert last
    return last


def said(letters: list[Letter]) -> list[tuple[str, str]]:
    return [(letter.address, letter.part.html) for letter in letters]


def state(work: Connection, letter: int) -> str:
    return next(str(row["state"]) for row in rows(work, outbox) if row["id"] == letter)


# --- posting -----------------------------------------------------------------------------------


def test_a_letter_comes_out_as_it_went_in(engine: Engine) -> None:
    with engine.begin() as work:
        to = talk_of(work, LI).chat
        post(work, CHANNEL, to, "telegram:7000/1", [CARD], NOW)
        (letter,) = lease(work, CHANNEL, NOW)

    assert Letter(1, to, "Li", CARD, tries=1, repeated=False) == letter


def test_the_last_part_is_the_one_with_the_buttons(engine: Engine) -> None:
    with engine.begin() as work:
        last = writes(work, LI, "One", "Two", "Three")

        assert [(1, 0, "One"), (2, 1, "Two"), (3, 2, "Three")] == [
            (row["id"], row["part"], row["html"]) for row in rows(work, outbox)
        ]
        assert 3 == last


def test_nothing_to_say_is_nothing_to_send(engine: Engine) -> None:
    with engine.begin() as work:
        assert post(work, CHANNEL, talk_of(work, LI).chat, "telegram:7000/1", [], NOW) is None
        assert [] == lease(work, CHANNEL, NOW)


def test_a_turn_posts_once(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "Saved.", turn="telegram:7000/1")
    with pytest.raises(IntegrityError), engine.begin() as work:
        writes(work, LI, "Saved.", turn="telegram:7000/1")


# --- order -------------------------------------------------------------------------------------


def test_a_chat_gets_its_letters_one_after_the_other(engine: Engine) -> None:
    heard = []
    with engine.begin() as work:
        writes(work, LI, "One", "Two")
        writes(work, LI, "Three")
        while letters := lease(work, CHANNEL, NOW):
            (letter,) = letters
            assert [] == lease(work, CHANNEL, NOW)
            sent(work, letter.id, 30 + letter.id)
            heard.append(letter.part.html)

    assert ["One", "Two", "Three"] == heard


def test_chats_go_side_by_side_the_longest_waiting_first(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, BOB, "For Bob", "For Bob too")
        writes(work, LI, "For Li")
        writes(work, EVE, "For Eve")

        assert [("Bob", "For Bob"), ("Li", "For Li")] == said(lease(work, CHANNEL, NOW, limit=2))
        assert [("Eve", "For Eve")] == said(lease(work, CHANNEL, NOW, limit=2))


def test_a_letter_that_waits_holds_back_those_after_it(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "One", "Two")
        (one,) = lease(work, CHANNEL, NOW)
        wait(work, one.id, NOW + 60 * SECOND)

        assert [] == lease(work, CHANNEL, NOW + 59 * SECOND)
        assert [("Li", "One")] == said(lease(work, CHANNEL, NOW + 60 * SECOND))


def test_a_refused_letter_stays_where_it_is_and_holds_back_nothing(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "One", "Two")
        (one,) = lease(work, CHANNEL, NOW)
        parked(work, one.id, "Bad Request: can't parse entities")
        (two,) = lease(work, CHANNEL, NOW)
        sent(work, two.id, 31)

        assert "Two" == two.part.html
        assert [] == lease(work, CHANNEL, NOW + timedelta(days=1))
        kept, _ = rows(work, outbox)
        assert ("parked", "One", "Bad Request: can't parse entities", None) == (
            kept["state"],
            kept["html"],
            kept["reason"],
            kept["leased_until"],
        )


def test_one_chat_can_be_asked_for(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, BOB, "For Bob")
        writes(work, LI, "For Li")

        assert [("Li", "For Li")] == said(lease(work, CHANNEL, NOW, address="Li"))


def test_each_channel_sends_its_own(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "On Telegram")
        here = open_conversation(work, "console", "Li", LI).chat
        post(work, "console", here, "console/1", [Part("In the terminal", [])], NOW)

        assert [("Li", "In the terminal")] == said(lease(work, "console", NOW))
        assert [("Li", "On Telegram")] == said(lease(work, CHANNEL, NOW))


# --- who may be written to ---------------------------------------------------------------------


def test_who_blocked_us_holds_up_nobody(engine: Engine) -> None:
    with engine.begin() as work:
        for who in (LI, BOB, WANG):
            writes(work, who, f"For {who.name}")
        set_blocked(work, CHANNEL, "Li", True)
        while letters := lease(work, CHANNEL, NOW, limit=1):
            assert "Li" != letters[0].address
            sent(work, letters[0].id, 31)
        set_blocked(work, CHANNEL, "Li", False)

        assert [("Li", "For Li")] == said(lease(work, CHANNEL, NOW))


def test_a_chat_told_to_wait_holds_up_nobody(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "For Li")
        writes(work, BOB, "For Bob")
        pause_chat(work, talk_of(work, LI).chat, NOW + 5 * SECOND)

        assert [("Bob", "For Bob")] == said(lease(work, CHANNEL, NOW, limit=1))
        assert [] == lease(work, CHANNEL, NOW + 5 * SECOND)
        assert [("Li", "For Li")] == said(lease(work, CHANNEL, NOW + 6 * SECOND))


# --- what nobody has asked for -----------------------------------------------------------------


def reminds(work: Connection, who: Newcomer, *texts: str) -> None:
    parts = [Part(words, []) for words in texts]
    turn = f"{CHANNEL}/r/{who.name}/{texts[0]}"
    post(work, CHANNEL, talk_of(work, who).chat, turn, parts, NOW, unasked=True)


def test_who_asked_is_answered_before_all_who_did_not(engine: Engine) -> None:
    with engine.begin() as work:
        reminds(work, BOB, "Bob's digest")
        reminds(work, LI, "Li's digest")
        writes(work, EVE, "An answer for Eve")
        writes(work, LI, "An answer for Li")
        first = lease(work, CHANNEL, NOW, limit=2)
        second = lease(work, CHANNEL, NOW, limit=2)

    assert [("Eve", "An answer for Eve"), ("Li", "An answer for Li")] == said(first)
    assert [("Bob", "Bob's digest")] == said(second)


def test_a_resting_chat_gets_answers_only_and_holds_up_nobody(engine: Engine) -> None:
    with engine.begin() as work:
        reminds(work, LI, "Li's digest", "And the rest of it")
        reminds(work, BOB, "Bob's digest")
        resting = [talk_of(work, LI).chat, talk_of(work, EVE).chat]
        unasked = lease(work, CHANNEL, NOW, resting=resting)
        writes(work, LI, "An answer for Li")
        asked = lease(work, CHANNEL, NOW, resting=resting)
        sent(work, asked[0].id, 31)
        rested = lease(work, CHANNEL, NOW)

    assert [("Bob", "Bob's digest")] == said(unasked)
    assert [("Li", "An answer for Li")] == said(asked)
    assert [("Li", "Li's digest")] == said(rested)


def test_what_is_on_its_way_arrives_before_anything_else_leaves(engine: Engine) -> None:
    """Whatever it is: a digest under way is not overtaken, nor does one run beside an answer."""
    heard = []
    with engine.begin() as work:
        reminds(work, LI, "A digest", "And the rest of it")
        for answer in ("One", "Two"):
            (letter,) = lease(work, CHANNEL, NOW)
            writes(work, LI, answer)
            assert [] == lease(work, CHANNEL, NOW)
            sent(work, letter.id, 30 + letter.id)
            heard.append(letter.part.html)
        while letters := lease(work, CHANNEL, NOW):
            assert [] == lease(work, CHANNEL, NOW)
            sent(work, letters[0].id, 30 + letters[0].id)
            heard.append(letters[0].part.html)

    assert ["A digest", "One", "Two", "And the rest of it"] == heard


# --- leases ------------------------------------------------------------------------------------


def test_a_lease_that_ran_out_gives_the_letter_back(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "For Li")
        (first,) = lease(work, CHANNEL, NOW)
        before = lease(work, CHANNEL, NOW + LEASE - SECOND)
        (again,) = lease(work, CHANNEL, NOW + LEASE)

    assert [] == before
    assert (1, False) == (first.tries, first.repeated)
    assert (first.id, 2, True) == (again.id, again.tries, again.repeated)


def test_a_new_sender_gets_what_a_dead_one_held(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "For Li", "And then")
        writes(work, BOB, "For Bob")
        lease(work, CHANNEL, NOW)
    with engine.begin() as work:
        end_leases(work, CHANNEL, NOW + SECOND)
        letters = lease(work, CHANNEL, NOW + SECOND)

    assert [("Li", "For Li"), ("Bob", "For Bob")] == said(letters)
    assert [True, True] == [letter.repeated for letter in letters]


def test_a_new_sender_leaves_other_bots_alone(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "For Li")
        lease(work, CHANNEL, NOW)
        end_leases(work, "telegram:7001", NOW)

        assert [] == lease(work, CHANNEL, NOW)


def test_what_was_sent_comes_never_again_and_its_words_are_gone(engine: Engine) -> None:
    with engine.begin() as work:
        writes(work, LI, "The price is our secret")
        (letter,) = lease(work, CHANNEL, NOW)
        sent(work, letter.id, 31)
        end_leases(work, CHANNEL, NOW)

        assert [] == lease(work, CHANNEL, NOW + timedelta(days=1))
        (row,) = rows(work, outbox)
        assert ("sent", 31, "", None) == (
            row["state"],
            row["message_id"],
            row["html"],
            row["leased_until"],
        )


def test_a_lease_that_was_rolled_back_was_none(engine: Engine) -> None:
    with engine.begin() as work:
        letter = writes(work, LI, "For Li")
    with a_crash(), engine.begin() as work:
        lease(work, CHANNEL, NOW)
        raise Crash
    with engine.begin() as work:
        assert "new" == state(work, letter)
        assert [False] == [x.repeated for x in lease(work, CHANNEL, NOW)]


def test_senders_at_once_never_get_the_same_letter(engine: Engine) -> None:
    with engine.begin() as work:
        for n in range(40):
            to = open_conversation(work, CHANNEL, str(n), LI).chat
            for turn in ("first", "second"):
                post(work, CHANNEL, to, f"{turn}/{n}", [Part(turn, [])], NOW)

    def send_all(_n: int) -> list[Letter]:
        mine: list[Letter] = []
        idle = 0
        while idle < 3:
            with engine.begin() as work:
                letters = lease(work, CHANNEL, NOW)
            idle = 0 if letters else idle + 1
            mine += letters
            with engine.begin() as work:
                for letter in letters:
                    sent(work, letter.id, letter.id)
        return mine

    everything = [letter.id for mine in at_once(4, send_all) for letter in mine]

    assert list(range(1, 81)) == sorted(everything)


def test_a_sender_waits_for_no_other(pg: Engine) -> None:
    """What one is just leasing is passed over, with the rest of that chat."""
    with pg.begin() as work:
        for who in (LI, BOB, WANG):
            writes(work, who, f"For {who.name}", "And then")
    with pg.begin() as one, pg.begin() as other:
        other.execute(text("SET LOCAL lock_timeout = '1s'"))
        first = lease(one, CHANNEL, NOW, limit=2)
        second = lease(other, CHANNEL, NOW, limit=2)
        third = lease(other, CHANNEL, NOW, limit=2)

    assert [("Li", "For Li"), ("Bob", "For Bob")] == said(first)
    assert [("Wang", "For Wang")] == said(second)
    assert [] == third


# --- to an address that is nobody's ------------------------------------------------------------


def test_a_group_is_answered_without_becoming_a_person(engine: Engine) -> None:
    with engine.begin() as work:
        post_to(work, CHANNEL, "-55", "telegram:7000/1", Part("In private, please.", []), NOW)
        (group,) = rows(work, chat)

        assert ("-55", None) == (group["address"], group["person_id"])
        assert [("-55", "In private, please.")] == said(lease(work, CHANNEL, NOW))


def test_a_group_is_answered_once_a_turn(engine: Engine) -> None:
    part = Part("In private, please.", [])
    with engine.begin() as work:
        post_to(work, CHANNEL, "-55", "telegram:7000/1", part, NOW)
    with engine.begin() as work:
        post_to(work, CHANNEL, "-55", "telegram:7000/1", part, NOW)
        post_to(work, CHANNEL, "-55", "telegram:7000/2", part, NOW)

        assert ["telegram:7000/1", "telegram:7000/2"] == [r["turn"] for r in rows(work, outbox)]
        assert 1 == len(rows(work, chat))


def test_who_has_a_conversation_gets_it_in_the_same_chat(engine: Engine) -> None:
    with engine.begin() as work:
        li = talk_of(work, LI)
        post_to(work, CHANNEL, "Li", "telegram:7000/1", Part("Sorry, kept as #k3f9.", []), NOW)
        (letter,) = lease(work, CHANNEL, NOW)

    assert li.chat == letter.chat
