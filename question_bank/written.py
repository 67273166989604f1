"""A pack as it was written: its parts, each with the line and the key a person finds it by.

YAML is read as nodes and never built into objects; `sheets.py` makes the same of a table, so that
one reading of the schema, in `packs.py`, does for both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN = "tag:yaml.org,2002:"
_TRUE = ("true", "yes", "on")
_DEEPEST = 10
"""Nothing of a pack stands deeper; what does is wrong anyway, and need not be looked at."""


@dataclass(frozen=True)
class Fault:
    """`name` is the key of the sentence that says what is wrong."""

    line: int
    key: str
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    warning: bool = False


@dataclass(frozen=True)
class Placed:
    value: Any
    """Text, bool, None, a list or a dict of parts; 0 is a number or a date, which no pack holds."""
    line: int
    key: str

    def wrong(self, name: str, **values: Any) -> Fault:
        return Fault(self.line, self.key, name, values)


class Unreadable(Exception):
    """From this fault on nothing can be made out."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_yaml(text: str, found: Callable[[Fault], None]) -> Placed:
    """What is wrong with a part of it is `found`; what is wrong with all of it is raised."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable(Fault(_line_of(error, text), "", "not_yaml")) from None
    if node is None:
        raise Unreadable(Fault(1, "", "empty_file"))
    return _Reading(found).part(node, 1, "")


def _line_of(error: Exception, text: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return min(int(mark.line) + 1, text.count("\n") + 1)
    return text.count("\n", 0, getattr(error, "position", 0)) + 1


class _Reading:
    def __init__(self, found: Callable[[Fault], None]) -> None:
        self._found = found
        self._seen: set[int] = set()

    def part(self, node: yaml.Node, line: int, key: str) -> Placed:
        if id(node) in self._seen:  # an alias can hold itself, or a thousand times a thousand
            self._found(Fault(line, key, "alias"))
            return Placed(None, line, key)
        self._seen.add(id(node))
        if key.count(".") > _DEEPEST:
            return Placed(0, line, key)
        if isinstance(node, yaml.MappingNode):
            return Placed(self._mapping(node, key), line, key)
        if isinstance(node, yaml.SequenceNode):
            parts = enumerate(node.value, 1)
            items = [self.part(item, _line(item), _under(key, str(n))) for n, item in parts]
            return Placed(items, line, key)
        return Placed(_scalar(node), line, key)

    def _mapping(self, node: yaml.MappingNode, key: str) -> dict[str, Placed]:
        found: dict[str, Placed] = {}
        for name_node, value_node in node.value:
            line = _line(name_node)
            name = str(name_node.value) if isinstance(name_node, yaml.ScalarNode) else "?"
            here = _under(key, name)
            if name in found:
                self._found(Fault(line, here, "twice", {"line": found[name].line}))
            found[name] = self.part(value_node, line, here)
        return found


def _scalar(node: yaml.Node) -> Any:
    kind = node.tag.removeprefix(_PLAIN)
    return {
        "str": node.value,
        "bool": str(node.value).casefold() in _TRUE,
        "null": None,
    }.get(kind, 0)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _under(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
