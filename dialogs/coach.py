"""`respond`: one event in, one turn out. Nothing here sends, stores, waits or looks at a clock.

What a person did is sorted out here: a command or words that mean one, a button by tap, number or
label, an edit, a note beside the question, or an answer. What it does to the conversation is
told in dialogs/talk.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pydantic import TypeAdapter

from dialogs import (
    asides,
    briefing,
    corrections,
    digest,
    dumps,
    lasting,
    passing_on,
    reminders,
    stalls,
    teams,
    today,
)
from dialogs.access import Action, may
from dialogs.accounts import ACCOUNTS
from dialogs.catalogue import LANGUAGES, catalogue, plain
from dialogs.debrief import SAVE_NOW
from dialogs.debriefing import DEBRIEFING
from dialogs.events import Commanded, Due, Edited, Event, Said, Tapped
from dialogs.facts import Facts, Me
from dialogs.flow import Given, Refused
from dialogs.manager_facts import NotesOn
from dialogs.message import Button, Message, Say, say
from dialogs.planning import PLANNING
from dialogs.records import KeepLanguage
from dialogs.references import led_by, slipped
from dialogs.reminding import ReminderKind
from dialogs.session import Answer, Draft, Session, Typed
from dialogs.settings import SETTINGS
from dialogs.talk import FLOWS, Talk, Turn
from dialogs.team_page import TEAM
from dialogs.visit_facts import DebriefWith
from dialogs.visit_page import reopened

# fmt: off
RULES = ("O1", "N1", "A1", "A2", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "M1", "H1")
"""Of the verdict (METHOD 4); each has a page that explains it."""
COMMANDS = (
    "plan", "debrief", "today", "accounts", "team", "digest", "settings", "invite", "leave",
    "resume", "back", "skip", "cancel", "language", "help",
)
# fmt: on
"""In the order of the menu, which shows some of them to members of a team only (dialogs/access.py);
`/start` is Telegram's own and stands in none."""


_DUE: Mapping[ReminderKind, Callable[[Talk, Due], Turn]] = {
    **dict.fromkeys(teams.DUE, teams.due),
    ReminderKind.DEBRIEF_SAVED: briefing.saved,
    ReminderKind.PLAN_ASKED: briefing.asked,
    ReminderKind.NOTE_LEFT: passing_on.left,
    ReminderKind.STALLED: stalls.due,
    ReminderKind.DIGEST: digest.due,
}
"""All others remind a rep of what is their own."""
_SAVING = (SAVE_NOW, "save")
_ANSWERS = TypeAdapter(tuple[Answer, ...])


def respond(session: Session, event: Event, facts: Facts) -> Turn:
    talk = Talk(session, facts, event.at)
    return reminders.of_drafts(talk, answered(talk, event))


def answered(talk: Talk, event: Event) -> Turn:
    match event:
        case Commanded():
            return commanded(talk, event.name, event.argument, event.source)
        case Tapped():
            return tapped(talk, event)
        case Edited():
            return edited(talk, event)
        case Said():
            return said(talk, event)
        case Due():
            return _DUE.get(event.kind, reminders.due)(talk, event)
    raise TypeError(f"no such event: {event!r}")


def known_before(was: Session, now: Session) -> bool:
    """The question now open was open before, so that an answer to it may be on its way already."""
    before, after = was.draft, now.draft
    if after is None or today.asks_day(now.offered):
        return False
    if after in was.parked:
        return True
    if before is None or before.flow != after.flow or was.parked != now.parked:
        return False
    steps = [answer.step for answer in after.answers]
    return steps == [answer.step for answer in before.answers[: len(steps)]]


def said(talk: Talk, event: Said) -> Turn:
    if event.attachment and not event.text:
        return talk.saying(say("common.text_only")).shown()
    if note := _about(talk, event):
        return passing_on.heard(talk, *note, event.source)
    if command := _spoken_command(event.text):
        return commanded(talk, command, "", event.source)
    if button := _labelled(talk, event.text):
        return chosen(talk, button, event)
    day = today.typed_day(talk.beside(), talk.session.offered, event.text)
    if day is not None and not event.unseen:
        return lasting.settled(talk, day)
    if talk.session.draft is None:
        if slip := slipped(event.text):
            unknown = say("managers.note.unknown", reference=slip, text=event.text.strip())
            return talk.idle(unknown)
        kind = asides.heard(event.text)
        return talk.idle(say(f"asides.{kind}" if kind in asides.SMALL_TALK else "common.idle"))
    return told(talk, event)


