"""A turn being made. The session is a log of answers, so every way of talking is a small change of
that log: an answer is appended, `/back` drops the last, an edited message replaces its own,
`/cancel` puts the log aside. After the change the coach says what there is to say and puts the
question where the log stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import takewhile
from typing import Any

from dialogs.accounts import ACCOUNTS
from dialogs.debriefing import DEBRIEFING
from dialogs.events import Said
from dialogs.facts import Facts, Me, Offers
from dialogs.first_run import FIRST_RUN
from dialogs.flow import Ask, Asked, End, Flow, Given, Refused, Scene, message
from dialogs.message import Button, Message, Say, say
from dialogs.planning import PLANNING
from dialogs.readers import one_line
from dialogs.records import KeepLanguage, Record
from dialogs.reminding import Remind
from dialogs.session import NOTE, Answer, Draft, Session, Typed
from dialogs.settings import SETTINGS

FLOWS = {flow.name: flow for flow in (FIRST_RUN, PLANNING, DEBRIEFING, ACCOUNTS, SETTINGS)}
_ALWAYS = ("plan", "debrief", "today")
"""What can be begun when nothing is in hand."""
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
        answer = Answer(step.name, value, typed, given.marks)
        talk = self._with_answers((*scene.answers, answer)).remarking(step, value)
        return talk.settled().filled().shown()

    def poured(self, text: str, source: int | None, told: Mapping[str, str]) -> Turn:
        """The answer to the question in hand and what is told of others, in one message."""
        draft = self.session.draft
        assert draft is not None
        known = {name: words for name, words in told.items() if self.flow().knows(name)}
        ahead = tuple(Answer(name, words, (Typed(words),)) for name, words in known.items())
        kept = replace(self.session, draft=replace(draft, told=(*draft.told, *ahead)))
        card = say("common.filled", parts=tuple(known.items()))
        return replace(self, session=kept).saying(card).answered(Given(text), text, source)

    def filled(self) -> "Talk":
        """On by itself as long as what was told ahead answers the question it comes to."""
        draft, flow = self.session.draft, self.flow()
        assert draft is not None
        scene = self._scene()
        step = flow.standing(scene)
        if draft.told and step.name == flow.closing:
            *before, last = draft.answers
            ahead = tuple(filter(None, (self._understood(each) for each in draft.told)))
            return self._telling(draft.told)._with_answers((*before, *ahead, last))
        waiting = next((each for each in draft.told if each.step == step.name), None)
        if waiting is None:
            return self
        answer = self._understood(waiting)
        talk = self._telling((waiting,))
        if answer.step == NOTE:
            return talk._with_answers((answer, *draft.answers))
        return talk._with_answers((*draft.answers, answer)).filled()

    def _understood(self, told: Answer) -> Answer:
        """Or else a note."""
        step, scene = self.flow().step(told.step), self._scene()
        assert isinstance(step, Ask)
        try:
            value = step.read(scene, Given(told.text, question=lambda: step.ask(scene)))
        except Refused:
            return replace(told, step=NOTE)
        return replace(told, value=value)

    def _telling(self, done: tuple[Answer, ...]) -> "Talk":
        draft = self.session.draft
        assert draft is not None
        left = tuple(each for each in draft.told if each not in done)
        return replace(self, session=replace(self.session, draft=replace(draft, told=left)))

    def refused(self, no: Refused, typed: Typed) -> Turn:
        """Said why; but who is not understood a third time is not asked the same again: what was
        typed is kept as a note, and the ways on are shown."""
        puzzled = self.session.puzzled + bool(typed.text)
        if puzzled < _PATIENCE:
            session = replace(self.session, puzzled=puzzled)
            return replace(self, session=session).saying(say(no.key, **no.values)).shown()
        draft, text = self.session.draft, one_line(typed.text)
        assert draft is not None
        kept = bool(text) and self.flow().kept
        note = (Answer(NOTE, text, (typed,)),) if kept else ()
        talk = self._with_answers((*note, *draft.answers))  # the last is what the moves look at
        told = say("common.noted", text=text) if kept else say("common.puzzled")
        step, _ = self.standing()
        ways = [] if step.needed else ["skip"]
        here = {"do": "resume", "argument": len(self.session.parked)}
        on = Button(say("common.resume", title=self.title(draft)), here)
        out = [Button(say(f"common.{way}"), {"do": way}) for way in (*ways, "back", *_ALWAYS)]
        return talk.telling(Message((told,), (on, *out)))

    def added(self, event: Said) -> Turn:
        """Nobody had seen the question now open, so this was still the answer before it."""
        assert self.session.draft is not None
        *before, last = self.session.draft.answers
        typed = (*last.typed, Typed(event.text, event.source))
        return self.amended(len(before), typed, say("common.added", new=event.text))

    def amended(self, place: int, typed: tuple[Typed, ...], told: Say) -> Turn:
        """An answer read again in other words. All that was answered after it stays, but for what
        only made the old words clear."""
        assert self.session.draft is not None
        log, flow = self.session.draft.log, self.flow()
        if not flow.knows(log[place].step):
            return self.saying(say("common.edit_unknown")).shown()
        before, step = Scene(log[:place], self.facts, self.at), flow.step(log[place].step)
        assert isinstance(step, Ask)
        new = replace(log[place], typed=typed)
        given = Given(new.text, marks=new.marks, question=lambda: step.ask(before))
        try:
            new = replace(new, value=step.read(before, given))
        except Refused as no:
            return self.saying(say(no.key, **no.values)).shown()
        after = log[place + 1 :]
        clearing = tuple(takewhile(lambda answer: flow.follows_up(answer.step), after))
        alike = step.alike(log[place].value, new.value)
        answers = self._cleared((*before.answers, new), clearing, alike)
        rest, hand = after[len(clearing) :], self.session.draft.answers
        if place >= len(hand):  # it waits for an earlier edit to be made clear, and goes on waiting
            waiting = answers[len(hand) :] + rest
            return self._with_answers(hand, waiting, self.session.draft.edited).saying(told).shown()
        talk = self._with_answers(answers, rest, new.step).saying(told)
        return talk.remarking(step, new.value).settled().shown()

    def _cleared(
        self, answers: tuple[Answer, ...], clearing: Iterable[Answer], alike: bool
    ) -> tuple[Answer, ...]:
        """With what made clear an answer since edited, where it is still asked for. What was typed
        is read again; buttons, and words that mean one, were about the old words and have to be
        given anew, unless the new ones come to the same."""
        for old in clearing:
            scene = Scene(answers, self.facts, self.at)
            step = self.flow().standing(scene)
            if not isinstance(step, Ask) or step.name != old.step:
                continue
            value, meant = old.value, True
            if old.typed:
                try:
                    value = step.read(scene, Given(old.text, question=partial(step.ask, scene)))
                except Refused:
                    continue
                meant = value in [button.value for button in step.ask(scene).buttons]
            if meant and not alike:
                continue
            alike = meant or step.alike(old.value, value)
            answers = (*answers, replace(old, value=value))
        return answers

    def settled(self) -> "Talk":
        """What was answered after an edited message counts again once its edit is clear."""
        draft, flow = self.session.draft, self.flow()
        assert draft is not None
        given = any(answer.step == draft.edited for answer in draft.answers)
        if not given or flow.follows_up(flow.standing(self._scene()).name):
            return self
        return self._with_answers(draft.log, ())

    def begun(
        self,
        flow: Flow,
        argument: str = "",
        source: int | None = None,
        answers: tuple[Answer, ...] = (),
    ) -> Turn:
        """`argument` is the answer to its first question; `answers` are given to the first ones."""
        if not self.facts[Offers()] and flow is not FIRST_RUN:
            return self.saying(say("first_run.hello")).begun(FIRST_RUN)
        known = answers or (() if argument else flow.opening(Scene((), self.facts, self.at)))
        talk = self.holding(Draft(flow.name, known))
        return talk.answered(Given(argument), argument, source) if argument else talk.shown()

    def holding(self, draft: Draft) -> "Talk":
        """What was in hand is put aside, and that is said."""
        session = replace(self.put_aside(), draft=draft)
        return replace(self.saying(*self._parked()), session=session)

    def back(self) -> Turn:
        if self.session.draft is None:
            return self.idle(say("common.idle"))
        if all(answer.step == NOTE for answer in self.session.draft.answers):
            return self.saying(say("common.nothing_before")).shown()
        return self._with_answers(self.session.draft.answers[:-1]).shown()

    def skipped(self) -> Turn:
        if self.session.draft is None:
            return self.idle(say("common.idle"))
        step, scene = self.standing()
        if step.needed:
            return self.saying(say("common.needed")).shown()
        return (
            self._with_answers((*scene.answers, Answer(step.name, None))).settled().filled().shown()
        )

    def cancelled(self) -> Turn:
        draft = self.session.draft
        if draft is None or not draft.log or not self.flow().kept:
            dropped = replace(self, session=replace(self.session, draft=None, marks=()))
            empty = draft is not None and self.flow().kept
            return dropped.idle(say("common.nothing_kept" if empty else "common.idle"))
        parked = replace(self, session=self.session.park())
        return parked.idle(say("common.cancelled", title=self.title(draft)), deletable=True)

    def resumed(self, argument: str) -> Turn:
        place = int(argument) if argument.isdecimal() else 0
        if place < len(self.session.parked):
            aside = self.put_aside()
            place += len(aside.parked) - len(self.session.parked)
            talk = replace(self.saying(*self._parked()), session=aside.unpark(place))
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
        scene = self._scene()
        step = self.flow().standing(scene)
        if isinstance(step, End):
            return self._finished(step, scene)
        return self.telling(self._message(step, step.ask(scene), scene, self.session.marks))

    def _finished(self, end: End, scene: Scene) -> Turn:
        talk = replace(
            self,
            session=replace(self.session, draft=None),
            records=(*self.records, *end.record(scene)),
        ).saying(*end.closing(scene))
        if end.then is None:
            return talk.idle(offers=tuple(end.offers(scene)))
        session = replace(talk.session, draft=Draft(end.then))
        return replace(talk, session=session).shown()

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
        always = [Button(say(f"common.{name}"), {"do": name}) for name in _ALWAYS]
        asked = () if talk.lead else (say("common.idle"),)
        return talk.telling(Message(asked, (*offers, *drafts, *always)))

    def silent(self) -> Turn:
        return self._ended(self.session, None)

    def saying(self, *told: Say) -> "Talk":
        return replace(self, lead=(*self.lead, *told))

    def noticing(self, notice: Say) -> "Talk":
        return replace(self, notices=(*self.notices, notice))

    def remarking(self, step: Ask, value: Any) -> "Talk":
        scene = self._scene()
        told, kept = step.remark(scene, value), step.record(scene, value)
        return replace(self.saying(*told), records=(*self.records, *kept))

    def telling(self, shown: Message) -> Turn:
        version = self.session.version + 1
        session = replace(self.session, offered=shown.buttons, version=version)
        return self._ended(session, replace(shown, paragraphs=(*self.lead, *shown.paragraphs)))

    def aside(self, shown: Message) -> Turn:
        """Beside the question in hand, which stays open as it is; so its buttons are lasting."""
        return self._ended(self.session, shown)

    def _ended(self, session: Session, shown: Message | None) -> Turn:
        languages = [r.language for r in self.records if isinstance(r, KeepLanguage)]
        language = languages[-1] if languages else self.facts[Me()].language
        return Turn(session, shown, language, self.notices, self.records)

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
        return replace(self.session, draft=None, marks=())

    def _with_answers(
        self,
        answers: tuple[Answer, ...],
        later: tuple[Answer, ...] | None = None,
        edited: str | None = None,
    ) -> "Talk":
        """Another log is another question, whose list has no ticks yet. `later`: what waits until
        the edit of the step `edited` is clear; None leaves that as it is."""
        draft = self.session.draft
        assert draft is not None
        if later is None:
            later, edited = draft.later, draft.edited
        draft = replace(draft, answers=answers, later=later, edited=edited)
        return replace(self, session=replace(self.session, draft=draft, marks=(), puzzled=0))

    def standing(self) -> tuple[Ask, Scene]:
        scene = self._scene()
        step = self.flow().standing(scene)
        assert isinstance(step, Ask), f"{step.name} is an end, and ends are not kept"
        return step, scene

    def flow(self) -> Flow:
        assert self.session.draft is not None
        return FLOWS[self.session.draft.flow]

    def _scene(self) -> Scene:
        assert self.session.draft is not None
        return Scene(self.session.draft.answers, self.facts, self.at)

    def beside(self) -> Scene:
        """For what stands beside the draft in hand."""
        return Scene((), self.facts, self.at)

    def _parked(self) -> tuple[Say, ...]:
        """What to say when something else begins."""
        draft = self.session.draft
        kept = draft is not None and draft.log and self.flow().kept
        return (say("common.parked", title=self.title(draft)),) if kept else ()

    def title(self, draft: Draft | None) -> Say:
        assert draft is not None
        return FLOWS[draft.flow].title(Scene(draft.log, self.facts, self.at))


def _has(asked: Asked, command: str) -> bool:
    return any(isinstance(b.value, dict) and b.value.get("do") == command for b in asked.buttons)
