"""What is asked: the bare stub, the document's examples, searches over every row, one event."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.mappings.writes import SETTLING_MS

from .figures import Goal
from .wire import UNIQUE, Request

STATIC = Goal("at least", 0.8)
TAX = Goal("at least", 0.4)
SEARCH = Goal("at least", 0.12)

HELLO = Request("GET", "/hello", 200, b'{"hello":"world"}')
HELLO_WITH_QUERY = Request("GET", "/hello?locationId=LOC-001", 200, b'{"hello":"world"}')
"""WireMock throws and catches an exception for each name and each value of a query, whatever the stub."""
HELLO_MAPPING = {
    "request": {"method": "GET", "urlPath": "/hello"},
    "response": {
        "status": 200,
        "headers": {"Content-Type": "application/json"},
        "body": '{"hello":"world"}',
    },
}
"""A stub at its cheapest: one mapping, nothing to match but the path, no template."""


@dataclass(frozen=True)
class Case:
    name: str
    request: Request
    goal: Goal | None = None


def cases() -> list[Case]:
    """Ours. Static is what never changes and what a path alone decides (see HELLO_WITH_QUERY)."""
    return [
        Case("static: the document's customer", CUSTOMER, STATIC),
        Case("static: the document's vehicle", VEHICLE, STATIC),
        Case("by id: a vehicle of 300", LAST_VEHICLE),
        Case("by query: approval policy", POLICY),
        Case("by query: tax codes", TAX_CODES),
        Case("tax of two lines", tax_of_two_lines(), TAX),
        Case("search: 300 vehicles for FLEET", VEHICLES, SEARCH),
        Case("search: 142 parts for brake", PARTS, SEARCH),
        Case("search: 142 parts, unfiltered", ALL_PARTS, SEARCH),
        Case(f"event, remembered (held {SETTLING_MS} ms)", event()),
    ]


def mix(of: int = 20) -> tuple[Request, ...]:
    """One event in `of` requests; the others are reads and tax, searches among them."""
    others = (CUSTOMER, VEHICLE, POLICY, TAX_CODES, tax_of_two_lines(), PARTS, VEHICLES, ALL_PARTS)
    return (event(), *(others[at % len(others)] for at in range(of - 1)))


def _get(path: str, starts: str) -> Request:
    return Request("GET", f"/api/v1/{path}", 200, starts.encode())


CUSTOMER = _get("crm/customer/CUST-001", '{"customerId":"CUST-001","partyId":"PARTY-001","name":"John Doe"')
VEHICLE = _get("crm/vehicle/VEH-001", '{"vehicleId":"VEH-001","vin":"1HGBH41JXMN109186"')
LAST_VEHICLE = _get("crm/vehicle/VEH-300", '{"vehicleId":"VEH-300"')
POLICY = _get(
    "location/approval-policy?locationId=LOC-001", '{"locationId":"LOC-001","approvalMethod":"SIGNATURE"'
)
TAX_CODES = _get("pricing/tax-codes?locationId=LOC-001", '{"taxCodes":[{"taxCode":"TAXABLE_GOODS"')
VEHICLES = _get("crm/vehicles/search?query=FLEET", '{"items":[{"vehicleId":"VEH-001"')
PARTS = _get("product/parts/search?query=brake", '{"items":[{"productId":"PART-001"')
ALL_PARTS = _get("product/parts/search", '{"items":[{"productId":"PART-001"')


def tax_of_two_lines() -> Request:
    starts = '{"items":[{"itemId":"EST-ITEM-001","taxAmount":7.20,"lineTotal":97.19'
    return _post("calculateTax", _example("calculateTax"), 200, starts)


def event() -> Request:
    """Each with a key of its own, so that each is remembered."""
    key = f"evt-parts-usage-{UNIQUE}"
    body = {**_example("deliverInventoryEvent"), "id": key}
    return _post("deliverInventoryEvent", body, 202, '{"eventId":"', ("Idempotency-Key", key))


def _example(operation_id: str) -> dict[str, Any]:
    return next(o.examples[0].request for _, o in operations() if o.operation_id == operation_id)


def _post(
    operation_id: str, body: dict[str, Any], status: int, starts: str, *more: tuple[str, str]
) -> Request:
    operation = next(o for _, o in operations() if o.operation_id == operation_id)
    headers = (("Content-Type", operation.media_type), *more)
    return Request("POST", operation.path, status, starts.encode(), json.dumps(body), headers)
