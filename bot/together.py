"""Several jobs at once, none left running behind the back of the one who started them."""

import asyncio
from collections.abc import Awaitable


async def together(*jobs: Awaitable[object]) -> None:
    """Until all have ended, each by itself; then the first failure is raised, if there was one."""
    ended = await asyncio.gather(*jobs, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, BaseException):
            raise outcome
