"""Estimates: created for a customer and a vehicle, filled with parts and labor, taxed, summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.envelope import Wrong
from workexec_contracts.consumer.results import Failed, Found
from workexec_contracts.contracts.pricing import MISSING_TAX_CODE

from .answer import Answer, Refused, failed, forbidden, invalid, unknown
from .money import amount, exact, number

if TYPE_CHECKING:
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.plan import Plan
    from workexec_contracts.consumer.results import Result
    from workexec_contracts.contracts.catalog import Part, Service
    from workexec_contracts.contracts.vocabulary import Response

    from .bodies import NewEstimate, NewLabor, NewPart
    from .shop import Shop

Estimate = dict[str, Any]
OVERRIDE_PRICE = "workexec:estimate:override_price"
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
        "customer": _displayed(customer, "Unknown Customer"),
        "vehicle": _displayed(vehicle, "Unknown Vehicle"),
    }


def _displayed(result: Result[Response], placeholder: str) -> dict[str, Any]:
    if isinstance(result, Found):
        return {**result.value.to_wire(), "source": result.source}
    shown = placeholder if result.placeholder else result.display
    return {"display": shown, "code": result.code, "retryable": result.retryable}


def add_part(shop: Shop, identity: Identity, estimate_id: str, asked: NewPart) -> Plan[Answer]:
    """Adds a part that the catalog has, at its price; others only with permission (F30, F56)."""
    estimate = _draft(shop, estimate_id)
    if asked.non_catalog:
        item = _by_hand(shop, identity, asked)
    else:
        item = yield from _of_catalog(shop, identity, asked)
    return (yield from _added(shop, identity, estimate, item))


def add_labor(shop: Shop, identity: Identity, estimate_id: str, asked: NewLabor) -> Plan[Answer]:
    """Adds a service that the catalog has."""
    estimate = _draft(shop, estimate_id)
    found = yield from shop.neighbours.services.read(identity, query=asked.name)
    if isinstance(found, Failed):
        raise failed(found)
    service = next((service for service in found.value.items if _is_service(service, asked)), None)
    if service is None:
        raise Refused(404, "NOT_FOUND", found.display or f"No service {asked.name} in the catalog")
    units = service.labor_units if asked.labor_units is None else asked.labor_units
    item = {
        "itemType": "LABOR",
        "serviceId": service.service_id,
        "name": service.name,
        "laborUnits": number(units),
        "unitRate": number(service.unit_rate),
        "subtotal": number(amount(units * service.unit_rate)),
        "taxCode": service.tax_code,
    }
    return (yield from _added(shop, identity, estimate, item))


def _draft(shop: Shop, estimate_id: str) -> Estimate:
    estimate = estimate_of(shop, estimate_id)
    if estimate["status"] not in OPEN:
        raise Refused(409, "ESTIMATE_NOT_OPEN", f"Estimate {estimate_id} is {estimate['status']}")
    return estimate


def _is_service(service: Service, asked: NewLabor) -> bool:
    wanted = asked.service_id is None or asked.service_id == service.service_id
    return wanted and (asked.service_id is not None or service.name.lower() == asked.name.lower())


def _of_catalog(shop: Shop, identity: Identity, asked: NewPart) -> Plan[dict[str, Any]]:
    query = asked.sku or asked.name
    if query is None:
        raise invalid(Wrong("sku", "sku or name is required to find the part in the catalog"))
    found = yield from shop.neighbours.parts.read(identity, query=query)
    if isinstance(found, Failed):
        raise failed(found)
    part = next((part for part in found.value.items if _is_part(part, asked)), None)
    if part is None:
        shown = found.display or f"No part {asked.product_id or query} in the catalog"
        raise Refused(404, "NOT_FOUND", shown, manualEntry=found.manual_entry)
    price = part.unit_price if asked.unit_price is None else asked.unit_price
    if price != part.unit_price and OVERRIDE_PRICE not in identity.permissions:
        raise forbidden(OVERRIDE_PRICE)
    return _part(shop, asked, part.product_id, part.sku, part.name, price=number(price), code=part.tax_code)


def _is_part(part: Part, asked: NewPart) -> bool:
    return asked.product_id in {None, part.product_id} and asked.sku in {None, part.sku}


def _by_hand(shop: Shop, identity: Identity, asked: NewPart) -> dict[str, Any]:
    permission = shop.neighbours.parts.operation.manual_entry
    if permission and permission not in identity.permissions:
        raise forbidden(permission)
    if asked.name is None or asked.unit_price is None:
        raise invalid(Wrong("name", "name and unitPrice are required for a part that is not in the catalog"))
    made = asked.product_id or shop.store.next_id("NON-CATALOG")
    price = number(asked.unit_price)
    return _part(shop, asked, made, asked.sku or made, asked.name, price=price, code=None)


def _part(  # what a line of an estimate says of its part
    shop: Shop, asked: NewPart, product_id: str, sku: str, name: str, *, price: float, code: str | None
) -> dict[str, Any]:
    tax_code = asked.tax_code or code
    return {
        "itemType": "PART",
        "workorderPartId": shop.store.next_id("WOP"),
        "productId": product_id,
        "sku": sku,
        "name": name,
        "quantity": asked.quantity,
        "unitPrice": price,
        "subtotal": number(amount(exact(price) * asked.quantity)),
        **({"taxCode": tax_code} if tax_code else {}),
    }


def _added(shop: Shop, identity: Identity, estimate: Estimate, item: dict[str, Any]) -> Plan[Answer]:
    """With its tax; where that cannot be had the item is not added (F56)."""
    numbered = {"itemId": f"{estimate['estimateId']}-ITEM-{len(estimate['items']) + 1:03d}", **item}
    taxed = yield from with_tax(shop, identity, {**estimate, "items": [*estimate["items"], numbered]})
    shop.store.put("estimate", taxed["estimateId"], taxed)
    return Answer(201, taxed)


def with_tax(shop: Shop, identity: Identity, estimate: Estimate) -> Plan[Estimate]:
    """The estimate with what Pricing says of its coded items. Raises Refused in the document's words."""
    coded = [item for item in estimate["items"] if "taxCode" in item]
    if not coded:
        return _summed(estimate, {})
    lines = [{name: item[name] for name in ("itemId", "itemType", "subtotal", "taxCode")} for item in coded]
    tax = yield from shop.neighbours.tax.write(
        identity, {"locationId": estimate["locationId"], "items": lines}
    )
    if isinstance(tax, Failed):
        raise failed(tax)
    return _summed(estimate, {line.item_id: number(line.tax_amount) for line in tax.value.items})


