"""Text as Telegram measures and marks it: UTF-16 lengths, its HTML, command entities.

The HTML reader follows the order and the wording of Telegram's own parser, so that a bot which
passes here does not fail there.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any

# tag → entity type
# fmt: off
TAGS = {
    "b": "bold",               "strong": "bold",
    "i": "italic",             "em": "italic",
    "u": "underline",          "ins": "underline",
    "s": "strikethrough",      "strike": "strikethrough",  "del": "strikethrough",
    "span": "spoiler",         "tg-spoiler": "spoiler",
    "a": "text_link",          "tg-emoji": "custom_emoji", "tg-time": "date_time",
    "code": "code",            "pre": "pre",               "blockquote": "blockquote",
}
# fmt: on

# Telegram knows these four by name; any other `&name;` stays as typed.
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s=>/"']+)\s*
        (?:=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[A-Za-z0-9.-]+)(?=[\s>])))?""",
    re.VERBOSE,
)
COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")


class BadMarkup(Exception):
    """The text cannot be parsed; the sentence is Telegram's."""


@dataclass(frozen=True)
class Formatted:
    text: str
    entities: list[dict[str, Any]]


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass
class _Reader:
    source: str
    at: int = 0
    text: str = ""
    open: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Formatted:
    reader = _Reader(source)
    while reader.at < len(source):
        if source.startswith("</", reader.at):
            _end_tag(reader)
        elif source[reader.at] == "<":
            _start_tag(reader)
        else:
            _plain(reader)
    if reader.open:
        tag = reader.open[-1].tag
        raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{tag}"')
    return trimmed(Formatted(reader.text, reader.entities))


def trimmed(formatted: Formatted) -> Formatted:
    """Without the outer white space, which Telegram does not keep."""
    text = formatted.text.strip()
    lead = utf16_length(formatted.text) - utf16_length(formatted.text.lstrip())
    length = utf16_length(text)
    kept = []
    for entity in formatted.entities:
        start = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(text, kept)


def command_entities(text: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found.group()),
        }
        for found in COMMAND.finditer(text)
    ]


def _plain(reader: _Reader) -> None:
    found = CHARACTER.match(reader.source, reader.at)
    if found:
        reader.text += html.unescape(found.group())
        reader.at = found.end()
        return
    reader.text += reader.source[reader.at]
    reader.at += 1


def _start_tag(reader: _Reader) -> None:
    begin = reader.at
    where = f"at byte offset {_bytes_before(reader.source, begin)}"
    name = TAG_NAME.match(reader.source, begin + 1)
    assert name is not None  # the pattern also matches nothing
    if name.end() == len(reader.source):
        raise BadMarkup(f"Unclosed start tag {where}")
    tag = name.group().lower()
    if tag not in TAGS:
        raise BadMarkup(f'Unsupported start tag "{tag}" {where}')
    reader.at = name.end()
    attributes = _attributes(reader, tag, where)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise BadMarkup(f'Tag "span" must have class "tg-spoiler" {where}')
    reader.open.append(_Open(tag, attributes, utf16_length(reader.text)))


def _attributes(reader: _Reader, tag: str, where: str) -> dict[str, str]:
    """Reads up to and with the closing bracket."""
    source = reader.source
    attributes: dict[str, str] = {}
    while True:
        while reader.at < len(source) and source[reader.at].isspace():
            reader.at += 1
        if reader.at >= len(source):
            raise BadMarkup(f'Unclosed start tag "{tag}" {where}')
        if source[reader.at] == ">":
            reader.at += 1
            return attributes
        found = ATTRIBUTE.match(source, reader.at)
        if not found:
            raise BadMarkup(f'Empty attribute name in the tag "{tag}" {where}')
        reader.at = found.end()
        if source.startswith("=", reader.at):
            if source[reader.at + 1 :].lstrip()[:1] in {'"', "'", ""}:
                raise BadMarkup(f'Unclosed start tag "{tag}" {where}')
            raise BadMarkup(f"Unexpected end of name token {where}")
        value = found["double"] or found["single"] or found["bare"] or ""
        attributes[found["name"].lower()] = html.unescape(value)


def _end_tag(reader: _Reader) -> None:
    begin = reader.at
    where = f"at byte offset {_bytes_before(reader.source, begin)}"
    if not reader.open:
        raise BadMarkup(f"Unexpected end tag {where}")
    found = re.compile(r"</([^\s>]*)\s*").match(reader.source, begin)
    assert found is not None  # begins with "</", the rest may be empty
    if not reader.source.startswith(">", found.end()):
        raise BadMarkup(f"Unclosed end tag {where}")
    opened, name = reader.open.pop(), found.group(1).lower()
    if name and name != opened.tag:
        raise BadMarkup(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{name}>"')
    reader.at = found.end() + 1
    _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    length = utf16_length(reader.text) - opened.offset
    entity: dict[str, Any] = {
        "type": TAGS[opened.tag],
        "offset": opened.offset,
        "length": length,
    }
    if opened.tag == "a":
        if not opened.attributes.get("href"):
            return
        entity["url"] = opened.attributes["href"]
    if opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    if opened.tag == "tg-time":
        entity["unix_time"] = int(opened.attributes.get("unix", "0"))
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    if length:
        reader.entities.append(entity)


def _bytes_before(source: str, at: int) -> int:
    return len(source[:at].encode("utf-8", "surrogatepass"))
