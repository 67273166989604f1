"""The conversation in hand: its log, and what an answer, an edit or a long message does to it.

The log is all there is. An answer is appended; an edit replaces its own answer and leaves what
came after as it was, but for what only made the old words clear; what a long message told of later
questions waits until they come up.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import takewhile
from typing import Any

from dialogs.facts import Facts
from dialogs.flow import Ask, End, Flow, Given, Refused, Scene
from dialogs.session import NOTE, WITHHELD, Answer, Draft, Typed


@dataclass(frozen=True)
class Hand:
    draft: Draft
    flow: Flow
    facts: Facts
    at: datetime

    @property
    def scene(self) -> Scene:
        return self._seen(self.draft.answers)

    def standing(self) -> Ask | End:
        return self.flow.standing(self.scene)

    def given(self, answer: Answer) -> "Hand":
        return self._with(answers=(*self.draft.answers, answer))

    def noted(self, *notes: Answer) -> "Hand":
        """Before all else: the last answer is what the moves look at."""
        return self._with(answers=(*notes, *self.draft.answers))

    def withheld(self, value: bool) -> "Hand":
        others = tuple(each for each in self.draft.answers if each.step != WITHHELD)
        return self._with(answers=others).noted(*([Answer(WITHHELD, True)] if value else []))

    def back(self) -> "Hand | None":
        """None: there is nothing before but what is no answer."""
        answers = self.draft.answers
        said = any(answer.step not in (NOTE, WITHHELD) for answer in answers)
        return self._with(answers=answers[:-1]) if said else None

    # --- an edit -----------------------------------------------------------------------------

    def amended(self, place: int, typed: tuple[Typed, ...]) -> tuple["Hand", Answer]:
        """An answer read again in other words. Raises Refused."""
        hand, log = self.draft.answers, self.draft.answers + self.draft.later
        new = self._read(replace(log[place], typed=typed), log[:place])
        step, after = self._asking(new.step), log[place + 1 :]
        clearing = tuple(takewhile(lambda answer: self.flow.follows_up(answer.step), after))
        alike = step.alike(log[place].value, new.value)
        answers, notes = self._cleared((*log[:place], new), clearing, alike)
        rest = self._built_again(answers, after[len(clearing) :])
        if place >= len(hand):  # it waits for an earlier edit to be made clear, and goes on waiting
            return self._with(later=answers[len(hand) :] + rest).noted(*notes), new
        return self._with(answers=answers, later=rest, edited=new.step).noted(*notes), new

    def _cleared(
        self, answers: tuple[Answer, ...], clearing: Iterable[Answer], alike: bool
    ) -> tuple[tuple[Answer, ...], list[Answer]]:
        """With what made clear an answer since edited, where it is still asked for. What was typed
        is read again, or else it is a note; buttons, and words that mean one, were about the old
        words and have to be given anew, unless the new ones come to the same."""
        notes: list[Answer] = []
        for old in clearing:
            scene = self._seen(answers)
            step = self.flow.standing(scene)
            if not isinstance(step, Ask) or step.name != old.step:
                told = old.typed and not isinstance(old.value, str)
                notes += [Answer(NOTE, old.text, old.typed)] if told else []
                continue
            new, meant = old, True
            if old.typed:
                try:
                    new = self._read(old, answers)
                except Refused:
                    continue
                meant = new.value in [button.value for button in step.ask(scene).buttons]
            if meant and not alike:
                continue
            alike = meant or step.alike(old.value, new.value)
            answers = (*answers, new)
        return answers, notes

    def _built_again(
        self, answers: tuple[Answer, ...], rest: tuple[Answer, ...]
    ) -> tuple[Answer, ...]:
        """What was answered since, on top of an answer since edited."""
        found: tuple[Answer, ...] = ()
        for old in rest:
            step = self.flow.standing(self._seen(answers + found)) if old.typed else None
            if isinstance(step, Ask) and step.builds and step.name == old.step:
                with suppress(Refused):  # then it stays as it was understood
                    old = self._read(old, answers + found)
            found = (*found, old)
        return found

    def settled(self) -> "Hand":
        """What was answered after an edited message counts again once its edit is clear."""
        draft = self.draft
        given = any(answer.step == draft.edited for answer in draft.answers)
        if not given or self.flow.follows_up(self.standing().name):
            return self
        return self._with(answers=draft.answers + draft.later, later=(), edited=None)

    # --- a long message ----------------------------------------------------------------------

    def told(self, words: Mapping[str, str]) -> "Hand":
        """What it said of questions that have not come up yet, by step."""
        ahead = tuple(Answer(step, None, (Typed(text),)) for step, text in words.items())
        return self._with(told=(*self.draft.told, *ahead))

    def filled(self) -> "Hand":
        """On by itself as long as what was told ahead answers the question it comes to."""
        draft, name = self.draft, self.standing().name
        if draft.told and name == self.flow.closing:
            *before, last = draft.answers
            ahead = map(self._understood, draft.told)
            return self._with(answers=(*before, *ahead, last), told=())
        waiting = next((each for each in draft.told if each.step == name), None)
        if waiting is None:
            return self
        answer = self._understood(waiting)
        left = self._with(told=tuple(each for each in draft.told if each is not waiting))
        return left.noted(answer) if answer.step == NOTE else left.given(answer).filled()

    def _understood(self, told: Answer) -> Answer:
        """Or else a note."""
        try:
            return self._read(told, self.draft.answers)
        except Refused:
            return Answer(NOTE, told.text, told.typed)

    # --- small things ------------------------------------------------------------------------

    def _read(self, answer: Answer, before: tuple[Answer, ...]) -> Answer:
        step, scene = self._asking(answer.step), self._seen(before)
        given = Given(answer.text, marks=answer.marks, question=partial(step.ask, scene))
        return replace(answer, value=step.read(scene, given))

    def _asking(self, name: str) -> Ask:
        step = self.flow.step(name)
        assert isinstance(step, Ask)
        return step

    def _seen(self, answers: tuple[Answer, ...]) -> Scene:
        return Scene(answers, self.facts, self.at)

    def _with(self, **changes: Any) -> "Hand":
        return replace(self, draft=replace(self.draft, **changes))
