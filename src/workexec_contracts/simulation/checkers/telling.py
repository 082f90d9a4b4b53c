"""What an event of a work order is to say, by what its users asked for and what WorkExec answered them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workexec_contracts.bodies import json_bytes
from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.shopmgmt import status_changed

from .facts import exactly, parsed, unlike
from .steps import CREATE, EVENTS, FINALIZE, SESSIONS, STATUS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.consumer import Letter

    Json = Mapping[str, Any]

_USAGE, _BILLING, _SNAPSHOT = parts_usage_recorded.type, ready_for_billing.type, snapshot_finalized.type
_STATUS, _SESSION = status_changed.type, work_session_recorded.type
_STEP_OF = {event.type: name for name, owed in EVENTS.items() for event in owed}
_MORE_OF_SUBJECT = {_SNAPSHOT: "workorderSnapshotId", _SESSION: "workSessionId"}
"""The member of the data that a subject has beside the work order (F38)."""
_BESIDE = frozenset({"parts", "billableSnapshot", "totalCost", "previousStatus"})
"""Members of which there is more to say than that they are equal, or of which other claims say it."""
_PEOPLE = ("technicianId", "appointmentId")
_PART = ("workorderPartId", "productId", "sku", "quantity", "unitPrice")
_USED = (*_PART, "usageQuantity", "declined", "emergency")
_LABOR = ("serviceId", "description", "laborUnits", "unitRate", "amount")
_LINE = ("serviceId", "name", "laborUnits", "unitRate", "subtotal")
"""What a line of an estimate calls these."""


@dataclass(slots=True)
class Known:
    """What is known of one work order."""

    asked: dict[str, Json] = field(default_factory=dict)
    """By step: what was last sent."""
    location: str = ""
    estimate: str = ""
    workorder: str = ""
    parts: list[Json] = field(default_factory=list)
    labor: list[Json] = field(default_factory=list)
    """The lines of the estimate as it was approved."""
    people: dict[str, Any] = field(default_factory=dict)
    """The technician and the appointment that a change of status last named."""
    snapshot: str = ""
    """Its id in the first event that has it."""
    finalized_at: str = ""
    """The moment of the first event of the finalization."""


def untrue(event: Json, letter: Letter, known: Known) -> str:
    """What an event says other than it is to say; nothing where it is right. `known` learns of it."""
    data, kind = event["data"], letter.type
    if _STEP_OF.get(kind) not in known.asked:
        return "is of a step that nobody asked for"
    if not letter.id.startswith(f"{letter.event.id_prefix}-"):
        return f"has an id that does not begin with {letter.event.id_prefix}"
    more = f"|{data.get(_MORE_OF_SUBJECT[kind])}" if kind in _MORE_OF_SUBJECT else ""
    subject = known.workorder + more
    wanted = {"id": letter.id, "type": kind, "time": letter.accepted_at, "subject": subject}
    fault = unlike(event, wanted)
    if fault:
        return fault
    wanted = _due(data, letter, known)
    unknown = sorted(data.keys() - wanted.keys() - _BESIDE)
    if unknown:
        return f"tells {', '.join(unknown)}, which nobody said"
    return unlike(data, wanted) or _figures(data, kind, known)


def _due(data: Json, letter: Letter, known: Known) -> dict[str, Any]:
    """The members of an event's data that are said somewhere else in just these words."""
    due: dict[str, Any] = {
        "workorderId": known.workorder,
        "locationId": known.location,
        "correlationId": letter.correlation_id,
    }
    if letter.type == _SESSION:
        return due | _session(data, letter, known.asked[SESSIONS])
    due["customerId"] = known.asked.get(CREATE, {}).get("customerId")
    return due | (_status if letter.type == _STATUS else _finalization)(data, letter, known)


def _session(data: Json, letter: Letter, asked: Json) -> dict[str, Any]:
    return {
        "workSessionId": data.get("workSessionId"),  # WorkExec gives it one where the user does not
        "breakDurationMinutes": 0,
        "workType": "LABOR",
        "recordedBy": asked["personId"],
        **{name: value for name, value in asked.items() if value is not None},
        "status": "COMPLETED",
        "recordedAt": letter.accepted_at,
    }


def _status(_data: Json, letter: Letter, known: Known) -> dict[str, Any]:
    asked = known.asked[STATUS]
    known.people |= {name: asked[name] for name in _PEOPLE if asked.get(name)}
    return {
        **known.people,
        "newStatus": asked["status"],
        "statusChangedBy": asked["changedBy"],
        "statusChangedAt": letter.accepted_at,
        **{name: parsed(json_bytes(asked[name])) for name in ("metadata",) if asked.get(name)},
    }


def _finalization(data: Json, letter: Letter, known: Known) -> dict[str, Any]:
    """All three are of the moment in which it began, and so is one that is corrected (F58)."""
    asked = known.asked[FINALIZE]
    at = known.finalized_at = known.finalized_at or letter.accepted_at
    if letter.type == _USAGE:
        return {"completedAt": at, "completedBy": asked["finalizedBy"]}
    po_number = {name: asked[name] for name in ("poNumber",) if asked.get(name)}
    if letter.type == _BILLING:
        known.snapshot = known.snapshot or data["billableSnapshot"]["workorderSnapshotId"]
        return po_number
    known.snapshot = known.snapshot or data["workorderSnapshotId"]
    return {
        **po_number,
        "workorderSnapshotId": known.snapshot,
        "estimateId": known.estimate,
        "finalizedAt": at,
        "finalizedBy": asked["finalizedBy"],
    }


def _figures(data: Json, kind: str, known: Known) -> str:
    """What of the parts, or of the bill, is not of the work order, or not as the clerk said."""
    if kind == _USAGE:
        parts, used = [tuple(map(part.get, _USED)) for part in data["parts"]], _used(known)
        return "" if parts == used else f"tells of the parts {parts}; they are {used}"
    if kind not in {_BILLING, _SNAPSHOT}:
        return ""
    snapshot = data["billableSnapshot"]
    captured = {"workorderSnapshotId": known.snapshot, "capturedAt": known.finalized_at}
    fault = unlike(snapshot, captured) if kind == _BILLING else ""
    return fault or _bill(snapshot, known)


def _bill(snapshot: Json, known: Known) -> str:
    """The parts but for those that were declined, and all of the labor (F22)."""
    declined = _USED.index("declined")
    parts = [tuple(map(part.get, _USED)) for part in snapshot["parts"]]
    used = [part for part in _used(known) if not part[declined]]
    if parts != used:
        return f"bills the parts {parts}; they are {used}"
    labor = [tuple(map(line.get, _LABOR)) for line in snapshot["labor"]]
    done = [exactly(map(line.get, _LINE)) for line in known.labor]
    return "" if labor == done else f"bills the labor {labor}; it is {done}"


def _used(known: Known) -> list[tuple[Any, ...]]:
    said = {part["workorderPartId"]: part for part in known.asked[FINALIZE].get("parts") or ()}
    found: list[tuple[Any, ...]] = []
    for part in known.parts:
        clerk = said.get(part["workorderPartId"], {})
        used = clerk.get("usageQuantity")
        flags = clerk.get("declined", False), clerk.get("emergency", False)
        quantity = part["quantity"] if used is None else used
        found.append((*exactly(map(part.get, _PART)), quantity, *flags))
    return found
