"""Whom `wxc load` can load: a WireMock of somebody else, a server that signed its own certificate."""

from __future__ import annotations

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import httpx2
import pytest

from workexec_contracts.cli import journalling
from workexec_contracts.cli.certificates import context
from workexec_contracts.cli.loadtargets import TargetEnded, _check
from workexec_contracts.providers import Server
from workexec_contracts.stubs.process import WireMock

from .conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Wxc

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
"""Of 127.0.0.1, with its key; it protects nothing."""
SHORT = ("--duration", "2", "--format", "json")
FEW = ("--model", "closed", "--users", "4")
"""No more than a journal of unknown size can be read of."""


@pytest.fixture(scope="module")
def foreign() -> Iterator[WireMock]:
    """Started by nobody of `wxc load`."""
    with WireMock(ROOT / "mocks") as running:  # with the little memory that `wxc up` gives it
        yield running


def test_the_journal_of_a_foreign_wiremock_is_read_but_only_what_this_run_asked(
    wxc: Wxc, foreign: WireMock
) -> None:
    over = threading.Event()
    spoiler = threading.Thread(target=_retry_a_final_answer, args=(foreign.url, over))
    spoiler.start()
    try:
        done = wxc("load", *SHORT, *FEW, "--base-url", f"{foreign.url}/")
    finally:
        over.set()
        spoiler.join()
    told = json.loads(done.out)
    assert "its journal is read" in done.err
    assert told["retries"]["verdict"] == "passed", told["retries"]
    counted = {
        of["judgement"]["objective"]["operation"]: of["attempts"]["times"]["count"]
        for one in told["integrations"]
        for of in one["operations"]
    }
    called = {name: count for name, count in counted.items() if count}
    assert {one["operation"]: one["attempts"] for one in told["retries"]["operations"]} == called


def _retry_a_final_answer(url: str, over: threading.Event) -> None:
    """Somebody else's client, which breaks a policy all the time."""
    headers = {"Authorization": "Bearer a.b.c", "Idempotency-Key": "of-somebody-else"}
    with httpx2.Client(base_url=url, headers=headers, trust_env=False) as client:
        while not over.wait(0.1):
            assert client.post("/api/v1/order/events", content=b"{}").status_code == 400


def test_a_wiremock_without_a_journal_is_told_apart_from_what_is_none() -> None:
    trusted = context(None)
    with WireMock(None, journal=None) as silent:
        assert journalling.found(silent.url, trusted) == (
            None,
            "its WireMock keeps no journal: retries are not judged",
        )
    with Server() as providers:
        place, told = journalling.found(f"{providers.url}/some/path", trusted)
    assert (place, told) == (None, "it has no journal of a WireMock: retries are not judged")
    assert journalling.found(providers.url, trusted)[0] is None, "nobody is there any more"


class Acknowledges(BaseHTTPRequestHandler):
    """Every event."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(202, b'{"eventId": "e", "status": "ACCEPTED"}')

    def do_GET(self) -> None:
        self._answer(404, b"{}")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def https() -> Iterator[str]:
    """The base URL of a server that signed its own certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Acknowledges)
    signed = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    signed.load_cert_chain(CERTIFICATE)
    server.socket = signed.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_that_signed_its_own_certificate_is_loaded_when_it_is_named(wxc: Wxc, https: str) -> None:
    done = wxc("load", *SHORT, "--base-url", https, "--cacert", str(CERTIFICATE))
    attempts = {
        of["judgement"]["objective"]["operation"]: of["attempts"]
        for one in json.loads(done.out)["integrations"]
        for of in one["operations"]
    }
    orders = attempts["deliverOrderEvent"]
    assert orders["times"]["count"] > 0
    assert orders["failures"] == {}


@pytest.mark.parametrize("command", [("load",), ("throughput", "order")])
def test_a_certificate_that_nobody_knows_is_told_with_the_fix(
    wxc: Wxc, https: str, command: tuple[str, ...]
) -> None:
    done = wxc(*command, "--base-url", https)
    assert done.code == 2
    assert "its certificate is not trusted" in done.err
    assert "--cacert FILE" in done.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--cacert", str(CERTIFICATE)), "--cacert without --base-url"),
        (("--base-url", "https://127.0.0.1:9", "--cacert", __file__), "no certificate can be read"),
        (("--base-url", "https://127.0.0.1:9", "--cacert", "nowhere.pem"), "no certificate can be read"),
    ],
)
def test_a_certificate_of_nobody_or_that_is_none_is_told(
    wxc: Wxc, arguments: tuple[str, ...], says: str
) -> None:
    done = wxc("load", *arguments)
    assert done.code == 2
    assert says in done.err


def test_stubs_that_ended_by_themselves_are_told_with_what_they_said_last(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("started\nTerminating due to java.lang.OutOfMemoryError: Java heap space\n")
    stubs: Any = SimpleNamespace(running=True, log_path=log)
    _check(cast("WireMock", stubs))
    stubs.running = False
    with pytest.raises(TargetEnded, match="the stubs ended") as told:
        _check(cast("WireMock", stubs))
    assert "OutOfMemoryError" in told.value.where
