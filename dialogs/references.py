"""The short reference of a visit, such as `#k3f9`, that stands on what a manager gets about it.

A reply finds its visit by it, even where Telegram does not say what is replied to. It is no
secret: what it leads to is asked for as anything else is, by who asks.
"""

import re
import unicodedata

_DIGITS = "23456789abcdefghjkmnpqrstuvwxyz"
_CHECK = 29
_SHORTEST = 4
_LED = re.compile(
    r"\s*([#＃][0-9a-z０-９ａ-ｚＡ-Ｚ]+)(?![^\W\u3400-\u9fff])[\s:：,，、]*", re.IGNORECASE
)
_MARKED = re.compile(rf"#([{_DIGITS}]{{{_SHORTEST},14}})(?![0-9a-z])")


def reference(visit: int) -> str:
    """Its last part checks the rest, so that a slip of the finger seldom meets another visit."""
    number, found = visit * _CHECK + _check(visit), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        found = _DIGITS[digit] + found
    return "#" + found.rjust(_SHORTEST, _DIGITS[0])


def visit_in(text: str) -> int | None:
    """The visit of the first reference in a text."""
    for match in _MARKED.finditer(unicodedata.normalize("NFKC", text).casefold()):
        number = 0
        for digit in match[1]:
            number = number * len(_DIGITS) + _DIGITS.index(digit)
        visit, check = divmod(number, _CHECK)
        if visit and visit < 2**62 and check == _check(visit):
            return visit
    return None


def led_by(text: str) -> tuple[int, str] | None:
    """What is typed behind a reference: "#k3f9 bring the data sheet"."""
    first, rest = _cut(text)
    visit = visit_in(first)
    return (visit, rest) if visit else None


def slipped(text: str) -> str | None:
    """What a text begins with as if it were a reference; asked where it leads to no visit."""
    return _cut(text)[0] or None


def _cut(text: str) -> tuple[str, str]:
    """What looks like a reference at the beginning, if anything, and the rest; Chinese is written
    behind it without a space."""
    led = _LED.match(text)
    marked = led and _MARKED.fullmatch(unicodedata.normalize("NFKC", led[1]).casefold())
    return (led[1], text[led.end() :].strip()) if led and marked else ("", text)


def _check(visit: int) -> int:
    return (visit * 7 + 5) % _CHECK
