"""The service advisor: finds customer and vehicle, writes an estimate, has it approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.pricing import ITEM_TYPES
from workexec_contracts.load.tallies import Ending

from .draw import money

if TYPE_CHECKING:
    from workexec_contracts.load.request import Request

    from .draw import Row
    from .step import Journey, Visit

PART, LABOR = ITEM_TYPES[:2]
ENDINGS = {Ending.ANSWERED, Ending.SUBSTITUTED}


def service_advisor(visit: Visit) -> Journey:
    """An estimate from the first search to the record of its approval."""
    customer, vehicle = visit.draw.owner()
    location_id = visit.draw.one("approvalPolicies")["locationId"]
    part, service = visit.draw.one("parts"), visit.draw.one("services")
    fine = True
    for request in (
        *_who(visit, customer, vehicle),
        *_what(visit, part, service),
        *_how_much(visit, location_id, part, service),
    ):
        came = yield from visit.ask(request)
        fine = fine and came.ending in ENDINGS
        yield visit.think()
    approved = yield from visit.insist(_approval(visit, customer))
    return fine and approved


def _who(visit: Visit, customer: Row, vehicle: Row) -> tuple[Request, ...]:
    trail, customer_id = visit.trail, customer["customerId"]
    return (
        trail.get("searchCustomers", query=visit.draw.word(customer["name"])),
        trail.get("getCustomer", customerId=customer_id),
        trail.get("searchVehicles", customerId=customer_id),
        trail.get("getVehicle", vehicleId=vehicle["vehicleId"]),
    )


def _what(visit: Visit, part: Row, service: Row) -> tuple[Request, ...]:
    return (
        visit.trail.get("searchParts", query=visit.draw.word(part["name"]), pageSize="20"),
        visit.trail.get("searchServices", query=visit.draw.word(service["name"])),
    )


def _how_much(visit: Visit, location_id: str, part: Row, service: Row) -> tuple[Request, ...]:
    lines = [
        _line(visit, location_id, PART, part["unitPrice"]),
        _line(visit, location_id, LABOR, service["unitRate"]),
    ]
    items = [line for line in lines if line]
    return (
        visit.trail.get("listTaxCodes", locationId=location_id),
        visit.trail.post("calculateTax", {"locationId": location_id, "items": items}),
        visit.trail.get("getApprovalPolicy", locationId=location_id),
    )


def _line(visit: Visit, location_id: str, item_type: str, price: float) -> dict[str, Any] | None:
    """A line of the estimate; None where the location has no tax code for such a one."""
    code = visit.draw.tax_code(location_id, item_type)
    subtotal = money(round(price * 100) * visit.draw.random.randint(1, 4))
    item_id = visit.draw.number("EST-ITEM")
    line = {"itemId": item_id, "itemType": item_type, "subtotal": subtotal, "taxCode": code}
    return line if code else None


def _approval(visit: Visit, customer: Row) -> Request:
    operation_id = "createAuditEvent"
    return visit.trail.post(
        operation_id,
        {
            "eventType": "ESTIMATE_APPROVED",
            "resourceType": "ESTIMATE",
            "resourceId": visit.draw.number("EST"),
            "userId": visit.draw.number("USER"),
            "action": "APPROVE",
            "metadata": {"customerId": customer["customerId"], "signaturePresent": True},
            "timestamp": visit.moment(),
        },
    )
