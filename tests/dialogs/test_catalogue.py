"""The words of all languages beside each other, and every key beside the code that says it."""

import ast
import re
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

from dialogs.catalogue import LANGUAGES, as_plain, catalogue, plain, words, zone_name, zones_by_city
from dialogs.coach import COMMANDS
from dialogs.message import Button, Say, Words, say
from dialogs.session import Session, from_json, to_json

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "dialogs", "question_bank", "storage")
KEYS = list(catalogue("en").entries)
EVERY = pytest.mark.parametrize("language", LANGUAGES)
OTHERS = pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])


def sources(language: str) -> Iterator[tuple[str, str]]:
    for key, entry in catalogue(language).entries.items():
        yield from ((key, str(text)) for text in (entry if isinstance(entry, list) else [entry]))


def without_code(text: str) -> str:
    """Only the words: what is filled in is left out, and so is markup."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|</?\w+>", "", text)


# --- the languages agree -------------------------------------------------------------------------


@OTHERS
def test_the_languages_have_the_same_keys_in_the_same_order(language: str) -> None:
    assert KEYS == list(catalogue(language).entries)


@OTHERS
@pytest.mark.parametrize("key", KEYS)
def test_an_entry_fills_the_same_blanks_in_every_language(key: str, language: str) -> None:
    def blanks(spoken: str) -> set[str]:
        entry = catalogue(spoken).entries[key]
        tree = catalogue(spoken)._environment.parse("" if isinstance(entry, list) else entry)
        return meta.find_undeclared_variables(tree)

    def lists(spoken: str) -> bool:
        return isinstance(catalogue(spoken).entries[key], list)

    assert blanks("en") == blanks(language)
    assert lists("en") == lists(language)


@EVERY
def test_no_entry_is_empty(language: str) -> None:
    assert all(text.strip() for _, text in sources(language))


# --- what stands in them -------------------------------------------------------------------------


@EVERY
def test_the_only_markup_is_bold_italic_and_code(language: str) -> None:
    said = [re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text) for _, text in sources(language)]
    tags = {tag for text in said for tag in re.findall(r"<[^>]*>", text)}

    assert tags <= {"<b>", "</b>", "<i>", "</i>", "<code>", "</code>"}


@EVERY
def test_markup_is_closed_on_the_line_it_was_opened_on(language: str) -> None:
    """Long messages are split at lines."""
    for key, text in sources(language):
        for line in text.splitlines():
            opened: list[str] = []
            for closing, tag in re.findall(r"<(/?)(\w+)>", line):
                if closing:
                    assert opened and opened.pop() == tag, f"{key}: {line}"
                else:
                    opened.append(tag)
            assert not opened, f"{key}: {line}"


@EVERY
def test_labels_are_plain_and_stand_on_one_line(language: str) -> None:
    labels = [key for key in said("Button") if "*" not in key]
    assert "planning.review.save" in labels
    for key in labels:
        text = str(catalogue(language).entries[key])

        assert "<" not in text and "\n" not in text.strip(), key


def test_chinese_uses_full_width_punctuation() -> None:
    for key, text in sources("zh-Hans"):
        wrong = re.search(r"[\u4e00-\u9fff][,.?!:;][\u4e00-\u9fff]", without_code(text))

        assert not wrong, f"{key}: {text}"


def test_chinese_ends_its_sentences_in_chinese() -> None:
    for key, text in sources("zh-Hans"):
        for line in without_code(text).splitlines():
            assert not re.search(r"[\u4e00-\u9fff][,.?!:;]$", line.strip()), f"{key}: {line}"


def test_chinese_addresses_the_rep_politely_and_quotes_as_chinese_does() -> None:
    for key, text in sources("zh-Hans"):
        said_by_the_rep = key.startswith(("asides.heard.", "common.spoken."))
        assert said_by_the_rep or "你" not in text, key
        assert not re.search(r"""['"]""", without_code(text)), key


def test_english_is_written_in_latin_letters() -> None:
    mixed = {key for key, text in sources("en") if re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)}

    assert mixed == {"common.languages.zh-Hans"}


# --- each is said somewhere ----------------------------------------------------------------------


def trees() -> Iterator[ast.Module]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield ast.parse(path.read_text("utf-8"))


