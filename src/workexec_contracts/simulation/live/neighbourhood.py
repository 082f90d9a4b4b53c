"""Neighbours that really answer: where they are, how they are switched, and what they were asked."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol, Self

from workexec_contracts.contracts import domains
from workexec_contracts.load.journal import logged
from workexec_contracts.providers import App
from workexec_contracts.serving import Server
from workexec_contracts.stubs import switches as stub_switches
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.journal import Follower

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from types import TracebackType

    from workexec_contracts.load import Logged
    from workexec_contracts.switching import Switch

    from .switched import Operations

JOURNAL = 5_000
"""Entries that a WireMock of ours remembers."""
Message = dict[str, Any]


class Neighbourhood(Protocol):
    """Use it as a context around a run."""

    @property
    def base_urls(self) -> Mapping[str, str]:
        """By domain."""

    def switch(self, switch: Switch, operations: Operations) -> None:
        """Makes operations misbehave, or behave again."""

    def asked(self) -> list[Logged]:
        """The attempts that nobody has looked at, in time."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Stubs:
    """Running WireMock stubs. Raises AdminError where they do not answer."""

    def __init__(self, url: str) -> None:
        """`url` is the base URL of all of them."""
        self.base_urls = {domain.name: url for domain in domains()}
        self._url = url
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """What they are asked from now on counts."""
        self._admin = self._stack.enter_context(Admin(self._url))
        self._follower = Follower(self._admin, JOURNAL)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Looks no more."""
        self._stack.close()

    def switch(self, switch: Switch, operations: Operations) -> None:
        """By their admin API."""
        stub_switches.apply(self._admin, switch, list(operations))

    def asked(self) -> list[Logged]:
        """From their journal."""
        return _in_time(self._follower.new())


class Providers:
    """The reference providers over HTTP, a fresh state on a port of their own."""

    def __init__(self) -> None:
        """Not yet serving."""
        self._app = App()
        self._entries: list[Message] = []
        self._lock = threading.Lock()
        self.base_urls: dict[str, str] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """They answer."""
        server = self._stack.enter_context(Server(_recording(self._app, self._note)))
        self.base_urls = {domain.name: server.url for domain in domains()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """They are gone."""
        self._stack.close()

    def _note(self, entry: Message) -> None:
        with self._lock:
            self._entries.append(entry)

    def switch(self, switch: Switch, operations: Operations) -> None:
        """In this process."""
        for _, operation in operations:
            self._app.switches.set(operation, switch)

    def asked(self) -> list[Logged]:
        """As they heard it."""
        with self._lock:
            entries, self._entries = self._entries, []
        return _in_time(entries)


def _in_time(entries: Iterable[Mapping[str, Any]]) -> list[Logged]:
    found = (logged(entry) for entry in entries)
    return sorted((one for one in found if one is not None), key=lambda one: one.seen.at_s)


def _recording(app: App, note: Callable[[Message], None]) -> Callable[..., Awaitable[None]]:
    """The application, with an entry like WireMock's for every request that it had."""

    async def recorded(
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body, statuses, begun_s = bytearray(), [], time.time()

        async def received() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def sent(message: Message) -> None:
            statuses.extend([message["status"]] if "status" in message else [])
            await send(message)

        try:
            await app(scope, received, sent)
        finally:
            note(_entry(scope, bytes(body), statuses, begun_s))

    return recorded


def _entry(scope: Mapping[str, Any], body: bytes, statuses: list[int], begun_s: float) -> Message:
    query = scope.get("query_string", b"").decode("latin-1")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return {
        "request": {
            "method": scope["method"],
            "url": scope["path"] + (f"?{query}" if query else ""),
            "headers": headers,
            "body": body.decode(errors="replace"),
            "loggedDate": begun_s * 1000,
        },
        "response": {"status": statuses[0]} if statuses else {"fault": "NO_ANSWER"},
        "timing": {"totalTime": (time.time() - begun_s) * 1000},
    }
