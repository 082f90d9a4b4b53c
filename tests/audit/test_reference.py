"""The reference WorkExec over HTTP, in real time; all of it, and all faulty ones, in a soak."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.audit.test_foreign import FACTOR, ROOT, SOAKS, broken_in
from tests.audit.variants import VARIANTS
from workexec_contracts import consumer
from workexec_contracts.audit import AuditFinished, Auditor, Plan, Ruled, Setting
from workexec_contracts.contracts import domains
from workexec_contracts.serving import Server
from workexec_contracts.simulation.process import BY_NAME
from workexec_contracts.stubs.process import WireMock
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.audit.variants import Variant
    from workexec_contracts.audit import Event, Ruling

FEW = ("a_400_is_retried", "the_token_is_in_the_query", "an_approval_needs_no_record")
"""Faulty ones that are tried in real time, whatever else is."""
TRIED = [variant for variant in VARIANTS if SOAKS or variant.name in FEW]
WHOLE_S = 90


@pytest.fixture(scope="module")
def stubs(wiremock_installed: None) -> Iterator[WireMock]:
    with WireMock(ROOT / "mocks", journal=5000) as running:
        yield running


@contextmanager
def reference(neighbours: str) -> Iterator[str]:
    shop = consumer.Shop.over(consumer.Store(), ttl_factor=FACTOR)
    consumer.seed(shop)
    urls = {domain.name: neighbours for domain in domains()}
    app = consumer.application(shop, urls, consumer.Identity(consumer.token_with()))
    with Server(app, lifespan=True) as server:
        yield server.url


def audited(stubs: WireMock, plan: Plan, *only: str, neighbours: str | None = None) -> list[Event]:
    with reference(neighbours or stubs.url) as url:
        auditor = Auditor(Setting(url, stubs.url, plan=plan, only=frozenset(only), ttl_factor=FACTOR))

        async def events() -> list[Event]:
            return [event async for event in auditor.events()]

        return asyncio.run(events())


def ruled(events: list[Event]) -> list[Ruling]:
    return [event.ruling for event in events if isinstance(event, Ruled)]


def test_it_passes(stubs: WireMock) -> None:
    only = () if SOAKS else ("crm", "createAuditEvent")
    events = audited(stubs, Plan.FULL if SOAKS else Plan.QUICK, *only)
    finished = events[-1]
    assert isinstance(finished, AuditFinished)
    assert [one for one in ruled(events) if one.verdict is not Verdict.PASSED] == []
    assert (finished.verdict, finished.exit_code) == (Verdict.PASSED, 0)
    assert finished.seconds < WHOLE_S


@pytest.mark.parametrize("variant", TRIED, ids=lambda variant: variant.name)
def test_a_faulty_one_is_caught(variant: Variant, stubs: WireMock, monkeypatch: pytest.MonkeyPatch) -> None:
    variant.plant(monkeypatch)
    monkeypatch.setattr("workexec_contracts.consumer.api.app.ROUTES", tuple(BY_NAME.values()))
    only = () if SOAKS else ("getCustomer", "createAuditEvent")
    found = broken_in(ruled(audited(stubs, Plan.FULL if SOAKS else Plan.QUICK, *only)))
    assert found >= variant.caught_by


def test_a_service_that_is_not_configured_with_the_stubs_is_unknown(stubs: WireMock) -> None:
    events = audited(stubs, Plan.QUICK, neighbours="http://127.0.0.1:9")
    finished = events[-1]
    assert isinstance(finished, AuditFinished)
    assert (finished.verdict, finished.exit_code, ruled(events)) == (Verdict.UNKNOWN, 3, [])
    assert "no request reached the stubs" in finished.reason
