"""Order: a pending sales order for each billable work order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.order import sales_order_created
from workexec_contracts.providers.state import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.providers.state import State


def apply(event: Mapping[str, Any], state: State) -> None:
    """Creates the order with its items, traceable to the work order."""
    data = event["data"]
    table = state.table("salesOrders")
    order_id = f"SO-{state.number('salesOrders'):03d}"
    order = {
        "salesOrderId": order_id,
        "workorderId": data["workorderId"],
        "customerId": data["customerId"],
        "status": "PENDING",
        "grandTotal": data["billableSnapshot"]["grandTotal"],
        "createdAt": rfc3339(state.now()),
    }
    table[order_id] = {**order, "eventId": event["id"], "items": data["billableSnapshot"]["parts"]}
    state.publish(sales_order_created, event, order_id, order)
