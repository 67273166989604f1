"""A start that cannot work ends with one clear sentence, or keeps trying and says so once."""

import sqlite3
import time
from pathlib import Path

import pytest

from tests.bot_api import SimulatedTelegram
from tests.end_to_end.process import Coach


def one_sentence(coach: Coach, *words: str) -> None:
    """What it said on giving up is a line or two of prose, and no stack of calls."""
    said = coach.said().strip()
    assert all(word in said for word in words), said
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1, said


def test_no_token(telegram: SimulatedTelegram, tmp_path: Path) -> None:
    coach = Coach(telegram, tmp_path, COACH_TELEGRAM_TOKEN="").start()

    assert coach.ends() == 2
    one_sentence(coach, "COACH_TELEGRAM_TOKEN", "visit-coach chat")


def test_no_token_in_chinese(telegram: SimulatedTelegram, tmp_path: Path) -> None:
    coach = Coach(telegram, tmp_path, COACH_TELEGRAM_TOKEN="", COACH_LANGUAGE="zh-Hans").start()

    assert coach.ends() == 2
    one_sentence(coach, "没有找到Telegram令牌")


@pytest.mark.parametrize("token", ["hello", "1234567:AAH-this-one-was-revoked-long-ago_x"])
def test_a_token_telegram_does_not_accept(
    telegram: SimulatedTelegram, tmp_path: Path, token: str
) -> None:
    telegram.allows("401 Unauthorized")
    coach = Coach(telegram, tmp_path, COACH_TELEGRAM_TOKEN=token).start()

    assert coach.ends() == 2
    one_sentence(coach, "does not accept this token")
    assert token not in coach.said()


def test_a_token_revoked_while_running(telegram: SimulatedTelegram, tmp_path: Path) -> None:
    coach = Coach(telegram, tmp_path).start()
    telegram.waits_until_polled()
    telegram.fails("*", times=float("inf"), status=401)
    telegram.person("Li").sends("/start")

    assert coach.ends() == 2, coach.said()
    assert "does not accept this token" in coach.said()
    assert "Traceback" not in coach.said()


def test_an_unreachable_telegram_is_said_once_and_tried_again(
    telegram: SimulatedTelegram, tmp_path: Path
) -> None:
    telegram.goes_away()
    coach = Coach(telegram, tmp_path).start()
    coach.says("Telegram cannot be reached")
    telegram.comes_back()
    li = telegram.person("Li")
    li.sends("/start")

    assert "what do you sell?" in li.hears(20).plain
    assert coach.said().count("Telegram cannot be reached") == 1
    assert coach.stop() == 0


def test_a_forgotten_webhook_keeps_no_message_from_us(
    telegram: SimulatedTelegram, coach: Coach
) -> None:
    telegram.has_webhook()
    telegram.person("Li").sends("/start")
    coach.stop()
    coach.start()

    telegram.waits_until_confirmed(20)
    assert telegram.webhook == {}


def test_a_file_where_the_data_folder_should_be(
    telegram: SimulatedTelegram, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("notes of last year")
    coach = Coach(telegram, tmp_path).start()

    assert coach.ends() == 2
    one_sentence(coach, "data is a file")


def test_something_else_where_the_database_should_be(
    telegram: SimulatedTelegram, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "coach.db").write_text("accounts of last year\n" * 100)
    coach = Coach(telegram, tmp_path).start()

    assert coach.ends() == 2
    one_sentence(coach, "coach.db is not a database of mine")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COACH_LANGUAGE", "klingon"),
        ("COACH_TIMEZONE", "Shanghai/Asia"),
        ("COACH_DATABASE_URL", "coach.db"),
        ("COACH_DATABASE_URL", "oracle://sales"),
        ("COACH_TELEGRAM_API_URL", "not an address"),
        ("COACH_LOG_FORMAT", "pink"),
    ],
)
def test_a_wrong_setting_is_named(
    telegram: SimulatedTelegram, tmp_path: Path, name: str, value: str
) -> None:
    coach = Coach(telegram, tmp_path, **{name: value}).start()

    assert coach.ends() == 2
    one_sentence(coach, name)


def test_a_database_of_a_newer_version_is_left_alone(
    telegram: SimulatedTelegram, tmp_path: Path
) -> None:
    coach = Coach(telegram, tmp_path).start()
    telegram.waits_until_polled()
    coach.stop()
    database = tmp_path / "data" / "coach.db"
    with sqlite3.connect(database) as raw:
        raw.execute("update alembic_version set version_num = '9999'")
    (tmp_path / "coach.log").unlink()

    assert coach.start().ends() == 2
    one_sentence(coach, "newer version", "9999")
    with sqlite3.connect(database) as raw:
        assert raw.execute("select version_num from alembic_version").fetchone() == ("9999",)


def test_a_program_just_started_stops_at_once(telegram: SimulatedTelegram, coach: Coach) -> None:
    telegram.waits_until_polled(20)
    begun = time.monotonic()

    assert coach.stop() == 0
    assert time.monotonic() - begun < 5


def test_a_second_one_on_the_same_database_steps_back(
    telegram: SimulatedTelegram, coach: Coach, tmp_path: Path
) -> None:
    telegram.waits_until_polled()
    second = Coach(telegram, tmp_path / "second")
    second.folder.mkdir()
    second = Coach(
        telegram,
        second.folder,
        COACH_DATABASE_URL=f"sqlite:///{coach.folder / 'data' / 'coach.db'}",
    ).start()

    assert second.ends() == 2
    one_sentence(second, "already running")