def pattern(node: ast.AST) -> str | None:
    """A key as the code writes it, `*` for what is only known when it runs."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values):
            return "".join(pattern(value) or "*" for value in values)
        case ast.BinOp(left, ast.Add(), _):
            return f"{pattern(left)}*"
    return None


def said(function: str | None = None) -> set[str]:
    """The keys given to `say`, or to the `say` that a call of `function` begins with."""
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name, key = getattr(node.func, "id", None), node.args[0]
            if function and name == function and isinstance(key, ast.Call) and key.args:
                found.add(pattern(key.args[0]) or "")
            elif not function and name in ("say", "Say", "Refused"):
                found.add(pattern(key) or "")
    return {key for key in found if "." in key}


@cache
def literals() -> frozenset[str]:
    found = {text for tree in trees() for node in ast.walk(tree) if (text := pattern(node))}
    return frozenset(found)


def matches(key: str, written: str) -> bool:
    return re.fullmatch(re.escape(written).replace(r"\*", ".+"), key) is not None


def test_what_the_code_says_has_words() -> None:
    for written in said():
        assert any(matches(key, written) for key in KEYS), f"no words for {written}"


@pytest.mark.parametrize("key", KEYS)
def test_every_entry_is_said_somewhere(key: str) -> None:
    """By its whole key, by a pattern with a blank in it, or by its last word alone."""
    file, _, rest = key.partition(".")
    written = {each for each in literals() if each.startswith(f"{file}.") and each != f"{file}.*"}
    terms = {group for _, text in sources("en") for group in re.findall(r"term\([\"'](\w+)", text)}

    by_term = file == "terms" and rest.partition(".")[0] in terms
    by_name = f"{file}.*" in literals() and rest in literals()
    assert by_term or by_name or any(matches(key, each) for each in written)


# --- commands ------------------------------------------------------------------------------------


@EVERY
def test_every_command_is_explained_shortly_enough_for_the_menu(language: str) -> None:
    for command in COMMANDS:
        explained = plain(say(f"terms.commands.{command}"), language)

        assert 3 <= len(explained) <= 256


def test_command_names_are_what_telegram_takes() -> None:
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", command) for command in COMMANDS)


def test_no_word_means_two_commands_or_two_kinds_of_question() -> None:
    for group in ("common.spoken.", "common.heading."):
        spoken = [
            word
            for language in LANGUAGES
            for key in KEYS
            if key.startswith(group)
            for word in catalogue(language).listed(key)
        ]

        assert len(set(spoken)) == len(spoken)
        assert spoken == [word.casefold().strip() for word in spoken]


# --- rendering -----------------------------------------------------------------------------------


def test_what_people_typed_is_shown_literally() -> None:
    typed = "<b>Acme</b> & {{7*7}} “Söhne”"
    rendered = words(say("planning.recap.new", name=typed), "en")

    assert "New account: <b>&lt;b&gt;Acme&lt;/b&gt; &amp; {{7*7}} “Söhne”</b>." == rendered
    assert f"New account: {typed}." == as_plain(rendered)


def test_a_sentence_within_a_sentence_is_escaped_once() -> None:
    title = say("planning.title", name="A & B")

    assert "Back to your plan for A &amp; B." == words(say("common.resumed", title=title), "en")


def test_a_label_that_was_stored_is_rendered_again() -> None:
    """Buttons wait in the session as JSON, with the sentences and words inside them."""
    labels = (
        say("common.resume", title=say("planning.title", name="Acme Pumps")),
        say("planning.edit.questions", problem=Words("Seals fail", None)),
    )
    session = Session(offered=tuple(Button(label) for label in labels))
    stored = from_json(to_json(session)).offered

    assert [plain(label, "en") for label in labels] == [plain(b.label, "en") for b in stored]


def test_words_of_the_bank_follow_the_reader_and_typed_words_stay() -> None:
    known = Words("Deliveries run late at peak times", "logistics_late_deliveries")
    gone = Words("A problem of an older release", "no_such_problem")
    label = "planning.edit.questions"

    assert "提问：旺季送货经常晚点" == plain(say(label, problem=known), "zh-Hans")
    assert "提问：Seals fail" == plain(say(label, problem=Words("Seals fail")), "zh-Hans")
    assert "提问：A problem of an older release" == plain(say(label, problem=gone), "zh-Hans")


def test_a_missing_word_or_blank_is_an_error_and_no_other_language_steps_in() -> None:
    with pytest.raises(KeyError):
        words(Say("planning.no_such_step.ask"), "zh-Hans")
    with pytest.raises(jinja2.UndefinedError):
        words(Say("planning.recap.new"), "zh-Hans")


def test_days_times_and_zones_are_written_as_people_write_them() -> None:
    when = {"day": date(2026, 10, 2), "hour": time(15), "zone": "Asia/Shanghai"}
    echo = say("planning.when.echo", when=when)

    assert "Fri 2 Oct 2026, 15:00 Shanghai time." == plain(echo, "en")
    assert "2026年10月2日周五，上海时间15:00。" == plain(echo, "zh-Hans")


def test_a_zone_is_known_by_its_city_in_either_language() -> None:
    cities = {
        "berlin": "Europe/Berlin",
        "柏林": "Europe/Berlin",
        "new york": "America/New_York",
        "上海": "Asia/Shanghai",
        "北京": "Asia/Shanghai",
        "beijing": "Asia/Shanghai",
        "东京": "Asia/Tokyo",
    }

    assert cities == {city: zones_by_city()[city] for city in cities}
    assert ("Berlin", "柏林") == (
        zone_name("Europe/Berlin", "en"),
        zone_name("Europe/Berlin", "zh-Hans"),
    )
