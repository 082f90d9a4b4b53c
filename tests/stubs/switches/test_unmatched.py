"""Requests that no contract has."""

from __future__ import annotations

import httpx2

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.process import WireMock
from workexec_contracts.stubs.switches import Mode, Switch, apply
from workexec_contracts.stubs.unmatched import unmatched


def test_a_request_is_told_once_with_the_nearest_stub_and_the_difference(
    admin: Admin, caller: httpx2.Client
) -> None:
    seen: set[str] = set()
    unmatched(admin, seen)
    caller.get("/api/v1/crm/customer/CUST-001")
    caller.get("/api/v1/crm/customerz/CUST-001?a=b")
    (told,) = unmatched(admin, seen)
    assert (told.method, told.url) == ("GET", "/api/v1/crm/customerz/CUST-001?a=b")
    assert told.nearest is not None
    assert told.nearest.startswith("getCustomer")
    assert told.difference == (
        "path: expected /api/v1/crm/customer/{customerId}, got /api/v1/crm/customerz/CUST-001"
    )
    assert unmatched(admin, seen) == []


def test_a_burst_of_matched_requests_hides_none(admin: Admin, caller: httpx2.Client) -> None:
    seen: set[str] = set()
    unmatched(admin, seen)
    caller.get("/api/v1/lost")
    for _ in range(150):
        caller.get("/api/v1/crm/customer/CUST-001")
    assert [told.url for told in unmatched(admin, seen)] == ["/api/v1/lost"]


def test_a_switch_is_never_the_nearest_stub(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.DOWN), list(operations()))
    seen: set[str] = set()
    unmatched(admin, seen)
    caller.get("/api/v1/product/parts/serch")
    (told,) = unmatched(admin, seen)
    assert told.nearest is not None
    assert "switched" not in told.nearest
    assert told.nearest.startswith("searchParts")
    assert "expected /api/v1/product/parts/search, got" in told.difference


def test_without_any_stub_nothing_is_near() -> None:
    with WireMock(None) as empty, Admin(empty.url) as admin:
        httpx2.get(empty.url + "/a")
        (told,) = unmatched(admin, set())
    assert (told.nearest, told.difference) == (None, "there are no stubs")
