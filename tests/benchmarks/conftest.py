"""A server of a few lines that answers as it is told."""

from __future__ import annotations

import socketserver
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

sys.path.insert(0, str(Path(__file__).parents[2]))  # benchmarks/ is not installed; bare pytest adds no folder
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n" + b'{"hello":"world"}'


class FakeServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(socketserver.StreamRequestHandler):
    server: FakeServer

    def handle(self) -> None:
        while request := self._read():
            self.server.asked.append(request)
            self.wfile.write(self.server.answer(request))

    def _read(self) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            if not (line := self.rfile.readline()):
                return b""
            head += line
        lengths = [int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")]
        return head + self.rfile.read(sum(lengths))


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[bytes], bytes]], FakeServer]]:
    """Starts servers; all are gone after the test."""
    running: list[FakeServer] = []

    def start(answer: Callable[[bytes], bytes] = lambda _: GOOD) -> FakeServer:
        running.append(FakeServer(answer))
        threading.Thread(target=running[-1].serve_forever, args=(0.01,), daemon=True).start()
        return running[-1]

    yield start
    for server in running:
        server.shutdown()
        server.server_close()
