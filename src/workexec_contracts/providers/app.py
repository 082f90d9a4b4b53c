"""The reference providers over HTTP: a plain ASGI application, no framework between server and provider.

Outside the contract (F50): `GET /__inspect/<collection>`, `/__inspect/published`, `/__inspect/log` show
effects, `POST /__reset` forgets them, `POST /__switch/<operation>/<mode>` switches an operation as the stubs'
switches do, with their figures in the query; `GET /__switch` tells what is switched.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from workexec_contracts.contracts import operations
from workexec_contracts.serving import drop
from workexec_contracts.switching import Mode

from .call import AROUND, Call, Reply
from .service import Neighbours
from .state import State
from .switches import Met, Switches, read

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

Message = dict[str, Any]
OPERATIONS = {operation.operation_id: operation for _, operation in operations()}
INSPECT = "/__inspect/"
RESET = "/__reset"
SWITCH = "/__switch"

UNMET = Met()
"""Nothing on its way."""


class App:
    """One ASGI application for all neighbours."""

    def __init__(
        self,
        neighbours: Neighbours | None = None,
        switches: Switches | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Over a fresh state, with nothing switched, unless told."""
        self.neighbours = neighbours or Neighbours()
        self.switches = Switches() if switches is None else switches
        self._sleep = sleep

    async def __call__(
        self,
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """One request, or the server's lifespan."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        call = _call(scope, await _body(receive))
        met = self._met(call)
        if met.wait_s:
            await self._sleep(met.wait_s)
        if met.dropped:
            await drop(scope, receive, send, reset=met.reset)
            return
        reply = self._reply(call, met)
        content, given = self._written(reply)
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()]
        headers.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

    def _written(self, reply: Reply) -> tuple[bytes, Mapping[str, str]]:
        """The body and the headers as they are sent."""
        return reply.content, {"content-type": "application/json", **reply.headers}

    def _met(self, call: Call) -> Met:
        operation = (
            self.neighbours.operation(call) if self.switches else None
        )  # routes are not looked up twice
        return self.switches.met(operation) if operation else UNMET

    def _reply(self, call: Call, met: Met = UNMET) -> Reply:
        if call.path.startswith(INSPECT) and call.method == "GET":
            return Reply(200, self._inspect(call.path.removeprefix(INSPECT)))
        if call.path == RESET and call.method == "POST":
            self.neighbours.state = State.fresh(self.neighbours.state.now)
            return Reply(200, {"status": "RESET"})
        if call.path == SWITCH and call.method == "GET":
            return Reply(200, {"switched": self.switches.state()})
        if call.path.startswith(f"{SWITCH}/") and call.method == "POST":
            return self._switch(call)
        return self.neighbours.handle(call, met.refused)

    def _switch(self, call: Call) -> Reply:
        name, _, mode = call.path.removeprefix(f"{SWITCH}/").partition("/")
        if name not in OPERATIONS or mode not in list(Mode):
            expected = f"{SWITCH}/<operation>/<mode>"
            return Reply(404, {"expected": expected, "operations": sorted(OPERATIONS), "modes": list(Mode)})
        try:
            self.switches.set(OPERATIONS[name], read(mode, call.query))
        except ValueError as error:
            return Reply(400, {"expected": "figures of the switch", "found": str(error)})
        return Reply(200, {"switched": self.switches.state()})

    def _inspect(self, name: str) -> dict[str, Any]:
        state = self.neighbours.state
        lists: dict[str, list[Any]] = {"published": state.published, "log": list(state.log)}
        return {"items": lists[name] if name in lists else list(state.tables.get(name, {}).values())}


def _call(scope: Mapping[str, Any], body: bytes) -> Call:
    raw_query = scope.get("query_string", b"").decode("latin-1")
    query: dict[str, str] = {}
    for name, value in parse_qsl(raw_query, keep_blank_values=True):
        query.setdefault(name, value)
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip(AROUND))
    path = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("latin-1").partition("?")[0]
    return Call(scope["method"], path, query, headers, body, raw_query)


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


async def _lifespan(
    receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
