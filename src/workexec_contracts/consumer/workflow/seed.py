"""The work order of the document's own examples, so that a front end has one to begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.catalog import search_parts, search_services
from workexec_contracts.contracts.crm import get_vehicle
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.contracts.vocabulary import as_number

from .money import amount, exact

if TYPE_CHECKING:
    from .shop import Shop


def seed(shop: Shop) -> None:
    """Adds the document's work order to a store that lacks it."""
    order = _order()
    if shop.store.get("workorder", order["workorderId"]) is not None:
        return
    with shop.store.transaction():
        for prefix in ("EST", "WO", "SNAP", "SESSION", "WOP"):
            shop.store.next_id(prefix)  # 001 is the document's
        shop.store.put("workorder", order["workorderId"], order)
        shop.store.put("estimate", order["estimateId"], _estimate(order))


def _order() -> dict[str, Any]:
    status, billing = status_changed.example["data"], ready_for_billing.example["data"]["billableSnapshot"]
    service = search_services.examples[0].response["items"][0]
    units = exact(billing["laborTotal"]) / exact(service["unitRate"])
    return {
        "workorderId": status["workorderId"],
        "status": status["previousStatus"],
        "estimateId": snapshot_finalized.example["data"]["estimateId"],
        "customerId": status["customerId"],
        "vehicleId": get_vehicle.examples[0].response["vehicleId"],
        "locationId": status["locationId"],
        "technicianId": status["technicianId"],
        "appointmentId": status["appointmentId"],
        "parts": [
            {
                **part,
                "itemType": "PART",
                "taxCode": _tax_code(part["sku"]),
                "subtotal": as_number(exact(part["unitPrice"]) * part["quantity"]),
            }
            for part in parts_usage_recorded.example["data"]["parts"]
        ],
        "labor": [
            {
                "itemType": "LABOR",
                "serviceId": service["serviceId"],
                "name": service["name"],
                "taxCode": service["taxCode"],
                "laborUnits": as_number(units),
                "unitRate": service["unitRate"],
                "subtotal": as_number(amount(units * exact(service["unitRate"]))),
            }
        ],
        "taxTotal": billing["taxTotal"],
    }


def _tax_code(sku: str) -> str:
    parts = search_parts.examples[0].response["items"]
    code: str = next(part["taxCode"] for part in parts if part["sku"] == sku)
    return code


def _estimate(order: dict[str, Any]) -> dict[str, Any]:
    items = [*order["parts"], *order["labor"]]
    subtotal = sum((exact(item["subtotal"]) for item in items), exact(0))
    tax = exact(order["taxTotal"])
    totals = {"subtotal": subtotal, "totalTax": tax, "grandTotal": subtotal + tax}
    return {
        **{
            name: order[name]
            for name in ("estimateId", "customerId", "vehicleId", "locationId", "workorderId")
        },
        "status": "APPROVED",
        "items": [
            {"itemId": f"{order['estimateId']}-ITEM-{number_:03d}", **item}
            for number_, item in enumerate(items, 1)
        ],
        **{name: as_number(total) for name, total in totals.items()},
    }