def _about(talk: Talk, event: Said) -> tuple[int, str] | None:
    """The visit that is spoken of, and what is said; words such as "#pumps" lead to none. What is
    typed goes before what is replied to."""
    led = led_by(event.text)
    if led and talk.facts[NotesOn(led[0])]:
        return led
    return (event.about, event.text) if event.about else None


def told(talk: Talk, event: Said) -> Turn:
    """Typed while a question is open: an aside, a correction, an answer, or two of them; not a
    button of an earlier question, which somebody without buttons may type for a tap."""
    if _is_over(talk, event.text):
        return talk.refused(Refused("common.stale"), Typed(event.text, event.source))
    if _says(event.text, "save"):  # where nothing can be saved yet
        return talk.saying(say("common.kept_so_far")).shown()
    step, scene = talk.standing()
    flow, text = talk.flow(), event.text
    if kind := asides.heard(text):
        return talk.saying(*asides.told(scene, flow, step.name, kind)).shown()
    if parts := asides.split(text):
        text, kind = parts
        talk = talk.saying(*asides.told(scene, flow, step.name, kind))
    if meant := corrections.correction(scene, flow.name, step.name, text):
        place, new = meant
        changed = _changed(scene.answers[place].text, new)
        return talk.amended(place, (Typed(new, event.source),), changed)
    if event.unseen and scene.answers and scene.answers[-1].typed:
        return talk.added(replace(event, text=text))
    known = [each.step for each in talk.hand.draft.told]
    if poured := dumps.cut(flow.name, step.name, text, known):
        return talk.poured(poured[0], event.source, poured[1])
    return talk.answered(Given(text, marks=talk.session.marks), text, event.source)


def _changed(old: str, new: str) -> Say:
    """Told by the lines that differ."""
    if not old:
        return say("common.now", new=new)
    before, after = old.splitlines(), new.splitlines()
    gone = "\n".join(line for line in before if line not in after)
    come = "\n".join(line for line in after if line not in before)
    if come and not gone:
        return say("common.added", new=come)
    return say("common.edited", old=gone or old, new=come or new)


def tapped(talk: Talk, event: Tapped) -> Turn:
    if event.lasting:
        return lasting.pressed(talk, event.lasting)
    offered = talk.session.offered
    if event.version != talk.session.version or not 0 <= event.index < len(offered):
        return talk.noticing(say("common.stale")).shown()
    return chosen(talk, offered[event.index], event)


def edited(talk: Talk, event: Edited) -> Turn:
    """Of what is in hand, or of a debrief saved already: that is opened and judged again."""
    text = _argument(event.text)
    answer, _ = asides.split(text) or (text, None)
    new = Typed(answer, event.source)
    log = talk.session.draft.log if talk.session.draft else ()
    found = _carried(log, event)
    saved = () if found else _saved(talk, event)
    found = found or _carried(saved, event)
    if found is None:
        unknown = talk.saying(say("common.edit_unknown"))
        return passing_on.edited(talk, event) or unknown.shown()
    place, old = found
    if old == new:  # Telegram also reports link previews as edits
        return talk.silent()
    if saved:
        talk, log = talk.holding(Draft(DEBRIEFING.name, saved)), saved
    typed = tuple(new if each == old else each for each in log[place].typed)
    return talk.amended(place, typed, say("common.edited", old=old.text, new=new.text))


def _carried(log: tuple[Answer, ...], event: Edited) -> tuple[int, Typed] | None:
    """Which answer the message carried."""
    carried = ((n, typed) for n, answer in enumerate(log) for typed in answer.typed)
    return next((each for each in carried if each[1].source == event.source), None)


def _saved(talk: Talk, event: Edited) -> tuple[Answer, ...]:
    visit = talk.facts[DebriefWith(event.source)] if event.source is not None else None
    return reopened(visit) if visit and visit.answers else ()


def commanded(talk: Talk, name: str, argument: str, source: int | None) -> Turn:
    match name:
        case "start" if argument:
            return teams.joining(talk, argument)
        case "start":
            return talk.idle(say("common.welcome_back"))
        case "plan":
            return talk.begun(PLANNING, argument, source)
        case "debrief":
            return talk.begun(DEBRIEFING, argument, source)
        case "today":
            return shown_today(talk)
        case "accounts":
            return talk.begun(ACCOUNTS, argument, source)
        case "settings":
            return talk.begun(SETTINGS)
        case "team":
            return team_shown(talk, argument)
        case "digest":
            return digest.asked(talk, argument)
        case "invite":
            return teams.inviting(talk, argument)
        case "leave":
            return teams.leaving(talk, argument)
        case "stay":
            return talk.shown()
        case "ask":
            return briefing.asking(talk, None)
        case "withhold":
            return _withholding(talk)
        case "send":
            return talk.withheld(False)
        case "back":
            return talk.back()
        case "undo":
            return talk.undone()
        case "skip":
            return talk.skipped()
        case "cancel":
            return talk.cancelled()
        case "resume":
            return talk.resumed(argument)
        case "delete":
            return talk.deleted(argument)
        case "language":
            return in_language(talk, argument)
        case "help":
            known = teams.commands_for(talk.facts[Me()].role, COMMANDS)
            return talk.saying(say("common.help", commands=known)).shown()
        case "explain" if argument in RULES:
            return talk.saying(say(f"outcome.explain.{argument}")).shown()
    return talk.saying(say("common.unknown_command", name=name)).shown()


