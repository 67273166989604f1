"""The parameters of one call, from any of the forms the Bot API accepts.

Forms carry everything as text with nested values in JSON; a JSON body carries real types. Which
parameter is a number or a structure is therefore written here, once.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.bot_api.state import Json, Refused, Upload

NUMBERS = {
    "chat_id", "message_id", "offset", "limit", "timeout", "reply_to_message_id", "user_id",
    "max_connections", "cache_time", "message_thread_id",
}  # fmt: skip
FLAGS = {
    "show_alert", "disable_notification", "protect_content", "drop_pending_updates",
    "disable_web_page_preview", "allow_sending_without_reply", "disable_content_type_detection",
}  # fmt: skip
STRUCTURES = {
    "reply_markup", "entities", "caption_entities", "commands", "scope", "allowed_updates",
    "reply_parameters", "link_preview_options",
}  # fmt: skip


@dataclass(frozen=True)
class Parameters:
    values: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return str(self.values.get(name, ""))

    def number(self, name: str, otherwise: int = 0) -> int:
        value = self.values.get(name, otherwise)
        if not isinstance(value, int):
            raise Refused(400, f"Bad Request: invalid {name} specified")
        return value

    def flag(self, name: str) -> bool:
        return bool(self.values.get(name, False))

    def structure(self, name: str) -> Any:
        value = self.values.get(name)
        if isinstance(value, str):
            raise Refused(400, f"Bad Request: can't parse {name.replace('_', ' ')} JSON object")
        return value

    def file(self, name: str) -> Upload | str:
        """The bytes uploaded with this call, or the id of a file Telegram already has."""
        if name in self.files:
            return self.files[name]
        value = self.text(name)
        return self.files.get(value.removeprefix("attach://"), value)


def read_parameters(query: str, content_type: str, body: bytes) -> Parameters:
    values: Json = dict(parse_qsl(query, keep_blank_values=True))
    files: dict[str, Upload] = {}
    if content_type.startswith("application/json"):
        values.update(json.loads(body or b"{}"))
    elif content_type.startswith("multipart/form-data"):
        _read_multipart(content_type, body, values, files)
    else:
        values.update(parse_qsl(body.decode(), keep_blank_values=True))
    return Parameters({name: _typed(name, value) for name, value in values.items()}, files)


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in NUMBERS and re.fullmatch(r"-?\d+", value):
        return int(value)
    if name in FLAGS:
        return value.lower() in {"true", "yes", "1"}
    if name in STRUCTURES:
        try:
            return json.loads(value)
        except ValueError:
            return value  # stays text, which is how `structure` knows that it was not JSON
    return value


def _read_multipart(content_type: str, body: bytes, values: Json, files: dict[str, Upload]) -> None:
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if not boundary:
        raise Refused(400, "Bad Request: boundary not found")
    mark = b"\r\n--" + boundary[1].encode()
    # The first part begins without the line break that the others have before their mark.
    for part in (b"\r\n" + body).split(mark)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(r'[; ]name="([^"]*)"', head.decode())
        filename = re.search(r'filename="([^"]*)"', head.decode())
        if not name:
            raise Refused(400, "Bad Request: part of the form has no name")
        if filename:
            files[name[1]] = Upload(filename[1], content)
        else:
            values[name[1]] = content.decode()
