"""What is staged for one customer, question or work order, and for nobody else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx2
import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.pricing import calculate_tax
from workexec_contracts.contracts.vocabulary import ErrorBody
from workexec_contracts.stubs.switches import stage, unstage
from workexec_contracts.switching import Fault, Scope, Staged

if TYPE_CHECKING:
    from workexec_contracts.stubs.admin import Admin

JOHN = Staged("getCustomer", Scope("path", "customerId", ("CUST-001",)), (503, Fault.RESET, 502))
CUSTOMER = "/api/v1/crm/customer/CUST-{:03}"
DELIVERY = next(one for _, one in operations() if one.operation_id == "deliverOrderEvent")


def status(caller: httpx2.Client, path: str) -> int | None:
    try:
        return caller.get(path).status_code
    except httpx2.TransportError:
        return None


def test_mishaps_come_in_turn_and_then_ordinary_answers(admin: Admin, caller: httpx2.Client) -> None:
    stage(admin, JOHN)
    assert [status(caller, CUSTOMER.format(1)) for _ in range(5)] == [503, None, 502, 200, 200]


def test_others_are_left_alone(admin: Admin, caller: httpx2.Client) -> None:
    stage(admin, JOHN)
    assert status(caller, CUSTOMER.format(2)) == 200
    assert status(caller, CUSTOMER.format(1)) == 503


def test_the_last_mishap_can_go_on_for_ever_until_it_is_ended(admin: Admin, caller: httpx2.Client) -> None:
    for_ever = Staged("getCustomer", JOHN.scope, (502, 503), forever=True)
    stage(admin, for_ever)
    assert [status(caller, CUSTOMER.format(1)) for _ in range(4)] == [502, 503, 503, 503]
    unstage(admin, for_ever)
    assert status(caller, CUSTOMER.format(1)) == 200


def test_an_operation_answers_its_own_error(admin: Admin, caller: httpx2.Client) -> None:
    stage(admin, JOHN)
    error = DELIVERY.unavailable
    assert ErrorBody.parse(caller.get(CUSTOMER.format(1)).content).code == error.code


def test_a_question_is_known_by_its_text(admin: Admin, caller: httpx2.Client) -> None:
    scope = Scope("query", "query", ("john (x)", "nobody"))
    stage(admin, Staged("searchCustomers", scope, (500,), forever=True))
    found = [status(caller, f"/api/v1/crm/customers/search?query={text}") for text in ("john%20(x)", "john")]
    assert found == [500, 200]


def test_a_slow_answer_is_the_ordinary_one_later(admin: Admin, caller: httpx2.Client) -> None:
    stage(admin, Staged("getCustomer", JOHN.scope, (Fault.SLOW,), delay_s=0.7))
    begun = time.monotonic()
    assert status(caller, CUSTOMER.format(1)) == 200
    assert time.monotonic() - begun >= 0.7
    assert status(caller, CUSTOMER.format(1)) == 200


@pytest.mark.parametrize(("workorder_id", "expected"), [("WO-001", 503), ("WO-0011", 202)])
def test_an_event_is_known_by_its_work_order(
    workorder_id: str, expected: int, admin: Admin, caller: httpx2.Client
) -> None:
    stage(admin, Staged(DELIVERY.operation_id, Scope("body", "data.workorderId", ("WO-001",)), (503,)))
    event = ready_for_billing.complete(f"evt-ready-billing-{uuid4()}", "corr-1")
    event = {**event, "data": {**event["data"], "workorderId": workorder_id}}
    headers = {"Content-Type": DELIVERY.media_type, "Idempotency-Key": event["id"]}
    assert caller.post(DELIVERY.path, json=event, headers=headers).status_code == expected


@pytest.mark.parametrize(("subtotal", "expected"), [(60.0, 409), (60, 409), (60.5, 200)])
def test_a_calculation_is_known_by_one_of_its_lines(
    subtotal: float, expected: int, admin: Admin, caller: httpx2.Client
) -> None:
    stage(admin, Staged("calculateTax", Scope("body", "items[].subtotal", (60.0,)), (409,), forever=True))
    body = dict(calculate_tax.examples[0].request)
    body["items"] = [{**item, "subtotal": subtotal} for item in body["items"]]
    assert caller.post(calculate_tax.path, json=body).status_code == expected
