"""Inventory: stock goes down by the parts that a work order used."""

from __future__ import annotations

from .vocabulary import (
    Collection,
    Count,
    DateTime,
    Domain,
    Event,
    FailMode,
    Level,
    Money,
    Request,
    SignedMoney,
    Status,
    Text,
    event_policy,
)

CLAUSE = "Phase 4.4 / 1. WorkExec ↔ Inventory Domain"


class UsedPart(Request):
    """A part of a work order and how much of it was used."""

    workorder_part_id: Text
    product_id: Text
    sku: Text
    quantity: Count
    unit_price: Money
    usage_quantity: Count
    declined: bool
    emergency: bool


class PartsUsage(Request):
    """The parts that a completed work order used (F42: `totalCost` is not checked)."""

    workorder_id: Text
    location_id: Text
    customer_id: Text
    completed_at: DateTime
    completed_by: Text
    parts: list[UsedPart]
    total_cost: SignedMoney
    correlation_id: Text


class StockShortage(Request):
    """A stock that went below zero (F43)."""

    product_id: Text
    sku: Text
    location_id: Text
    workorder_id: Text
    quantity_on_hand: Level
    correlation_id: Text


parts_usage_recorded = Event(
    name="parts_usage_recorded",
    type="com.durion.workexec.workorder.parts_usage_recorded",
    publisher="workexec",
    consumer="inventory",
    title="Parts usage recorded",
    trigger="POST /api/v1/workorder/{workorderId}/finalize",
    data=PartsUsage,
    example={
        "type": "com.durion.workexec.workorder.parts_usage_recorded",
        "source": "https://durion.platform/workexec",
        "id": "evt-parts-usage-{uuid}",
        "time": "2026-01-25T14:30:00Z",
        "subject": "WO-001",
        "data": {
            "workorderId": "WO-001",
            "locationId": "LOC-001",
            "customerId": "CUST-001",
            "completedAt": "2026-01-25T14:30:00Z",
            "completedBy": "USR-001",
            "parts": [
                {
                    "workorderPartId": "WOP-001",
                    "productId": "PROD-BRAKE-PAD",
                    "sku": "BRK-PAD-F",
                    "quantity": 2,
                    "unitPrice": 89.99,
                    "usageQuantity": 2,
                    "declined": False,
                    "emergency": False,
                }
            ],
            "totalCost": 179.98,
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-parts-usage",
    consumption=(
        "decrement the stock of each part by usageQuantity, declined parts excepted (F43)",
        "product not found: log an error with the correlation id and alert operations, accept all the same",
        "stock below zero: publish com.durion.inventory.stock_shortage_alert",
    ),
    policy=event_policy(5, FailMode.OPEN, CLAUSE),
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F19", "F21", "F36", "F42", "F43", "F57"),
)

stock_shortage_alert = Event(
    name="stock_shortage_alert",
    type="com.durion.inventory.stock_shortage_alert",
    publisher="inventory",
    consumer=None,
    title="Stock shortage alert",
    trigger=parts_usage_recorded.type,
    data=StockShortage,
    example={
        "type": "com.durion.inventory.stock_shortage_alert",
        "source": "https://durion.platform/inventory",
        "id": "evt-stock-shortage-{uuid}",
        "time": "2026-01-25T14:30:01Z",
        "subject": "PROD-BRAKE-PAD",
        "data": {
            "productId": "PROD-BRAKE-PAD",
            "sku": "BRK-PAD-F",
            "locationId": "LOC-001",
            "workorderId": "WO-001",
            "quantityOnHand": -1,
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-stock-shortage",
    clause=CLAUSE,
    status=Status.READY,
    assumptions=("F62",),
)

DOMAIN = Domain(
    name="inventory",
    title="Inventory",
    owner="pos-inventory",
    clause=CLAUSE,
    consumes=(parts_usage_recorded,),
    publishes=(stock_shortage_alert,),
    collections=(
        Collection(
            name="stock",
            key="productId",
            size=143,
            rows=({"productId": "PROD-BRAKE-PAD", "sku": "BRK-PAD-F", "quantityOnHand": 40},),
        ),
    ),
)
