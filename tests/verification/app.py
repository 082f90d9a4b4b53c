"""A wrapper around the reference providers that spoils answers, wants a token, or knows provider states."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workexec_contracts.providers.app import App
from workexec_contracts.serving import Server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Send = Callable[[dict[str, Any]], Awaitable[None]]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Spoil = Callable[[int, dict[str, Any]], "int | None"]

STATES = "/states"


class Wrapper:
    """Another service: the reference providers behind a face of its own."""

    def __init__(
        self, spoil: Spoil | None = None, *, token: str | None = None, states_status: int = 200
    ) -> None:
        """`spoil` changes a body in place and may return another status."""
        self._app = App()
        self._spoil, self._token, self._states_status = spoil, token, states_status
        self.asked: list[dict[str, Any]] = []
        """What its states endpoint was asked for."""
        self.tokens: set[str] = set()
        """Which tokens came."""

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] == STATES and scope["method"] == "POST":
            await self._state(receive, send)
            return
        given = dict(scope["headers"]).get(b"authorization", b"").decode()
        self.tokens |= {given} if given else set()
        if self._token is not None and given not in {"", f"Bearer {self._token}"}:
            await answer(send, 403, {"message": f"who is {given}?"})
            return
        sent: list[dict[str, Any]] = []

        async def keep(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._app(scope, receive, keep)
        status, headers, body = sent[0]["status"], sent[0]["headers"], json.loads(sent[1]["body"] or b"null")
        if self._spoil is not None and body is not None:
            status = self._spoil(status, body) or status
        await answer(send, status, body, headers)

    async def _state(self, receive: Receive, send: Send) -> None:
        asked = json.loads((await receive())["body"])
        self.asked.append(asked)
        if asked["state"] == "the service is down" and self._states_status == 200:
            change = self._app.neighbours.down
            (change.add if asked["action"] == "setup" else change.discard)(asked["params"]["operation"])
        await answer(send, self._states_status, {"said": "no such state"})


async def answer(
    send: Send, status: int, body: object, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    content = json.dumps(body).encode()
    kept = [(name, value) for name, value in headers or () if name != b"content-length"]
    kept += [] if headers else [(b"content-type", b"application/json")]
    kept.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": kept})
    await send({"type": "http.response.body", "body": content})


def served(spoil: Spoil | None = None, **more: Any) -> tuple[Wrapper, Server]:  # noqa: ANN401  # of a Wrapper
    """The service and its server, which `with` starts."""
    wrapper = Wrapper(spoil, **more)
    return wrapper, Server(wrapper)
