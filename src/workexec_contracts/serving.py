"""An ASGI application on loopback, for as long as a `with` block or a command runs."""

from __future__ import annotations

import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Any, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

LOOPBACK = "127.0.0.1"
START_S = 10.0
GRACE_S = 5
"""How long a request in progress may hold up the end; what WorkExec accepted is in its store by then."""

_EXTENSION = "workexec.connection"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class _Protocol(HttpToolsProtocol):
    """Hands its connection to the application, for `drop`."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {_EXTENSION: {"transport": self.transport}}


async def drop(
    scope: Mapping[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
    *,
    reset: bool,
) -> None:
    """Ends a connection without an answer: by a reset, or as if all had been said.

    ASGI knows no such thing. On another server than ours half an answer is sent: raises
    ConnectionAbortedError, which makes the server close the connection.
    """
    connection = (scope.get("extensions") or {}).get(_EXTENSION)
    if connection is None:
        headers = [(b"content-length", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise ConnectionAbortedError("the connection is to end without an answer, as it was switched to")
    transport = connection["transport"]
    if reset:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


class Server:
    """One uvicorn in a thread of this process. Raises OSError when `port` is taken."""

    def __init__(self, app: Callable[..., Awaitable[Any]], port: int = 0, *, lifespan: bool = False) -> None:
        """On a free port unless told; `lifespan` where the application has to start and stop something."""
        # asyncio turns off Nagle only for sockets that name their protocol: 40 ms an answer otherwise.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((LOOPBACK, port))
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            lifespan="on" if lifespan else "off",
            http=_Protocol,
            ws="none",
            timeout_graceful_shutdown=GRACE_S,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://{LOOPBACK}:{self.port}"

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> Self:
        """Returns when the first request would be answered."""
        self._thread.start()
        deadline = time.monotonic() + START_S
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError(f"the server is not up on {self.url} within {START_S:.0f} s")
            time.sleep(0.005)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the server and waits for its thread."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
