"""HTTP/1.1 over kept connections, as lean as it gets: a client that is slow is slow in the server's name.

Locust's own client tries a read again on a new connection when the old one was reset; here every attempt is
one request on the wire, since to try again is the policy's decision, and is counted.
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import gevent.socket
import gevent.ssl
from gevent.monkey import get_original
from geventhttpclient.response import HTTPParseError, HTTPSocketResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCK = 1 << 16
BROKEN = (OSError, HTTPParseError)
"""What a connection that fails raises, a reset or an early end included."""
_POLLIN = 1


class Connections:
    """Idle connections to one base URL; an exchange takes one, or opens another."""

    def __init__(self, base_url: str) -> None:
        """Connects with the first exchange. Raises ValueError for a URL that is none."""
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{base_url!r} is no base URL: expected http://host:port")
        self._host, self._prefix = parts.hostname, parts.path.rstrip("/")
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._context = gevent.ssl.create_default_context() if parts.scheme == "https" else None
        self._netloc = parts.netloc.rpartition("@")[2]
        self._idle: list[gevent.socket.socket] = []

    def head(self, method: str, target: str, headers: Iterable[tuple[str, str]], length: int) -> bytes:
        """The request line and the headers."""
        told = "".join(f"{name}: {value}\r\n" for name, value in headers)
        sized = f"Content-Length: {length}\r\n" if length else ""
        line = f"{method} {self._prefix}{target} HTTP/1.1\r\nHost: {self._netloc}\r\n"
        return f"{line}{told}{sized}\r\n".encode("latin-1")

    def exchange(self, method: str, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer. Raises one of `BROKEN`."""
        line = self._taken()
        try:
            line.sendall(request)
            response = HTTPSocketResponse(line, block_size=BLOCK, method=method)
            body = bytes(response.read())
        except BaseException:  # a time-out too: what is left of the answer must not reach another request
            line.close()
            raise
        if not response.should_close():
            self._idle.append(line)
        return response.status_code, body

    def close(self) -> None:
        """Closes what is idle."""
        while self._idle:
            self._idle.pop().close()

    def _taken(self) -> gevent.socket.socket:
        while self._idle:
            line = self._idle.pop()
            if _is_quiet(line):
                return line
            line.close()
        return self._opened()

    def _opened(self) -> gevent.socket.socket:
        line = gevent.socket.create_connection((self._host, self._port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is None:
            return line
        try:
            return self._context.wrap_socket(line, server_hostname=self._host)
        except ssl.SSLError:
            line.close()
            raise


def _is_quiet(line: gevent.socket.socket) -> bool:
    """Whether the server has not closed it while it was idle; `select` ends at 1,024 connections."""
    poll = get_original("select", "poll")()
    poll.register(line.fileno(), _POLLIN)
    return not poll.poll(0)
