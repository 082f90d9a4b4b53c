"""Estimates: created for a customer and a vehicle, filled with parts and labor, taxed, summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.results import Failed, Found
from workexec_contracts.contracts.crm import get_customer, get_vehicle

from .answer import Answer, conflict, failed, unknown
from .lines import by_hand, labor, part
from .taxing import Estimate, refuse_uncoded, with_tax

if TYPE_CHECKING:
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.plan import Plan
    from workexec_contracts.consumer.results import Result
    from workexec_contracts.contracts.vocabulary import Response

    from .bodies import NewEstimate, NewLabor, NewPart
    from .shop import Shop

OPEN = frozenset({"DRAFT", "REVISED"})


def estimate_of(shop: Shop, estimate_id: str) -> Estimate:
    """A stored estimate. Raises Refused."""
    found = shop.store.get("estimate", estimate_id)
    if found is None:
        raise unknown("estimate", estimate_id)
    return found


def create(shop: Shop, identity: Identity, asked: NewEstimate) -> Plan[Answer]:
    """A draft. A CRM that fails or does not know somebody blocks nothing (F61)."""
    customer = yield from shop.neighbours.customer.read(identity, customerId=asked.customer_id)
    vehicle = yield from shop.neighbours.vehicle.read(identity, vehicleId=asked.vehicle_id)
    estimate: Estimate = {
        "estimateId": shop.store.next_id("EST"),
        "status": "DRAFT",
        "customerId": asked.customer_id,
        "vehicleId": asked.vehicle_id,
        "locationId": asked.location_id or shop.location_id,
        "items": [],
        "subtotal": 0,
        "totalTax": 0,
        "grandTotal": 0,
    }
    shop.store.put("estimate", estimate["estimateId"], estimate)
    return Answer(201, {**estimate, **who(customer, vehicle)})


def show(shop: Shop, identity: Identity, estimate_id: str) -> Plan[Answer]:
    """The estimate with its customer and vehicle, as far as CRM tells them."""
    estimate = estimate_of(shop, estimate_id)
    customer = yield from shop.neighbours.customer.read(identity, customerId=estimate["customerId"])
    vehicle = yield from shop.neighbours.vehicle.read(identity, vehicleId=estimate["vehicleId"])
    return Answer(200, {**estimate, **who(customer, vehicle)})


def who(customer: Result[Any], vehicle: Result[Any]) -> dict[str, Any]:
    """What to display of both, placeholders where CRM does not answer (F54)."""
    return {
        "customer": _displayed(customer, get_customer.placeholder),
        "vehicle": _displayed(vehicle, get_vehicle.placeholder),
    }


def _displayed(result: Result[Response], placeholder: str | None) -> dict[str, Any]:
    if isinstance(result, Found):
        return {**result.value.to_wire(), "source": result.source}
    shown = placeholder if result.placeholder else result.display
    return {"display": shown, "code": result.code, "retryable": result.retryable}


def add_part(shop: Shop, identity: Identity, estimate_id: str, asked: NewPart) -> Plan[Answer]:
    """Adds a part that the catalog has, at its price; others only with permission (F30, F56)."""
    estimate = _draft(shop, estimate_id)
    item = by_hand(shop, identity, asked) if asked.non_catalog else (yield from part(shop, identity, asked))
    return (yield from _added(shop, identity, estimate, item))


def add_labor(shop: Shop, identity: Identity, estimate_id: str, asked: NewLabor) -> Plan[Answer]:
    """Adds a service that the catalog has."""
    estimate = _draft(shop, estimate_id)
    item = yield from labor(shop, identity, asked)
    return (yield from _added(shop, identity, estimate, item))


def is_open(estimate: Estimate) -> bool:
    """Whether it may still change."""
    return estimate["status"] in OPEN and "deciding" not in estimate


def _draft(shop: Shop, estimate_id: str) -> Estimate:
    estimate = estimate_of(shop, estimate_id)
    if estimate["status"] not in OPEN:
        raise conflict("ESTIMATE_NOT_OPEN", f"Estimate {estimate_id} is {estimate['status']}")
    if "deciding" in estimate:
        raise conflict("DECISION_PENDING", f"A decision about estimate {estimate_id} is not recorded yet")
    return estimate


def _added(shop: Shop, identity: Identity, estimate: Estimate, item: dict[str, Any]) -> Plan[Answer]:
    """With its tax; where that cannot be had the item is not added (F56)."""
    numbered = {"itemId": f"{estimate['estimateId']}-ITEM-{len(estimate['items']) + 1:03d}", **item}
    taxed = yield from with_tax(shop, identity, {**estimate, "items": [*estimate["items"], numbered]})
    shop.store.put("estimate", taxed["estimateId"], taxed)
    return Answer(201, taxed)


def summarize(shop: Shop, identity: Identity, estimate_id: str) -> Plan[Answer]:
    """Tax anew, while it is not decided, and the legal terms of the location, for the customer to review."""
    estimate = estimate_of(shop, estimate_id)
    refuse_uncoded(estimate)
    undecided = is_open(estimate)
    taxed = (yield from with_tax(shop, identity, estimate)) if undecided else estimate
    policy = yield from shop.neighbours.approval_policy.read(identity, locationId=estimate["locationId"])
    if isinstance(policy, Failed):
        raise failed(policy)
    if undecided:
        shop.store.put("estimate", estimate_id, taxed)
    return Answer(
        200,
        {
            **taxed,
            "approvalPolicy": policy.value.to_wire(),
            "signatureRequired": policy.value.require_signature,
        },
    )
