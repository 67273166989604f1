"""The command line. Heavy parts are imported by the command that needs them."""

import getpass
import json
import re
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Engine

    from bot.packs import Checked
    from bot.settings import Settings
    from dialogs.message import Say

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
bank = typer.Typer(no_args_is_help=True, help="Question bank packs.")
app.add_typer(bank, name="bank")
team = typer.Typer(no_args_is_help=True, help="Teams.")
app.add_typer(team, name="team")
BAD_START = 2
FAULTY = 1


class Language(StrEnum):
    EN = "en"
    ZH = "zh-Hans"


class Judged(StrEnum):
    QUESTIONS = "questions"
    OUTCOMES = "outcomes"


class Invited(StrEnum):
    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"


@app.command()
def run() -> None:
    """The Telegram bot, by long polling."""
    import asyncio

    from telegram.error import InvalidToken

    from bot.app import serve
    from bot.logs import set_up_logs
    from storage.engine import CannotOpen

    settings = _settings()
    set_up_logs(settings.log_format)
    if settings.telegram_token is None:
        _stop("no_token")
    if not _looks_like_a_token(settings.telegram_token.get_secret_value()):
        _stop("bad_token")
    try:
        asyncio.run(serve(settings))
    except InvalidToken:
        _stop("bad_token")
    except CannotOpen as error:
        _stop(error.key, **error.values_said)


@app.command()
def chat(
    language: Annotated[Language | None, typer.Option(help="en or zh-Hans")] = None,
    user: Annotated[str, typer.Option(help="whose conversation")] = "",
    record: Annotated[Path | None, typer.Option(help="keep it as a transcript")] = None,
) -> None:
    """The same coach in this terminal."""
    import logging

    from bot import console
    from bot.logs import set_up_logs
    from bot.recording import Recording
    from storage.conversations import Newcomer
    from storage.engine import CannotOpen, open_engine

    settings = _settings()
    set_up_logs(settings.log_format)
    logging.getLogger().setLevel(logging.WARNING)
    try:
        engine = open_engine(settings.database_url)
    except CannotOpen as error:
        _stop(error.key, **error.values_said)
    name = user.strip()[:60] or getpass.getuser()
    person = Newcomer(name, language or settings.language, settings.timezone)
    try:
        recording = Recording(record) if record else None
    except OSError:
        _stop("cannot_write", path=str(record))
    coach = console.Console(engine, person, partial(print, flush=True), language, recording)
    coach.greet()
    for line in console.typed_lines() if sys.stdin.isatty() else console.piped_lines():
        coach.hear(line)


@app.command()
def judge(what: Judged, language: Annotated[Language, typer.Option()] = Language.EN) -> None:
    """One text a line on stdin, one verdict as JSON a line on stdout."""
    tell = {Judged.QUESTIONS: _question, Judged.OUTCOMES: _outcome}[what]
    for line in sys.stdin:
        print(json.dumps(tell(line.strip(), language), ensure_ascii=False), flush=True)


@bank.command()
def check(path: Annotated[Path | None, typer.Argument()] = None) -> None:
    """What is wrong with a pack, one line a fault; without a path, with the coach's own bank."""
    from bot.packs import verdict

    found = _checked(path)
    if _faulty(found):
        raise SystemExit(FAULTY)
    _tell(verdict(found))


@bank.command("import")
def import_(
    path: Path,
    team: Annotated[str, typer.Option(help="the team's name; for a rep without one, the rep's")],
) -> None:
    """Give a team a pack of its own; one of the same name is replaced."""
    from bot.packs import take_in
    from storage.engine import CannotOpen, open_engine
    from storage.packs import CannotKeep

    (checked,) = found = _checked(path)
    if _faulty(found):
        raise SystemExit(FAULTY)
    try:
        engine = open_engine(_settings().database_url)
        _tell(take_in(engine, checked, team))
    except CannotOpen as error:
        _stop(error.key, **error.values_said)
    except CannotKeep as error:
        _refuse(f"bank.{error.name}", **error.values_said)


@team.command()
def create(name: str) -> None:
    """Make a team; prints the invite of its first admin, once."""
    from bot import teams

    _set_up(lambda engine: teams.create(engine, name))


@team.callback()
def _team() -> None:
    """Teams."""


@app.command()
def invite(
    team: Annotated[str, typer.Option(help="the team's name")],
    role: Annotated[Invited, typer.Option()] = Invited.REP,
) -> None:
    """Invite one person to a team; prints the code, once."""
    from bot import teams
    from dialogs.access import Role

    _set_up(lambda engine: teams.invite(engine, team, Role(role)))


def _set_up(how: "Callable[[Engine], Say]") -> None:
    from bot.teams import CannotSetUp
    from storage.engine import CannotOpen, open_engine

    try:
        _tell(how(open_engine(_settings().database_url)))
    except CannotOpen as error:
        _stop(error.key, **error.values_said)
    except CannotSetUp as error:
        _refuse(f"teams.{error.name}", **error.values_said)


def _checked(path: Path | None) -> "Sequence[Checked]":
    from bot.packs import check
    from bot.settings import spoken_at_start
    from question_bank.packs import NoPack

    try:
        return check(path, spoken_at_start())
    except NoPack as error:
        _refuse(f"bank.{error.name}", path=str(path))


def _faulty(checked: "Sequence[Checked]") -> bool:
    from bot.packs import verdict

    for each in checked:
        for line in each.lines:
            _tell(line)
    faulty = any(each.faults for each in checked)
    if faulty:
        _tell(verdict(checked))
    return faulty


def _tell(said: "Say") -> None:
    from bot.settings import spoken_at_start
    from dialogs.catalogue import plain

    print(plain(said, spoken_at_start()))


def _question(text: str, language: Language) -> dict[str, object]:
    from question_bank.questions import judge_question

    verdict = judge_question(text, language.value)
    return {
        "kind": verdict.kind,
        "confidence": round(verdict.confidence, 4),
        "because": _sentence(
            f"judge.because.{verdict.because.cue}", verdict.because.words, language
        ),
    }


def _outcome(text: str, language: Language) -> dict[str, object]:
    from question_bank.outcomes import judge_outcome

    verdict = judge_outcome(text, language.value)
    return {
        "outcome": verdict.outcome,
        "kind": verdict.kind,
        "weak": verdict.weak,
        "rule": verdict.rule,
        "missing": verdict.missing,
        "because": _sentence(
            f"outcome.because.{verdict.because.cue}", verdict.because.words, language
        ),
    }


def _sentence(key: str, words: str, language: Language) -> str:
    from dialogs.catalogue import plain
    from dialogs.message import say

    return plain(say(key, words=words), language)


def _settings() -> "Settings":
    from bot.settings import BadSetting, read_settings

    try:
        return read_settings()
    except BadSetting as error:
        _stop("bad_setting", name=error.name)


def _looks_like_a_token(token: str) -> bool:
    return re.fullmatch(r"\d{3,}:[A-Za-z0-9_-]{10,}", token) is not None


def _stop(key: str, **values: str) -> NoReturn:
    _refuse(f"operating.{key}", **values)


def _refuse(key: str, **values: object) -> NoReturn:
    """One clear sentence, and no stack of calls."""
    from bot.settings import spoken_at_start
    from dialogs.catalogue import plain
    from dialogs.message import say

    print(plain(say(key, **values), spoken_at_start()), file=sys.stderr)
    raise SystemExit(BAD_START)


def main() -> None:
    app()
