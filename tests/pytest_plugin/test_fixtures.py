from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.switches import Mode, Switch, apply, state

if TYPE_CHECKING:
    import pytest

    from workexec_contracts.stubs.process import WireMock

    from .conftest import Project

ROOT = Path(__file__).parents[2]
GET_VEHICLE = [pair for pair in operations() if pair[1].operation_id == "getVehicle"]
HEAVY = (
    "pydantic",
    "httpx2",
    "faker",
    "hypothesis",
    "workexec_contracts.contracts",
    "workexec_contracts.stubs",
)

ASKING = """
import httpx2
TOKEN = {"Authorization": "Bearer a.b.c"}

def ask(url, path="/api/v1/crm/customer/CUST-001"):
    return httpx2.get(url + path, headers=TOKEN, timeout=10, trust_env=False)
"""


def test_a_project_asks_stubs_switches_them_and_reads_what_reached_them(project: Project) -> None:
    ended = project(
        ASKING
        + """
def test_found(stubs, journal):
    assert ask(stubs.urls["crm"]).json()["name"] == "John Doe"
    request, = journal.of("getCustomer")
    assert (request.status, request.url) == (200, "/api/v1/crm/customer/CUST-001")
    assert request.headers["authorization"] == TOKEN["Authorization"]

def test_switched(stubs, switch, journal):
    assert switch("getCustomer", "down") == ["getCustomer"]
    assert ask(stubs.url).status_code == 503
    assert [request.status for request in journal.of("crm")] == [503]

def test_as_before(stubs, journal):
    assert journal.requests == []
    assert ask(stubs.url).status_code == 200
"""
    )
    ended.assert_outcomes(passed=3)


def test_a_switch_that_was_there_before_is_there_again(project: Project, wiremock: WireMock) -> None:
    with Admin(wiremock.url) as admin:
        apply(admin, Switch(Mode.DOWN), GET_VEHICLE)
        try:
            ended = project("def test_it(switch): switch('crm', 'ok'); switch('getCustomer', 'empty')")
            ended.assert_outcomes(passed=1)
            assert state(admin) == {"getVehicle": "down"}
        finally:
            apply(admin, Switch(Mode.OK), GET_VEHICLE)


def test_the_session_starts_stubs_of_its_own_where_none_are_named(
    project: Project, wiremock: WireMock
) -> None:
    ended = project(
        ASKING
        + f"""
def test_own(stubs):
    assert stubs.url != {wiremock.url!r}
    assert ask(stubs.url).status_code == 200
""",
        "--own",
    )
    ended.assert_outcomes(passed=1)


def test_a_wrong_name_fails_with_the_nearest_right_one(project: Project) -> None:
    ended = project("def test_it(switch): switch('pricng', 'down')")
    ended.assert_outcomes(failed=1)
    ended.stdout.fnmatch_lines(["*no domain or operation is called pricng*", "*did you mean pricing?*"])


