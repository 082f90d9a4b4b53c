"""One WireMock for each domain; two of them here, as ten take ten times as long and show no more."""

from __future__ import annotations

import io
import json
import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

import httpx2
import pytest
from rich.console import Console

from tests.cli.conftest import ROOT
from workexec_contracts.cli import starting, watching
from workexec_contracts.contracts import domains
from workexec_contracts.stubs import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Wxc

TOKEN = {"Authorization": "Bearer a.b.c"}
POLICY = "/api/v1/location/approval-policy?locationId=LOC-001"
CODES = "/api/v1/pricing/tax-codes?locationId=LOC-001"


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[starting.Server]]:
    """Stubs of pricing and of location, each in a process of its own, as `wxc up` announces them."""
    shutil.copytree(ROOT / "mocks", tmp_path / "mocks")
    two = [domain for domain in domains() if domain.name in {"pricing", "location"}]
    monkeypatch.setattr(starting, "domains", lambda: two)
    with ExitStack() as stack:
        started = starting.start(tmp_path / "mocks", stack, port=None, per_domain=True, profile="dev")
        urls = {server.domains[0]: server.process.url for server in started}
        running.save(running.Running(urls, os.getpid()), tmp_path / running.FOLDER / "stubs.json")
        yield started


def status(server: starting.Server, path: str) -> int:
    return httpx2.get(server.process.url + path, headers=TOKEN).status_code


def test_each_neighbour_is_served_switched_and_reloaded_alone(
    servers: list[starting.Server], tmp_path: Path, wxc: Wxc
) -> None:
    pricing, location = servers
    assert [status(pricing, CODES), status(pricing, POLICY), status(location, POLICY)] == [200, 404, 200]

    done = wxc("switch", "all", "error", "APPROVAL_POLICY_NOT_CONFIGURED", cwd=tmp_path)
    both = f"{pricing.process.url}, {location.process.url}"
    assert done.out == f"all: error APPROVAL_POLICY_NOT_CONFIGURED (1 operation) at {both}\n"
    assert [status(pricing, CODES), status(location, POLICY)] == [200, 409]
    wxc("switch", "all", "ok", cwd=tmp_path)

    file = tmp_path / "mocks" / "mappings" / "location" / "getApprovalPolicy.json"
    file.write_text(file.read_text().replace("By signing below", "By waving"))
    told = Console(file=io.StringIO())
    watching.take_over(tmp_path / "mocks", servers, told)
    assert "By waving" in httpx2.get(location.process.url + POLICY, headers=TOKEN).text
    assert status(pricing, POLICY) == 404


def test_a_neighbour_is_not_switched_at_the_stubs_of_another(
    servers: list[starting.Server], tmp_path: Path, wxc: Wxc
) -> None:
    pricing, location = (server.process.url for server in servers)
    done = wxc("switch", "pricing", "down", "--url", location, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "wxc: the stubs there do not stand in for pricing\n"
        f"  where:    {location}\n"
        f"  expected: where `wxc up` serves pricing: {pricing}\n"
        f"  fix:      --url {pricing}\n"
    )
    elsewhere = wxc("switch", "calculateTax", "down", "--url", location, cwd=tmp_path.parent)
    assert "expected: the base URL of pricing's stubs" in elsewhere.err
    assert "pricing" not in json.dumps(servers[1].admin.with_metadata("wxc-switch"))

    all_there = wxc("switch", "all", "down", "--url", location + "/", cwd=tmp_path)
    assert all_there.out == f"all: down (1 operation) at {location}\n"
    assert [status(servers[0], CODES), status(servers[1], POLICY)] == [200, 503]


def test_a_neighbour_whose_stubs_no_wxc_up_serves_is_told(
    servers: list[starting.Server], tmp_path: Path, wxc: Wxc
) -> None:
    done = wxc("switch", "crm", "down", cwd=tmp_path)
    assert done.code == 2
    assert "the stubs there do not stand in for crm" in done.err
