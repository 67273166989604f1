"""The writer: one thread through which all of the database goes, so that nothing waits in a turn.

On SQLite it is the single writer; PostgreSQL takes as many as there are threads.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

P = ParamSpec("P")
T = TypeVar("T")
THREADS = 4


class Desk:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        threads = 1 if engine.dialect.name == "sqlite" else THREADS
        self._threads = ThreadPoolExecutor(threads, "writer")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """In a transaction of its own."""

        def in_transaction() -> T:
            with self.engine.begin() as connection:
                return work(connection, *args, **kwargs)

        return await self.run(in_transaction)

    def close(self) -> None:
        self._threads.shutdown()
