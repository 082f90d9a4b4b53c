"""People: work sessions are stored and told to payroll and accounting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.people import work_session_completed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.providers.state import State


def apply(event: Mapping[str, Any], state: State) -> None:
    """Stores the session under the event's id."""
    session = event["data"]
    state.table("sessions")[event["id"]] = dict(session)
    data = {
        name: session[name]
        for name in ("workorderId", "workSessionId", "personId", "locationId", "billableMinutes")
    }
    data["completedAt"] = session["endTime"]
    state.publish(work_session_completed, event, session["workSessionId"], data)
