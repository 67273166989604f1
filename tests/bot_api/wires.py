"""Connections that can be cut in the middle, as networks do and web frameworks do not."""

import asyncio
from dataclasses import dataclass, field

from uvicorn.protocols.http.h11_impl import H11Protocol

Address = tuple[str, int]


@dataclass
class Wires:
    away: bool = False
    open: dict[Address, asyncio.Transport] = field(default_factory=dict)

    def drop(self, address: Address) -> None:
        self.open[address].abort()

    def close_half(self, address: Address) -> None:
        """We say that nothing more will come, and go on listening."""
        self.open[address].write_eof()

    def cut(self) -> None:
        self.away = True
        for transport in list(self.open.values()):
            transport.abort()


def droppable(wires: Wires) -> type[H11Protocol]:
    class Droppable(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            assert self.client is not None
            wires.open[self.client] = transport
            if wires.away:
                transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client is not None:
                wires.open.pop(self.client, None)
            super().connection_lost(exc)

    return Droppable
