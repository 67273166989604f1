"""Who comes into a team, what they bring, and who may do what there when it is done."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, insert, select

from dialogs.access import ACCESS, Action, Role, may
from dialogs.facts import Offers, RecentAccounts
from dialogs.invites import LASTS, TRIES, handle, hashed
from dialogs.managing import Summaries
from dialogs.records import (
    AskManager,
    BringAll,
    ChangeNote,
    ChangeRole,
    FoundTeam,
    HandOver,
    JoinTeam,
    KeepInvite,
    KeepNote,
    KeepOffer,
    KeepTeamSummaries,
    LeaveTeam,
    MergeAccounts,
    RefuseCode,
    RevokeInvite,
    SettleRole,
    Withhold,
)
from dialogs.reminding import Remind, ReminderKind
from dialogs.team_facts import InvitedTo, InviteFor, Members, NoTeamYet
from storage import facts, records, reminders
from storage.actor import Actor
from storage.conversations import Newcomer
from storage.debrief_tables import practice_focus, private_note
from storage.invites import SameName, create_team, make_invite, team_named
from storage.tables import account, membership, metadata, reminder, team, visit
from storage.team_tables import audit
from storage.teams import STAYS, Forbidden
from tests.storage.examples import story
from tests.storage.plausible import CHANNEL, LI, NOW, Cast, at_once, enrol, plan_for, save, talk_of
from tests.storage.told import planned
from tests.storage.watching import asked, unwalled

HOUR = timedelta(hours=1)


def someone(work: Connection, name: str) -> Actor:
    return talk_of(work, Newcomer(name, "en", "Europe/London")).actor


def founded(work: Connection, name: str = "Pumps") -> Actor:
    """A team, and its admin."""
    return enrol(work, someone(work, f"{name} admin"), create_team(work, name, NOW), Role.ADMIN)


def invited(work: Connection, by: Actor, code: str = "sesame", role: Role = Role.REP) -> str:
    records.write(work, by, KeepInvite(role, hashed(code)), NOW)
    return hashed(code)


def looked_up(work: Connection, who: Actor, code: str, at: Any = NOW) -> InvitedTo | None:
    found: InvitedTo | None = facts.answer(work, who, InviteFor(hashed(code), at))
    return found


def noted(work: Connection, what: str) -> list[Any]:
    rows = work.execute(select(audit).where(audit.c.what == what).order_by(audit.c.id))
    return list(rows.mappings())


# --- the set-up --------------------------------------------------------------------------------


def test_no_two_teams_have_the_same_name(engine: Engine) -> None:
    with engine.begin() as work:
        create_team(work, "North Sales", NOW)
        with pytest.raises(SameName):
            create_team(work, "ｎｏｒｔｈ　sales", NOW)
        made = create_team(work, "华东团队", NOW)

        assert made == team_named(work, "华东团队")
        assert 2 == work.execute(select(func.count()).select_from(team)).scalar()


def test_whoever_comes_first_can_make_the_team_and_nobody_after_them(engine: Engine) -> None:
    with engine.begin() as work:
        wang, eve = someone(work, "Wang"), someone(work, "Eve")
        assert facts.answer(work, wang, NoTeamYet())
        records.write(work, wang, FoundTeam("North"), NOW)

        assert Role.ADMIN is someone(work, "Wang").role
        assert not facts.answer(work, eve, NoTeamYet())
        for again in (eve, someone(work, "Wang")):
            with pytest.raises(Forbidden):
                records.write(work, again, FoundTeam("South"), NOW)
        assert None is someone(work, "Eve").role
        assert ["create_team", "join"] == [
            row["what"] for what in ("create_team", "join") for row in noted(work, what)
        ]


def test_a_private_team_of_one_is_no_team_to_be_invited_to(engine: Engine) -> None:
    with engine.begin() as work:
        talk_of(work, LI)

        assert team_named(work, "Li") is None


def test_only_the_hash_of_a_code_is_kept(engine: Engine) -> None:
    with engine.begin() as work:
        invited(work, founded(work), "sesame")
        stored = repr([list(work.execute(select(t))) for t in metadata.sorted_tables])

    assert "sesame" not in stored
    assert hashed("sesame") in stored


# --- the door ----------------------------------------------------------------------------------


def test_who_joins_sees_the_team_and_the_team_sees_them(engine: Engine) -> None:
    with engine.begin() as work:
        wang = founded(work)
        records.write(work, someone(work, "Li"), JoinTeam(invited(work, wang)), NOW)
        li = someone(work, "Li")

        assert Actor(li.person, wang.team, Role.REP) == li
        assert ["Pumps admin", "Li"] == [m.name for m in facts.answer(work, wang, Members())]
        (join,) = noted(work, "join")
        assert (wang.team, li.person, "rep") == (join["team_id"], join["person_id"], join["detail"])


SPOILT = ("guessed", "expired", "used", "revoked", "gone_with_its_maker")


@pytest.mark.parametrize("how", SPOILT)
def test_a_code_that_is_no_good_tells_nothing(engine: Engine, how: str) -> None:
    with engine.begin() as work:
        wang, eve = founded(work), someone(work, "Eve")
        code_hash = invited(work, wang)
        at = NOW + LASTS if how == "expired" else NOW + HOUR
        if how == "used":
            records.write(work, someone(work, "Bob"), JoinTeam(code_hash), NOW)
        elif how == "revoked":
            records.write(work, wang, RevokeInvite(handle(code_hash)), NOW)
        elif how == "gone_with_its_maker":
            records.write(work, enrol(work, wang, wang.team, Role.ADMIN), LeaveTeam(), NOW)

        assert looked_up(work, eve, "guess" if how == "guessed" else "sesame", at) is None
        if how != "guessed":
            with pytest.raises(Forbidden):
                records.write(work, eve, JoinTeam(code_hash), at)
        assert someone(work, "Eve") == eve


@pytest.mark.parametrize("code", ["", "x" * 65, "x" * 4096, "'; DROP TABLE invite; --", "\udc00"])
def test_a_code_can_be_anything(engine: Engine, code: str) -> None:
    with engine.begin() as work:
        assert looked_up(work, someone(work, "Eve"), code) is None


def test_after_five_wrong_codes_even_a_good_one_waits_for_an_hour(engine: Engine) -> None:
    with engine.begin() as work:
        wang, eve = founded(work), someone(work, "Eve")
        invited(work, wang)
        for n in range(TRIES + 3):
            assert looked_up(work, eve, f"guess {n}") is None
            records.write(work, eve, RefuseCode(), NOW + n * HOUR / 60)

        assert TRIES == len(noted(work, "refused_code"))
        assert looked_up(work, eve, "sesame", NOW + HOUR / 2) is None
        assert looked_up(work, someone(work, "Bob"), "sesame", NOW + HOUR / 2)
        assert looked_up(work, eve, "sesame", NOW + 2 * HOUR)


def test_one_team_at_a_time(engine: Engine) -> None:
    with engine.begin() as work:
        wang, other = founded(work), founded(work, "Valves")
        with pytest.raises(Forbidden):
            records.write(work, wang, JoinTeam(invited(work, other)), NOW)


def test_of_fifty_who_hold_one_invite_one_comes_in(engine: Engine) -> None:
    with engine.begin() as work:
        wang = founded(work)
        code_hash = invited(work, wang)
        crowd = [someone(work, f"Rep {n}") for n in range(50)]

    def joins(n: int) -> bool:
        try:
            with engine.begin() as work:
                if looked_up(work, crowd[n], "sesame") is None:
                    return False
                records.write(work, crowd[n], JoinTeam(code_hash), NOW)
        except Forbidden:
            return False
        return True

    came_in = at_once(50, joins) if engine.dialect.name == "postgresql" else map(joins, range(50))

    assert 1 == sum(came_in)
    with engine.begin() as work:
        assert 2 == len(facts.answer(work, wang, Members()))


def test_the_record_alone_lets_one_in_as_well(engine: Engine) -> None:
    """Whoever looked before somebody else came in."""
    with engine.begin() as work:
        code_hash = invited(work, founded(work))
        crowd = [someone(work, f"Rep {n}") for n in range(8)]

    def joins(n: int) -> bool:
        try:
            with engine.begin() as work:
                records.write(work, crowd[n], JoinTeam(code_hash), NOW)
        except Forbidden:
            return False
        return True

    came_in = at_once(8, joins) if engine.dialect.name == "postgresql" else map(joins, range(8))

    assert 1 == sum(came_in)


# --- what comes along --------------------------------------------------------------------------


def of_team(work: Connection, team_id: int) -> dict[str, int]:
    """How much there is of everything that can be brought."""
    tables = [t for t in metadata.sorted_tables if "team_id" in t.c and t not in STAYS]
    counts = {
        t.name: work.execute(
            select(func.count()).select_from(t).where(t.c.team_id == team_id)
        ).scalar_one()
        for t in tables
    }
    return {name: count for name, count in counts.items() if count}


def joined(work: Connection, name: str, wang: Actor, code: str = "sesame") -> Actor:
    records.write(work, someone(work, name), JoinTeam(invited(work, wang, code)), NOW)
    return someone(work, name)


def test_all_of_it_comes_along_or_none(engine: Engine) -> None:
    with engine.begin() as work:
        wang, before = founded(work), someone(work, "Li")
        story(work, before)
        reminders.remind(work, before, [Remind(ReminderKind.DRAFT_WAITING, NOW)])
        everything = of_team(work, before.team)
        assert len(everything) > 18, "the story leaves something in nearly every table"
        li = joined(work, "Li", wang)

        assert {"reminder": 1} == of_team(work, wang.team), "that of the drafts is the person's"
        assert () == facts.answer(work, li, RecentAccounts())
        records.write(work, li, BringAll(), NOW)
        assert everything == of_team(work, wang.team)
        assert {} == of_team(work, before.team)
        assert 1 == len(facts.answer(work, li, RecentAccounts()))
        author = work.execute(select(private_note.c.author_id)).scalar_one()
        assert li.person == author
        records.write(work, li, BringAll(), NOW)
        assert everything == of_team(work, wang.team)


def test_of_what_the_team_has_already_there_is_no_second(engine: Engine) -> None:
    with engine.begin() as work:
        wang, before = founded(work), someone(work, "Li")
        story(work, before)
        records.write(work, wang, KeepOffer("Seals that last a year"), NOW)
        li = joined(work, "Li", wang)
        focus = {"person_id": li.person, "behaviour": "problem", "chosen_at": NOW, "tries": 0}
        work.execute(insert(practice_focus).values(team_id=wang.team, **focus))
        save(work, wang, plan_for("Acme Pumps Ltd"))
        records.write(work, li, BringAll(), NOW)

        assert ("Seals that last a year",) == facts.answer(work, li, Offers())
        in_hand = select(practice_focus.c.behaviour).where(practice_focus.c.ended_at.is_(None))
        assert ["problem"] == list(work.execute(in_hand).scalars())
        names = list(work.execute(select(account.c.name)).scalars())
        assert ["Acme Pumps Ltd"] * 2 == names, "equal names stay two accounts"


def test_who_leaves_finds_what_was_not_brought_and_loses_sight_of_the_rest(engine: Engine) -> None:
    with engine.begin() as work:
        wang, before = founded(work), someone(work, "Bob")
        save(work, before, plan_for("Beta Valves"))
        bob = joined(work, "Bob", wang)
        save(work, bob, plan_for("Acme Pumps"))
        records.write(work, bob, LeaveTeam(), NOW)
        again = someone(work, "Bob")

        assert before == again
        assert ["Beta Valves"] == [a.name for a in facts.answer(work, again, RecentAccounts())]
        assert {"account": 1, "opportunity": 1, "visit": 1} == of_team(work, wang.team)


def test_reminders_of_a_team_one_has_left_wait(engine: Engine) -> None:
    with engine.begin() as work:
        before = someone(work, "Bob")
        due = (Remind(ReminderKind.BEFORE_VISIT, NOW),)
        save(work, before, plan_for("Beta Valves", day=NOW.date(), reminders=due))
        bob = joined(work, "Bob", founded(work))
        away = reminders.due(work, CHANNEL, NOW)
        records.write(work, bob, LeaveTeam(), NOW)

        assert [] == away
        assert 1 == len(reminders.due(work, CHANNEL, NOW))


# --- who may do it, when it is done ------------------------------------------------------------


def test_the_last_admin_stays_while_there_are_others(engine: Engine) -> None:
    with engine.begin() as work:
        wang = founded(work)
        li = joined(work, "Li", wang)
        for last in (LeaveTeam(), ChangeRole(wang.person, Role.REP)):
            with pytest.raises(Forbidden):
                records.write(work, wang, last, NOW)
        records.write(work, wang, ChangeRole(li.person, Role.ADMIN), NOW)
        records.write(work, wang, LeaveTeam(), NOW)
        li = someone(work, "Li")

        assert (Role.ADMIN, None) == (li.role, someone(work, "Pumps admin").role)
        records.write(work, li, LeaveTeam(), NOW)
        assert someone(work, "Li").role is None


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_role_given_in_a_chat_counts_once_an_admin_confirms_it(
    engine: Engine, confirmed: bool
) -> None:
    with engine.begin() as work:
        wang = founded(work)
        code_hash = invited(work, wang, role=Role.MANAGER)
        assert InvitedTo("Pumps", Role.MANAGER, confirmed=False) == looked_up(
            work, someone(work, "Bob"), "sesame"
        )
        records.write(work, someone(work, "Bob"), JoinTeam(code_hash), NOW)
        bob = someone(work, "Bob")
        told = [(w.address, w.kind) for w in reminders.due(work, CHANNEL, NOW)]
        assert (Role.REP, [("Pumps admin", ReminderKind.ROLE_WAITING)]) == (bob.role, told)
        with pytest.raises(Forbidden):
            records.write(work, bob, SettleRole(bob.person, Role.MANAGER, True), NOW)
        with pytest.raises(Forbidden):
            records.write(work, wang, SettleRole(bob.person, Role.ADMIN, True), NOW)
        records.write(work, wang, SettleRole(bob.person, Role.MANAGER, confirmed), NOW)

        assert (Role.MANAGER if confirmed else Role.REP) == someone(work, "Bob").role


def test_at_the_command_line_a_role_counts_at_once(engine: Engine) -> None:
    with engine.begin() as work:
        made = create_team(work, "Pumps", NOW)
        make_invite(work, made, Role.ADMIN, hashed("sesame"), NOW, by=None)
        records.write(work, someone(work, "Wang"), JoinTeam(hashed("sesame")), NOW)

        assert Actor(1, made, Role.ADMIN) == someone(work, "Wang")


SHOWN = {Action.SEE_ACCOUNTS, Action.SEE_PRIVATE_NOTE, Action.SEE_TEAM, Action.GET_DIGEST}
WRITTEN = [action for action in Action if action not in SHOWN]
"""What a record does; the rest is what is shown."""
TRIED = [(a, r, own) for a in WRITTEN for r in Role for own in (True, False)]


@pytest.mark.parametrize(("action", "role", "own"), TRIED)
def test_the_role_is_asked_for_when_it_is_done(
    engine: Engine, people: Cast, action: Action, role: Role, own: bool
) -> None:
    """Whatever the conversation believed: here the actor is said to be admin throughout."""
    with engine.begin() as work:
        enrol(work, people.wang, people.wang.team, Role.ADMIN)
        known = enrol(work, people.bob, people.bob.team, role)
        believed = Actor(known.person, known.team, Role.ADMIN)
        done = attempt(work, action, believed, own, people)
        if done is None:
            return
        try:
            records.write(work, believed, done, NOW)
        except Forbidden:
            allowed = False
        else:
            allowed = True

    assert may(role, action, own) == allowed


def attempt(work: Connection, action: Action, who: Actor, own: bool, people: Cast) -> Any:
    """None: it is always about oneself, or never."""
    li, wang = people.li, Actor(people.wang.person, people.wang.team, Role.ADMIN)
    match action:
        case Action.LEAVE:
            return LeaveTeam() if own else None
        case Action.HAND_OVER:
            return HandOver(save(work, who if own else li, plan_for("Acme Pumps")), wang.person)
        case Action.MERGE:
            names = ("Beta Valves", "Beta Valve")
            return MergeAccounts(*(save(work, who if own else li, plan_for(x)) for x in names))
        case Action.REVOKE:
            make_invite(
                work, who.team, Role.REP, hashed("x"), NOW, who.person if own else li.person
            )
            return RevokeInvite(handle(hashed("x")))
        case Action.CONFIRM_ROLE:
            asks = {"role": "rep", "asks_for": "manager"}
            work.execute(
                membership.update().where(membership.c.person_id == li.person).values(asks)
            )
            return SettleRole(li.person, Role.MANAGER, True)
        case Action.CHANGE_ROLE:
            return ChangeRole(li.person, Role.MANAGER)
        case Action.SET_TEAM:
            return KeepTeamSummaries(Summaries.DIGEST)
        case Action.COACH:
            return None if own else KeepNote(planned(work, li), "Ask what a stop costs", 7)
        case Action.ASK_MANAGER:
            return AskManager(planned(work, who if own else li))
        case Action.ANSWER_NOTE:
            zhou = enrol(work, someone(work, "Zhou"), who.team, Role.MANAGER)
            about = planned(work, who if own else li)
            records.write(work, zhou, KeepNote(about, "Ask what a stop costs", 7), NOW)
            return KeepNote(about, "I will", 8, answers=1)
    return KeepInvite(Role(action.value.removeprefix("invite_")), hashed(action))


def test_nobody_acts_in_a_team_they_are_not_in(engine: Engine, people: Cast) -> None:
    """Eve is admin of her own team, and all of this is about Li's."""
    with engine.begin() as work:
        acme, twin = (save(work, people.li, plan_for(x)) for x in ("Acme Pumps", "Acme Pump"))
        hers = save(work, people.eve, plan_for("Acme Pumps"))
        code_hash = hashed("x")
        make_invite(work, people.li.team, Role.REP, code_hash, NOW, people.li.person)
        about = planned(work, people.li)
        records.write(work, people.wang, KeepNote(about, "Ask what a stop costs", 7), NOW)
        for done in (
            HandOver(acme, people.eve.person),
            MergeAccounts(acme, twin),
            MergeAccounts(hers, acme),
            MergeAccounts(acme, hers),
            RevokeInvite(handle(code_hash)),
            SettleRole(people.li.person, Role.MANAGER, True),
            ChangeRole(people.li.person, Role.MANAGER),
            KeepNote(about, "Ask what a stop costs", 9),
            KeepNote(about, "I will", 9, answers=1),
            ChangeNote(1, "Never mind"),
            AskManager(about),
            Withhold(about),
        ):
            with pytest.raises(Forbidden):
                records.write(work, people.eve, done, NOW)
        away = Actor(people.eve.person, people.li.team, Role.ADMIN)
        for unasked in (KeepInvite(Role.REP, hashed("z")), KeepTeamSummaries(Summaries.DIGEST)):
            with pytest.raises(Forbidden):
                records.write(work, away, unasked, NOW)
        assert looked_up(work, someone(work, "Mia"), "x")


