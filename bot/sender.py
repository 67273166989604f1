"""Sends what the outbox holds, and knows what each of Telegram's answers means for it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.desk import Desk
from bot.documents import NoDrawing, draw
from bot.pace import Pace
from bot.together import together
from dialogs.catalogue import as_plain
from dialogs.pictures import from_json
from storage import conversations, outbox
from storage.outbox import Letter

log = structlog.get_logger()
AT_ONCE = 4
IDLE = 1.0
P = ParamSpec("P")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Sender:
    def __init__(
        self, bot: Bot, desk: Desk, channel: str, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._bot, self._desk, self._channel, self._now = bot, desk, channel, now
        self._pace = Pace()
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._drawing = asyncio.Lock()
        self._in_hand: set[int] = set()
        """Letters whose lease may run out before Telegram, or the database, has answered."""

    def wake(self) -> None:
        """There is something new to send."""
        self._wake.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Until told to stop; raises InvalidToken when the token is no longer good."""
        self._stopping = stopping
        await self._note(outbox.end_leases, self._channel, self._now())
        busy: set[asyncio.Task[None]] = set()
        try:
            while not stopping.is_set():
                self._wake.clear()
                letters = await self._next(len(busy))
                busy |= {asyncio.create_task(self._deliver(letter)) for letter in letters}
                busy -= await self._until_woken(busy)
        finally:
            await together(*busy)

    async def _next(self, busy: int) -> list[Letter]:
        moment = _moment()
        limit = min(AT_ONCE, self._pace.room(moment)) - busy
        if limit <= 0:
            return []
        resting = self._pace.resting(moment)
        try:
            leased = await self._desk.write(
                outbox.lease, self._channel, self._now(), limit, resting=resting
            )
        except DBAPIError as error:
            log.warning("outbox_waits", reason=type(error).__name__)
            return []
        letters = [letter for letter in leased if letter.id not in self._in_hand]
        self._in_hand.update(letter.id for letter in letters)
        return letters

    async def _until_woken(self, busy: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """Or until a letter is done with, whose chat may have another: a slow one delays nobody.

        Or until there is room again. That a chat has rested is seen by IDLE.
        """
        moment = _moment()
        full = self._pace.room(moment) <= len(busy)
        signals = {asyncio.create_task(s.wait()) for s in (self._wake, self._stopping)}
        done, _ = await asyncio.wait(
            busy | signals,
            timeout=self._pace.opens(moment) if full else IDLE,
            return_when=asyncio.FIRST_COMPLETED,
        )
        for signal in signals:
            signal.cancel()
        ended = busy & done
        for task in ended:
            task.result()
        return ended

    async def _note(
        self, work: Callable[Concatenate[Connection, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """What Telegram has answered is worth waiting for the database: or it is sent again."""
        while True:
            try:
                await self._desk.write(work, *args, **kwargs)
                return
            except DBAPIError as error:
                log.warning("outbox_waits", reason=type(error).__name__)
                if self._stopping.is_set():
                    return
                await asyncio.sleep(IDLE)

    async def _deliver(self, letter: Letter) -> None:
        try:
            await self._try(letter)
        finally:
            self._in_hand.discard(letter.id)
            self._pace.sent(letter.chat, _moment())

    async def _try(self, letter: Letter) -> None:
        try:
            message_id = await self._send(letter)
        except RetryAfter as error:
            seconds = error.retry_after
            pause = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
            await self._note(outbox.pause_chat, letter.chat, self._now() + pause)
            await self._note(outbox.unsent, letter.id)
        except InvalidToken:
            raise
        except Forbidden as error:
            await self._note(conversations.set_blocked, self._channel, letter.address, blocked=True)
            await self._note(outbox.parked, letter.id, error.message)
        except ChatMigrated as error:
            await self._note(
                conversations.moved, self._channel, letter.address, str(error.new_chat_id)
            )
            await self._note(outbox.unsent, letter.id)
        except BadRequest as error:  # a kind of NetworkError, but no trying again mends it
            log.error("letter_refused", letter=letter.id, reason=error.message)
            await self._note(outbox.parked, letter.id, error.message)
        except NetworkError as error:
            pause = timedelta(seconds=min(60, 2 ** min(letter.tries, 6)) / 2)
            log.warning("letter_waits", letter=letter.id, reason=type(error).__name__)
            await self._note(outbox.wait, letter.id, self._now() + pause)
        except TelegramError as error:
            log.error("letter_failed", letter=letter.id, reason=error.message, tries=letter.tries)
            await self._again_or_park(letter, error.message)
        else:
            await self._note(outbox.sent, letter.id, message_id)

    async def _again_or_park(self, letter: Letter, reason: str) -> None:
        if letter.tries < outbox.TRIES:
            until = self._now() + timedelta(seconds=letter.tries)
            await self._note(outbox.wait, letter.id, until)
        else:
            await self._note(outbox.parked, letter.id, reason)

    async def _send(self, letter: Letter) -> int | None:
        part = letter.part
        rows = [
            [InlineKeyboardButton(key["text"], callback_data=key["data"]) for key in row]
            for row in part.keyboard
        ]
        markup = InlineKeyboardMarkup(rows) if rows else None
        chat = int(letter.address)
        if part.edits is not None:
            return await self._edit(chat, part.edits, markup)
        if picture := await self._drawn(letter):
            shown = await self._bot.send_photo(chat, picture, disable_notification=letter.silent)
            return shown.message_id
        try:
            sent = await self._bot.send_message(
                chat,
                part.html,
                parse_mode="HTML",
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
                disable_notification=letter.silent,
            )
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            log.error("markup_refused", letter=letter.id)
            plain = as_plain(part.html)
            sent = await self._bot.send_message(
                chat, plain, reply_markup=markup, disable_notification=letter.silent
            )
        return sent.message_id

    async def _drawn(self, letter: Letter) -> bytes | None:
        """In a thread, one at a time. None: there is nothing to draw, or no way to."""
        part = letter.part
        if part.picture is None or part.language is None:
            return None
        async with self._drawing:
            try:
                return await asyncio.to_thread(draw, from_json(part.picture), part.language)
            except NoDrawing as no:
                log.warning("picture_not_drawn", letter=letter.id, reason=str(no))
            except Exception as error:
                log.error("picture_failed", letter=letter.id, reason=type(error).__name__)
        return None

    async def _edit(self, chat: int, message: int, markup: InlineKeyboardMarkup | None) -> int:
        """The same again is as good as done; a message that is gone cannot be ticked any more."""
        try:
            await self._bot.edit_message_reply_markup(chat, message, reply_markup=markup)
        except BadRequest as error:
            known = ("not modified", "message to edit not found", "can't be edited")
            if not any(words in error.message for words in known):
                raise
        return message


def _moment() -> float:
    """Of the clock by which we also wait."""
    return asyncio.get_running_loop().time()
