"""Reference providers that misbehave as they are switched to; delays are awaited in virtual time."""

from __future__ import annotations

import asyncio
import math
import random
from statistics import median
from typing import Any

import httpx2
import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.providers import App, Call, Neighbours, Server, Switches
from workexec_contracts.providers.switches import Met, read
from workexec_contracts.switching import Mode, Switch

OPERATIONS = {operation.operation_id: operation for _, operation in operations()}
CUSTOMER = OPERATIONS["getCustomer"]
TAX = OPERATIONS["calculateTax"]
PATH = CUSTOMER.path.format_map(dict(CUSTOMER.examples[0].request))
BEARER = {"Authorization": "Bearer a.b.c"}


def switched(switch: Switch, seed: int = 1) -> Switches:
    switches = Switches(random.Random(seed))  # noqa: S311  # chance, not a secret
    switches.set(CUSTOMER, switch)
    return switches


def ask(app: App, method: str, path: str, query: str = "") -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(name.lower().encode(), value.encode()) for name, value in BEARER.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
    }
    asyncio.run(app(scope, receive, send))
    return sent


def status(app: App, method: str = "GET", path: str = PATH, query: str = "") -> int:
    found: int = ask(app, method, path, query)[0]["status"]
    return found


def test_a_call_of_an_operation_that_is_not_switched_meets_nothing() -> None:
    assert switched(Switch(Mode.DOWN)).met(TAX) == Met()


def test_down_is_the_refusal_that_the_contract_has_for_it() -> None:
    assert switched(Switch(Mode.DOWN)).met(CUSTOMER).refused == CUSTOMER.unavailable.code


def test_flaky_fails_so_many_calls_and_then_none() -> None:
    switches = switched(Switch(Mode.FLAKY, times=2))
    met = [switches.met(CUSTOMER).refused for _ in range(5)]
    assert met == [CUSTOMER.unavailable.code] * 2 + [None] * 3


def test_a_flaky_operation_that_is_switched_again_fails_again() -> None:
    switches = switched(Switch(Mode.FLAKY, times=1))
    switches.met(CUSTOMER)
    switches.set(CUSTOMER, Switch(Mode.FLAKY, times=1))
    assert switches.met(CUSTOMER).refused


def test_lossy_fails_its_share_and_the_same_calls_with_the_same_seed() -> None:
    once, again = (switched(Switch(Mode.LOSSY, percent=20)) for _ in range(2))
    met = [once.met(CUSTOMER) for _ in range(5000)]
    assert met == [again.met(CUSTOMER) for _ in range(5000)]
    assert 900 < sum(one.refused is not None for one in met) < 1100


@pytest.mark.parametrize(("percent", "fails"), [(0, 0), (100, 200)])
def test_lossy_knows_never_and_always(percent: int, fails: int) -> None:
    switches = switched(Switch(Mode.LOSSY, percent=percent))
    assert sum(switches.met(CUSTOMER).refused is not None for _ in range(200)) == fails


def test_a_fixed_delay_is_what_was_asked_for() -> None:
    assert switched(Switch(Mode.SLOW, delay_ms=2500)).met(CUSTOMER) == Met(wait_s=2.5)


def test_a_lognormal_delay_has_its_median_and_sigma() -> None:
    switches = switched(Switch(Mode.SLOW, median_ms=800, sigma=0.6))
    logs = sorted(math.log(switches.met(CUSTOMER).wait_s) for _ in range(4000))
    assert median(logs) == pytest.approx(math.log(0.8), abs=0.03)
    assert logs[3364] - logs[2000] == pytest.approx(0.6, abs=0.05)  # one sigma above the median


@pytest.mark.parametrize("mode", [Mode.RESET, Mode.EMPTY])
def test_reset_and_empty_drop_the_connection(mode: Mode) -> None:
    assert switched(Switch(mode)).met(CUSTOMER) == Met(dropped=True, reset=mode is Mode.RESET)


def test_an_error_is_answered_with_its_status_and_code_whatever_the_call_says() -> None:
    for error in TAX.errors:
        reply = Neighbours().handle(Call(TAX.method, TAX.path), error.code)
        assert (reply.status, reply.body["code"]) == (error.status, error.code)


def test_an_error_that_the_operation_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="TAX_CODE_NOT_CONFIGURED is none of"):
        switched(Switch(Mode.ERROR, code="TAX_CODE_NOT_CONFIGURED"))


def test_ok_ends_a_switch() -> None:
    switches = switched(Switch(Mode.DOWN))
    assert switches.state() == {"getCustomer": "down"}
    switches.set(CUSTOMER, Switch(Mode.OK))
    assert switches.state() == {}


@pytest.mark.parametrize(
    "figures", [{"percent": "101"}, {"delay_ms": "-1"}, {"times": "0"}, {"sigma": "wide"}, {"speed": "3"}]
)
def test_figures_that_cannot_be_are_refused(figures: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(figures))):
        read("slow", figures)


def test_figures_are_read_as_the_numbers_that_they_are() -> None:
    assert read("slow", {"median_ms": "800", "sigma": "0.6"}) == Switch(Mode.SLOW, median_ms=800, sigma=0.6)


def test_the_app_waits_before_a_slow_answer() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    app = App(sleep=sleep)
    assert status(app, "POST", "/__switch/getCustomer/slow", "delay_ms=2500") == 200
    assert status(app) == 200
    assert waits == [2.5]


def test_another_method_or_path_does_not_use_up_a_flaky_failure() -> None:
    app = App(switches=switched(Switch(Mode.FLAKY, times=1)))
    assert [status(app, "PUT"), status(app, path="/nowhere"), status(app), status(app)] == [
        405,
        404,
        503,
        200,
    ]


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/__switch/getCustomer/sleepy", "", 404),
        ("/__switch/getNothing/down", "", 404),
        ("/__switch/getCustomer/lossy", "percent=200", 400),
        ("/__switch/getCustomer/error", "", 400),
        ("/__switch/getCustomer/error", "code=NOT_FOUND", 200),
    ],
)
def test_a_switch_that_cannot_be_is_told(path: str, query: str, expected: int) -> None:
    assert status(App(), "POST", path, query) == expected


def test_on_another_server_half_an_answer_makes_it_close_the_connection() -> None:
    with pytest.raises(ConnectionAbortedError):
        ask(App(switches=switched(Switch(Mode.RESET))), "GET", PATH)


@pytest.mark.parametrize(
    ("mode", "error"), [(Mode.RESET, httpx2.ReadError), (Mode.EMPTY, httpx2.RemoteProtocolError)]
)
def test_over_a_socket_the_connection_ends_without_an_answer_and_the_server_goes_on(
    mode: Mode, error: type[Exception]
) -> None:
    with Server() as server, httpx2.Client(base_url=server.url, headers=BEARER, trust_env=False) as client:
        client.post(f"/__switch/getCustomer/{mode}")
        for _ in range(3):
            with pytest.raises(error):
                client.get(PATH)
        client.post("/__switch/getCustomer/ok")
        assert client.get(PATH).status_code == 200