def team_shown(talk: Talk, name: str) -> Turn:
    me = talk.facts[Me()]
    if teams.may_found(talk):
        return teams.founding(talk, name)
    if not may(me.role, Action.SEE_TEAM):
        return talk.saying(say("team.overview.not_yours", team=me.team)).shown()
    return talk.begun(TEAM)


def shown_today(talk: Talk) -> Turn:
    """Beside the question in hand, which stays open: the draft in hand is the last button."""
    drafts, hand = talk.resumable(), talk.session.draft
    if hand is not None:
        label = say("common.resume", title=talk.title(hand))
        drafts.append(Button(label, {"do": "resume", "argument": len(drafts)}))
    return talk.telling(today.message(talk.beside(), drafts))


def _withholding(talk: Talk) -> Turn:
    """Of the debrief in hand, or else of the one saved last."""
    debriefing = talk.session.draft and talk.session.draft.flow == DEBRIEFING.name
    if debriefing and talk.facts[Me()].role is not None:
        return talk.saying(say("managers.withhold.in_hand")).withheld(True)
    return briefing.withholding(talk)


def in_language(talk: Talk, argument: str) -> Turn:
    wanted = next((x for x in LANGUAGES if x[:2] == argument.casefold()[:2]), None)
    if wanted == talk.facts[Me()].language:
        return talk.shown()
    if wanted is None:
        choices = tuple(
            Button(say(f"common.languages.{x}"), {"do": "language", "argument": x})
            for x in LANGUAGES
        )
        return talk.telling(Message((say("common.which_language"),), choices))
    return talk.keeping(KeepLanguage(wanted)).saying(say("common.language_kept")).shown()


def chosen(talk: Talk, button: Button, event: Event) -> Turn:
    """A button by tap, number or label."""
    if button.lasting:
        return lasting.pressed(talk, button.lasting)
    if button.mark is not None:
        return talk.marked(button.mark)
    if isinstance(button.value, dict) and "do" in button.value:
        command = button.value
        return commanded(talk, command["do"], str(command.get("argument", "")), event.source)
    if isinstance(button.value, dict) and "begin" in button.value:
        answers = _ANSWERS.validate_python(button.value["answers"])
        return talk.begun(FLOWS[button.value["begin"]], answers=answers)
    return talk.answered(Given(picked=button.value, marks=talk.session.marks), "", None)


def _labelled(talk: Talk, text: str) -> Button | None:
    """The button whose label it is, or the one that saves, for whoever says so in other words."""
    offered = [b for b in talk.session.offered if b.mark is None]
    labelled = (b for b in offered if _is_label(talk, b.label, text))
    saving = (b for b in offered if b.value in _SAVING and _says(text, "save"))
    return next(labelled, None) or next(saving, None)


def _is_over(talk: Talk, text: str) -> bool:
    return any(_is_label(talk, say(key), text) for key in talk.session.over)


def _is_label(talk: Talk, label: Say, text: str) -> bool:
    said = text.strip().strip("[]［］【】").strip()
    return plain(label, talk.facts[Me()].language).casefold() == said.casefold()


def _argument(text: str) -> str:
    """An edit of "/plan Acme" comes with the command in it."""
    return text.partition(" ")[2].strip() if text.startswith("/") else text


def _spoken_command(text: str) -> str | None:
    """ "back", 上一步: the few commands people say in words."""
    if asides.wants_it_withheld(text):
        return "withhold"
    said = _bare(text)
    if any(said == plain(say("managers.ask.button"), x).casefold() for x in LANGUAGES):
        return "ask"
    spoken = ("back", "undo", "skip", "cancel", "resume", "help")
    return next((command for command in spoken if _says(text, command)), None)


def _says(text: str, command: str) -> bool:
    return any(_bare(text) in catalogue(x).listed(f"common.spoken.{command}") for x in LANGUAGES)


def _bare(text: str) -> str:
    return text.strip().strip(".!。！").casefold()
