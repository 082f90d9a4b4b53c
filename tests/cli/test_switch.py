"""`wxc switch` on stubs that are named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.providers import Server
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.process import WireMock
from workexec_contracts.stubs.switches import state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Wxc


@pytest.fixture(scope="module")
def admin() -> Iterator[Admin]:
    """A WireMock without stubs: what a switch does to answers is shown elsewhere."""
    with WireMock(None) as empty, Admin(empty.url) as client:
        yield client


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["slow", "--ms", "50"], {"fixedDelayMilliseconds": 50}),
        (
            ["slow", "--median-ms", "80", "--sigma", "0.6"],
            {"delayDistribution": {"type": "lognormal", "median": 80.0, "sigma": 0.6}},
        ),
        (["reset"], {"fault": "CONNECTION_RESET_BY_PEER"}),
        (["empty"], {"fault": "EMPTY_RESPONSE"}),
        (["down"], {"status": 503}),
        (["error", "NOT_FOUND"], {"status": 404}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_reach_the_stubs(
    arguments: list[str], expected: dict[str, object], admin: Admin, wxc: Wxc
) -> None:
    assert wxc("switch", "getCustomer", *arguments, "--url", admin.url).code == 0
    (mapping,) = admin.with_metadata("wxc-switch")
    assert expected.items() <= mapping["response"].items()


def test_figures_of_flaky_and_lossy_reach_the_stubs(admin: Admin, wxc: Wxc) -> None:
    wxc("switch", "getCustomer", "flaky", "--times", "3", "--url", admin.url)
    assert len(admin.with_metadata("wxc-switch")) == 3
    wxc("switch", "getCustomer", "lossy", "--percent", "7", "--url", admin.url)
    assert "(lt n 7)" in json.dumps(admin.with_metadata("wxc-switch"))


def test_json_names_the_operations_that_were_switched(admin: Admin, wxc: Wxc) -> None:
    done = wxc("switch", "order", "error", "UNKNOWN_SKU", "--url", admin.url, "--format", "json")
    expected = {
        "target": "order",
        "mode": "error",
        "code": "UNKNOWN_SKU",
        "operations": ["deliverOrderEvent"],
        "urls": [admin.url],
    }
    assert json.loads(done.out) == expected


def test_ok_names_what_it_ended(admin: Admin, wxc: Wxc) -> None:
    wxc("switch", "all", "down", "--url", admin.url)
    told = f"pricing: ok (2 operations) at {admin.url}\n"
    assert wxc("switch", "pricing", "ok", "--url", admin.url).out == told
    assert not {"calculateTax", "listTaxCodes"} & state(admin).keys()
    wxc("switch", "all", "ok", "--url", admin.url)
    assert state(admin) == {}


def test_curl_prints_the_calls_and_makes_none(wxc: Wxc) -> None:
    shown = wxc("switch", "getCustomer", "down", "--curl", "--url", "http://127.0.0.1:9").out
    assert shown.count("curl -sS -X POST http://127.0.0.1:9/__admin/mappings/") == 2


def test_reference_providers_are_switched_by_the_same_words(wxc: Wxc) -> None:
    with Server() as server:
        done = wxc("switch", "crm", "error", "NOT_FOUND", "--url", server.url, "--format", "json")
        told = json.loads(done.out)
        assert told["urls"] == [server.url]
        assert server.app.switches.state() == dict.fromkeys(told["operations"], "error")
        assert wxc("switch", "all", "slow", "--median-ms", "1", "--url", server.url).code == 0
        assert set(server.app.switches.state().values()) == {"slow"}
        assert wxc("switch", "all", "ok", "--url", server.url).code == 0
        assert server.app.switches.state() == {}
