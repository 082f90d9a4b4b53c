"""Ten servers, each wrong in one way: every one is found, with the clause that it breaks."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.verification.conftest import Answer, run, spoilt
from workexec_contracts.verification import Target

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Wrong:
    operation: str
    spoil: Callable[[Answer], None]
    clause: str
    says: str
    case: str = ""


def members(answer: Answer, change: Callable[[dict[str, Any]], None], status: int = 200) -> None:
    if answer.status == status:
        body = json.loads(answer.body)
        change(body)
        answer.body = json.dumps(body).encode()


def refused_as(answer: Answer, code: str, status: int, other: str) -> None:
    if f'"{code}"'.encode() in answer.body:
        answer.status, answer.body = status, answer.body.replace(code.encode(), other.encode())


def wrong_total(answer: Answer) -> None:
    members(answer, lambda body: body.update(grandTotal=round(body["grandTotal"] + 0.01, 2)))


def missing_member(answer: Answer) -> None:
    members(answer, lambda body: body.pop("vin", None))


def accepts_anything(answer: Answer) -> None:
    if answer.status == 400:
        answer.status = 202
        answer.body = b'{"eventId": "evt-1", "status": "ACCEPTED"}'


def no_allow(answer: Answer) -> None:
    answer.headers.pop("Allow", None)


def other_code(answer: Answer) -> None:
    refused_as(answer, "APPROVAL_POLICY_NOT_CONFIGURED", 409, "POLICY_MISSING")


def other_status(answer: Answer) -> None:
    refused_as(answer, "LOCATION_NOT_FOUND", 400, "LOCATION_NOT_FOUND")


def late(answer: Answer) -> None:
    time.sleep(2.3)


def no_json(answer: Answer) -> None:
    answer.body = b"<html>" + answer.body


def other_correlation_id(answer: Answer) -> None:
    members(answer, lambda body: body.update(correlationId="another"), status=401)


def wrong_paging(answer: Answer) -> None:
    members(answer, lambda body: body.update(hasNextPage=not body["hasNextPage"]))


def forgets_keys(answer: Answer) -> None:
    if answer.status == 409:
        answer.status = 201
        answer.body = b'{"auditEventId": "A", "status": "RECORDED", "timestamp": "2026-01-24T10:30:00Z"}'


WRONG = {
    "a wrong total": Wrong("calculateTax", wrong_total, "Calculate Tax", "grandTotal"),
    "a missing member": Wrong("getVehicle", missing_member, "Search Vehicles", "vin: Field required"),
    "a success for a malformed body": Wrong(
        "deliverOrderEvent", accepts_anything, "4. WorkExec ↔ Order", "400 VALIDATION_ERROR", "refuses"
    ),
    "no Allow header": Wrong("listTaxCodes", no_allow, "Error Handling Standards", "with Allow: GET"),
    "another error code": Wrong("getApprovalPolicy", other_code, "Location Domain", "POLICY_MISSING"),
    "another status": Wrong("getApprovalPolicy", other_status, "Location Domain", "404 LOCATION_NOT_FOUND"),
    "a late answer": Wrong("getCustomer", late, "Integration Patterns Summary", "within 2 s", "echoes"),
    "no JSON": Wrong("searchParts", no_json, "Search Parts", "JSON", "pageSize"),
    "another correlation id in the body": Wrong(
        "searchServices",
        other_correlation_id,
        "Error Handling Standards",
        "correlationId",
        "X-Correlation-Id",
    ),
    "a wrong hasNextPage": Wrong("searchCustomers", wrong_paging, "Search Customers", "hasNextPage"),
    "keys that are forgotten": Wrong(
        "createAuditEvent", forgets_keys, "Error Handling Standards", "409 IDEMPOTENCY_CONFLICT", "key"
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_server_is_found_with_the_clause_that_it_breaks(name: str, our_stubs: Target) -> None:
    wrong = WRONG[name]
    with spoilt(our_stubs.base_url, wrong.spoil) as url:
        stranger = Target(name=url, base_url=url, dataset=True)
        told = run(stranger, strict=True, operation=wrong.operation, case=wrong.case, reachable=True)
    failed = told.having("failed")
    assert told.finished.exit_code == 1
    found = [case for case in failed if wrong.clause in case.clause]
    assert found, [(case.clause, case.expected, case.actual) for case in failed]
    assert any(wrong.says in f"{case.expected} {case.actual}" for case in found)
    for case in failed:
        assert case.curl.startswith("curl -sS -i ")
        assert url in case.curl
        assert case.replay.startswith("wxc verify ")


def test_a_server_that_only_passes_on_is_not_found_wrong(our_stubs: Target) -> None:
    with spoilt(our_stubs.base_url, lambda _: None) as url:
        stranger = Target(name=url, base_url=url, dataset=True)
        told = run(stranger, domains=("crm", "audit"), reachable=True)
    assert [(case.name, case.actual) for case in told.having("failed")] == []
