from __future__ import annotations

import asyncio
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.stubs.process import provision
from workexec_contracts.verification import (
    CaseFinished,
    Event,
    Kind,
    RunFinished,
    Runner,
    RunStarted,
    Selection,
    Source,
    Target,
    stubs,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOP = {"transfer-encoding", "connection", "content-length", "accept-encoding"}


@dataclass
class Answer:
    """What the stubs answered, for a tamperer to spoil."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Told:
    """The events of a run."""

    started: RunStarted
    finished: RunFinished
    cases: list[CaseFinished] = field(default_factory=list)

    def having(self, verdict: str) -> list[CaseFinished]:
        return [case for case in self.cases if case.verdict == verdict]


def run(
    target: Target,
    *,
    seed: str = "seed",
    strict: bool = False,
    source: Source | None = None,
    **selection: Any,  # noqa: ANN401  # of a Selection
) -> Told:
    """Everything that a run tells, of the cases alone unless `only` says otherwise."""
    chosen = Selection(**{"only": Kind.CASE, **selection})

    async def listen() -> list[Event]:
        runner = Runner(target, chosen, seed, strict=strict, source=source)
        return [event async for event in runner.events()]

    first, *cases, last = asyncio.run(listen())
    assert isinstance(first, RunStarted)
    assert isinstance(last, RunFinished)
    return Told(first, last, [case for case in cases if isinstance(case, CaseFinished)])


@pytest.fixture(scope="session")
def our_stubs() -> Iterator[Target]:
    provision(None)
    with stubs() as target:
        yield target


@contextmanager
def spoilt(upstream: str, spoil: Callable[[Answer], None]) -> Iterator[str]:
    """A server that passes everything on to the stubs and spoils the answers; yields its base URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if self.raw_requestline and self.parse_request():
                self._pass_on()
            else:
                self.close_connection = True

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            headers.setdefault("Content-Type", "")  # urllib would make one up
            request = urllib.request.Request(  # noqa: S310  # our own stubs
                upstream + self.path, body or None, headers, method=self.command
            )
            try:
                with urllib.request.urlopen(request) as reply:  # noqa: S310  # the same
                    status, found, text = reply.status, reply.headers.items(), reply.read()
            except urllib.error.HTTPError as refusal:
                with refusal:
                    status, found, text = refusal.code, refusal.headers.items(), refusal.read()
            answer = Answer(self.command, self.path, status, dict(found), text)
            spoil(answer)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
