"""What stands in a picture, where and in which colours: asked of the layout, read in pixels."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.documents import NoDrawing, compiler, draw
from dialogs.catalogue import LANGUAGES
from dialogs.pictures import MOST_REPS, MOST_WEEKS, OutcomeCounts, OutcomePicture, RepWeeks
from tests.pixels import pixels, size

EVERY = pytest.mark.parametrize("language", LANGUAGES)
TEMPLATE = (Path(__file__).parent.parent / "bot" / "outcomes.typ").read_text("utf-8")
NONE = OutcomeCounts()
ALL_KINDS = OutcomeCounts(order=11, advance=22, continuation=33, no_sale=44)
NASTY = (
    *("#let x = 1", "#panic()", "<b>Bob</b>", '"Li" \\ Sons', "$x^2$", "@label *x* _y_", "// Bob"),
    *("= Bob", "[Bob", "{{7*7}}", "`Bob`", "刘“小”宁", "阿卜杜拉·买买提", "José Ñandú"),
)
LONG = (
    "北京中关村科技园区大客户销售部张晓明经理",
    "Alexandra Featherstonehaugh-Montgomery of the North",
)
ENDLESS = ("W" * 4096, "i" * 4096, "a " * 2048, "字" * 4096, "a\n" * 60)


def picture(*names: str, weeks: int = 2, counts: OutcomeCounts = NONE) -> OutcomePicture:
    """The first week of each rep as given, the others without visits."""
    mondays = tuple(date(2026, 11, 9) + timedelta(weeks=week) for week in range(weeks))
    told = (counts,) + (NONE,) * (weeks - 1)
    return OutcomePicture("North", mondays, tuple(RepWeeks(name, told) for name in names))


def placed(shown: OutcomePicture, language: str = "en") -> Iterator[tuple[str, float, float]]:
    """Every text of the picture, with its place in points from the left and the top."""
    found = compiler(shown, language).eval(
        "query(<shown>).map(it => (it, it.location().position()))"
    )
    for element, place in json.loads(found):
        text = element.get("child", element)["text"].replace("\u200b", "")
        yield text, float(place["x"][:-2]), float(place["y"][:-2])


def texts(shown: OutcomePicture, language: str = "en") -> list[str]:
    return [text for text, _, _ in placed(shown, language)]


# --- what it says --------------------------------------------------------------------------------


def test_everything_is_said_in_english() -> None:
    assert [
        *("Visit outcomes by week", "North"),
        *("order", "advance", "continuation", "no-sale"),
        *("Bob", "44", "33", "22", "11"),
        *("9", "Nov", "16", "Nov"),
        "Weeks begin on Monday; the last one ends on Sun 22 Nov 2026.",
    ] == texts(picture("Bob", counts=ALL_KINDS))


def test_everything_is_said_in_chinese() -> None:
    assert [
        *("每周拜访结果", "North"),
        *("成交", "进展", "暂时中断（还在谈，没推进）", "未成交"),
        *("李伟", "44", "33", "22", "11"),
        *("11月", "9日", "11月", "16日"),
        "每周从周一算起，最后一周截至2026年11月22日周日。",
    ] == texts(picture("李伟", counts=ALL_KINDS), "zh-Hans")


@pytest.mark.parametrize(
    ("reps", "more"), [(12, None), (13, "… and 1 more rep"), (15, "… and 3 more reps")]
)
def test_reps_who_are_not_drawn_are_counted(reps: int, more: str | None) -> None:
    names = [f"Rep {number}" for number in range(1, reps + 1)]
    said = texts(picture(*names))

    assert names[:MOST_REPS] == [text for text in said if text.startswith("Rep ")]
    assert ([more] if more else []) == [text for text in said if "more" in text]


def test_reps_who_are_not_drawn_are_counted_in_chinese() -> None:
    assert "……另有3位销售未列出" in texts(picture(*"赵钱孙李周吴郑王冯陈褚卫蒋沈韩"), "zh-Hans")


def test_names_are_never_read_as_typst() -> None:
    for start in range(0, len(NASTY), MOST_REPS):
        names = NASTY[start : start + MOST_REPS]
        assert list(names) == texts(picture(*names))[6 : 6 + len(names)]
    team = OutcomePicture('#panic("") + json', picture().weeks, ())

    assert '#panic("") + json' == texts(team)[1]


def test_what_the_font_cannot_draw_is_left_out_of_names() -> None:
    names = ["🚀 Rocket 👩‍👩‍👧", "1️⃣ Li\u202e\x00", "Z̸͢o̷\u0301e", "🚀"]

    assert ["Rocket", "1 Li", "Zóe", "–"] == texts(picture(*names))[6:10]


# --- where it stands -----------------------------------------------------------------------------


@EVERY
@pytest.mark.parametrize("reps", [0, 1, 12, 15])
def test_a_picture_is_as_wide_as_a_phone_and_no_ribbon(reps: int, language: str) -> None:
    few = OutcomeCounts(order=1, advance=2, no_sale=1)
    width, height = size(draw(picture(*["Li"] * reps, weeks=8, counts=few), language))

    assert 1080 == width
    assert 300 < height < 3 * width


def test_outcomes_are_stacked_from_the_order_up() -> None:
    places = {text: (x, y) for text, x, y in placed(picture("Bob", counts=ALL_KINDS))}
    down = [places[figure][1] for figure in ("44", "33", "22", "11")]
    left = {places[figure][0] for figure in ("44", "33", "22", "11")}

    assert sorted(set(down)) == down
    assert 1 == len(left)


def test_one_scale_holds_for_every_bar() -> None:
    """A figure stands in the middle of its segment, so it rises with the number of visits."""
    bob, li = (tuple(OutcomeCounts(order=order) for order in orders) for orders in ((4, 6), (8, 3)))
    shown = OutcomePicture("North", picture().weeks, (RepWeeks("Bob", bob), RepWeeks("Li", li)))
    places = {text: y for text, _, y in placed(shown)}
    visit = places["4"] - places["6"]

    assert visit > 5
    assert places["3"] - places["8"] == pytest.approx(visit * 5 / 2, abs=0.1)


@pytest.mark.parametrize("name", [*LONG, *ENDLESS])
def test_a_long_name_is_cut_after_two_lines_beside_the_bars(name: str) -> None:
    long, short = picture(name, weeks=MOST_WEEKS), picture("Wei W Wei W Wei", weeks=MOST_WEEKS)
    shown = texts(long)[6]
    drawn = pixels(compiled(long))
    rows = range(*(int(y / 2) for text, _, y in placed(long) if text in ("no-sale", "9")))

    assert shown.endswith("…") and " ".join(name.split()).startswith(shown[:-1])
    assert pixels(compiled(short)).height == drawn.height
    assert drawn.blank(range(54, 56), range(rows.start + 8, rows.stop)), "between name and bars"


@pytest.mark.parametrize("name", ENDLESS)
def test_nothing_leaves_the_page(name: str) -> None:
    shown = picture(name, weeks=MOST_WEEKS, counts=ALL_KINDS)
    drawn = pixels(compiled(OutcomePicture(name, shown.weeks, shown.reps)))

    assert drawn.blank(range(0, 6), range(drawn.height))
    assert drawn.blank(range(drawn.width - 6, drawn.width), range(drawn.height))
    assert texts(OutcomePicture(name, shown.weeks, shown.reps))[1].endswith("…")


def compiled(shown: OutcomePicture) -> bytes:
    """Small, two points to a pixel: enough to see where something stands."""
    drawn: Any = compiler(shown, "en").compile(format="png", ppi=36)
    return bytes(drawn)


@EVERY
def test_the_same_picture_is_the_same_file(language: str) -> None:
    shown, other = picture("Bob", counts=ALL_KINDS), picture("Bob", counts=OutcomeCounts(order=11))

    assert draw(shown, language) == draw(shown, language)
    assert draw(shown, language) != draw(other, language)


@EVERY
def test_the_font_is_there(language: str) -> None:
    """Typst only warns of a missing one, and draws boxes for Chinese."""
    _, warnings = compiler(picture("李伟"), language).compile_with_warnings(format="svg")

    assert [] == [warning.message for warning in warnings]


# --- colours -------------------------------------------------------------------------------------


def colours(name: str) -> list[str]:
    line = re.search(rf"^#let {name} = \((.*)\)$", TEMPLATE, re.MULTILINE)
    assert line, name
    return re.findall(r'"#(\w{6})"', line[1])


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part / 255) for part in bytes.fromhex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_outcomes_are_told_apart_by_lightness_alone() -> None:
    lightness = [116 * luminance(fill) ** (1 / 3) - 16 for fill in colours("fills")]
    steps = [upper - lower for lower, upper in pairwise(lightness)]

    assert 4 == len(lightness)
    assert min(steps) > 15


def test_figures_can_be_read_on_their_segments() -> None:
    for figure, fill in zip(colours("figures"), colours("fills"), strict=True):
        darker, lighter = sorted((luminance(figure), luminance(fill)))

        assert (lighter + 0.05) / (darker + 0.05) > 4.5


# --- without typst -------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["typst", "pylopdf_fonts_zh_cn"])
def test_without_typst_or_the_font_there_is_no_drawing(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(NoDrawing, match=missing):
        draw(picture("Bob"), "en")


def test_where_typst_itself_breaks_down_there_is_no_drawing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its panics are no Exceptions; such a one would end the sender, and again after each start."""

    class Panic(BaseException): ...

    def compiler(*_: Any, **__: Any) -> None:
        raise Panic("index out of bounds")

    monkeypatch.setitem(sys.modules, "typst", SimpleNamespace(Compiler=compiler))
    with pytest.raises(NoDrawing, match="Panic: index out of bounds"):
        draw(picture("Bob"), "en")


def test_typst_is_loaded_when_something_is_drawn_and_not_before() -> None:
    code = "import sys, bot.documents; sys.exit('typst' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
