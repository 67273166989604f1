"""Several jobs at once, none left running behind the back of the one who started them."""

import asyncio
from collections.abc import Awaitable


async def together(*jobs: Awaitable[object]) -> None:
    """Until all have ended, each by itself; then the first failure is raised, if there was one."""
    ended = await asyncio.gather(*jobs, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome


async def first_of(*signals: asyncio.Event, timeout: float) -> None:
    """Until one of them is set, or the time is over."""
    waiting = {asyncio.create_task(signal.wait()) for signal in signals}
    await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
