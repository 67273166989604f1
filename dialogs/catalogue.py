"""The words: `words(say, language)` renders a key of `text/<language>/*.yaml` as HTML.

A key is file.step.purpose. Whole sentences only; what is missing is an error and never falls back
to another language. The only markup is <b> <i> <code>; everything people typed is escaped.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, dates
from jinja2 import Environment, StrictUndefined, Template

from dialogs.message import Say, Words
from question_bank import bank

LANGUAGES = ("en", "zh-Hans")
_LOCALES = {"en": Locale("en", "GB"), "zh-Hans": Locale("zh", "CN", script="Hans")}
_DAY = {"en": "EEE d MMM y", "zh-Hans": "y年M月d日EEE"}
_DAY_SHORT = {"en": "EEE d MMM", "zh-Hans": "M月d日EEE"}
_DAY_OF_MONTH = {"en": "d", "zh-Hans": "d日"}
_MONTH = {"en": "MMM", "zh-Hans": "M月"}
_CLOCK = {"en": "HH:mm", "zh-Hans": "HH:mm"}
_MORE_CITIES = {"beijing": "Asia/Shanghai", "北京": "Asia/Shanghai"}
_TEXT = Path(__file__).parent / "text"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Catalogue:
    """All the words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.entries: dict[str, str | list[str]] = {}
        for path in sorted((_TEXT / language).glob("*.yaml")):
            tree = yaml.load(path.read_text("utf-8"), Loader=_Loader)
            self.entries |= _flat(path.stem, tree)
        self._environment = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters |= _filters(self)
        self._environment.globals["plural"] = self._plural
        self._templates: dict[str, Template] = {}

    def render(self, key: str, values: Mapping[str, Any]) -> str:
        template = self._templates.get(key)
        if template is None:
            source = self.entries[key]
            assert isinstance(source, str), f"{key} is a list of words, not a sentence"
            template = self._templates[key] = self._environment.from_string(source)
        return template.render(values).strip()

    def listed(self, key: str) -> list[str]:
        """Several words for one thing, such as the ways to say "back"."""
        words = self.entries[key]
        assert isinstance(words, list), f"{key} is a sentence, not a list of words"
        return words

    def _plural(self, count: int, one: str, other: str) -> str:
        return one if _LOCALES[self.language].plural_form(count) == "one" else other


@cache
def catalogue(language: str) -> Catalogue:
    return Catalogue(language)


def words(said: Say, language: str) -> str:
    """HTML."""
    return catalogue(language).render(said.key, said.values)


def plain(said: Say, language: str) -> str:
    """For places that know no markup: labels of buttons, the terminal."""
    return as_plain(words(said, language))


def as_plain(html: str) -> str:
    return unescape(re.sub(r"</?(?:b|i|code)>", "", html))


def zone_name(zone: str, language: str) -> str:
    """The city people say: "Shanghai", 上海."""
    return dates.get_timezone_location(zone, locale=_LOCALES[language], return_city=True)


@cache
def zones_by_city() -> dict[str, str]:
    """Every time zone by the names of its city, in all our languages, lower case."""
    from zoneinfo import available_timezones

    def named_so(zone: str) -> bool:  # of "US/Eastern" and "America/New_York", the second
        return zone_name(zone, "en").replace(" ", "_") == zone.rpartition("/")[2]

    zones = [zone for zone in sorted(available_timezones()) if zone[0].isupper() and "/" in zone]
    # "GMT-8" would be the name of a zone that is eight hours ahead.
    zones = [zone for zone in zones if not zone.startswith("Etc/GMT")]
    zones.sort(key=named_so)
    known = {zone_name(zone, language).casefold(): zone for zone in zones for language in LANGUAGES}
    return known | _MORE_CITIES


def _flat(prefix: str, tree: Mapping[str, Any]) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for name, entry in tree.items():
        key = f"{prefix}.{name}"
        found |= _flat(key, entry) if isinstance(entry, dict) else {key: entry}
    return found


def _filters(spoken: Catalogue) -> dict[str, Callable[..., str]]:
    locale = _LOCALES[spoken.language]

    def on(value: date | str) -> date:
        return date.fromisoformat(value) if isinstance(value, str) else value

    def day(value: date | str) -> str:
        return dates.format_date(on(value), _DAY[spoken.language], locale=locale)

    def short_day(value: date | str) -> str:
        return dates.format_date(on(value), _DAY_SHORT[spoken.language], locale=locale)

    def day_of_month(value: date | str) -> str:
        return dates.format_date(on(value), _DAY_OF_MONTH[spoken.language], locale=locale)

    def month(value: date | str) -> str:
        return dates.format_date(on(value), _MONTH[spoken.language], locale=locale)

    def clock(value: time | datetime | str) -> str:
        moment = time.fromisoformat(value) if isinstance(value, str) else value
        return dates.format_time(moment, _CLOCK[spoken.language], locale=locale)

    def zone(value: str) -> str:
        return zone_name(value, spoken.language)

    def weekday(value: int) -> str:
        return str(dates.get_day_names("abbreviated", locale=locale)[value])

    def term(value: str, group: str) -> str:
        """A name of the glossary (METHOD 9)."""
        return spoken.render(f"terms.{group}.{value}", {})

    def told(value: Any) -> str:
        """People's words as typed; the bank's in the reader's language."""
        if isinstance(value, str):
            return value
        text, known = (
            (value.text, value.bank)
            if isinstance(value, Words)
            else (value["text"], value.get("bank"))
        )
        return (bank.text(known, spoken.language) if known else None) or text

    def rendered(value: Say | Mapping[str, Any]) -> str:
        said = value if isinstance(value, Say) else Say(**value)
        return spoken.render(said.key, said.values)

    def beyond(items: Sequence[Any], shown: int) -> str:
        """How many more there are than are shown; nothing where there are none."""
        left = len(items) - shown
        return spoken.render("managers.more", {"count": left}) if left > 0 else ""

    def tally(counts: Any, *names: str) -> str:
        """Those that are not nought, each with its word."""
        told = [
            spoken.render(f"digest.count.{name}", {"n": getattr(counts, name)})
            for name in names
            if getattr(counts, name)
        ]
        return spoken.render("digest.count.all", {"told": told})

    chosen = (day, short_day, day_of_month, month, clock, zone, weekday, term, told, beyond, tally)
    return {function.__name__: function for function in chosen} | {"say": _safe(rendered)}


def _safe(render: Callable[[Say], str]) -> Callable[[Say], str]:
    """A sentence inside a sentence is escaped already."""
    from markupsafe import Markup

    return lambda said: Markup(render(said))
