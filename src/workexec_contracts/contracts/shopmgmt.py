"""ShopMgmt: appointments follow the status of the work order."""

from __future__ import annotations

from typing import Any, Literal

from .vocabulary import (
    Collection,
    DateTime,
    Domain,
    Event,
    FailMode,
    Request,
    Status,
    Text,
    event_policy,
)

CLAUSE = "Phase 4.4 / 3. WorkExec ↔ ShopMgmt Domain"
WorkorderStatus = Literal[
    "DRAFT",
    "APPROVED",
    "ASSIGNED",
    "WORK_IN_PROGRESS",
    "AWAITING_PARTS",
    "AWAITING_APPROVAL",
    "READY_FOR_PICKUP",
    "COMPLETED",
    "CANCELLED",
]
"""F24."""
APPOINTMENT_STATUS = {
    "ASSIGNED": "CONFIRMED",
    "WORK_IN_PROGRESS": "IN_PROGRESS",
    "COMPLETED": "COMPLETED",
    "CANCELLED": "CANCELLED",
}
"""Which appointment status a work order's status brings; every other changes nothing (F24)."""
AppointmentStatus = Literal["SCHEDULED", "CONFIRMED", "IN_PROGRESS", "COMPLETED", "CANCELLED"]


class StatusChange(Request):
    """A transition of a work order."""

    workorder_id: Text
    previous_status: WorkorderStatus
    new_status: WorkorderStatus
    location_id: Text
    customer_id: Text
    technician_id: Text
    appointment_id: Text
    status_changed_at: DateTime
    status_changed_by: Text
    correlation_id: Text
    metadata: dict[str, Any] | None = None


class AppointmentUpdate(Request):
    """An appointment that followed its work order."""

    appointment_id: Text
    workorder_id: Text
    status: AppointmentStatus
    updated_at: DateTime
    correlation_id: Text


status_changed = Event(
    name="status_changed",
    type="com.durion.workexec.workorder.status_changed",
    publisher="workexec",
    consumer="shopmgmt",
    title="Status changed",
    trigger="PUT /api/v1/workorder/{workorderId}/status",
    data=StatusChange,
    example={
        "type": "com.durion.workexec.workorder.status_changed",
        "source": "https://durion.platform/workexec",
        "id": "evt-status-{uuid}",
        "time": "2026-01-25T14:30:00Z",
        "subject": "WO-001",
        "data": {
            "workorderId": "WO-001",
            "previousStatus": "ASSIGNED",
            "newStatus": "WORK_IN_PROGRESS",
            "locationId": "LOC-001",
            "customerId": "CUST-001",
            "technicianId": "TECH-001",
            "appointmentId": "APT-001",
            "statusChangedAt": "2026-01-25T14:30:00Z",
            "statusChangedBy": "TECH-001",
            "correlationId": "corr-{uuid}",
            "metadata": {
                "reason": "Work started on scheduled appointment",
                "estimatedCompletionTime": "2026-01-25T16:00:00Z",
            },
        },
    },
    id_prefix="evt-status",
    consumption=(
        "fetch the appointment; not found: log a warning with the correlation id, accept all the same",
        "set its status by the work order's new status; a mismatch is logged, the new status is set (F47)",
        "publish com.durion.shopmgmt.appointment.updated",
    ),
    policy=event_policy(5, FailMode.OPEN, CLAUSE),
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F19", "F21", "F24", "F47", "F51", "F60"),
)

appointment_updated = Event(
    name="appointment_updated",
    type="com.durion.shopmgmt.appointment.updated",
    publisher="shopmgmt",
    consumer=None,
    title="Appointment updated",
    trigger=status_changed.type,
    data=AppointmentUpdate,
    example={
        "type": "com.durion.shopmgmt.appointment.updated",
        "source": "https://durion.platform/shopmgmt",
        "id": "evt-appointment-{uuid}",
        "time": "2026-01-25T14:30:01Z",
        "subject": "APT-001",
        "data": {
            "appointmentId": "APT-001",
            "workorderId": "WO-001",
            "status": "IN_PROGRESS",
            "updatedAt": "2026-01-25T14:30:01Z",
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-appointment",
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F62",),
)

DOMAIN = Domain(
    name="shopmgmt",
    title="ShopMgmt",
    owner="pos-shop-manager",
    clause=CLAUSE,
    consumes=(status_changed,),
    publishes=(appointment_updated,),
    collections=(
        Collection(
            name="appointments",
            key="appointmentId",
            size=60,
            rows=(
                {
                    "appointmentId": "APT-001",
                    "locationId": "LOC-001",
                    "customerId": "CUST-001",
                    "status": "CONFIRMED",
                },
            ),
        ),
    ),
)
