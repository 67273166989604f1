"""Time: what is due is taken as a turn of its own, one after the other, and sent like any other."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.desk import Desk
from bot.logs import frames
from bot.sender import Sender, utc_now
from bot.together import first_of
from bot.turn import take_due
from storage import reminders
from storage.reminders import Waiting

log = structlog.get_logger()
TICK = 2.0


class Clock:
    def __init__(
        self, desk: Desk, sender: Sender, channel: str, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._desk, self._sender, self._channel, self._now = desk, sender, channel, now
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may be due now, such as what one says to another."""
        self._woken.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Until told to stop, at the end of the reminder in hand."""
        while not stopping.is_set():
            self._woken.clear()
            try:
                await self._take_all(stopping)
            except (DBAPIError, OSError) as error:  # nothing is lost: they are still due
                log.warning("reminders_wait", reason=type(error).__name__)
            await first_of(self._woken, stopping, timeout=TICK)

    async def _take_all(self, stopping: asyncio.Event) -> None:
        """Each that is taken is gone, so there is an end to them."""
        while waiting := await self._desk.write(reminders.due, self._channel, self._now()):
            for one in waiting:
                if stopping.is_set():
                    return
                await self._take(one)

    async def _take(self, one: Waiting) -> None:
        try:
            turn = await self._desk.run(take_due, self._desk.engine, one, self._now())
        except (DBAPIError, OSError):
            raise
        except Exception as error:
            log.error(
                "reminder_failed", kind=one.kind, reason=type(error).__name__, at=frames(error)
            )
            await self._desk.write(reminders.give_up, one, self._now())
        else:
            if turn and turn.message:
                self._sender.wake()
