"""The first question anybody is asked: what do you sell? Then straight into the first plan."""

from collections.abc import Iterable

from dialogs.flow import Ask, Asked, End, Flow, Given, Scene
from dialogs.message import Say, say
from dialogs.readers import LINE, short_text
from dialogs.records import KeepOffer


def ask_offer(scene: Scene) -> Asked:
    return Asked((say("first_run.offer.ask"),))


def read_offer(scene: Scene, given: Given) -> str:
    return short_text(given.text, LINE)


def keep_offer(scene: Scene) -> Iterable[KeepOffer]:
    yield KeepOffer(scene.last("offer"))


def say_welcome(scene: Scene) -> Iterable[Say]:
    yield say("first_run.welcome.kept", offer=scene.last("offer"))


def title(scene: Scene) -> Say:
    return say("first_run.title")


STEPS: list[Ask | End] = [
    Ask("offer", ask_offer, read_offer, needed=True),
    End("welcome", keep_offer, say_welcome, then="planning"),
]
MOVES = [
    # when     at       go to
    ["answered", "offer", "welcome"],
]
FIRST_RUN = Flow("first_run", STEPS, MOVES, title)
