"""The composition root: everything that runs is put together here and nowhere else."""

import asyncio
import signal
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.clock import Clock
from bot.desk import Desk
from bot.intake import Intake
from bot.menus import set_menus
from bot.sender import AT_ONCE, Sender
from bot.settings import Settings
from bot.together import together
from dialogs import dates
from dialogs.catalogue import plain
from dialogs.message import say
from question_bank import bank
from storage import outbox, updates
from storage.engine import CannotOpen, file_lock, open_engine

log = structlog.get_logger()
HOUSEKEEPING = 6 * 3600.0
AT_LEISURE = 2.0
POLLER = 7041002
"""The advisory lock of the one who polls and sends, where the database is PostgreSQL."""


async def serve(settings: Settings) -> None:
    """Runs until told to stop. Raises InvalidToken, CannotOpen."""
    assert settings.telegram_token is not None
    token = settings.telegram_token.get_secret_value()
    channel = f"telegram:{token.partition(':')[0]}"
    engine = open_engine(settings.database_url)
    with only_poller(engine):
        desk = Desk(engine)
        stopping = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stopping.set)
        bot = _bot(token, str(settings.telegram_api_url).rstrip("/"))
        sender = Sender(bot, desk, channel)
        clock = Clock(desk, sender, channel)
        where = settings.language, settings.timezone
        intake = Intake(bot, desk, sender, clock, channel, *where)
        try:
            await _greet(bot, desk, channel, settings.language, stopping)
            await _until_one_ends(
                intake.run(stopping),
                sender.run(stopping),
                clock.run(stopping),
                _housekeeping(desk, stopping),
                _warm_up(stopping),
                stopping=stopping,
            )
        finally:
            await bot.shutdown()
            desk.close()
            engine.dispose()


def _bot(token: str, root: str) -> Bot:
    """Polling has a connection of its own, so that slow sends cannot keep it waiting."""
    return Bot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=HTTPXRequest(connection_pool_size=2 * AT_ONCE),
        get_updates_request=HTTPXRequest(connection_pool_size=1),
    )


async def _greet(
    bot: Bot, desk: Desk, channel: str, language: str, stopping: asyncio.Event
) -> None:
    """Until Telegram has answered once: is the token good, and what stands in the menus?"""
    said = False
    while not stopping.is_set():
        try:
            await bot.initialize()
            await desk.write(outbox.name_bot, channel, bot.username)
            await bot.delete_webhook()  # a forgotten one would keep every message from us
            await set_menus(bot)
        except InvalidToken:
            raise
        except (NetworkError, RetryAfter) as error:
            if not said:
                sentence = plain(say("operating.telegram_away"), language)
                log.warning("trouble", sentence=sentence, reason=type(error).__name__)
            said = True
            await _sleep(2.0, stopping)
        except TelegramError as error:
            log.warning("menus_not_set", reason=error.message)
            return
        else:
            log.info("running", bot=bot.username)
            return


async def _housekeeping(desk: Desk, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await desk.write(updates.tidy, datetime.now(UTC))
        except DBAPIError as error:
            log.warning("not_tidied", reason=type(error).__name__)
        await _sleep(HOUSEKEEPING, stopping)


async def _warm_up(stopping: asyncio.Event) -> None:
    """What is slow to load is loaded before somebody waits for it, but after those who wait now."""
    await _sleep(AT_LEISURE, stopping)
    if not stopping.is_set():
        # A daemon, as nobody who stops the program waits for it.
        Thread(target=_load, name="warm-up", daemon=True).start()


def _load() -> None:
    bank.problems()
    dates.warm_up()


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return


async def _until_one_ends(*jobs: Awaitable[None], stopping: asyncio.Event) -> None:
    """If one fails the others stop too, each at the end of what it has in hand."""

    async def watched(job: Awaitable[None]) -> None:
        try:
            await job
        except BaseException:
            stopping.set()
            raise

    await together(*map(watched, jobs))


@contextmanager
def only_poller(engine: Engine) -> Iterator[None]:
    """Raises CannotOpen where another process polls for this database."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        with file_lock(path.with_name(path.name + ".poller.lock"), wait=False) as held:
            if not held:
                raise CannotOpen("already_running", path=str(path))
            yield
        return
    with engine.connect() as connection:
        lock = text("SELECT pg_try_advisory_lock(:role)")
        if not connection.execute(lock, {"role": POLLER}).scalar():
            raise CannotOpen("already_running", path=str(engine.url.database))
        connection.commit()
        yield
