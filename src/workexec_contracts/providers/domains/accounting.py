"""Accounting: a ledger entry and a revenue record for each finalized snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.accounting import revenue_recorded
from workexec_contracts.providers.state import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.providers.state import State


def apply(event: Mapping[str, Any], state: State) -> None:
    """Stores the snapshot and records the revenue."""
    data = event["data"]
    table = state.table("ledger")
    revenue_id = f"REV-{state.number('ledger'):03d}"
    table[revenue_id] = {**data, "eventId": event["id"], "revenueId": revenue_id}
    revenue = {
        "revenueId": revenue_id,
        "workorderId": data["workorderId"],
        "workorderSnapshotId": data["workorderSnapshotId"],
        "locationId": data["locationId"],
        "amount": data["billableSnapshot"]["grandTotal"],
        "recordedAt": rfc3339(state.now()),
    }
    state.publish(revenue_recorded, event, revenue_id, revenue)
