"""A flow is two short tables: STEPS says what is asked, MOVES what follows.

Rule 1: a step decides whether an answer will do (`raise Refused("too_few")`); a guard only decides
where to go. Rule 2: nothing here asks, saves or sends; `transitions` holds the table and answers
"where next?", no more. The machine is shared, so each question moves an object that is thrown away.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from operator import eq
from typing import Any

from transitions import EventData, Machine, State

from dialogs.catalogue import plain
from dialogs.facts import Facts, Me, Person
from dialogs.message import Button, Message, Say, say
from dialogs.records import Record
from dialogs.session import Answer
from question_bank.kinds import HAN


class Refused(Exception):
    """This answer will not do; the key names the sentence that says why."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


@dataclass(frozen=True)
class Scene:
    """All a step may look at."""

    answers: tuple[Answer, ...]
    facts: Facts
    at: datetime

    @property
    def me(self) -> Person:
        return self.facts[Me()]

    def last(self, step: str) -> Any:
        """The value answered last at this step; None if it was never reached, or was skipped."""
        return next((a.value for a in reversed(self.answers) if a.step == step), None)

    def reached(self, step: str) -> bool:
        return any(a.step == step for a in self.answers)


@dataclass(frozen=True)
class Asked:
    """A question about to be put: the paragraphs, the numbered list in them, the buttons."""

    paragraphs: tuple[Say, ...]
    buttons: tuple[Button, ...] = ()
    items: tuple[Any, ...] = ()
    """What the numbers 1…n of the text stand for."""
    ticks: str = ""
    """The marks an item goes through, tap by tap, before the list is confirmed: "✓", "✓✗"."""


@dataclass(frozen=True)
class Given:
    """An answer as it came: typed text, or the value of a button, and how a list was marked."""

    text: str = ""
    picked: Any = None
    marks: tuple[int, ...] = ()
    question: Callable[[], Asked] = lambda: Asked(())
    """Puts the question again, for steps whose answers can be numbers of its list."""

    @property
    def ticked(self) -> tuple[int, ...]:
        return tuple(place for place, mark in enumerate(self.marks) if mark)

    @cached_property
    def items(self) -> tuple[Any, ...]:
        return self.question().items


Reader = Callable[[Scene, Given], Any]
Asker = Callable[[Scene], Asked]
Guard = Callable[[Scene], bool]


def as_picked(scene: Scene, given: Given) -> Any:
    """The reader of steps that are answered by their buttons alone: by a tap, or by words of a
    label that no other has, such as "retail" or 制造业."""
    if given.picked is not None:
        return given.picked
    language, offered = scene.me.language, given.question().buttons
    named = [b for b in offered if b.answers and _names(given.text, plain(b.label, language))]
    if len(named) != 1:
        raise Refused("common.pick_one")
    return named[0].value


def _names(text: str, label: str) -> bool:
    said = text.strip().casefold()
    edge = "" if HAN.search(said) else r"\b"
    return len(said) > 1 and bool(re.search(edge + re.escape(said) + edge, label.casefold()))


class Step(State):
    """A state of the conversation, found in STEPS, MOVES, the catalogue and the log by its name."""


class Ask(Step):
    """`ask` puts the question, `read` understands the answer, `remark` says one thing about it."""

    def __init__(
        self,
        name: str,
        ask: Asker,
        read: Reader = as_picked,
        remark: Callable[[Scene, Any], Iterable[Say]] | None = None,
        record: Callable[[Scene, Any], Iterable[Record]] | None = None,
        needed: bool = False,
        follow_up: bool = False,
        alike: Callable[[Any, Any], bool] = eq,
        builds: bool = False,
    ) -> None:
        super().__init__(name)
        self.ask = ask
        self.read = read
        self.remark = remark or (lambda scene, value: ())
        self.record = record or (lambda scene, value: ())
        self.needed = needed
        """It cannot be skipped: without this answer there is nothing to save."""
        self.follow_up = follow_up
        """It makes clear what was answered before, and goes when that is answered anew."""
        self.alike = alike
        """Of an answer and its edit: what made the one clear still holds of the other."""
        self.builds = builds
        """Its answer takes over what was answered before, so it is read again when that changes."""


