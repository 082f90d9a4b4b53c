"""A click on a switch, as it arrives, and what the stubs answer then."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.control.conftest import ALL, neighbour
from workexec_contracts.control import Place, Room
from workexec_contracts.control.acting import act
from workexec_contracts.switching import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from workexec_contracts.stubs.admin import Admin
    from workexec_contracts.stubs.process import WireMock

TOKEN = {"Authorization": "Bearer x"}
FIGURES: dict[str, dict[str, Any]] = {
    "slow": {"delay_ms": 300},
    "flaky": {"times": 1},
    "lossy": {"percent": 100},
    "error": {"code": "NOT_FOUND"},
}


@pytest.fixture
def caller(wiremock: WireMock) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=wiremock.url, headers=TOKEN, trust_env=False) as made:
        yield made


def asked(caller: httpx2.Client) -> int | str:
    try:
        return caller.get("/api/v1/crm/customer/CUST-001").status_code
    except httpx2.TransportError as error:
        return type(error).__name__


EXPECTED: dict[Mode, list[int | str]] = {
    Mode.OK: [200, 200],
    Mode.DOWN: [503, 503],
    Mode.SLOW: [200, 200],
    Mode.FLAKY: [503, 200],
    Mode.LOSSY: [503, 503],
    Mode.ERROR: [404, 404],
    Mode.RESET: ["ReadError", "ReadError"],
    Mode.EMPTY: ["RemoteProtocolError", "RemoteProtocolError"],
}


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_is_switched_and_shown(
    client: TestClient, room: Room, caller: httpx2.Client, mode: Mode
) -> None:
    done = client.post("/switch", json={"target": "crm", "mode": mode, **FIGURES.get(mode, {})})
    assert done.status_code == 200
    row = neighbour(room, "crm")
    assert (row["mode"], set(row["modes"].values())) == (mode, {mode})
    assert [asked(caller), asked(caller)] == EXPECTED[mode]
    assert client.post("/switch", json={"target": "crm", "mode": "ok"}).json() == {"done": "crm: ok"}
    assert (neighbour(room, "crm")["mode"], asked(caller)) == ("ok", 200)


def test_slow_takes_the_time_that_was_asked_for(client: TestClient, caller: httpx2.Client) -> None:
    client.post("/switch", json={"target": "getCustomer", "mode": "slow", "delay_ms": 300})
    assert caller.get("/api/v1/crm/customer/CUST-001").elapsed.total_seconds() >= 0.3


def test_one_operation_alone_makes_its_neighbour_mixed(client: TestClient, room: Room) -> None:
    client.post("/switch", json={"target": "getCustomer", "mode": "down"})
    row = neighbour(room, "crm")
    assert row["mode"] == "mixed"
    assert {name for name, mode in row["modes"].items() if mode == "down"} == {"getCustomer"}


def test_all_are_switched_at_once(client: TestClient, room: Room) -> None:
    client.post("/switch", json={"target": "all", "mode": "down"})
    assert {one["mode"] for one in _board(room)} == {"down"}
    client.post("/switch", json={"target": "all", "mode": "ok"})
    assert {one["mode"] for one in _board(room)} == {"ok"}


def test_neighbours_with_a_wiremock_each_are_switched_where_they_are(admin: Admin) -> None:
    places = [Place((name,), admin, lambda: True) for name in ALL]
    room = Room(places)
    act(places, {"target": "all", "mode": "error", "code": "TAX_CODE_NOT_CONFIGURED"})
    modes = {one["name"]: one["mode"] for one in _board(room)}
    assert {name for name, mode in modes.items() if mode != "ok"} == {"pricing"}
    assert modes["pricing"] == "mixed", "the other operation of pricing has no such error"
    act(places, {"target": "all", "mode": "ok"})
    assert {one["mode"] for one in _board(room)} == {"ok"}


def _board(room: Room) -> list[dict[str, Any]]:
    room.refresh()
    room.look()
    rows: list[dict[str, Any]] = room.frame(0)["neighbours"]
    return rows


class Real(BaseHTTPRequestHandler):
    """The service that somebody builds."""

    def do_GET(self) -> None:
        self.send_response(418)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def real() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Real) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_neighbour_passes_through_until_it_is_ok_again(
    client: TestClient, room: Room, caller: httpx2.Client, real: HTTPServer
) -> None:
    url = f"http://127.0.0.1:{real.server_port}"
    client.post("/switch", json={"target": "crm", "mode": "down"})
    client.post("/switch", json={"target": "crm", "mode": "real", "url": url})
    row = neighbour(room, "crm")
    assert (row["mode"], row["real"], row["trouble"], asked(caller)) == ("real", url, "", 418)
    client.post("/switch", json={"target": "crm", "mode": "down"})
    assert (neighbour(room, "crm")["mode"], asked(caller)) == ("down", 503)
    client.post("/switch", json={"target": "crm", "mode": "ok"})
    assert (neighbour(room, "crm")["real"], asked(caller)) == ("", 200)


def test_a_real_service_that_nobody_serves_is_told(client: TestClient, room: Room) -> None:
    client.post("/switch", json={"target": "crm", "mode": "real", "url": "http://127.0.0.1:9"})
    assert neighbour(room, "crm")["trouble"] == "nobody listens at http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"target": "crmm", "mode": "down"}, "nothing is called 'crmm'"),
        ({"mode": "down"}, "nothing is called ''"),
        ({"target": "crm", "mode": "sideways"}, "mode: Input should be"),
        ({"target": "crm"}, "mode: Input should be"),
        ({"target": "crm", "mode": "error"}, "there is no error None"),
        ({"target": "crm", "mode": "error", "code": "TAX_CODE_NOT_CONFIGURED"}, "there is no error TAX"),
        ({"target": "crm", "mode": "slow", "delay_ms": -1}, "delay_ms: Input should be greater"),
        ({"target": "crm", "mode": "slow", "times": 2}, "mode slow takes no times"),
        ({"target": "crm", "mode": "lossy", "percent": 101}, "percent: Input should be less"),
        ({"target": "crm", "mode": "real"}, "nothing is no base URL"),
        (
            {"target": "crm", "mode": "real", "url": "javascript:alert(1)"},
            "javascript:alert(1) is no base URL",
        ),
        (
            {"target": "getCustomer", "mode": "real", "url": "http://a"},
            "getCustomer cannot be passed through",
        ),
    ],
)
def test_a_wrong_click_is_told_and_changes_nothing(
    client: TestClient, room: Room, wrong: dict[str, Any], told: str
) -> None:
    answer = client.post("/switch", json=wrong)
    assert answer.status_code == 400
    assert told in answer.json()["what"]
    assert neighbour(room, "crm")["mode"] == "ok"


def test_a_neighbour_that_is_its_own_stub_would_ask_itself_for_ever(
    client: TestClient, wiremock: WireMock
) -> None:
    answer = client.post("/switch", json={"target": "crm", "mode": "real", "url": wiremock.url})
    assert answer.json()["what"] == f"{wiremock.url} is the stub itself"
