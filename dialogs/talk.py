"""A turn being made: what it does to the conversation in hand (dialogs/hand.py), which drafts are
put aside and taken up, and what is said before the question where the log then stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dialogs.access import Role
from dialogs.accounts import ACCOUNTS
from dialogs.debriefing import DEBRIEFING
from dialogs.events import Said
from dialogs.facts import Facts, Me, Offers
from dialogs.first_run import FIRST_RUN
from dialogs.flow import Ask, Asked, End, Flow, Given, Refused, Scene, message
from dialogs.hand import Hand
from dialogs.message import Button, Message, Say, say
from dialogs.notes import NOTING
from dialogs.planning import PLANNING
from dialogs.readers import one_line
from dialogs.records import KeepLanguage, Record
from dialogs.reminding import Remind
from dialogs.session import NOTE, Answer, Draft, Session, Typed
from dialogs.settings import SETTINGS
from dialogs.team_page import TEAM

FLOWS = {
    flow.name: flow for flow in (FIRST_RUN, PLANNING, DEBRIEFING, ACCOUNTS, SETTINGS, NOTING, TEAM)
}
ALWAYS = ("plan", "debrief", "today")
"""What can be begun when nothing is in hand."""
_WITHOUT_OFFERS = (FIRST_RUN, NOTING, SETTINGS, TEAM)
"""Who only coaches need not say what they sell."""
_PATIENCE = 3


@dataclass(frozen=True)
class Turn:
    session: Session
    message: Message | None
    language: str
    """Of the reader, as it is after this turn."""
    notices: tuple[Say, ...] = ()
    """A few words that answer a tap and vanish."""
    records: tuple[Record, ...] = ()
    reminders: tuple[Remind, ...] = ()
    role: Role | None = None
    """Of the reader, as it was before this turn; None: a team of one."""


@dataclass(frozen=True)
class Talk:
    """One turn being made: the session as it is so far, and what to say before the question."""

    session: Session
    facts: Facts
    at: datetime
    lead: tuple[Say, ...] = ()
    records: tuple[Record, ...] = ()
    notices: tuple[Say, ...] = ()

    def answered(self, given: Given, text: str, source: int | None) -> Turn:
        step, scene = self.standing()
        given = replace(given, question=lambda: step.ask(scene))
        try:
            value = step.read(scene, given)
        except Refused as no:
            return self.refused(no, Typed(text, source))
        typed = (Typed(text, source),) if text else ()
        talk = self._holds(self.hand.given(Answer(step.name, value, typed, given.marks)))
        return talk.remarking(step, value).going_on()

    def poured(self, text: str, source: int | None, told: Mapping[str, str]) -> Turn:
        """What is told of other questions in one message, with an answer to this one or without."""
        known = {name: words for name, words in told.items() if self.flow().knows(name)}
        talk = self._holds(self.hand.told(known))
        talk = talk.saying(say("common.filled", parts=tuple(known.items()), also=bool(text)))
        return talk.answered(Given(text), text, source) if text else talk.shown()

    def refused(self, no: Refused, typed: Typed) -> Turn:
        """Said why; but who is not understood a third time is not asked the same again: what was
        typed is kept as a note, and the ways on are shown."""
        puzzled = self.session.puzzled + bool(typed.text)
        if puzzled < _PATIENCE:
            session = replace(self.session, puzzled=puzzled)
            return replace(self, session=session).saying(say(no.key, **no.values)).shown()
        text, draft = one_line(typed.text), self.hand.draft
        kept = bool(text) and self.flow().kept
        notes = (Answer(NOTE, text, (typed,)),) if kept else ()
        told = say("common.noted", text=text) if kept else say("common.puzzled")
        step, _ = self.standing()
        ways = [] if step.needed else ["skip"]
        here = {"do": "resume", "argument": len(self.session.parked)}
        on = Button(say("common.resume", title=self.title(draft)), here)
        out = [Button(say(f"common.{way}"), {"do": way}) for way in (*ways, "back", *ALWAYS)]
        return self._holds(self.hand.noted(*notes)).telling(Message((told,), (on, *out)))

    def added(self, event: Said) -> Turn:
        """Nobody had seen the question now open, so this was still the answer before it."""
        *before, last = self.hand.draft.answers
        typed = (*last.typed, Typed(event.text, event.source))
        return self.amended(len(before), typed, say("common.added", new=event.text))

    def amended(self, place: int, typed: tuple[Typed, ...], told: Say) -> Turn:
        """An answer in other words, and what was said after it as it was."""
        waits = place >= len(self.hand.draft.answers)
        if not self.flow().knows(self.hand.draft.log[place].step):
            return self.saying(say("common.edit_unknown")).shown()
        try:
            hand, new = self.hand.amended(place, typed)
        except Refused as no:
            return self.saying(say(no.key, **no.values)).shown()
        talk = self._holds(hand).saying(told)
        if waits:
            return talk.shown()
        step = self.flow().step(new.step)
        assert isinstance(step, Ask)
        return talk.remarking(step, new.value).going_on()

    def going_on(self) -> Turn:
        return self._holds(self.hand.settled().filled()).shown()

    def begun(
        self,
        flow: Flow,
        argument: str = "",
        source: int | None = None,
        answers: tuple[Answer, ...] = (),
    ) -> Turn:
        """`argument` is the answer to its first question; `answers` are given to the first ones."""
        if flow not in _WITHOUT_OFFERS and not self.facts[Offers()]:
            told = (Answer("account", None, (Typed(argument),)),) if argument else ()
            first = Draft(FIRST_RUN.name, told=told if flow is PLANNING else ())
            return self.holding(first).saying(say("first_run.hello")).shown()
        known = answers or (() if argument else flow.opening(Scene((), self.facts, self.at)))
        talk = self.holding(Draft(flow.name, known))
        return talk.answered(Given(argument), argument, source) if argument else talk.shown()

    def holding(self, draft: Draft) -> "Talk":
        """What was in hand is put aside, and that is said."""
        session = replace(self.put_aside(), draft=draft)
        return replace(self.saying(*self.parking()), session=session)

    def back(self) -> Turn:
        if self.session.draft is None:
            return self.idle(say("common.idle"))
        if self.flow() is NOTING:  # before it there is only the button that began it
            return self.cancelled()
        before = self.hand.back()
        if before is None:
            return self.saying(say("common.nothing_before")).shown()
        return self._holds(before).shown()

    def undone(self) -> Turn:
        """The last answer, gone for good; and it is said what is gone."""
        last = self.session.draft.answers[-1:] if self.session.draft else ()
        words = say("common.removed", text=last[0].text) if last and last[0].typed else None
        return (self.saying(words) if words else self).back()

    def withheld(self, value: bool) -> Turn:
        """The manager gets no summary of the debrief in hand; or gets it after all."""
        if self.session.draft is None or self.session.draft.flow != DEBRIEFING.name:
            return self.shown()
        return self._holds(self.hand.withheld(value)).shown()

    def skipped(self) -> Turn:
        if self.session.draft is None:
            return self.idle(say("common.idle"))
        step, _ = self.standing()
        if step.needed:
            return self.saying(say("common.needed")).shown()
        return self._holds(self.hand.given(Answer(step.name, None))).going_on()

    def cancelled(self) -> Turn:
        draft = self.session.draft
        if draft is None or not draft.log or not self.flow().kept:
            dropped = replace(self, session=self.session.drop())
            empty = draft is not None and self.flow().kept
            return dropped.idle(say("common.nothing_kept" if empty else "common.idle"))
        parked = replace(self, session=self.session.park())
        return parked.idle(say("common.cancelled", title=self.title(draft)), deletable=True)

    def resumed(self, argument: str) -> Turn:
        place = int(argument) if argument.isdecimal() else 0
        if place < len(self.session.parked):
            aside = self.put_aside()
            place += len(aside.parked) - len(self.session.parked)
            talk = replace(self.saying(*self.parking()), session=aside.unpark(place))
            return talk.saying(say("common.resumed", title=talk.title(talk.session.draft))).shown()
        return self.shown() if self.session.draft else self.idle(say("common.nothing_parked"))

    def deleted(self, argument: str) -> Turn:
        parked = self.session.parked
        place = int(argument) if argument.isdecimal() else len(parked)
        if place >= len(parked):
            return self.shown()
        others = parked[:place] + parked[place + 1 :]
        talk = replace(self, session=replace(self.session, parked=others))
        return talk.saying(say("common.deleted", title=self.title(parked[place]))).shown()

    def marked(self, item: int) -> Turn:
        """One item's next mark; the message stays, its buttons change in place."""
        step, scene = self.standing()
        asked = step.ask(scene)
        marks = [*self.session.marks, *[0] * len(asked.items)][: len(asked.items)]
        marks[item] = (marks[item] + 1) % (len(asked.ticks) + 1)
        shown = self._message(step, asked, scene, tuple(marks))
        session = replace(self.session, marks=tuple(marks), offered=shown.buttons)
        return self._ended(session, replace(shown, in_place=True))

    def shown(self) -> Turn:
        """The question where the log stands; or, at its end, what is kept and what comes next."""
        if self.session.draft is None:
            return self.idle()
        step, scene = self.hand.standing(), self.hand.scene
        if isinstance(step, End):
            return self._finished(step, scene)
        return self.telling(self._message(step, step.ask(scene), scene, self.session.marks))

    def _finished(self, end: End, scene: Scene) -> Turn:
        done = replace(self, session=self.session.drop())
        talk = done.keeping(*end.record(scene)).saying(*end.closing(scene))
        if end.then is None:
            return talk.idle(offers=tuple(end.offers(scene)))
        next_one = Draft(end.then, told=self.hand.draft.told)
        return replace(talk, session=replace(talk.session, draft=next_one)).going_on()

    def idle(
        self, told: Say | None = None, deletable: bool = False, offers: tuple[Button, ...] = ()
    ) -> Turn:
        """Nothing in hand: what can be done next, drafts first."""
        talk = self.saying(told) if told else self
        if self.session.draft is not None:
            return talk.shown()
        if not self.facts[Offers()]:
            return self.begun(PLANNING)
        drafts = self.resumable()
        if deletable:
            drafts.insert(1, Button(say("common.delete"), {"do": "delete", "argument": 0}))
        always = [Button(say(f"common.{name}"), {"do": name}) for name in ALWAYS]
        asked = () if talk.lead else (say("common.idle"),)
        return talk.telling(Message(asked, (*offers, *drafts, *always)))

    def silent(self) -> Turn:
        return self._ended(self.session, None)

    def saying(self, *told: Say) -> "Talk":
        return replace(self, lead=(*self.lead, *told))

    def keeping(self, *records: Record) -> "Talk":
        return replace(self, records=(*self.records, *records))

    def noticing(self, notice: Say) -> "Talk":
        return replace(self, notices=(*self.notices, notice))

    def remarking(self, step: Ask, value: Any) -> "Talk":
        scene = self.hand.scene
        told, kept = step.remark(scene, value), step.record(scene, value)
        return self.saying(*told).keeping(*kept)

    def telling(self, shown: Message) -> Turn:
        session = self.session.showing(shown.buttons)
        return self._ended(session, replace(shown, paragraphs=(*self.lead, *shown.paragraphs)))

    def aside(self, shown: Message) -> Turn:
        """Beside the question in hand, which stays open as it is; so its buttons are lasting."""
        return self._ended(self.session, shown)

    def _ended(self, session: Session, shown: Message | None) -> Turn:
        languages = [r.language for r in self.records if isinstance(r, KeepLanguage)]
        language = languages[-1] if languages else self.facts[Me()].language
        role = self.facts[Me()].role
        return Turn(session, shown, language, self.notices, self.records, role=role)

    def _message(self, step: Ask, asked: Asked, scene: Scene, marks: tuple[int, ...]) -> Message:
        """With the two ways out of every question, where there is somewhere to go."""
        ways = [] if step.needed or _has(asked, "skip") else ["skip"]
        ways += ["back"] if scene.answers else []
        out = tuple(Button(say(f"common.{way}"), {"do": way}) for way in ways)
        return message(replace(asked, buttons=(*asked.buttons, *out)), marks)

    def resumable(self) -> list[Button]:
        return [
            Button(say("common.resume", title=self.title(draft)), {"do": "resume", "argument": n})
            for n, draft in enumerate(self.session.parked)
        ]

    def put_aside(self) -> Session:
        """Parked, unless it only showed what is known."""
        if self.session.draft is None or self.flow().kept:
            return self.session.park()
        return self.session.drop()

    @property
    def hand(self) -> Hand:
        draft = self.session.draft
        assert draft is not None
        return Hand(draft, FLOWS[draft.flow], self.facts, self.at)

    def _holds(self, hand: Hand) -> "Talk":
        """Another log is another question, whose list has no ticks yet."""
        session = replace(self.session, draft=hand.draft, marks=(), puzzled=0)
        return replace(self, session=session)

    def standing(self) -> tuple[Ask, Scene]:
        step = self.hand.standing()
        assert isinstance(step, Ask), f"{step.name} is an end, and ends are not kept"
        return step, self.hand.scene

    def flow(self) -> Flow:
        return self.hand.flow

    def beside(self) -> Scene:
        """For what stands beside the draft in hand."""
        return Scene((), self.facts, self.at)

    def parking(self) -> tuple[Say, ...]:
        """What to say when something else begins."""
        draft = self.session.draft
        kept = draft is not None and draft.log and self.flow().kept
        return (say("common.parked", title=self.title(draft)),) if kept else ()

    def title(self, draft: Draft | None) -> Say:
        assert draft is not None
        return FLOWS[draft.flow].title(Scene(draft.log, self.facts, self.at))


def _has(asked: Asked, command: str) -> bool:
    return any(isinstance(b.value, dict) and b.value.get("do") == command for b in asked.buttons)
