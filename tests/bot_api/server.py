"""The HTTP side: `{root}/bot<token>/<method>` served by uvicorn in a thread of its own."""

import asyncio
import json
import socket
import threading
import traceback
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.bot_api.faults import HTML_STATUSES, SLOW, UNANSWERED, UNHEARD, Fault
from tests.bot_api.parameters import Parameters, read_parameters
from tests.bot_api.polling import Poller
from tests.bot_api.profile import METHODS
from tests.bot_api.state import TOKEN, Call, Refused, State
from tests.bot_api.wires import Wires, droppable

GATEWAY_PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body>{0} nginx</body>\r\n</html>\r\n"


class PromptServer(uvicorn.Server):
    """Stops at once; uvicorn's own loop looks ten times a second whether it should."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = started

    async def main_loop(self) -> None:
        self.stopping = asyncio.Event()
        self._on_start()
        await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()


class Server:
    def __init__(self, state: State) -> None:
        self._state = state
        self._wires = Wires()
        self._socket = socket.create_server(("127.0.0.1", 0))
        # Head and body of an answer are two writes: without this the second waits 40 ms.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.root = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulated-telegram", daemon=True)
        routes = [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/files/{file_id}", self._download),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            lifespan="off",
            http=droppable(self._wires),
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_keep_alive=75,
        )
        self._uvicorn = PromptServer(config, self._started)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10), "the simulated Bot API did not start"

    def stop(self) -> None:
        self.go_away()
        self._state.on_change = lambda: None
        self._loop.call_soon_threadsafe(self._uvicorn.stopping.set)
        self._thread.join(5)
        self._socket.close()

    def go_away(self) -> None:
        done = threading.Event()

        def cut() -> None:
            self._wires.cut()
            done.set()

        self._loop.call_soon_threadsafe(cut)
        assert done.wait(5)

    def come_back(self) -> None:
        self._wires.away = False

    def _run(self) -> None:
        asyncio.run(self._uvicorn.serve(sockets=[self._socket]))

    def _started(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._poller = Poller(self._state)
        self._state.on_change = self._on_change
        self._ready.set()

    def _on_change(self) -> None:
        self._loop.call_soon_threadsafe(self._poller.stir)

    async def _download(self, request: Request) -> Response:
        with self._state.changed:
            upload = self._state.files.get(request.path_params["file_id"])
        if upload is None or request.path_params["token"] != TOKEN:
            return _json(_refusal(404, "Not Found"), 404)
        return Response(upload.content, media_type="application/octet-stream")

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        body = await request.body()
        try:
            params = read_parameters(
                request.url.query, request.headers.get("content-type", ""), body
            )
        except (Refused, ValueError, TypeError) as bad:
            params = Parameters({"unreadable": str(bad)})
        with self._state.changing():
            call = self._state.begin(method, params.values, params.files)
            fault = self._state.faults.take(method, params.values.get("chat_id"))
        try:
            return await self._outcome(request, call, params, fault)
        except Exception:
            # A bug of the simulation must not look like a fault of Telegram.
            with self._state.changing():
                self._state.violates(f"the simulation broke down: {traceback.format_exc()}")
            return _json(_refusal(500, "Internal Server Error"), 500)

    async def _outcome(
        self, request: Request, call: Call, params: Parameters, fault: Fault | None
    ) -> Response:
        if fault and fault.status in UNHEARD:
            self._finish(call, fault.status, None)
            return await self._silence(request, fault)
        if fault and isinstance(fault.status, int):
            return self._scripted(call, fault)
        response = await self._respond(request, call, params)
        if fault and fault.status == "slow":
            await asyncio.sleep(SLOW)
        if fault and fault.status in UNANSWERED:
            with self._state.changing():
                call.lost = call.status == 200
            if fault.status != "cut json":
                return await self._silence(request, fault)
            half = bytes(response.body)[: len(response.body) // 2]
            return Response(half, media_type="application/json")
        return response

    async def _silence(self, request: Request, fault: Fault) -> Response:
        if fault.status in {"drop before", "drop after accept"}:
            self._wires.drop(request.scope["client"])
        if fault.status == "half close":
            self._wires.close_half(request.scope["client"])
        # Answering before the connection is seen to be gone would send an error page.
        await request.receive()
        return Response()

    def _scripted(self, call: Call, fault: Fault) -> Response:
        assert isinstance(fault.status, int)
        body = fault.body()
        chat_id = call.params.get("chat_id")
        with self._state.changed:
            if fault.retry_after is not None and isinstance(chat_id, int):
                self._state.flood.pause(chat_id, fault.retry_after)
            if fault.status == 403 and chat_id in self._state.chats:
                self._state.chats[chat_id].told = True
        self._finish(call, fault.status, body["description"])
        if fault.status in {204, 304}:  # which may not have a body
            return Response(status_code=fault.status)
        if fault.html or fault.status in HTML_STATUSES:
            return HTMLResponse(GATEWAY_PAGE.format(fault.status), fault.status)
        return _json(body, fault.status)

    async def _respond(self, request: Request, call: Call, params: Parameters) -> Response:
        try:
            result = await self._carry_out(request, call, params)
        except Refused as no:
            self._finish(call, no.code, no.description, violation=not no.scripted)
            return _json(_refusal(no.code, no.description, **no.parameters), no.code)
        self._finish(call, 200, result)
        return _json({"ok": True, "result": result})

    async def _carry_out(self, request: Request, call: Call, params: Parameters) -> Any:
        if request.path_params["token"] != TOKEN:
            raise Refused(401, "Unauthorized")
        if "unreadable" in params.values:
            raise Refused(400, "Bad Request: can't parse the request")
        if call.method.lower() == "getupdates":
            return await self._poller.poll(request, params)
        method = METHODS.get(call.method.lower())
        if method is None:
            raise Refused(404, "Not Found")
        with self._state.changing():
            return method(self._state, params)

    def _finish(
        self, call: Call, status: int | str, result: Any, *, violation: bool = False
    ) -> None:
        with self._state.changing():
            call.status = status
            call.result = result
            if violation:
                shown = json.dumps(call.params, ensure_ascii=False)[:300]
                self._state.violates(f"{call.method}: {status} {result} {shown}")


def _json(body: dict[str, Any], status: int = 200) -> Response:
    # Escaped, for a person may send half a surrogate pair, which UTF-8 cannot carry.
    return Response(json.dumps(body), status, media_type="application/json")


def _refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return {**body, "parameters": parameters} if parameters else body
