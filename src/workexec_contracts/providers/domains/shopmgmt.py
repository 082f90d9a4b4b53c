"""ShopMgmt: appointments follow their work orders (F24, F47)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS, appointment_updated
from workexec_contracts.providers.state import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.providers.state import State


def apply(event: Mapping[str, Any], state: State) -> None:
    """Sets the appointment's status; what is missing or out of step is logged, not refused."""
    data = event["data"]
    row = state.table("appointments").get(data["appointmentId"])
    if row is None:
        state.note("warning", f"appointment {data['appointmentId']} not found", data["correlationId"])
        return
    wanted = APPOINTMENT_STATUS.get(data["newStatus"])
    if wanted is None:
        return
    before = APPOINTMENT_STATUS.get(data["previousStatus"])
    if before not in {None, row["status"]}:
        message = f"appointment {data['appointmentId']} is {row['status']}, expected {before}"
        state.note("warning", message, data["correlationId"])
    row["status"] = wanted
    update = {
        "appointmentId": data["appointmentId"],
        "workorderId": data["workorderId"],
        "status": wanted,
        "updatedAt": rfc3339(state.now()),
    }
    state.publish(appointment_updated, event, data["appointmentId"], update)