def test_stubs_that_do_not_answer_are_told_without_a_traceback(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(stubs): pass")
    ended = pytester.runpytest_subprocess(
        "-p", "workexec_contracts.pytest_plugin", "--wxc-stubs-url", "http://127.0.0.1:9"
    )
    ended.assert_outcomes(errors=1)
    ended.stdout.fnmatch_lines(["*no stubs answer*", "*fix:*wxc up*"])
    ended.stdout.no_fnmatch_line("*another exception*")
    ended.stdout.no_fnmatch_line("*Traceback*")


RETRYING = """
import time
from uuid import uuid4
import httpx2
from workexec_contracts.contracts import events
EVENT = next(event for event in events() if event.name == "status_changed")
BODY = EVENT.complete(f"evt-status-{uuid4()}", "corr-1")

def send(stubs, key=BODY["id"]):
    headers = {"Authorization": "Bearer a.b.c", "Idempotency-Key": key}
    headers["Content-Type"] = "application/cloudevents+json"
    url = stubs.urls["shopmgmt"] + "/api/v1/shopmgmt/events"
    return httpx2.post(url, json=BODY, headers=headers, timeout=10, trust_env=False).status_code
"""


def test_attempts_are_grouped_by_call_and_held_against_the_policy(project: Project) -> None:
    ended = project(
        RETRYING
        + """
def test_at_once(stubs, switch, journal):
    switch("shopmgmt", "flaky", times=1)
    assert [send(stubs), send(stubs)] == [503, 202]
    (first, second), = journal.calls("shopmgmt")
    assert (first.status, second.status) == (503, 202)
    assert [breach.kind.name for breach in journal.breaches()] == ["TOO_EARLY"]
    journal.assert_kept()
""",
    )
    ended.assert_outcomes(failed=1)
    ended.stdout.fnmatch_lines(["*all broke its policy:*", "*retried too early: * 1 s are the policy*"])


def test_a_call_that_kept_its_policy_passes_and_no_call_is_no_proof(project: Project) -> None:
    ended = project(
        RETRYING
        + """
def test_kept(stubs, journal):
    assert send(stubs) == 202
    journal.assert_kept("shopmgmt")

def test_nothing_came(journal):
    journal.assert_kept("order")
"""
    )
    ended.assert_outcomes(passed=1, failed=1)
    ended.stdout.fnmatch_lines(["*no request of order reached the stubs: nothing is known*"])


PROVIDING = """
import asyncio
import httpx2
from workexec_contracts.consumer import Identity, Neighbour
from workexec_contracts.contracts.crm import Customer
CUSTOMER = "/api/v1/crm/customer/CUST-001"
TOKEN = {"Authorization": "Bearer a.b.c"}
"""


def test_providers_answer_at_a_url_and_in_process_and_forget_between_tests(project: Project) -> None:
    ended = project(
        PROVIDING
        + """
def test_over_http(providers):
    answer = httpx2.get(providers.urls["crm"] + CUSTOMER, headers=TOKEN, trust_env=False)
    assert answer.json()["name"] == "John Doe"
    providers.state.tables["customers"].clear()
    providers.switch("getVehicle", "down")
    assert httpx2.get(providers.url + CUSTOMER, headers=TOKEN, trust_env=False).status_code == 404

def test_in_process(providers, virtual_time):
    async def ask():
        transport = httpx2.ASGITransport(providers.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://crm") as client:
            return await client.get(CUSTOMER, headers=TOKEN)
    assert virtual_time.run_async(ask()).status_code == 200
    assert providers.app.switches.state() == {}
""",
        "--own",
    )
    ended.assert_outcomes(passed=2)


def test_plans_and_coroutines_run_in_virtual_time(project: Project) -> None:
    ended = project(
        PROVIDING
        + """
import time

def test_plan(providers, virtual_time):
    providers.switch("getCustomer", "flaky", times=1)
    crm = Neighbour("getCustomer", Customer)
    found = virtual_time.run(crm.read(Identity("a.b.c"), customerId="CUST-001"))
    assert (found.value.name, found.attempts) == ("John Doe", 2)
    assert virtual_time.waits == list(crm.operation.policy.retry.delays_s[:1])
    assert [tried.came for tried in virtual_time.tried] == [503, 200]

def test_time_out(providers, virtual_time):
    providers.switch("getCustomer", "slow", delay_ms=31_000)
    crm = Neighbour("getCustomer", Customer)
    failed = virtual_time.run(crm.read(Identity("a.b.c"), customerId="CUST-001"))
    policy = crm.operation.policy
    assert failed.attempts == policy.retry.attempts
    assert virtual_time.now_s == policy.retry.attempts * policy.timeout_s + policy.retry.budget_s

def test_coroutine(virtual_time):
    async def days():
        async with asyncio.timeout(90_000):
            await asyncio.gather(asyncio.sleep(86_400), asyncio.sleep(60))
        return asyncio.get_running_loop().time()
    begun = time.monotonic()
    assert 86_400 <= virtual_time.run_async(days()) < 86_401
    assert time.monotonic() - begun < 30
""",
        "--own",
    )
    ended.assert_outcomes(passed=3)


def test_own_fixtures_of_the_same_name_take_nothing_from_the_long_names(project: Project) -> None:
    ended = project(
        ASKING
        + """
import pytest

@pytest.fixture
def stubs():
    return "mine"

def test_both(stubs, switch, wxc_stubs):
    switch("crm", "down")
    assert stubs == "mine"
    assert ask(wxc_stubs.url).status_code == 503
"""
    )
    ended.assert_outcomes(passed=1)


def test_short_names_can_be_left_out(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makeini("[pytest]\nwxc_short_names = false")
    ended = project("def test_short(stubs): pass\ndef test_long(wxc_stubs): pass")
    ended.assert_outcomes(passed=1, errors=1)
    ended.stdout.fnmatch_lines(["*fixture 'stubs' not found*"])


def test_nothing_heavy_is_imported_before_a_fixture_is_used() -> None:
    told = "import sys, workexec_contracts.pytest_plugin as p; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert "workexec_contracts.pytest_plugin" in loaded.split()
    assert [name for name in HEAVY if name in loaded.split()] == []


def test_the_package_brings_the_plugin_by_its_entry_point() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]
    assert list(declared.values()) == ["workexec_contracts.pytest_plugin"]


def test_the_stubs_are_reached_as_they_were(wiremock: WireMock) -> None:
    headers = {"Authorization": "Bearer a.b.c"}
    answer = httpx2.get(f"{wiremock.url}/api/v1/crm/customer/CUST-001", headers=headers, trust_env=False)
    assert answer.status_code == 200
