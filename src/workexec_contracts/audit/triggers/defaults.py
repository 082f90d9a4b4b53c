"""The steps of the reference WorkExec, read off its routes."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import ROUTES, operation_of
from workexec_contracts.consumer.workflow.approval import BECOMES
from workexec_contracts.consumer.workflow.reading import PATHS
from workexec_contracts.contracts.vocabulary import AUTHORIZATION, CORRELATION_ID, TRACEPARENT

from .model import Step, Triggers

if TYPE_CHECKING:
    from workexec_contracts.consumer import Route

_NAMES = {
    "create": "create-estimate",
    "add_part": "add-part",
    "add_labor": "add-labor",
    "summarize": "summary",
    "change_status": "change-status",
    "record_session": "record-session",
    "finalize": "finalize",
}
"""The step's function to its name; `show`, decisions and reads are named by what they show, do and read."""
_DECISION = {"userId": "{user_id}"}
_BODIES: dict[str, Any] = {
    "create-estimate": {
        "customerId": "{customer_id}",
        "vehicleId": "{vehicle_id}",
        "locationId": "{location_id}",
    },
    "add-part": {"sku": "{sku}", "quantity": "{quantity}"},
    "add-labor": {"name": "{service_name}"},
    **dict.fromkeys(BECOMES, _DECISION),
    "change-status": {
        "status": "{status}",
        "changedBy": "{technician_id}",
        "technicianId": "{technician_id}",
        "appointmentId": "{appointment_id}",
    },
    "record-session": {
        "workSessionId": "{session_id}",
        "personId": "{technician_id}",
        "startTime": "{start_time}",
        "endTime": "{end_time}",
        "breakDurationMinutes": "{break_minutes}",
        "billableMinutes": "{billable_minutes}",
    },
    "finalize": {"finalizedBy": "{supervisor_id}"},
}
_FIND = {
    "create-estimate": {"estimate_id": "/estimateId"},
    "approve": {"workorder_id": "/workorderId"},
}
AFTER = dict.fromkeys(("summary", "show-estimate", *BECOMES), ("add-part",))
"""By the names of steps, in any trigger file: an estimate is no use without an item."""


def _name(route: Route) -> str:
    if isinstance(route.step, partial):
        given = route.step.keywords
        return str(given["verb"]) if "verb" in given else kebab(given["operation_id"])
    name = getattr(route.step, "__name__", "")
    return _NAMES.get(name) or f"{name}-{'workorder' if 'workorder' in route.path else 'estimate'}"


def kebab(name: str) -> str:
    """`searchParts` as `search-parts`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def snake(name: str) -> str:
    """`customerId` as `customer_id`."""
    return kebab(name).replace("-", "_")


def _query(route: Route) -> dict[str, str]:
    """Of a read: what the operation cannot do without."""
    parameters = operation_of(route.calls[0]).parameters if route.query else ()
    names = [one.name for one in parameters if one.place == "query" and (one.required or one.name == "query")]
    return {name: f"{{{snake(name)}}}" for name in names}


def _step(route: Route) -> Step:
    name = _name(route)
    return Step(
        name=name,
        method=route.method,
        path=re.sub(r"\{(\w+)\}", lambda found: f"{{{snake(found[1])}}}", route.path),
        query=_query(route),
        body=_BODIES.get(name),
        find=_FIND.get(name, {}),
        operations=route.calls,
        after=AFTER.get(name, ()),
    )


READS = frozenset(map(kebab, PATHS.values()))
"""The steps that only hand on what a neighbour says."""
HEADERS = {
    AUTHORIZATION.name: "Bearer {token}",
    CORRELATION_ID.name: "{correlation_id}",
    TRACEPARENT.name: "{traceparent}",
}
REPLAY = Step(name="replay", method="POST", path="/__replay/{event_id}")
"""Of a dead letter, where the service can be asked for it; outside the document."""
REFERENCE = Triggers(
    service="the reference WorkExec",
    headers=HEADERS,
    steps={step.name: step for step in (*map(_step, ROUTES), REPLAY)},
)
