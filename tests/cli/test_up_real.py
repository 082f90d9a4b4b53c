"""`wxc up --real`: one neighbour is the real service, the rest are stubs."""

from __future__ import annotations

import json
import signal
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.cli.conftest import ROOT
from tests.stubs.mappings.wire import Client, Sent
from workexec_contracts.cli import passing
from workexec_contracts.cli.targets import domain_of
from workexec_contracts.stubs import passthrough
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.process.port import free

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.cli.conftest import Up, Wxc

    Start = Callable[..., AbstractContextManager[Up]]

TOKEN = {"authorization": "Bearer secret"}  # in small letters, as Node sends it
CODES = "/api/v1/pricing/tax-codes?locationId=LOC-001"
POLICY = "/api/v1/location/approval-policy?locationId=LOC-001"
MOCKS = ("--mocks", str(ROOT / "mocks"))
DEAD = "http://127.0.0.1:9"


class Real(BaseHTTPRequestHandler):
    """The pricing service that somebody builds."""

    def do_GET(self) -> None:
        self.send_response(418)
        self.send_header("Set-Cookie", "session=secret")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"real!")

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", port), Real) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def real() -> Iterator[str]:
    with serving() as url:
        yield url


def test_one_neighbour_is_real_and_its_traffic_recorded_without_secrets(
    real: str, up: Start, tmp_path: Path, wxc: Wxc
) -> None:
    with up(tmp_path, "--real", f"pricing={real}", "--record", "kept", *MOCKS) as running:
        pricing, location = running.urls["pricing"] + CODES, running.urls["location"] + POLICY
        answer = httpx2.get(pricing, headers={**TOKEN, "Cookie": "a=secret"})
        assert (answer.status_code, answer.text) == (418, "real!")
        assert httpx2.get(location, headers=TOKEN).status_code == 200
        wxc("switch", "pricing", "down", cwd=tmp_path)
        assert httpx2.get(pricing, headers=TOKEN).status_code == 503
        running.stop()
        assert "recorded: kept/pricing.json" in running.err
    text = (tmp_path / "kept" / "pricing.json").read_text()
    (event,) = json.loads(text)["requests"]
    assert (event["request"]["url"], event["response"]["status"]) == (CODES, 418)
    assert event["response"]["body"] == "real!"
    assert "secret" not in text


def test_what_is_no_url_is_refused_by_the_stubs_as_ever(real: str, up: Start, tmp_path: Path) -> None:
    with up(tmp_path, "--real", f"pricing={real}", *MOCKS) as running:
        base = running.urls["pricing"]
        below, deep = f"{base}/api/v1/pricing/else/where?x=[1]", f"{base}/api/v1/pricing"
        assert [httpx2.get(url, headers=TOKEN).status_code for url in (below, deep, f"{deep}/")] == [418] * 3
        port = int(base.rpartition(":")[2])
        with Client(port) as client:
            refused = client.ask(Sent("GET", f"{CODES}{{a}}".encode()))
    assert (refused.status, json.loads(refused.body)["fieldErrors"][0]["field"]) == (400, "url")


def test_a_recording_is_kept_when_the_terminal_is_closed(real: str, up: Start, tmp_path: Path) -> None:
    with up(tmp_path, "--real", f"pricing={real}", "--record", "kept", *MOCKS) as running:
        assert httpx2.get(running.urls["pricing"] + CODES, headers=TOKEN).status_code == 418
        assert running.stop(signal.SIGHUP) == 0
    (event,) = json.loads((tmp_path / "kept" / "pricing.json").read_text())["requests"]
    assert event["response"]["body"] == "real!"


@pytest.fixture
def unwritable(tmp_path: Path) -> Path:
    """A file where a folder is to be, and a folder where a file is to be."""
    (tmp_path / "file").touch()
    (tmp_path / "kept" / "pricing.json").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("folder", ["file", "file/deeper", "kept"])
def test_what_cannot_be_recorded_is_told_before_anything_is_started(
    folder: str, unwritable: Path, wxc: Wxc
) -> None:
    done = wxc("up", "--real", f"pricing={DEAD}", "--record", folder, *MOCKS, cwd=unwritable)
    assert done.code == 2
    assert done.err.startswith("wxc: nothing can be recorded: ")
    assert f"where:    --record {folder}: " in done.err
    assert "expected: a folder that can be made or written to" in done.err


def test_to_look_whether_a_recording_can_be_kept_leaves_an_earlier_one(tmp_path: Path) -> None:
    pricing, crm = (passthrough.Recorder(domain_of(name), tmp_path / "kept") for name in ("pricing", "crm"))
    earlier = pricing.save().read_text()
    pricing.check()
    crm.check()
    assert pricing.file.read_text() == earlier
    assert not crm.file.exists()


def test_a_real_service_that_does_not_listen_is_told_and_not_recorded_until_it_does(
    up: Start, tmp_path: Path
) -> None:
    port = free()
    url = f"http://127.0.0.1:{port}"
    with up(tmp_path, "--real", f"pricing={url}", "--record", "kept", *MOCKS) as running:
        assert f"warning: nothing listens at {url} (--real pricing): " in running.err
        asked = running.urls["pricing"] + CODES
        unanswered = httpx2.get(asked, headers=TOKEN)
        assert (unanswered.status_code, unanswered.text.split(" from ")[0]) == (
            500,
            "Network failure trying to make a proxied request",
        )
        with serving(port):
            assert httpx2.get(asked, headers=TOKEN).status_code == 418
        running.stop()
    told = "recorded: kept/pricing.json (1 request left out: the real service did not answer)"
    assert told in running.err
    (event,) = json.loads((tmp_path / "kept" / "pricing.json").read_text())["requests"]
    assert event["response"]["status"] == 418


class Journal(Admin):
    """A journal of a request that is under way at the first look."""

    def __init__(self, *looks: dict[str, object]) -> None:
        self.looks = iter(looks)

    def journal(self, **wanted: str) -> list[dict[str, Any]]:
        return [{"id": "1", "request": {"loggedDate": 0}, **next(self.looks)}]


@pytest.mark.parametrize(
    ("body", "left_out"),
    [
        ("Network failure trying to make a proxied request from WireMock to http://a/b\r\nrefused", 1),
        ("SSL failure trying to make a proxied request from WireMock to https://a/b\r\nno TLS", 1),
        ("Network failure of our own", 0),
    ],
)
def test_only_what_wiremock_itself_says_of_a_service_is_left_out(
    body: str, left_out: int, tmp_path: Path
) -> None:
    admin = Journal({}, {"response": {"status": 500, "body": body}})
    recorder = passthrough.Recorder(domain_of("pricing"), tmp_path)
    recorder.collect(admin)
    recorder.collect(admin)
    assert len(recorder.unanswered) == left_out
    assert len(json.loads(recorder.save().read_text())["requests"]) == 1 - left_out


def test_a_real_service_that_listens_is_not_warned_of(real: str, capsys: pytest.CaptureFixture[str]) -> None:
    passing.warn({"pricing": (domain_of("pricing"), real)})
    assert capsys.readouterr().err == ""
    passing.warn({"pricing": (domain_of("pricing"), "http://a..b:9")})
    assert "nothing listens at http://a..b:9" in capsys.readouterr().err
