"""Accounting: the ledger of finalized work orders."""

from __future__ import annotations

from .billing import Totals, totals_add_up
from .vocabulary import (
    Collection,
    DateTime,
    Domain,
    ErrorCode,
    Event,
    FailMode,
    Known,
    Request,
    SignedMoney,
    Status,
    Text,
    event_policy,
)

CLAUSE = "Phase 4.4 / 6. WorkExec ↔ Accounting Domain"


class FinalizedSnapshot(Request):
    """A work order whose finalization was confirmed."""

    workorder_id: Text
    workorder_snapshot_id: Text
    location_id: Text
    customer_id: Text
    estimate_id: Text
    finalized_at: DateTime
    finalized_by: Text
    billable_snapshot: Totals
    po_number: Text | None = None
    correlation_id: Text


class Revenue(Request):
    """A billable revenue record."""

    revenue_id: Text
    workorder_id: Text
    workorder_snapshot_id: Text
    location_id: Text
    amount: SignedMoney
    recorded_at: DateTime
    correlation_id: Text


LOCATION_GL_ACCOUNT_NOT_CONFIGURED = ErrorCode(
    code="LOCATION_GL_ACCOUNT_NOT_CONFIGURED",
    status=400,
    message="Location GL account not configured",
    display=None,
    clause=CLAUSE,
)

snapshot_finalized = Event(
    name="snapshot_finalized",
    type="com.durion.workexec.workorder.snapshot_finalized",
    publisher="workexec",
    consumer="accounting",
    title="Snapshot finalized",
    trigger="POST /api/v1/workorder/{workorderId}/finalize",
    data=FinalizedSnapshot,
    example={
        "type": "com.durion.workexec.workorder.snapshot_finalized",
        "source": "https://durion.platform/workexec",
        "id": "evt-snap-finalized-{uuid}",
        "time": "2026-01-25T14:30:00Z",
        "subject": "WO-001|SNAP-001",
        "data": {
            "workorderId": "WO-001",
            "workorderSnapshotId": "SNAP-001",
            "locationId": "LOC-001",
            "customerId": "CUST-001",
            "estimateId": "EST-001",
            "finalizedAt": "2026-01-25T14:30:00Z",
            "finalizedBy": "SUPER-001",
            "billableSnapshot": {
                "partsTotal": 179.98,
                "laborTotal": 240.00,
                "taxTotal": 33.60,
                "grandTotal": 453.58,
                "parts": [],
                "labor": [],
            },
            "poNumber": "PO-2026-001",
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-snap-finalized",
    consumption=(
        "store the snapshot in the ledger",
        "create a billable revenue record",
        "publish com.durion.accounting.revenue.recorded",
    ),
    policy=event_policy(5, FailMode.CLOSED, CLAUSE),
    rules=(totals_add_up(CLAUSE),),
    requires=(
        Known(
            name="gl_account_configured",
            says="the location must have a GL account",
            member="data.locationId",
            collection="glAccounts",
            by="locationId",
            error=LOCATION_GL_ACCOUNT_NOT_CONFIGURED,
            clause=CLAUSE,
        ),
    ),
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F17", "F18", "F19", "F21", "F22", "F23", "F40", "F48", "F58"),
)

revenue_recorded = Event(
    name="revenue_recorded",
    type="com.durion.accounting.revenue.recorded",
    publisher="accounting",
    consumer=None,
    title="Revenue recorded",
    trigger=snapshot_finalized.type,
    data=Revenue,
    example={
        "type": "com.durion.accounting.revenue.recorded",
        "source": "https://durion.platform/accounting",
        "id": "evt-revenue-{uuid}",
        "time": "2026-01-25T14:30:01Z",
        "subject": "REV-001",
        "data": {
            "revenueId": "REV-001",
            "workorderId": "WO-001",
            "workorderSnapshotId": "SNAP-001",
            "locationId": "LOC-001",
            "amount": 453.58,
            "recordedAt": "2026-01-25T14:30:01Z",
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-revenue",
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F62",),
)

DOMAIN = Domain(
    name="accounting",
    title="Accounting",
    owner="pos-accounting",
    clause=CLAUSE,
    consumes=(snapshot_finalized,),
    publishes=(revenue_recorded,),
    collections=(
        Collection(
            name="glAccounts",
            key="locationId",
            size=4,
            rows=tuple(
                {"locationId": f"LOC-{number:03d}", "glAccount": f"4000-{number:02d}"}
                for number in range(1, 5)
            ),
        ),
    ),
)
