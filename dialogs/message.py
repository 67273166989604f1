"""What the coach says: keys and values, which a face renders in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogs.pictures import OutcomePicture


@dataclass(frozen=True)
class Say:
    """One paragraph or label: a key of the catalogue and what fills its blanks."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def say(key: str, /, **values: Any) -> Say:
    return Say(key, values)


@dataclass(frozen=True)
class Words:
    """People's own words, kept as typed; those of the bank keep their id and follow the reader."""

    text: str
    bank: str | None = None

    @property
    def key(self) -> str:
        """The same for the same thing said in another language."""
        return self.bank or self.text


@dataclass(frozen=True)
class Button:
    label: Say
    value: Any = None
    """JSON: what tapping it answers."""
    lasting: str | None = None
    """`verb:id` of something that stays true whatever question is open, such as a promise kept."""

    @property
    def answers(self) -> bool:
        """It is no command, and ticks nothing."""
        told = isinstance(self.value, dict) and self.value.keys() & {"do", "begin", "mark"}
        return self.lasting is None and not told

    @property
    def mark(self) -> int | None:
        """Which item of a numbered list it ticks; None for an ordinary button."""
        return self.value["mark"] if isinstance(self.value, dict) and "mark" in self.value else None


@dataclass(frozen=True)
class Message:
    """One message: paragraphs, and the buttons under the last of them."""

    paragraphs: tuple[Say, ...]
    buttons: tuple[Button, ...] = ()
    listed: int = 0
    """How many numbered items the text shows; the console numbers its buttons from there on."""
    in_place: bool = False
    """Only the buttons of the message just tapped have changed."""
    picture: OutcomePicture | None = None
    """Comes before the words."""
