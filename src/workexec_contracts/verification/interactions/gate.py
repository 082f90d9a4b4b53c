"""Stands between Pact's verifier and the target.

So the token never reaches the verifier, states are carried out without its retries, and what was really
answered is known.
"""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.serving import Server
from workexec_contracts.verification.case import TOKEN, Call
from workexec_contracts.verification.client import NoAnswer, Reply, connect, receive, reply_of

from .promise import State
from .states import NotHeld, States

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import httpx2
    from starlette.requests import Request

    from workexec_contracts.verification.target import Target

STATES = "/__states"
OWN = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "user-agent"}
)
ENCODED = OWN | {"content-encoding"}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NO_ANSWER = 504
REFUSED = 400
"""A server error would be asked again for two minutes."""


@dataclass
class Heard:
    """What happened about one interaction."""

    within_s: float
    consumer: str | None = None
    reply: Reply | None = None
    missing: NoAnswer | None = None
    not_held: list[str] = field(default_factory=list)
    messages: dict[str, Reply] = field(default_factory=dict)
    """Of a producer what it answered, by the description that it was asked with."""


class Gate:
    """A server on loopback. `begin` is called before each interaction."""

    def __init__(self, target: Target, within_s: float) -> None:
        """Without a `begin`, `within_s` is how long an answer is waited for."""
        self._target, self._states = target, States(target)
        self.heard = Heard(within_s)
        self._client: httpx2.AsyncClient
        states = Route(STATES, self._state, methods=["POST"])
        rest = Route("/{path:path}", self._pass_on, methods=METHODS)
        self._server = Server(Starlette(routes=[states, rest], lifespan=self._alive), lifespan=True)

    @property
    def port(self) -> int:
        """Where the verifier finds it."""
        return self._server.port

    def begin(self, consumer: str, within_s: float) -> Heard:
        """A new interaction."""
        self.heard = Heard(within_s, consumer)
        return self.heard

    def __enter__(self) -> Self:
        """Returns when it listens."""
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends states that nobody tore down."""
        self._server.__exit__(None, None, None)
        self._states.close()

    @asynccontextmanager
    async def _alive(self, _app: Starlette) -> AsyncIterator[None]:
        async with connect(self._target, 2) as self._client:
            yield

    async def _state(self, request: Request) -> Response:
        asked = await request.json()
        state = State(name=asked.get("state") or "", params=asked.get("params") or {})
        heard = self.heard
        try:
            values = await run_in_threadpool(
                self._states.change, state, asked.get("action", "setup"), heard.consumer
            )
        except NotHeld as reason:
            heard.not_held.append(str(reason))
            return PlainTextResponse(str(reason), REFUSED)
        return JSONResponse(values)

    async def _pass_on(self, request: Request) -> Response:
        heard = self.heard
        call = await self._call(request)
        try:
            answer, seconds = await receive(self._client, self._target, call, heard.within_s)
        except NoAnswer as missing:
            heard.missing = missing
            return PlainTextResponse(str(missing), NO_ANSWER)
        heard.reply = reply_of(answer, seconds)
        if self._target.messages:
            heard.messages[_described(call)] = heard.reply
        headers = {name: value for name, value in answer.headers.items() if name.lower() not in ENCODED}
        return Response(answer.content, answer.status_code, headers)

    async def _call(self, request: Request) -> Call:
        body = (await request.body()).decode()
        query = request.scope["query_string"].decode("latin-1")
        path = request.scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        return Call(
            method=request.method,
            path="" if self._target.messages else path,
            headers=tuple(self._headers(request.headers.items())),
            body=body or None,
        )

    def _headers(self, sent: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        """As sent, but for the token; a caller without one stays without (but for messages)."""
        for name, value in sent:
            if name.lower() == AUTHORIZATION.name.lower():
                yield name, f"Bearer {TOKEN}"
            elif name.lower() not in OWN:
                yield name, value
        if self._target.messages and self._target.secret:
            yield AUTHORIZATION.name, f"Bearer {TOKEN}"


def _described(call: Call) -> str:
    return str(json.loads(call.body or "{}").get("description", ""))