def test_what_is_done_in_a_team_asks_for_the_team(engine: Engine, people: Cast) -> None:
    with engine.begin() as work:
        wang = enrol(work, people.wang, people.wang.team, Role.ADMIN)
        done = [
            attempt(work, action, wang, action is not Action.COACH, people) for action in WRITTEN
        ]
        with asked(engine) as statements:
            for each in done:
                if not isinstance(each, LeaveTeam):
                    records.write(work, wang, each, NOW)

    assert [set()] * len(statements) == [unwalled(s, wang.team) for s in statements]


def test_every_action_says_what_each_role_may(engine: Engine) -> None:
    assert set(Action) == set(ACCESS)
    assert all(may(None, action) is False for action in Action)


# --- an account changes hands ------------------------------------------------------------------


def test_an_account_is_handed_over_with_what_is_to_be_done_there(
    engine: Engine, people: Cast
) -> None:
    with engine.begin() as work:
        kept = story(work, people.li)
        records.write(work, people.li, HandOver(kept.account, people.bob.person), NOW)
        owners = [
            list(work.execute(select(column).order_by(table.c.id)).scalars())
            for table, column in (
                (account, account.c.owner_id),
                (visit, visit.c.owner_id),
                (reminder, reminder.c.person_id),
                (private_note, private_note.c.author_id),
            )
        ]
        li, bob, wang = people.li.person, people.bob.person, people.wang.person

        # The summary stays the manager's; of a promise, and of the account itself, Bob is told.
        assert [[bob], [li, bob], [wang, bob, bob, bob, bob], [li]] == owners
        (handed,) = noted(work, "hand_over")
        assert (kept.account, str(bob)) == (handed["subject"], handed["detail"])
