from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import httpx2
import pytest

from workexec_contracts.cli.faulting import Faults, providers_switch, stubs_switch
from workexec_contracts.load import Fault, timeline
from workexec_contracts.providers import Server

if TYPE_CHECKING:
    from workexec_contracts.stubs.process import WireMock

DOWN = Fault(target="crm", mode="down", from_s=0, until_s=0.01)
HEADERS = {"Authorization": "Bearer a.b.c"}
PATH = "/api/v1/crm/customer/CUST-001"


def status(url: str) -> int:
    return httpx2.get(f"{url}{PATH}", headers=HEADERS).status_code


def test_faults_begin_when_the_load_does_and_end_in_order() -> None:
    switched: list[bool] = []
    over, started = threading.Event(), threading.Event()

    def switch(_: Fault, on: bool) -> None:  # noqa: FBT001  # a callback
        switched.append(on)
        if not on:
            over.set()

    with Faults(timeline([DOWN]), switch, started.is_set):
        assert switched == []
        started.set()
        assert over.wait(10)
    assert switched == [True, False]


def test_a_switch_that_fails_is_remembered_for_whoever_waits() -> None:
    failed = threading.Event()

    def switch(_: Fault, on: bool) -> None:  # noqa: FBT001  # a callback
        failed.set()
        raise ConnectionError(f"switched {on}")

    with Faults(timeline([DOWN]), switch, lambda: True) as faults:
        assert failed.wait(10)
    assert isinstance(faults.problem, ConnectionError)


def test_a_load_that_never_starts_switches_nothing() -> None:
    with Faults(timeline([DOWN]), lambda *_: pytest.fail("switched"), lambda: False) as faults:
        pass
    assert faults.problem is None


def test_a_reference_provider_is_taken_down_and_brought_up() -> None:
    with Server() as server:
        switch = providers_switch(server.url)
        switch(DOWN, True)  # noqa: FBT003  # a callback
        assert status(server.url) == 503
        switch(DOWN, False)  # noqa: FBT003  # a callback
        assert status(server.url) == 200


def test_a_stub_is_switched_with_the_figures_of_the_fault(wiremock: WireMock) -> None:
    switch = stubs_switch(wiremock.url)
    flaky = Fault(target="getCustomer", mode="flaky", times=1, from_s=0, until_s=1)
    try:
        switch(flaky, True)  # noqa: FBT003  # a callback
        assert [status(wiremock.url) for _ in range(2)] == [503, 200]
    finally:
        switch(flaky, False)  # noqa: FBT003  # a callback
