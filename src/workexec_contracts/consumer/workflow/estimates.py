"""Estimates: created for a customer and a vehicle, filled with parts and labor, taxed, summed up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.envelope import Wrong
from workexec_contracts.consumer.results import Failed, Found, broken
from workexec_contracts.contracts.pricing import MISSING_TAX_CODE
from workexec_contracts.contracts.vocabulary import PAGE_SIZE

from .answer import Answer, Refused, conflict, failed, forbidden, invalid, unknown
from .money import amount, exact, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.consumer.client import Neighbour
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.plan import Plan
    from workexec_contracts.consumer.results import Result
    from workexec_contracts.contracts.catalog import Part, Service
    from workexec_contracts.contracts.pricing import Tax
    from workexec_contracts.contracts.vocabulary import Response

    from .bodies import NewEstimate, NewLabor, NewPart
    from .shop import Shop

Estimate = dict[str, Any]
OVERRIDE_PRICE = "workexec:estimate:override_price"
OPEN = frozenset({"DRAFT", "REVISED"})
OK = 200
PAGES = 50
"""How far a catalog is searched for one item."""


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
    named = partial(_is_service, asked)
    service, found = yield from _first(shop.neighbours.services, identity, asked.name, named)
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
        raise conflict("ESTIMATE_NOT_OPEN", f"Estimate {estimate_id} is {estimate['status']}")
    if "deciding" in estimate:
        raise conflict("DECISION_PENDING", f"A decision about estimate {estimate_id} is not recorded yet")
    return estimate


def _is_service(asked: NewLabor, service: Service) -> bool:
    if asked.service_id is not None:
        return asked.service_id == service.service_id
    return service.name.lower() == asked.name.lower()


def _first(
    catalog: Neighbour[Any], identity: Identity, query: str | None, wanted: Callable[[Any], bool]
) -> Plan[tuple[Any, Found[Any]]]:
    """The first item of a search that is wanted, on whatever page, and the last page. Raises Refused."""
    page = 0
    while True:
        found = yield from catalog.read(identity, query=query, pageIndex=page, pageSize=PAGE_SIZE.maximum)
        if isinstance(found, Failed):
            raise failed(found)
        item = next((item for item in found.value.items if wanted(item)), None)
        page += 1
        if item is not None or not found.value.has_next_page or page == PAGES:
            return item, found


def _of_catalog(shop: Shop, identity: Identity, asked: NewPart) -> Plan[dict[str, Any]]:
    query = asked.sku or asked.name
    if query is None and asked.product_id is None:
        raise invalid(Wrong("sku", "sku, name or productId is required to find the part in the catalog"))
    part, found = yield from _first(shop.neighbours.parts, identity, query, partial(_is_part, asked))
    if part is None:
        shown = found.display or f"No part {asked.product_id or query} in the catalog"
        raise Refused(404, "NOT_FOUND", shown, manualEntry=found.manual_entry)
    price = part.unit_price if asked.unit_price is None else asked.unit_price
    if price != part.unit_price and OVERRIDE_PRICE not in identity.permissions:
        raise forbidden(OVERRIDE_PRICE)
    return _part(shop, asked, part.product_id, part.sku, part.name, price=number(price), code=part.tax_code)


def _is_part(asked: NewPart, part: Part) -> bool:
    """By its ids where there are any, else by its whole name."""
    if asked.product_id is None and asked.sku is None:
        return part.name.lower() == (asked.name or "").lower()
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
    if not _adds_up(tax.value, lines):
        raise failed(broken(shop.neighbours.tax.operation, OK, tax.correlation_id, tax.attempts))
    return _summed(estimate, {line.item_id: number(line.tax_amount) for line in tax.value.items})


def _adds_up(tax: Tax, lines: list[dict[str, Any]]) -> bool:
    """Whether the answer is about these lines, and its totals are theirs (F06)."""
    subtotals = {line["itemId"]: exact(line["subtotal"]) for line in lines}
    wanted = {line.item_id: subtotals.get(line.item_id, 0) + line.tax_amount for line in tax.items}
    total_tax = sum((line.tax_amount for line in tax.items), exact(0))
    subtotal = sum(subtotals.values(), exact(0))
    return (
        [line.item_id for line in tax.items] == list(subtotals)
        and all(line.line_total == wanted[line.item_id] for line in tax.items)
        and (tax.subtotal, tax.total_tax, tax.grand_total) == (subtotal, total_tax, subtotal + total_tax)
    )


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
    """Tax anew, while it is not decided, and the legal terms of the location, for the customer to review."""
    estimate = estimate_of(shop, estimate_id)
    refuse_uncoded(estimate)
    undecided = estimate["status"] in OPEN and "deciding" not in estimate
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
