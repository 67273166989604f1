"""A message as a face sends it: HTML in parts Telegram accepts, and a keyboard for a thumb."""

import re
from collections.abc import Iterator, Sequence

from bot.buttons import encode
from dialogs.catalogue import as_plain, plain, words
from dialogs.message import Button, Message, say
from dialogs.pictures import OutcomePicture, to_json
from storage.outbox import Part

LONGEST = 4096
LABEL = 60
_WIDE = 18
_TOKEN = re.compile(r"&[a-z#0-9]+;|.", re.DOTALL)


def parts(message: Message, version: int, language: str, edits: int | None = None) -> list[Part]:
    """The last part carries the buttons."""
    rows = keyboard(message.buttons, version, language)
    if message.in_place and edits is not None:
        return [Part("", rows, message.listed, edits)]
    html = "\n\n".join(words(paragraph, language) for paragraph in message.paragraphs)
    *first, last = split(html)
    told = [*(Part(text, []) for text in first), Part(last, rows, message.listed)]
    return [_drawn(message.picture, language), *told] if message.picture else told


def _drawn(picture: OutcomePicture, language: str) -> Part:
    """Drawn when it is sent; until then it is what there is to draw."""
    otherwise = words(say("pictures.not_drawn"), language)
    return Part(otherwise, [], picture=to_json(picture), language=language)


def keyboard(buttons: Sequence[Button], version: int, language: str) -> list[list[dict[str, str]]]:
    """Numbers side by side; short labels in pairs; the ways out together at the bottom."""
    rows: list[list[dict[str, str]]] = []
    width = 0
    for index, button in enumerate(buttons):
        label = plain(button.label, language)
        key = {"text": _shortened(label), "data": encode(button, version, index)}
        size = 3 if button.mark is not None else 9 if _units(label) <= _WIDE else 18
        if button.mark is not None:
            key["ticks"] = "1"
        if not rows or width + size > 18 or (rows[-1][0].get("ticks") and "ticks" not in key):
            rows.append([])
            width = 0
        rows[-1].append(key)
        width += size
    return rows


def split(html: str) -> list[str]:
    """At paragraphs, else at lines, else anywhere: no markup goes over a line."""
    found: list[str] = []
    for block in _blocks(html):
        if found and _units(as_plain(found[-1])) + _units(as_plain(block)) <= LONGEST:
            found[-1] += block
        else:
            found.append(block.lstrip("\n"))
    return [text.strip() for text in found if text.strip()]


def _blocks(html: str) -> Iterator[str]:
    for paragraph in re.split(r"(?<=\n)(?=\n)", html):
        if _units(as_plain(paragraph)) <= LONGEST:
            yield paragraph
            continue
        for line in paragraph.splitlines(keepends=True):
            yield from [line] if _units(as_plain(line)) <= LONGEST else _pieces(line)


def _pieces(line: str) -> Iterator[str]:
    piece = ""
    for token in _TOKEN.findall(re.sub(r"</?(?:b|i|code)>", "", line)):
        if _units(as_plain(piece + token)) > LONGEST:
            yield piece
            piece = ""
        piece += token
    yield piece


def _units(text: str) -> int:
    """Telegram counts UTF-16 units; an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def _shortened(label: str) -> str:
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