def _summed(estimate: Estimate, taxes: dict[str, float]) -> Estimate:
    items = [
        {**item, **({"taxAmount": taxes[item["itemId"]]} if item["itemId"] in taxes else {})}
        for item in estimate["items"]
    ]
    subtotal = sum((exact(item["subtotal"]) for item in items), exact(0))
    total_tax = sum((exact(tax) for tax in taxes.values()), exact(0))
    totals = {"subtotal": subtotal, "totalTax": total_tax, "grandTotal": subtotal + total_tax}
    return {**estimate, "items": items, **{name: number(total) for name, total in totals.items()}}


def refuse_uncoded(estimate: Estimate) -> None:
    """A missing tax code blocks summary and approval before any call (F56)."""
    uncoded = [item["itemId"] for item in estimate["items"] if "taxCode" not in item]
    if uncoded:
        raise Refused(
            MISSING_TAX_CODE.status, MISSING_TAX_CODE.code, MISSING_TAX_CODE.display or "", itemIds=uncoded
        )


def summarize(shop: Shop, identity: Identity, estimate_id: str) -> Plan[Answer]:
    """Tax anew and the legal terms of the location, for the customer to review."""
    estimate = estimate_of(shop, estimate_id)
    refuse_uncoded(estimate)
    taxed = yield from with_tax(shop, identity, estimate)
    policy = yield from shop.neighbours.approval_policy.read(identity, locationId=estimate["locationId"])
    if isinstance(policy, Failed):
        raise failed(policy)
    shop.store.put("estimate", estimate_id, taxed)
    return Answer(
        200,
        {
            **taxed,
            "approvalPolicy": policy.value.to_wire(),
            "signatureRequired": policy.value.require_signature,
        },
    )
