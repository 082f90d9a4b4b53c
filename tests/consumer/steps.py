"""Bodies and short ways to run the workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.consumer.world import ADVISOR, World
from workexec_contracts.consumer import Answer, Refused, operation_of
from workexec_contracts.consumer.workflow import approval, bodies, estimates

if TYPE_CHECKING:
    from workexec_contracts.consumer import Plan, Shop

PERMISSION = operation_of("searchParts").manual_entry or ""
BY_HAND = ADVISOR._replace(permissions=frozenset({PERMISSION}))
BRAKE_PADS = bodies.NewPart.model_validate({"sku": "BRK-PAD-F", "quantity": 1})
INSPECTION = bodies.NewLabor.model_validate({"name": "Brake Inspection"})
DECISION = bodies.Decision.model_validate(
    {"userId": "USER-001", "approvalMethod": "SIGNATURE", "signature": "J"}
)
FINALIZED = bodies.Finalization.model_validate({"finalizedBy": "SUPER-001", "poNumber": "PO-2026-001"})
SESSION = bodies.NewSession.model_validate(
    {
        "workSessionId": "SESSION-007",
        "personId": "TECH-001",
        "startTime": "2026-01-25T08:00:00Z",
        "endTime": "2026-01-25T12:30:00Z",
        "breakDurationMinutes": 30,
        "billableMinutes": 240,
    }
)


def started(status: str = "WORK_IN_PROGRESS") -> bodies.NewStatus:
    return bodies.NewStatus.model_validate({"status": status, "changedBy": "TECH-001"})


def draft(world: World, work: Shop, customer: str = "CUST-001") -> Answer:
    asked = bodies.NewEstimate.model_validate({"customerId": customer, "vehicleId": "VEH-001"})
    return world.run(estimates.create(work, ADVISOR, asked))


def refused(world: World, plan: Plan[Answer]) -> Answer:
    with pytest.raises(Refused) as told:
        world.run(plan)
    return told.value.answer


def by_hand(**more: object) -> bodies.NewPart:
    return bodies.NewPart.model_validate({"nonCatalog": True, "name": "Odd bolt", "unitPrice": 5, **more})


def approved(world: World, work: Shop) -> str:
    estimate_id: str = draft(world, work).body["estimateId"]
    world.run(estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    world.run(approval.decide(work, ADVISOR, estimate_id, "approve", DECISION))
    return estimate_id
