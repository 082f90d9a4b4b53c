"""What callers send to WorkExec. The document names some of the members; the rest is assumed (F61)."""

from __future__ import annotations

from typing import Any, Literal

from workexec_contracts.contracts.shopmgmt import WorkorderStatus
from workexec_contracts.contracts.vocabulary import Count, DateTime, Money, Request, Text, Units


class NewEstimate(Request):
    """The customer and the vehicle that the user selected."""

    customer_id: Text
    vehicle_id: Text
    location_id: Text | None = None


class NewPart(Request):
    """A part of the catalog by SKU or name (F56), or with permission one that the catalog lacks (F30)."""

    product_id: Text | None = None
    sku: Text | None = None
    name: Text | None = None
    quantity: Count = 1
    unit_price: Money | None = None
    tax_code: Text | None = None
    non_catalog: bool = False


class NewLabor(Request):
    """A service of the catalog by name."""

    service_id: Text | None = None
    name: Text
    labor_units: Units | None = None


class Decision(Request):
    """What the user decides about an estimate."""

    user_id: Text
    approval_method: Text | None = None
    signature: Text | None = None
    metadata: dict[str, Any] | None = None


class NewStatus(Request):
    """A transition of a work order."""

    status: WorkorderStatus
    changed_by: Text
    technician_id: Text | None = None
    appointment_id: Text | None = None
    metadata: dict[str, Any] | None = None


class NewSession(Request):
    """A work session that a technician logs; the same id again repeats one that was blocked (F58)."""

    work_session_id: Text | None = None
    person_id: Text
    start_time: DateTime
    end_time: DateTime
    break_duration_minutes: Count = 0
    billable_minutes: Count
    work_type: Text = "LABOR"
    recorded_by: Text | None = None


class UsedPart(Request):
    """How much of a part was used."""

    workorder_part_id: Text
    usage_quantity: Count | None = None
    declined: bool = False
    emergency: bool = False


class Finalization(Request):
    """Who finalizes a work order, and what was used other than planned."""

    finalized_by: Text
    po_number: Text | None = None
    parts: list[UsedPart] | None = None


Verb = Literal["approve", "decline", "revise", "submit"]
