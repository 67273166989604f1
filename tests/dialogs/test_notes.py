"""Between a rep and a manager in the chat: what comes in beside the question, and what goes out."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from dialogs.access import Role
from dialogs.catalogue import plain
from dialogs.events import Commanded, Due, Edited, Event, Said, Tapped
from dialogs.facts import KnownAccount, Person, Query
from dialogs.manager_facts import (
    NewestDebrief,
    NewestPlan,
    Note,
    NoteBy,
    NoteFrom,
    NotesOn,
    Reach,
    SavedDebrief,
    SpokenOf,
    Stall,
    StallOf,
    SummaryOf,
)
from dialogs.records import AskManager, ChangeNote, KeepNote, Record, Withhold
from dialogs.references import reference
from dialogs.reminding import ReminderKind, Reminding
from dialogs.session import WITHHELD, Answer, Draft, Session, to_json
from dialogs.talk import Turn
from dialogs.team_facts import Member, Members
from dialogs.visit_facts import DebriefWith, KeptPlan, PlannedVisit, PlanOf
from tests.dialogs.chat import Chat, Memory, page

AT = datetime(2026, 9, 28, 9, tzinfo=UTC)
ACME = KnownAccount(7, "Acme Pumps", "manufacturing_equipment", "Li")
DAY = date(2026, 9, 28)
HINT = Note(3, 5, "Acme Pumps", DAY, "Wang", False, "Bob", "Ask what a stop costs", False, None)
ANSWER = replace(HINT, id=4, author="Li", rep="Li", text="I will", answers=HINT.text)
OF_LI = SpokenOf(5, ACME, DAY, "Li", own=False, note=None, noted=False)
OF_BOB = SpokenOf(5, ACME, DAY, "Bob", own=True, note=HINT, noted=True)
PLAN = KeptPlan(
    visit=5,
    account=ACME,
    own=True,
    debriefed=False,
    day=DAY,
    hour=None,
    zone="Europe/London",
    people=(),
    objective="Chen agrees to try two seals",
    fallback=None,
    concern=None,
    situation=(),
    problems=(),
    rep="Li",
)
STALL = Stall(5, "Acme Pumps", "Li", own=False, run=3, people=("Jane",))
REACH = Reach(5, "Acme Pumps", DAY, withheld=False, seen_by=("Wang",))
LOG = (
    '[{"step":"visit","value":{"account":{"id":7,"name":"Acme Pumps","industry":"other"}}},'
    '{"step":"outcome","value":{"text":"They will call","kind":"continuation","rule":"C1",'
    '"words":"call","cue":"call","weak":false,"missing":"what","settles":"what"}}]'
)
SAVED = SavedDebrief(
    PlannedVisit(5, ACME, DAY, "Europe/London", "", (), (), (), LOG), "Li", False, LOG, None, False
)
WANG = Member(9, "Wang", Role.MANAGER, None)


@dataclass
class Team(Memory):
    """Whatever is asked of a visit is answered from here."""

    known: dict[type[Query[Any]], Any] = field(default_factory=dict)
    kept: list[Record] = field(default_factory=list)

    def answer(self, query: Query[Any]) -> Any:
        if type(query) in self.known:
            found = self.known[type(query)]
            return found(query) if callable(found) else found
        return super().answer(query)

    def keep(self, record: Record) -> None:
        self.kept.append(record)


def chat(role: Role | None = Role.MANAGER, offers: tuple[str, ...] = ("seals",), **me: Any) -> Chat:
    person = Person(1, "Bob", "en", "Europe/London", None, team=role and "North", role=role, **me)
    known: dict[type[Query[Any]], Any] = {
        NotesOn: OF_LI,
        NoteBy: None,
        NoteFrom: None,
        DebriefWith: None,
        Members: (WANG,),
    }
    return Chat(Team(person, list(offers), known=known))


def knowing(here: Chat, answers: dict[type[Query[Any]], Any]) -> Chat:
    assert isinstance(here.memory, Team)
    here.memory.known |= answers
    return here


def replied(text: str, source: int = 30) -> Event:
    return Said(at=AT, source=source, text=text, about=5)


def said(text: str) -> Event:
    return Said(at=AT, source=31, text=text)


def tapped(button: str) -> Event:
    return Tapped(at=AT, source=32, version=-1, index=-1, lasting=button)


def due(kind: ReminderKind, subject: int = 0) -> Event:
    return Due(at=AT, kind=kind, visit=5, subject=subject)


def lasting(turn: Turn) -> list[str | None]:
    return [button.lasting for button in turn.message.buttons] if turn.message else []


def shown(turn: Turn) -> str:
    return page(turn, "en")


# --- coming in -----------------------------------------------------------------------------------


def test_a_reply_is_a_note_and_the_question_in_hand_stays_open() -> None:
    here = chat()
    here.hear(Commanded(at=AT, source=1, name="plan", argument=""))
    before = here.session.draft
    turn = here.hear(replied("Ask what a stop costs"))

    assert (KeepNote(5, "Ask what a stop costs", 30),) == turn.records
    assert before == here.session.draft
    assert "Passed on to Li (Acme Pumps)." in shown(turn)


def test_a_reference_typed_goes_before_the_message_replied_to() -> None:
    """Of other words that begin so it is the message, as ever."""
    other = reference(8)
    here = knowing(chat(), {NotesOn: lambda query: replace(OF_LI, visit=query.visit)})
    assert (KeepNote(8, "Bring the log", 30),) == here.hear(
        replied(f"{other} Bring the log")
    ).records

    here = knowing(chat(), {NotesOn: lambda query: OF_LI if query.visit == 5 else None})
    text = f"{other} Bring the log"
    assert (KeepNote(5, text, 30),) == here.hear(replied(text)).records


def test_what_means_a_command_elsewhere_is_only_words_in_a_reply() -> None:
    assert (KeepNote(5, "help", 30),) == chat().hear(replied("help")).records


def test_who_sells_nothing_can_coach_by_the_button() -> None:
    """Nobody has said what the team sells, and the note is not about that."""
    here = chat(offers=())
    asked = here.hear(tapped("coach:5"))
    turn = here.hear(said("Ask what a stop costs"))

    assert "What do you want to tell Li about Acme Pumps?" in shown(asked)
    assert (KeepNote(5, "Ask what a stop costs", 31),) == turn.records


def test_a_button_answers_the_note_it_stands_under() -> None:
    older = replace(HINT, id=2, author="Zhou", text="Take Tom along")

    def asked(query: NotesOn) -> SpokenOf:
        return replace(OF_BOB, note=older if query.note == 2 else HINT)

    here = knowing(chat(Role.REP), {NotesOn: asked, NoteBy: older})
    question = here.hear(tapped("answer:2"))
    turn = here.hear(said("I will"))

    assert "Zhou wrote: “Take Tom along”" in shown(question)
    assert (KeepNote(5, "I will", 31, answers=2),) == turn.records


def test_a_reply_to_ones_own_visit_answers_the_newest_note() -> None:
    turn = knowing(chat(Role.REP), {NotesOn: OF_BOB}).hear(replied("I will"))

    assert (KeepNote(5, "I will", 30, answers=3),) == turn.records
    assert "Passed on to Wang" in shown(turn)


@pytest.mark.parametrize(
    ("role", "visit", "told"),
    [
        (Role.MANAGER, None, "That is no longer there."),
        (Role.REP, OF_LI, "Only managers write on a colleague's visit."),
        (None, OF_LI, "Only managers write on a colleague's visit."),
        (Role.REP, replace(OF_BOB, note=None), "You have answered that already."),
        (Role.MANAGER, replace(OF_BOB, note=None, noted=False), "No manager has written"),
    ],
)
def test_who_may_not_write_is_told_why_and_by_a_button_too(
    role: Role | None, visit: SpokenOf | None, told: str
) -> None:
    by_reply = knowing(chat(role), {NotesOn: visit}).hear(replied("Well done"))
    here = knowing(chat(role), {NotesOn: visit})
    by_button = here.hear(tapped("coach:5"))
    afterwards = here.hear(said("Well done"))

    assert told in shown(by_reply)
    assert told in shown(by_button)
    assert [] == [*by_reply.records, *by_button.records, *afterwards.records]


def test_a_note_has_its_lines_and_none_that_is_empty() -> None:
    turn = chat().hear(replied("Two things:\n\n  who decides \n by when"))

    assert (KeepNote(5, "Two things:\nwho decides\nby when", 30),) == turn.records
    assert () == chat().hear(replied("\u200b \n")).records


def test_a_reference_alone_asks_what_to_say_and_back_leaves_it() -> None:
    here = chat()
    asked = here.hear(said(reference(5)))
    left = here.hear(said("back"))

    assert "What do you want to tell Li" in shown(asked)
    assert here.session.draft is None
    assert left.message and left.message.buttons


def test_a_slip_is_said_when_nothing_is_in_hand_and_else_it_is_an_answer() -> None:
    here = chat()
    knowing(here, {NotesOn: None})
    slip = here.hear(said("#pumps are loud"))
    here.hear(Commanded(at=AT, source=1, name="plan", argument=""))
    meant = here.hear(said("#pumps Ltd"))

    assert "#pumps are loud" in shown(slip)
    assert "No visit has the reference" not in shown(meant)


# --- changed -------------------------------------------------------------------------------------


def edited(text: str, note: Note | None) -> Turn:
    return knowing(chat(), {NoteFrom: note}).hear(Edited(at=AT, source=30, text=text))


MINE = replace(ANSWER, own=True, text="Ask what a stop costs", answers=None)


@pytest.mark.parametrize(
    "text", [f"{reference(5)} Ask what an hour costs", "Ask what an hour costs"]
)
def test_an_edited_note_is_changed_with_its_reference_or_without(text: str) -> None:
    turn = edited(text, MINE)

    assert (ChangeNote(4, "Ask what an hour costs"),) == turn.records
    assert "“Ask what an hour costs”" in shown(turn)


def test_an_edit_that_changes_no_word_says_nothing() -> None:
    turn = edited(f"{reference(5)} Ask what a stop costs", MINE)

    assert (None, ()) == (turn.message, turn.records)


@pytest.mark.parametrize("text", [reference(5), "\u200b"])
def test_an_edit_that_leaves_nothing_keeps_the_note(text: str) -> None:
    turn = edited(text, MINE)

    assert () == turn.records
    assert turn.message


def test_an_edit_of_some_other_message_is_not_known() -> None:
    turn = edited("Something else", None)

    assert () == turn.records
    assert turn.message


# --- going out -----------------------------------------------------------------------------------

WORDS: list[tuple[ReminderKind, dict[type[Query[Any]], Any], list[str]]] = [
    (ReminderKind.NOTE_LEFT, {NoteBy: HINT}, ["answer:3"]),
    (ReminderKind.NOTE_LEFT, {NoteBy: ANSWER}, ["coach:5"]),
    (ReminderKind.NOTE_LEFT, {NoteBy: replace(HINT, answered=True, changed=True)}, []),
    (ReminderKind.DEBRIEF_SAVED, {SummaryOf: SAVED}, ["coach:5"]),
    (ReminderKind.PLAN_ASKED, {PlanOf: replace(PLAN, own=False)}, ["coach:5"]),
    (ReminderKind.STALLED, {StallOf: STALL}, ["coach:5"]),
    (ReminderKind.STALLED, {StallOf: replace(STALL, own=True)}, []),
]


@pytest.mark.parametrize(("kind", "known", "buttons"), WORDS)
def test_what_others_say_comes_beside_the_question_whatever_is_switched_off(
    kind: ReminderKind, known: dict[type[Query[Any]], Any], buttons: list[str]
) -> None:
    here = knowing(chat(reminding=Reminding(on=False)), known)
    here.hear(Commanded(at=AT, source=1, name="plan", argument=""))
    before = here.session
    turn = here.hear(due(kind, 3))

    assert turn.message
    assert buttons == lasting(turn)
    assert before == here.session


def test_a_note_that_has_its_answer_asks_for_none() -> None:
    changed = replace(HINT, answered=True, changed=True)
    turns = [
        knowing(chat(Role.REP), {NoteBy: note}).hear(due(ReminderKind.NOTE_LEFT))
        for note in (HINT, changed)
    ]

    assert [True, False] == ["You can answer once" in shown(turn) for turn in turns]
    assert "(changed)" in shown(turns[1])


SILENT: list[tuple[str, Role | None, ReminderKind, dict[type[Query[Any]], Any]]] = [
    ("a note that is gone", Role.REP, ReminderKind.NOTE_LEFT, {NoteBy: None}),
    ("one's own", Role.REP, ReminderKind.NOTE_LEFT, {NoteBy: replace(HINT, own=True)}),
    ("a rep, by now", Role.REP, ReminderKind.DEBRIEF_SAVED, {SummaryOf: SAVED}),
    ("gone", Role.MANAGER, ReminderKind.DEBRIEF_SAVED, {SummaryOf: None}),
    (
        "one's own visit",
        Role.MANAGER,
        ReminderKind.DEBRIEF_SAVED,
        {SummaryOf: replace(SAVED, own=True)},
    ),
    (
        "withheld by now",
        Role.MANAGER,
        ReminderKind.DEBRIEF_SAVED,
        {SummaryOf: replace(SAVED, withheld=True)},
    ),
    ("a rep", Role.REP, ReminderKind.PLAN_ASKED, {PlanOf: replace(PLAN, own=False)}),
    ("one's own plan", Role.MANAGER, ReminderKind.PLAN_ASKED, {PlanOf: PLAN}),
    (
        "over by now",
        Role.MANAGER,
        ReminderKind.PLAN_ASKED,
        {PlanOf: replace(PLAN, own=False, debriefed=True)},
    ),
    ("it moves again", Role.MANAGER, ReminderKind.STALLED, {StallOf: None}),
    ("a colleague's sale", Role.REP, ReminderKind.STALLED, {StallOf: STALL}),
]


@pytest.mark.parametrize(
    ("role", "kind", "known"), [pytest.param(*rest, id=name) for name, *rest in SILENT]
)
def test_what_is_not_for_the_reader_is_not_said(
    role: Role | None, kind: ReminderKind, known: dict[type[Query[Any]], Any]
) -> None:
    turn = knowing(chat(role), known).hear(due(kind, 1))

    assert (None, (), ()) == (turn.message, turn.records, turn.notices)


# --- asking, and keeping back --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "members", "plan", "told"),
    [
        (Role.REP, (WANG,), PLAN, "Sent to Wang with your plan for Acme Pumps."),
        (None, (), PLAN, "You are not in a team"),
        (Role.REP, (), PLAN, "Your team has no manager yet."),
        (Role.MANAGER, (replace(WANG, id=1),), PLAN, "Your team has no manager yet."),
        (Role.REP, (WANG,), replace(PLAN, debriefed=True), "has been debriefed already"),
        (Role.REP, (WANG,), replace(PLAN, asked=True), "has your plan for Acme Pumps already"),
        (Role.REP, (WANG,), replace(PLAN, own=False), "That is no longer there."),
        (Role.REP, (WANG,), None, "That is no longer there."),
    ],
)
def test_a_manager_is_asked_once_and_before_the_visit(
    role: Role | None, members: tuple[Member, ...], plan: KeptPlan | None, told: str
) -> None:
    turn = knowing(chat(role), {Members: members, PlanOf: plan, NewestPlan: 5}).hear(
        tapped("ask:5")
    )

    assert told in shown(turn)
    assert (AskManager(5),) * told.startswith("Sent") == turn.records


@pytest.mark.parametrize(
    ("role", "reach", "told", "kept"),
    [
        (Role.REP, REACH, "Wang has had the summary", (Withhold(5),)),
        (Role.REP, replace(REACH, seen_by=("Li", "Wang")), "Li; Wang have had", (Withhold(5),)),
        (Role.REP, replace(REACH, seen_by=()), "goes to nobody", (Withhold(5),)),
        (Role.REP, replace(REACH, withheld=True, seen_by=()), "is sent nothing more", ()),
        (Role.REP, None, "Nothing of yours", ()),
        (None, REACH, "Nothing of yours", ()),
    ],
)
def test_what_is_withheld_is_said_with_who_has_had_it(
    role: Role | None, reach: Reach | None, told: str, kept: tuple[Record, ...]
) -> None:
    turn = knowing(chat(role), {NewestDebrief: reach}).hear(said("don't send it to my boss"))

    assert told in shown(turn)
    assert kept == turn.records


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Don't send this to my boss.", True),
        ("please do not tell my manager", True),
        ("别发给我们经理", True),
        ("别让领导看到", True),
        ("Their boss does not want it", False),
        ("They won't send it to the boss before Friday", False),
        ("Don't send the quote before Friday", False),
        ("经理说别发报价", False),
        ("Don't send it to my boss because he would ask about the discount and the trial", False),
    ],
)
def test_it_is_meant_as_a_whole_message_only(text: str, meant: bool) -> None:
    turn = knowing(chat(Role.REP), {NewestDebrief: REACH}).hear(said(text))

    assert meant == (turn.records == (Withhold(5),))


def test_a_draft_put_aside_of_what_is_withheld_is_kept_back_too() -> None:
    """Or saving it would send what was promised not to be sent."""
    log = TypeAdapter(tuple[Answer, ...]).validate_json(LOG)
    drafts = [
        Draft("debrief", (Answer("visit", {**log[0].value, "visit": visit}), *log[1:]))
        for visit in (5, 6)
    ]
    here = knowing(chat(Role.REP), {NewestDebrief: REACH})
    here.stored = to_json(Session(parked=tuple(drafts)))
    turn = here.hear(said("Don't send this to my boss."))

    assert (Withhold(5),) == turn.records
    assert [True, False] == [
        any(answer.step == WITHHELD for answer in draft.answers) for draft in turn.session.parked
    ]


def test_buttons_are_named_in_the_language_of_the_reader() -> None:
    here = knowing(chat(Role.REP), {NoteBy: HINT})
    here.memory.me = replace(here.memory.me, language="zh-Hans")
    turn = here.hear(due(ReminderKind.NOTE_LEFT))

    assert turn.message
    assert ["回复"] == [plain(button.label, "zh-Hans") for button in turn.message.buttons]
