"""What a button carries: `s:<version>:<index>`. Nothing in it is trusted, so nothing is signed."""

import re

_DATA = re.compile(r"^s:(\d{1,9}):(\d{1,3})$")


def encode(version: int, index: int) -> str:
    return f"s:{version}:{index}"


def decode(data: str) -> tuple[int, int]:
    """Version and index; what we never wrote decodes to a version that never was."""
    match = _DATA.match(data)
    return (int(match[1]), int(match[2])) if match else (-1, -1)
