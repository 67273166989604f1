"""How typed answers are read: lines, short names, numbers of a list."""

import re
import unicodedata

from dialogs.flow import Refused

NAME = 80
LINE = 300
_BULLET = re.compile(r"^\s*(?:[-*•·–]\s+|[(（]?\d{1,2}[.)、）]\s*(?=[^\s\d]))")
"""A number before another number is no bullet: "1、3", "1.5 hours a day"."""
_NUMBERS = re.compile(r"^(?:[\d\s,，、.。;；&+和]|and)+$")


def lines(text: str, limit: int = LINE) -> list[str]:
    """The lines people meant, without bullets; at least one, none longer than the limit."""
    found = [one_line(_BULLET.sub("", raw)) for raw in text.splitlines()]
    found = [line for line in found if line]
    if not found:
        raise Refused("common.empty")
    if any(len(line) > limit for line in found):
        raise Refused("common.too_long", limit=limit)
    return found


def short_text(text: str, limit: int = NAME) -> str:
    """One line, whatever line breaks and spaces it came with."""
    found = one_line(text)
    if not found:
        raise Refused("common.empty")
    if len(found) > limit:
        raise Refused("common.too_long", limit=limit)
    return found


def one_line(text: str) -> str:
    """Without the characters nobody sees, so that an empty answer is known to be empty."""
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf") or c.isspace())
    return " ".join(seen.split())


def numbers(line: str, count: int) -> list[int] | None:
    """`1 3 5` as positions from 0 in a list of `count`; None where the line is no such list."""
    plain = unicodedata.normalize("NFKC", line)
    if not _NUMBERS.match(plain):
        return None
    chosen = [int(number) - 1 for number in re.findall(r"\d+", plain)]
    if not chosen:
        return None
    if any(not 0 <= place < count for place in chosen):
        raise Refused("common.no_such_number", count=count)
    return list(dict.fromkeys(chosen))


_MARKED = re.compile(r"^(?!.*\d{3})\s*\d[\d\s,、.;!-]*$")


def marks(line: str, count: int) -> dict[int, int] | None:
    """`1 2-` or `1 3!` as 1 for a bare number and 2 for one with a sign, by position from 0."""
    plain = unicodedata.normalize("NFKC", line)
    if not _MARKED.match(plain):
        return None
    found = {
        int(number) - 1: 2 if sign else 1
        for number, sign in re.findall(r"(\d{1,2})\s*([-!]?)", plain)
    }
    if any(not 0 <= place < count for place in found):
        raise Refused("common.no_such_number", count=count)
    return found
