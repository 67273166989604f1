"""A visit as it went, read back row by row; and what becomes of it when it is told again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from dialogs.records import (
    HeardNeed,
    Promise,
    PromiseState,
    Record,
    SettlePromise,
    Side,
    Strength,
)
from question_bank.kinds import OutcomeKind
from storage import records
from storage.actor import Actor
from storage.debrief_tables import (
    capability,
    commitment,
    concern,
    debrief,
    need,
    news,
    person_fact,
    private_note,
)
from storage.tables import account, opportunity, person, problem, question, visit
from tests.storage.plausible import NOW, Cast, at_once, full_plan, plan_for, rows, save
from tests.storage.told import (
    BAD_NIGHTS,
    FRIDAY,
    SENDS_SEALS,
    THURSDAY,
    WARNING,
    WE_QUOTE,
    advance,
    all_told,
    debriefed,
    labels,
    planned,
    told,
)

LATER = NOW + timedelta(days=1)
KEPT = PromiseState.KEPT


def write(work: Connection, actor: Actor, record: Record) -> None:
    records.write(work, actor, record, LATER)


def columns(work: Connection, table: Table, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows(work, table)]


# --- what is written ---------------------------------------------------------------------------


def test_a_debrief_is_kept_to_the_last_line(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        write(work, people.li, all_told(visit=visit_id, practised=False))
        (row,) = rows(work, debrief)

        assert {
            "id": 1,
            "team_id": people.li.team,
            "visit_id": visit_id,
            "version": 1,
            "author_id": people.li.person,
            "at": LATER,
            "text": "Ms Chen sends us the failed seals by Friday",
            "coach_kind": "advance",
            "rep_kind": "order",
            "rule": "A1",
            "weak": False,
            "reason": "She has always done what she said",
            "change": "Ask what a stop costs before showing anything",
            "behaviour": "implication",
            "practised": False,
            "focus_id": None,
            "next_objective": "Chen agrees to a trial on line 3",
            "next_day": date(2026, 3, 26),
            "notes": ["A new canteen", "two\nlines"],
            "answers": '[{"step": "outcome", "value": "老周"}]',
            "withheld": False,
        } == row


def test_what_was_heard_is_kept_in_its_order(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, all_told())

        assert [
            (0, "夜班经常停机", "implied", "王经理", None),
            (1, "We want a warning before the line stops", "explicit", "Ms Chen", None),
        ] == columns(work, need, "place", "text", "strength", "by_whom", "grew_from")
        assert [("报警直接发到手机", 2, True), ("Steel housing", None, False)] == columns(
            work, capability, "text", "need_id", "benefit"
        )
        assert ["Who trains the night shift?", "The price of <b>two</b> seals 😬"] == [
            row["text"] for row in rows(work, concern)
        ]
        assert [
            ("people", "A new head of production from May"),
            ("policy", "环保检查更严"),
        ] == columns(work, news, "kind", "text")
        assert [("Spare parts come late", "confirmed", 1), ("没有备用泵", "confirmed", 1)] == (
            columns(work, problem, "text", "state", "version")
        )


def test_promises_of_both_sides_are_open_until_settled(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, all_told())
        names = ("side", "what", "who", "due", "first_due", "state", "settled_at", "owner_id")

        assert [
            ("customer", "send us the failed seals", "Ms Chen", FRIDAY, FRIDAY, "open", None, 1),
            (
                "ours",
                "报价两套密封件",
                None,
                date(2026, 3, 16),
                date(2026, 3, 16),
                "open",
                None,
                people.li.person,
            ),
        ] == columns(work, commitment, *names)


def test_people_met_are_people_of_the_account(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        write(work, people.li, all_told(visit=visit_id))
        told_of = select(person.c.name, person_fact.c.closeness, person_fact.c.trust)
        source = told_of.join_from(person_fact, person, person.c.id == person_fact.c.person_id)

        assert ["Ms Chen", "王经理", "Old Zhou"] == [row["name"] for row in rows(work, person)]
        assert [("Ms Chen", 1, 0), ("Old Zhou", None, None), ("王经理", -1, None)] == [
            tuple(row) for row in work.execute(source.order_by(person_fact.c.id))
        ]


def test_what_was_planned_is_ticked(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        other = planned(work, people.li)
        visit_id = planned(work, people.li)
        seals, leaks = (r["id"] for r in rows(work, problem) if r["visit_id"] == visit_id)
        first, second, *rest = (r["id"] for r in rows(work, question) if r["visit_id"] == visit_id)
        record = told(
            visit=visit_id,
            confirmed=(seals, 1),
            denied=(leaks,),
            asked=(first, second, 1),
            worked=(second,),
        )
        write(work, people.li, record)
        ticked = {r["id"]: (r["asked"], r["worked"]) for r in rows(work, question)}

        assert [(other, None)] * 2 + [(visit_id, "confirmed"), (visit_id, "denied")] == columns(
            work, problem, "visit_id", "state"
        )
        assert [(True, False), (True, True)] == [ticked[first], ticked[second]]
        assert {(False, False)} == {ticked[i] for i in rest} | {ticked[1]}


def test_a_debrief_of_almost_nothing_is_a_debrief(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, told())
        heard = (need, capability, concern, news, commitment, person_fact, private_note, problem)

        assert [(1, "continuation")] == columns(work, debrief, "version", "coach_kind")
        assert [] == [row for table in heard for row in rows(work, table)]


# --- which visit -------------------------------------------------------------------------------


def test_a_planned_visit_is_filed_under_the_day_it_was(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        on_time = planned(work, people.li, plan_for("Acme Pumps", day=THURSDAY))
        undated = planned(work, people.li, plan_for("Acme Pumps"))
        open_still = planned(work, people.li, plan_for("Acme Pumps"))
        for visit_id in (on_time, undated):
            write(work, people.li, told(visit=visit_id, day=FRIDAY))

        assert [
            (on_time, FRIDAY, FRIDAY, 1),
            (undated, FRIDAY, FRIDAY, 1),
            (open_still, None, NOW.date(), None),
        ] == columns(work, visit, "id", "day", "filed_on", "version")


def test_an_unplanned_visit_is_made(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        write(work, people.li, told())
        (new,) = rows(work, account)
        names = ("account_id", "opportunity_id", "owner_id", "day", "filed_on", "planned_at")

        assert ("Acme Pumps Ltd", people.li.person, LATER) == (
            new["name"],
            new["owner_id"],
            new["used_at"],
        )
        assert [(new["id"], None)] == columns(work, opportunity, "account_id", "name")
        assert [(new["id"], 1, people.li.person, THURSDAY, THURSDAY, None)] == columns(
            work, visit, *names
        )


def test_an_unplanned_visit_to_a_known_account_is_filed_there(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        acme = save(work, people.li, full_plan())
        write(work, people.bob, told(name="acme pumps"))
        write(work, people.bob, told(name="Acme", account=acme))

        assert [(acme, 1), (acme, 1), (acme, 1)] == columns(
            work, visit, "account_id", "opportunity_id"
        )
        assert [LATER] == [row["used_at"] for row in rows(work, account)]


def test_another_teams_visit_is_never_debriefed(engine: Engine, people: Cast) -> None:
    """Should its number get into the wrong hands, it counts for nothing."""
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        hers = rows(work, problem)[0]["id"]
        stolen = all_told(visit=visit_id, account=1, confirmed=(hers,), asked=(1,))
        write(work, people.eve, stolen)

        assert [(1, None), (2, 1)] == columns(work, visit, "id", "version")
        assert {people.eve.team} == {row["team_id"] for row in rows(work, debrief)}
        assert {None} == {r["state"] for r in rows(work, problem) if r["visit_id"] == visit_id}
        assert {False} == {row["asked"] for row in rows(work, question)}
        assert ["Acme Pumps Ltd"] * 2 == [row["name"] for row in rows(work, account)]


# --- told again --------------------------------------------------------------------------------


def test_a_debrief_saved_again_is_a_new_version_and_the_old_one_stays(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told())
        (before,) = rows(work, debrief)
        again = all_told(visit=visit_id, outcome=labels(OutcomeKind.NO_SALE), change=None)
        write(work, people.bob, again)
        first, second = rows(work, debrief)

        assert before == first
        assert (2, "no_sale", "no_sale", None, people.bob.person) == tuple(
            second[n] for n in ("version", "coach_kind", "rep_kind", "change", "author_id")
        )
        assert [2] == [row["version"] for row in rows(work, visit)]


def test_the_two_labels_are_kept_as_they_were_given(engine: Engine, people: Cast) -> None:
    overruled = labels(OutcomeKind.CONTINUATION, OutcomeKind.ADVANCE)
    with engine.begin() as work:
        write(work, people.li, told(outcome=overruled))

        assert [("continuation", "advance", "She has always done what she said")] == columns(
            work, debrief, "coach_kind", "rep_kind", "reason"
        )


def test_there_is_one_set_of_promises_however_often_it_is_told(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told())
        before = rows(work, commitment)
        for _ in range(3):
            write(work, people.li, all_told(visit=visit_id))

        assert [row | {"version": 4} for row in before] == rows(work, commitment)


def test_a_promise_told_again_keeps_what_became_of_it(engine: Engine, people: Cast) -> None:
    """The one word changed makes another promise; a new date of an open one is a correction."""
    tomorrow = replace(WE_QUOTE, due=date(2026, 3, 13))
    other = replace(SENDS_SEALS, what="send us two failed seals")
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told())
        seals, quote = (row["id"] for row in rows(work, commitment))
        write(work, people.li, SettlePromise(seals, KEPT))
        corrected = replace(SENDS_SEALS, due=THURSDAY, who=None)
        write(work, people.li, all_told(visit=visit_id, promises=(corrected, tomorrow, other)))
        kept = columns(work, commitment, "id", "state", "due", "first_due", "who")
        write(work, people.li, all_told(visit=visit_id, promises=(other,)))

        assert [
            (seals, "kept", FRIDAY, FRIDAY, "Ms Chen"),
            (quote, "open", date(2026, 3, 13), date(2026, 3, 13), None),
            (quote + 1, "open", FRIDAY, FRIDAY, "Ms Chen"),
        ] == kept
        assert ["send us two failed seals"] == [row["what"] for row in rows(work, commitment)]


def test_a_promise_of_the_same_words_by_the_other_side_is_another(
    engine: Engine, people: Cast
) -> None:
    both = tuple(Promise(side, "send the drawings") for side in (Side.CUSTOMER, Side.OURS))
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, told(promises=both))
        write(work, people.li, told(visit=visit_id, promises=both[1:]))

        assert [(2, "ours")] == columns(work, commitment, "id", "side")


def test_what_is_no_longer_ticked_is_not_ticked(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = planned(work, people.li)
        write(work, people.li, told(visit=visit_id, confirmed=(1,), asked=(1, 2), worked=(2,)))
        write(work, people.li, told(visit=visit_id))

        assert {None} == {row["state"] for row in rows(work, problem)}
        assert {(False, False)} == set(columns(work, question, "asked", "worked"))


def test_a_need_told_again_keeps_its_row(engine: Engine, people: Cast) -> None:
    """Another may have grown from it."""
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, all_told(capabilities=()))
        grown = HeardNeed("夜班要有人值守", Strength.EXPLICIT, None, grew_from=1)
        write(work, people.li, told(needs=(grown,)))
        louder = (WARNING, replace(BAD_NIGHTS, strength=Strength.EXPLICIT, by="老周"))
        write(work, people.li, all_told(visit=visit_id, needs=louder, capabilities=()))
        names = ("id", "version", "place", "text", "strength", "by_whom", "grew_from")

        assert [
            (1, 2, 1, "夜班经常停机", "explicit", "老周", None),
            (2, 2, 0, "We want a warning before the line stops", "explicit", "Ms Chen", None),
            (3, 1, 0, "夜班要有人值守", "explicit", None, 1),
        ] == columns(work, need, *names)


def test_private_notes_are_added_and_never_twice(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        visit_id = debriefed(work, people.li, told(private_note="王经理 may leave"))
        for note in ("王经理 may leave", None, "He did leave"):
            write(work, people.li, told(visit=visit_id, private_note=note))
        write(work, people.bob, told(visit=visit_id, private_note="王经理 may leave"))

        assert [
            (people.li.person, "王经理 may leave", NOW),
            (people.li.person, "He did leave", LATER),
            (people.bob.person, "王经理 may leave", LATER),
        ] == columns(work, private_note, "author_id", "text", "at")


def test_two_who_tell_of_one_visit_at_once_are_both_heard(engine: Engine, people: Cast) -> None:
    """One after the other, and nobody is told to try again."""
    with engine.begin() as work:
        visit_id = planned(work, people.li)

    def tell(n: int) -> None:
        with engine.begin() as work:
            write(work, (people.li, people.bob)[n], advance(visit=visit_id))

    at_once(2, tell)
    with engine.begin() as work:
        assert [1, 2] == [row["version"] for row in rows(work, debrief)]
        assert 2 == len({row["author_id"] for row in rows(work, debrief)})
        assert [2] == [row["version"] for row in rows(work, commitment)]
