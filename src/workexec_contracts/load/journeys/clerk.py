"""The finalizing clerk: bills a work order; Order and Accounting must acknowledge, Inventory never blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .draw import money
from .shop import WorkOrder

if TYPE_CHECKING:
    from workexec_contracts.load.request import Request

    from .step import Journey, Visit


def finalizing_clerk(visit: Visit) -> Journey:
    """All three events are attempted; the bill is final when both that fail closed are acknowledged (F18)."""
    order = WorkOrder(visit)
    yield from visit.ask(order.parts_used())
    billed = yield from visit.insist(ready_for_billing(visit, order))
    booked = yield from visit.insist(snapshot_finalized(visit, order))
    return billed and booked


def ready_for_billing(visit: Visit, order: WorkOrder) -> Request:
    """For Order: of a known customer, with parts of the catalog."""
    now = visit.moment()
    part = {"productId": order.part["productId"], "sku": order.part["sku"], "quantity": order.quantity}
    snapshot = {
        **_totals(order),
        "workorderSnapshotId": visit.draw.number("SNAP"),
        "capturedAt": now,
        "parts": [{**part, "unitPrice": order.part["unitPrice"]}],
    }
    data = {
        "workorderId": order.id,
        "customerId": order.customer_id,
        "locationId": order.location_id,
        "billableSnapshot": {**snapshot, "labor": []},
        "poNumber": visit.draw.number("PO"),
    }
    return visit.trail.deliver("ready_for_billing", now, order.id, data)


def snapshot_finalized(visit: Visit, order: WorkOrder) -> Request:
    """For Accounting: at a location that has a GL account."""
    now, snapshot_id = visit.moment(), visit.draw.number("SNAP")
    data = {
        "workorderId": order.id,
        "workorderSnapshotId": snapshot_id,
        "locationId": visit.draw.one("glAccounts")["locationId"],
        "customerId": order.customer_id,
        "estimateId": visit.draw.number("EST"),
        "finalizedAt": now,
        "finalizedBy": order.person_id,
        "billableSnapshot": {**_totals(order), "parts": [], "labor": []},
        "poNumber": visit.draw.number("PO"),
    }
    return visit.trail.deliver("snapshot_finalized", now, f"{order.id}|{snapshot_id}", data)


def _totals(order: WorkOrder) -> dict[str, Any]:
    parts, labor = order.parts_cents, 100 * 60 * order.quantity
    tax = (parts + labor) // 12
    return {
        "partsTotal": money(parts),
        "laborTotal": money(labor),
        "taxTotal": money(tax),
        "grandTotal": money(parts + labor + tax),
    }
