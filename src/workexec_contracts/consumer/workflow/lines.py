"""Lines of an estimate: parts and labor of the catalog, and parts that it lacks (F30, F56)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.envelope import Wrong
from workexec_contracts.consumer.results import Failed, Found
from workexec_contracts.contracts.vocabulary import NOT_FOUND, PAGE_SIZE, as_number

from .answer import Refused, failed, forbidden, invalid
from .money import amount, exact

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.consumer.client import Neighbour
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.plan import Plan
    from workexec_contracts.contracts.catalog import Part, Service

    from .bodies import NewLabor, NewPart
    from .shop import Shop

OVERRIDE_PRICE = "workexec:estimate:override_price"
PAGES = 50
"""How far a catalog is searched for one item."""


def labor(shop: Shop, identity: Identity, asked: NewLabor) -> Plan[dict[str, Any]]:
    """A service that the catalog has, by its id or its whole name."""
    named = partial(_is_service, asked)
    service, found = yield from _first(shop.neighbours.services, identity, asked.name, named)
    if service is None:
        raise Refused(
            NOT_FOUND.status, NOT_FOUND.code, found.display or f"No service {asked.name} in the catalog"
        )
    units = service.labor_units if asked.labor_units is None else asked.labor_units
    return {
        "itemType": "LABOR",
        "serviceId": service.service_id,
        "name": service.name,
        "laborUnits": as_number(units),
        "unitRate": as_number(service.unit_rate),
        "subtotal": as_number(amount(units * service.unit_rate)),
        "taxCode": service.tax_code,
    }


def part(shop: Shop, identity: Identity, asked: NewPart) -> Plan[dict[str, Any]]:
    """A part that the catalog has, at its price; at another with permission."""
    query = asked.sku or asked.name
    if query is None and asked.product_id is None:
        raise invalid(Wrong("sku", "sku, name or productId is required to find the part in the catalog"))
    known, found = yield from _first(shop.neighbours.parts, identity, query, partial(_is_part, asked))
    if known is None:
        shown = found.display or f"No part {asked.product_id or query} in the catalog"
        raise Refused(NOT_FOUND.status, NOT_FOUND.code, shown, manualEntry=found.manual_entry)
    price = known.unit_price if asked.unit_price is None else asked.unit_price
    if price != known.unit_price and OVERRIDE_PRICE not in identity.permissions:
        raise forbidden(OVERRIDE_PRICE)
    return _part(
        shop, asked, known.product_id, known.sku, known.name, price=as_number(price), code=known.tax_code
    )


def _is_part(asked: NewPart, part: Part) -> bool:
    """By its ids where there are any, else by its whole name."""
    if asked.product_id is None and asked.sku is None:
        return part.name.lower() == (asked.name or "").lower()
    return asked.product_id in {None, part.product_id} and asked.sku in {None, part.sku}


def by_hand(shop: Shop, identity: Identity, asked: NewPart) -> dict[str, Any]:
    """A part that the catalog lacks, with permission (F30)."""
    permission = shop.neighbours.parts.operation.manual_entry
    if permission and permission not in identity.permissions:
        raise forbidden(permission)
    if asked.name is None or asked.unit_price is None:
        raise invalid(Wrong("name", "name and unitPrice are required for a part that is not in the catalog"))
    made = asked.product_id or shop.store.next_id("NON-CATALOG")
    price = as_number(asked.unit_price)
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
        "subtotal": as_number(amount(exact(price) * asked.quantity)),
        **({"taxCode": tax_code} if tax_code else {}),
    }


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
