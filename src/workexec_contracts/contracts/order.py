"""Order: a sales order for each billable work order."""

from __future__ import annotations

from typing import Literal

from .billing import SNAPSHOT, Totals, totals_add_up, work_is_no_credit
from .vocabulary import (
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

CLAUSE = "Phase 4.4 / 4. WorkExec ↔ Order Domain"


class OrderSnapshot(Totals):
    """What is to be billed, as captured."""

    workorder_snapshot_id: Text
    captured_at: DateTime


class ReadyForBilling(Request):
    """A work order that can be billed."""

    workorder_id: Text
    customer_id: Text
    location_id: Text
    billable_snapshot: OrderSnapshot
    po_number: Text | None = None
    correlation_id: Text


class SalesOrder(Request):
    """A sales order that was created for a work order."""

    sales_order_id: Text
    workorder_id: Text
    customer_id: Text
    status: Literal["PENDING"]
    grand_total: SignedMoney
    created_at: DateTime
    correlation_id: Text


CUSTOMER_NOT_FOUND = ErrorCode(
    code="CUSTOMER_NOT_FOUND", status=400, message="Customer not found", display=None, clause=CLAUSE
)
UNKNOWN_SKU = ErrorCode(
    code="UNKNOWN_SKU",
    status=400,
    message="SKU not recognised",
    display=None,
    clause=CLAUSE,
    assumed_by="F21",
)

ready_for_billing = Event(
    name="ready_for_billing",
    type="com.durion.workexec.workorder.ready_for_billing",
    publisher="workexec",
    consumer="order",
    title="Ready for billing",
    trigger="POST /api/v1/workorder/{workorderId}/finalize",
    data=ReadyForBilling,
    example={
        "type": "com.durion.workexec.workorder.ready_for_billing",
        "source": "https://durion.platform/workexec",
        "id": "evt-ready-billing-{uuid}",
        "time": "2026-01-25T14:30:00Z",
        "subject": "WO-001",
        "data": {
            "workorderId": "WO-001",
            "customerId": "CUST-001",
            "locationId": "LOC-001",
            "billableSnapshot": {
                "workorderSnapshotId": "SNAP-001",
                "capturedAt": "2026-01-25T14:30:00Z",
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
    id_prefix="evt-ready-billing",
    consumption=(
        "validate that the customer exists",
        "create a sales order with status PENDING and its items from the parts",
        "keep the workorderId for traceability",
        "publish com.durion.order.sales_order.created",
    ),
    policy=event_policy(3, FailMode.CLOSED, CLAUSE),
    rules=(totals_add_up(CLAUSE), work_is_no_credit(CLAUSE)),
    requires=(
        Known(
            name="customer_known",
            says="customerId must exist in CRM (F37)",
            member="data.customerId",
            collection="customers",
            by="customerId",
            error=CUSTOMER_NOT_FOUND,
            clause=CLAUSE,
        ),
        Known(
            name="skus_recognised",
            says="every part SKU must be recognised",
            member=f"{SNAPSHOT}.parts[].sku",
            collection="parts",
            by="sku",
            error=UNKNOWN_SKU,
            clause=CLAUSE,
        ),
    ),
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F18", "F19", "F21", "F22", "F23", "F35", "F37", "F40", "F45", "F58"),
)

sales_order_created = Event(
    name="sales_order_created",
    type="com.durion.order.sales_order.created",
    publisher="order",
    consumer=None,
    title="Sales order created",
    trigger=ready_for_billing.type,
    data=SalesOrder,
    example={
        "type": "com.durion.order.sales_order.created",
        "source": "https://durion.platform/order",
        "id": "evt-sales-order-{uuid}",
        "time": "2026-01-25T14:30:01Z",
        "subject": "SO-001",
        "data": {
            "salesOrderId": "SO-001",
            "workorderId": "WO-001",
            "customerId": "CUST-001",
            "status": "PENDING",
            "grandTotal": 453.58,
            "createdAt": "2026-01-25T14:30:01Z",
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-sales-order",
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F62",),
)

DOMAIN = Domain(
    name="order",
    title="Order",
    owner="pos-order",
    clause=CLAUSE,
    consumes=(ready_for_billing,),
    publishes=(sales_order_created,),
)
