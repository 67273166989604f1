"""getUpdates: the long poll, one poller at a time, none beside a webhook."""

import asyncio

from starlette.requests import Request

from tests.bot_api.parameters import Parameters
from tests.bot_api.state import Json, Refused, State

LONGEST_POLL = 50  # seconds
WEBHOOK_IN_USE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Poller:
    def __init__(self, state: State) -> None:
        self._state = state
        self._loop = asyncio.get_running_loop()
        self._stirred = asyncio.Event()

    def stir(self) -> None:
        """Something changed: whoever waits looks again."""
        self._stirred.set()
        self._stirred = asyncio.Event()

    async def poll(self, request: Request, params: Parameters) -> list[Json]:
        seconds = min(params.number("timeout"), LONGEST_POLL)
        until = self._loop.time() + seconds
        limit = self._confirm(params)
        gone = asyncio.create_task(_disconnected(request))
        turn = 0
        try:
            while not gone.done():
                # Taken before looking, so that a change after the look sets this very event.
                stirred = self._stirred
                batch = self._look(turn, limit)
                if batch or self._loop.time() >= until:
                    return batch
                turn = turn or self._wait_in_turn()
                await self._wait(gone, stirred, until)
        finally:
            gone.cancel()
            if turn:
                self._stop_waiting()
        return []

    def _confirm(self, params: Parameters) -> int:
        """What lies below the offset is done with. Returns how many updates may be handed out."""
        inbox, offset = self._state.inbox, params.number("offset")
        allowed = params.structure("allowed_updates")
        with self._state.changing():
            self._check(0)
            inbox.confirm(offset)
            inbox.allowed = inbox.allowed if allowed is None else allowed
            return inbox.limit_for(offset, params.number("limit", 100))

    def _look(self, turn: int, limit: int) -> list[Json]:
        with self._state.changed:
            self._check(turn)
            return self._state.inbox.look(limit, self._state.now())

    def _wait_in_turn(self) -> int:
        """A poll that has to wait ends the one that has been waiting so far."""
        with self._state.changing():
            self._state.inbox.polling += 1
            self._state.inbox.poller += 1
            return self._state.inbox.poller

    def _stop_waiting(self) -> None:
        with self._state.changing():
            self._state.inbox.polling -= 1

    def _check(self, turn: int) -> None:
        webhook = self._state.webhook
        if webhook:
            sentence = WEBHOOK_SET if turn else WEBHOOK_IN_USE
            raise Refused(409, sentence, scripted=webhook.get("scripted", False))
        if turn and turn != self._state.inbox.poller:
            raise Refused(409, OTHER_POLLER)

    async def _wait(self, gone: asyncio.Task[None], stirred: asyncio.Event, until: float) -> None:
        change = asyncio.create_task(stirred.wait())
        await asyncio.wait(
            {gone, change},
            timeout=max(0.0, until - self._loop.time()),
            return_when=asyncio.FIRST_COMPLETED,
        )
        change.cancel()


async def _disconnected(request: Request) -> None:
    # The body has been read, so the only thing left to receive is the end of the connection.
    await request.receive()
