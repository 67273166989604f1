"""Draws what is kept to be drawn, with typst and a font of its own; the program runs without both.

Heavy, so never in a turn: the sender draws when it sends.
"""

import json
import re
import unicodedata
from dataclasses import astuple, fields
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogs.catalogue import plain
from dialogs.message import say
from dialogs.pictures import MOST_REPS, OutcomeCounts, OutcomePicture

if TYPE_CHECKING:
    from typst import Compiler

_TEMPLATE = Path(__file__).parent / "outcomes.typ"
_PIXELS_PER_INCH = 216
"""Three pixels to a point: a page of 360 points is 1080 pixels wide."""
_LONGEST_NAME = 120
_NO_GLYPHS = re.compile(r"C.|M.|So|Sk")
"""Emoji and marks piled on a letter: the font has none, and a box in a name helps nobody."""


class NoDrawing(Exception):
    """Typst or the fonts are not installed (they come with requirements/documents.txt), or fail."""


def draw(picture: OutcomePicture, language: str) -> bytes:
    """A PNG, 1080 pixels wide; the same bytes for the same picture. Raises NoDrawing."""
    try:
        drawn = compiler(picture, language).compile(format="png", ppi=_PIXELS_PER_INCH)
    except (NoDrawing, KeyboardInterrupt):
        raise
    except BaseException as error:  # typst gives up with what is no Exception
        raise NoDrawing(f"{type(error).__name__}: {error}") from error
    assert isinstance(drawn, bytes), "one page, however many reps"
    return drawn


def compiler(picture: OutcomePicture, language: str) -> "Compiler":
    """The template with everything it shows. Raises NoDrawing."""
    try:
        import pylopdf_fonts_zh_cn
        import typst
    except ImportError as error:
        raise NoDrawing(str(error)) from error
    shown = {"language": language, **_shown(picture, language)}
    return typst.Compiler(
        _TEMPLATE,
        font_paths=[pylopdf_fonts_zh_cn.sans_path().parent],
        ignore_system_fonts=True,
        # As data: nothing anybody typed is ever read as typst.
        sys_inputs={"picture": json.dumps(shown)},
    )


def _shown(picture: OutcomePicture, language: str) -> dict[str, Any]:
    def said(key: str, **values: Any) -> str:
        return plain(say(f"pictures.outcomes.{key}", **values), language)

    kinds = [field.name for field in fields(OutcomeCounts)]
    more = len(picture.reps) - MOST_REPS
    return {
        "title": said("title"),
        "team": _drawable(picture.team),
        "legend": [plain(say(f"terms.outcome.{kind}"), language) for kind in kinds],
        "reps": [
            {"name": _drawable(rep.name), "weeks": [astuple(week) for week in rep.weeks]}
            for rep in picture.reps[:MOST_REPS]
        ],
        "more": said("more", count=more) if more > 0 else None,
        "weeks": [said("week", monday=monday).split("\n") for monday in picture.weeks],
        "span": said("span", end=picture.weeks[-1] + timedelta(days=6)),
    }


def _drawable(name: str) -> str:
    """On one line, of a length that can be laid out, in letters that the font may have."""
    composed = unicodedata.normalize("NFC", " ".join(name.split()))
    letters = [
        char
        for char in composed
        if char in "^`" or not _NO_GLYPHS.fullmatch(unicodedata.category(char))
    ]
    return " ".join("".join(letters).split())[:_LONGEST_NAME] or "–"
