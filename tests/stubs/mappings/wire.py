"""Requests as the bytes that they are: a client library would repair what these tests want to break."""

from __future__ import annotations

import shlex
import socket
from dataclasses import dataclass, field
from typing import Self

Headers = tuple[tuple[str, bytes], ...]
_PATIENCE_S = 30
_TOKEN = b"Bearer a.b.c"


@dataclass(frozen=True)
class Sent:
    """A request. `target` is what stands in the request line, header values are raw."""

    method: str
    target: bytes
    headers: Headers = (("Authorization", _TOKEN),)
    body: bytes | None = None

    def header(self, name: str) -> bytes | None:
        """The value as a server reads it, None when absent."""
        found = (value for key, value in self.headers if key.lower() == name.lower())
        value = next(found, None)
        return None if value is None else value.strip(b" \t")

    def having(self, name: str, value: bytes | None) -> Sent:
        """The same request with the header replaced; None removes it."""
        kept = tuple((key, old) for key, old in self.headers if key.lower() != name.lower())
        return Sent(self.method, self.target, kept if value is None else (*kept, (name, value)), self.body)

    def raw(self, port: int) -> bytes:
        """Everything that goes over the wire."""
        lines = [f"{self.method} ".encode() + self.target + b" HTTP/1.1", b"Host: 127.0.0.1:%d" % port]
        lines += [name.encode() + b": " + value for name, value in self.headers]
        if self.body is not None:
            lines.append(b"Content-Length: %d" % len(self.body))
        return b"\r\n".join([*lines, b"", self.body or b""])

    def curl(self, port: int) -> str:
        """A line for a shell that sends the same."""
        url = f"http://127.0.0.1:{port}".encode() + self.target
        parts = ["curl -isS --path-as-is --globoff", f"-X {self.method}"]
        parts += [f"-H {_quoted(name.encode() + b': ' + value)}" for name, value in self.headers]
        if self.body is None:
            return " ".join([*parts, _quoted(url)])
        told = "".join(
            chr(byte) if 32 < byte < 127 and byte not in b"\\%'" else f"\\x{byte:02x}" for byte in self.body
        )
        return f"printf '{told}' | " + " ".join([*parts, "--data-binary @-", _quoted(url)])


def _quoted(text: bytes) -> str:
    if all(32 <= byte < 127 for byte in text):
        return shlex.quote(text.decode())
    return "$'" + "".join(chr(b) if 32 <= b < 127 and b not in b"\\'" else f"\\x{b:02x}" for b in text) + "'"


@dataclass(frozen=True)
class Answer:
    """A response. Header names are in lower case."""

    status: int
    headers: dict[str, bytes]
    body: bytes

    def text(self, name: str) -> str:
        """A header as text, empty when absent."""
        return self.headers.get(name, b"").decode("latin-1")


@dataclass
class Client:
    """One connection that is kept alive."""

    port: int
    _socket: socket.socket | None = None
    _unread: bytearray = field(default_factory=bytearray)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._unread.clear()

    def ask(self, sent: Sent) -> Answer:
        """The answer to one request; a connection that was closed between two is opened again."""
        reused = self._socket is not None
        try:
            return self._ask(sent)
        except (ConnectionError, EOFError):
            self.close()
            if not reused:
                raise
            return self._ask(sent)

    def _ask(self, sent: Sent) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(sent.raw(self.port))
        status_line, *lines = self._until(b"\r\n\r\n").split(b"\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(b":")
            headers[name.decode("latin-1").lower()] = value.strip(b" \t")
        answer = Answer(int(status_line.split(b" ", 2)[1]), headers, self._body(sent, headers))
        if headers.get("connection", b"").lower() == b"close":
            self.close()
        return answer

    def _body(self, sent: Sent, headers: dict[str, bytes]) -> bytes:
        if sent.method == "HEAD":
            return b""
        if "content-length" in headers:
            return self._exactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") != b"chunked":
            return b""
        body = bytearray()
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            self._exactly(2)
        self._until(b"\r\n")
        return bytes(body)

    def _until(self, end: bytes) -> bytes:
        while (at := self._unread.find(end)) < 0:
            self._more()
        found = bytes(self._unread[:at])
        del self._unread[: at + len(end)]
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._unread) < size:
            self._more()
        found = bytes(self._unread[:size])
        del self._unread[:size]
        return found

    def _more(self) -> None:
        if self._socket is None:
            raise EOFError
        received = self._socket.recv(1 << 16)
        if not received:
            raise EOFError
        self._unread += received
