"""What a button carries: `s:<version>:<index>` for the question it stands under, or `o:<verb>:<id>`
for what outlives that question. Nothing in it is trusted, so nothing is signed."""

import re
from datetime import datetime

from dialogs.events import Tapped
from dialogs.message import Button

_STEP = re.compile(r"^s:(\d{1,9}):(\d{1,3})$")
_LASTING = re.compile(r"^o:([a-z_]{1,20}:[0-9a-z:-]{1,40})$")


def encode(button: Button, version: int, index: int) -> str:
    return f"o:{button.lasting}" if button.lasting else f"s:{version}:{index}"


def decode(data: str, at: datetime, source: int | None = None) -> Tapped:
    """What we never wrote decodes to a version that never was."""
    if match := _LASTING.match(data):
        return Tapped(at=at, source=source, version=-1, index=-1, lasting=match[1])
    match = _STEP.match(data)
    version, index = (int(match[1]), int(match[2])) if match else (-1, -1)
    return Tapped(at=at, source=source, version=version, index=index)
