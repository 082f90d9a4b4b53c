"""Decisions about estimates and their audit records (F56, F59)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.consumer.world import ADVISOR, World, shop
from workexec_contracts.consumer import Answer, operation_of
from workexec_contracts.consumer.workflow import approval, bodies, estimates, workorders

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.consumer import Plan, Shop
from tests.consumer.steps import BRAKE_PADS, BY_HAND, DECISION, approved, by_hand, draft, refused


@pytest.mark.parametrize(
    "step",
    [
        lambda work, it: estimates.summarize(work, ADVISOR, it),
        lambda work, it: approval.decide(work, ADVISOR, it, "approve", DECISION),
    ],
    ids=["summary", "approval"],
)
def test_a_missing_tax_code_blocks_before_any_call(step: Callable[[Shop, str], Plan[Answer]]) -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.run(estimates.add_part(work, BY_HAND, estimate_id, by_hand()))
    before = len(world.sent)
    answer = refused(world, step(work, estimate_id))
    assert (answer.status, answer.body["code"], answer.body["message"]) == (
        400,
        "MISSING_TAX_CODE",
        "All items must have a tax code",
    )
    assert len(world.sent) == before


def test_an_approval_is_recorded_and_makes_a_work_order() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.run(estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    done = world.run(approval.decide(work, ADVISOR, estimate_id, "approve", DECISION)).body
    assert (done["status"], done["auditEventIds"]) == ("APPROVED", ["AUDIT-001"])
    assert workorders.workorder_of(work, done["workorderId"])["parts"][0]["sku"] == "BRK-PAD-F"
    ((record),) = world.neighbours.state.table("createAuditEvent").values()
    assert (record["eventType"], record["metadata"]["signaturePresent"]) == ("ESTIMATE_APPROVED", True)


def test_an_approval_without_its_record_does_not_take_place_and_repeats_itself_exactly() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.down = {"audit": 503}
    blocked = refused(world, approval.decide(work, ADVISOR, estimate_id, "approve", DECISION))
    assert (blocked.status, blocked.body["retryable"]) == (503, True)
    assert estimates.estimate_of(work, estimate_id)["status"] == "DRAFT"
    world.down = {}
    world.run(approval.decide(work, ADVISOR, estimate_id, "approve", DECISION))
    first, second = [call for call in world.sent if call.path == operation_of("createAuditEvent").path]
    assert (first.body, first.headers["idempotency-key"]) == (second.body, second.headers["idempotency-key"])


@pytest.mark.parametrize("verb", ["decline", "revise", "submit"])
def test_an_approved_estimate_is_decided(verb: bodies.Verb) -> None:
    world, work = World(), shop()
    estimate_id = approved(world, work)
    answer = refused(world, approval.decide(work, ADVISOR, estimate_id, verb, DECISION))
    assert (answer.status, answer.body["code"]) == (409, "ESTIMATE_NOT_OPEN")


def test_the_summary_of_an_approved_estimate_is_what_was_approved() -> None:
    world, work = World(), shop()
    estimate_id = approved(world, work)
    world.down = {"pricing": 503}
    summary = world.run(estimates.summarize(work, ADVISOR, estimate_id))
    assert (summary.status, summary.body["grandTotal"]) == (200, 97.19)


def test_an_estimate_is_closed_while_its_decision_is_pending() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.down = {"audit": 503}
    refused(world, approval.decide(work, ADVISOR, estimate_id, "approve", DECISION))
    answer = refused(world, estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    assert (answer.status, answer.body["code"]) == (409, "DECISION_PENDING")


def test_a_decision_that_audit_refuses_leaves_the_estimate_free() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    for trouble in (503, 400):
        world.down = {"audit": trouble}
        refused(world, approval.decide(work, ADVISOR, estimate_id, "approve", DECISION))
    world.down = {}
    done = world.run(approval.decide(work, ADVISOR, estimate_id, "decline", DECISION))
    assert done.body["status"] == "DECLINED"