class End(Step):
    """The conversation is over: what it leaves behind, what is said, what begins next."""

    def __init__(
        self,
        name: str,
        record: Callable[[Scene], Iterable[Record]],
        closing: Callable[[Scene], Iterable[Say]],
        then: str | None = None,
        offers: Callable[[Scene], Iterable[Button]] = lambda scene: (),
    ) -> None:
        super().__init__(name, final=True)
        self.offers = offers
        self.record = record
        self.closing = closing
        self.then = then


@dataclass(frozen=True)
class Flow:
    name: str
    steps: Sequence[Ask | End]
    moves: Sequence[Sequence[Any]]
    title: Callable[[Scene], Say]
    """What a draft of it is called when it is offered again."""
    opening: Callable[[Scene], tuple[Answer, ...]] = lambda scene: ()
    """What is known before the first question, and so is not asked."""
    closing: str | None = None
    """The question that shows all of it; what was told ahead and never came up is added there."""
    kept: bool = True
    """False: it only shows what is known, so that leaving it puts nothing aside."""
    machine: Machine = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        machine = Machine(
            model=None,
            states=list(self.steps),
            transitions=[
                [trigger, source, dest, [_readable(guard) for guard in guards]]
                for trigger, source, dest, *guards in self.moves
            ],
            initial=None,
            auto_transitions=False,
            send_event=True,
        )
        object.__setattr__(self, "machine", machine)

    def step(self, name: str) -> Ask | End:
        found = self.machine.get_state(name)
        assert isinstance(found, Ask | End)
        return found

    def standing(self, scene: Scene) -> Ask | End:
        """Where the log stands: one move on from its last answer to a step there still is."""
        known = [answer.step for answer in scene.answers if self.knows(answer.step)]
        return self.step(self._move(known[-1], scene)) if known else self.steps[0]

    def knows(self, step: str) -> bool:
        """False for a step that a release took away."""
        return step in self.machine.states

    def follows_up(self, name: str) -> bool:
        step = self.step(name) if self.knows(name) else None
        return isinstance(step, Ask) and step.follow_up

    def _move(self, start: str, scene: Scene) -> str:
        moving = _Moving()
        self.machine.add_model(moving, initial=start)
        try:
            if not moving.trigger("answered", scene=scene):
                raise LookupError(f"{self.name}: no way on from {start!r}")
            return moving.state
        finally:
            self.machine.remove_model(moving)


def picked(value: str) -> Guard:
    """The button tapped last means this; of `questions:2` the part before the colon."""

    def guard(scene: Scene) -> bool:
        return str(scene.answers[-1].value).partition(":")[0] == value

    guard.__name__ = f"picked_{value}"
    return guard


def editing(scene: Scene) -> bool:
    """Something is being changed from the review, and leads back there."""
    return scene.reached("edit")


class _Moving:
    """The throw-away object the machine moves. `transitions` gives it these two."""

    state: str
    trigger: Callable[..., bool]


def _readable(guard: Guard) -> Callable[[EventData], bool]:
    @wraps(guard)
    def asks_the_scene(event: EventData) -> bool:
        return guard(event.kwargs["scene"])

    asks_the_scene.__name__ = guard.__name__.replace("_", " ")
    return asks_the_scene


def message(asked: Asked, marks: tuple[int, ...] = (), *, in_place: bool = False) -> Message:
    """The question as a message; a list that can be marked gets a numbered button an item."""
    symbols = ("", *asked.ticks)
    states = (*marks, *[0] * len(asked.items))
    boxes = tuple(
        Button(say("common.tick", n=place + 1, mark=symbols[states[place]]), {"mark": place})
        for place in range(len(asked.items) if asked.ticks else 0)
    )
    return Message(asked.paragraphs, boxes + asked.buttons, len(asked.items), in_place)
