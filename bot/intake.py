"""Long polling that confirms only what is committed.

Telegram keeps an update until a later poll asks for higher ids. So that poll waits for the turns of
the whole batch; whatever happens in between, the updates come again. Chats go side by side, the
messages of one chat one after the other.
"""

import asyncio
import json
import warnings
from collections import defaultdict
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from telegram import Bot
from telegram.error import (
    Conflict,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from bot.clock import Clock
from bot.desk import Desk
from bot.inbound import Elsewhere, Incoming, Standing, read_update
from bot.logs import frames
from bot.menus import Menus
from bot.sender import Sender
from bot.together import together
from bot.turn import Arrival, QuestionOnItsWay, take_turn
from dialogs.catalogue import plain, words
from dialogs.message import say
from dialogs.talk import Turn
from storage import conversations, outbox, updates
from storage.outbox import Part

log = structlog.get_logger()
POLL = 50
_PATIENCE = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
_WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
warnings.filterwarnings("ignore", category=PTBUserWarning, message=".*do_api_request.*")


class Intake:
    def __init__(
        self,
        bot: Bot,
        desk: Desk,
        sender: Sender,
        clock: Clock,
        channel: str,
        language: str,
        zone: str,
    ) -> None:
        self._bot, self._desk, self._channel = bot, desk, channel
        self._sender, self._clock = sender, clock
        self._language, self._zone = language, zone
        self._menus = Menus(bot)
        self._beside: set[asyncio.Task[None]] = set()
        self._trouble: str | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Until told to stop; a batch begun is finished, and confirmed by whoever polls next."""
        offset: int | None = None  # ids can restart lower, so the server says where to begin
        failures = 0
        while not stopping.is_set():
            try:
                batch = await self._poll(offset, stopping)
                if batch:
                    await self._handle(batch)
                    offset = max(raw["update_id"] for raw in batch) + 1
            except (InvalidToken, EndPointNotFound) as error:  # it takes 401 for a wrong method
                raise InvalidToken from error
            except (TelegramError, DBAPIError, OSError) as error:
                failures += 1
                await self._back_off(error, failures, stopping)
            else:
                failures = 0
                self._said_once(None)

    async def _poll(self, offset: int | None, stopping: asyncio.Event) -> list[dict[str, Any]]:
        wanted: dict[str, Any] = {"timeout": POLL, "allowed_updates": _WANTED}
        if offset is not None:
            wanted["offset"] = offset
        poll = asyncio.ensure_future(
            self._bot.do_api_request("getUpdates", api_kwargs=wanted, read_timeout=POLL + 10)
        )
        stop = asyncio.ensure_future(stopping.wait())
        done, _ = await asyncio.wait({poll, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if poll not in done:
            poll.cancel()
            await asyncio.wait({poll})
            return []
        batch: list[dict[str, Any]] = poll.result()
        return batch

    async def _handle(self, batch: list[dict[str, Any]]) -> None:
        lanes: dict[str, list[tuple[dict[str, Any], Incoming]]] = defaultdict(list)
        for raw in batch:
            try:
                incoming = read_update(raw, self._channel, self._language, self._zone)
            except Exception as error:
                await self._park(raw, error)
            else:
                lanes[incoming.lane].append((raw, incoming))
        await together(*(self._one_after_the_other(lane) for lane in lanes.values()))

    async def _one_after_the_other(self, lane: list[tuple[dict[str, Any], Incoming]]) -> None:
        for raw, incoming in lane:
            await self._take(raw, incoming)

    async def _take(self, raw: dict[str, Any], incoming: Incoming) -> None:
        """Three tries, then it is put aside with all it held; a failing database is no try."""
        turn: Turn | None = None
        for last in (False, False, True):
            try:
                turn = await self._effect(incoming)
                break
            except (DBAPIError, OSError):
                raise
            except Exception as error:
                kind = type(error).__name__
                log.error("turn_failed", update=incoming.update_id, kind=kind, at=frames(error))
                if last:
                    await self._park(raw, error, incoming.what)
        self._sender.wake()
        if turn and turn.records:
            self._clock.wake()
        if incoming.tap:
            self._meanwhile(self._toast(incoming.tap.query_id, turn))
        if turn and isinstance(incoming.what, Arrival):
            address = incoming.what.address
            if self._menus.changed(address, turn):
                self._meanwhile(self._menus.show(address, turn))

    def _meanwhile(self, best_effort: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(best_effort)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _effect(self, incoming: Incoming) -> Turn | None:
        match incoming.what:
            case Arrival() as arrival:
                return await self._turn(arrival)
            case Standing() as now:
                await self._desk.write(
                    conversations.set_blocked, self._channel, now.address, blocked=now.blocked
                )
            case Elsewhere() as group:
                await self._tell(
                    group.address, incoming.update_id, "common.private_only", group.language
                )
        return None

    async def _turn(self, arrival: Arrival) -> Turn | None:
        """A text that comes while the question is being sent waits for it, but not for ever."""
        for seconds in _PATIENCE:
            try:
                return await self._desk.run(take_turn, self._desk.engine, arrival, patient=True)
            except QuestionOnItsWay:
                await asyncio.sleep(seconds)
        return await self._desk.run(take_turn, self._desk.engine, arrival)

    async def _tell(
        self, address: str, update_id: int, key: str, language: str, **values: str
    ) -> None:
        """A sentence outside any conversation."""
        now = datetime.now(UTC)
        part = Part(words(say(key, **values), language), [])
        turn = f"{self._channel}/{update_id}"
        await self._desk.write(outbox.post_to, self._channel, address, turn, part, now)

    async def _park(self, raw: dict[str, Any], error: Exception, what: object = None) -> None:
        update_id = raw.get("update_id")
        log.error("update_parked", update=update_id, reason=type(error).__name__)
        text = json.dumps(raw)
        now = datetime.now(UTC)
        reason = f"{type(error).__name__} at {frames(error)}"
        await self._desk.write(updates.park, self._channel, update_id, text, reason, now)
        if isinstance(what, Arrival):
            language = what.newcomer.language
            reference = str(update_id)
            await self._tell(
                what.address, what.update_id, "common.sorry", language, reference=reference
            )

    async def _toast(self, query_id: str, turn: Turn | None) -> None:
        """Best effort: a toast that comes late is worth nothing."""
        text = plain(turn.notices[0], turn.language) if turn and turn.notices else None
        try:
            await self._bot.answer_callback_query(query_id, text)
        except TelegramError as error:
            log.info("toast_lost", reason=type(error).__name__)

    async def _back_off(self, error: Exception, failures: int, stopping: asyncio.Event) -> None:
        match error:
            case Conflict():
                self._said_once("another_poller")
            case RetryAfter() | NetworkError():
                self._said_once("telegram_away")
            case TelegramError():
                self._said_once("telegram_refuses")
            case _:
                self._said_once("database_away_now")
        try:
            await asyncio.wait_for(stopping.wait(), min(30.0, 0.25 * 2 ** min(failures, 7)))
        except TimeoutError:
            return

    def _said_once(self, trouble: str | None) -> None:
        if trouble and trouble != self._trouble:
            log.warning("trouble", sentence=plain(say(f"operating.{trouble}"), self._language))
        if self._trouble and trouble is None:
            log.info("recovered", sentence=plain(say("operating.back"), self._language))
        self._trouble = trouble
