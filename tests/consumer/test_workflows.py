"""The workflows of the document against the reference providers, under virtual time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.consumer.world import ADVISOR, World, shop
from workexec_contracts.consumer import Answer, Refused, Standing, operation_of
from workexec_contracts.consumer.workflow import approval, bodies, estimates, finalize, lines, workorders
from workexec_contracts.contracts.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.consumer import Plan, Shop

PERMISSION = operation_of("searchParts").manual_entry or ""
BY_HAND = replace(ADVISOR, permissions=frozenset({PERMISSION}))
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


def test_an_estimate_of_the_documents_two_lines_has_the_documents_totals() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.run(estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    done = world.run(estimates.add_labor(work, ADVISOR, estimate_id, INSPECTION))
    assert {name: done.body[name] for name in ("subtotal", "totalTax", "grandTotal")} == {
        "subtotal": 149.99,
        "totalTax": 10.8,
        "grandTotal": 160.79,
    }


def test_a_crm_that_is_down_blocks_no_estimate() -> None:
    world = World(crm=503)
    answer = draft(world, shop())
    assert (answer.status, answer.body["customer"]["display"], answer.body["vehicle"]["display"]) == (
        201,
        "Unknown Customer",
        "Unknown Vehicle",
    )
    assert world.waits == [0.5, 0.5, 0.5, 0.5]


def test_an_unknown_customer_is_displayed_and_the_estimate_is_made() -> None:
    answer = draft(World(), shop(), "CUST-999")
    assert (answer.status, answer.body["customer"]["display"]) == (201, "Customer/Vehicle not found in CRM")


def test_a_part_is_not_added_while_pricing_is_down() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.down = {"pricing": 503}
    answer = refused(world, estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    assert (answer.status, answer.body["retryable"], world.waits) == (503, True, [])
    assert estimates.estimate_of(work, estimate_id)["items"] == []


def test_pricing_that_times_out_is_asked_once_more_after_a_second() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.down = {"pricing": Outcome.TIMED_OUT}
    refused(world, estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    assert world.waits == [1]
    assert world.paths().count(operation_of("calculateTax").path) == 2


@pytest.mark.parametrize("permitted", [True, False])
def test_a_catalog_that_is_down_offers_manual_entry_by_permission(*, permitted: bool) -> None:
    world, work = World(catalog=503), shop()
    estimate_id = draft(world, work).body["estimateId"]
    user = BY_HAND if permitted else ADVISOR
    answer = refused(world, estimates.add_part(work, user, estimate_id, BRAKE_PADS))
    assert (answer.status, answer.body["message"], answer.body["manualEntry"]) == (
        503,
        "Catalog unavailable; try again later",
        permitted,
    )


def by_hand(**more: object) -> bodies.NewPart:
    return bodies.NewPart.model_validate({"nonCatalog": True, "name": "Odd bolt", "unitPrice": 5, **more})


def test_a_part_that_the_catalog_lacks_takes_a_permission() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    assert refused(world, estimates.add_part(work, ADVISOR, estimate_id, by_hand())).status == 403
    coded = by_hand(taxCode="TAXABLE_GOODS")
    assert world.run(estimates.add_part(work, BY_HAND, estimate_id, coded)).body["totalTax"] == 0.4


def test_another_price_than_the_catalogs_takes_a_permission() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    cheap = bodies.NewPart.model_validate({"sku": "BRK-PAD-F", "unitPrice": 1})
    assert refused(world, estimates.add_part(work, ADVISOR, estimate_id, cheap)).status == 403
    user = replace(ADVISOR, permissions=frozenset({lines.OVERRIDE_PRICE}))
    assert world.run(estimates.add_part(work, user, estimate_id, cheap)).body["subtotal"] == 1


def test_an_unknown_tax_code_is_told_in_the_documents_words() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    answer = refused(world, estimates.add_part(work, BY_HAND, estimate_id, by_hand(taxCode="NOPE")))
    assert (answer.status, answer.body["message"]) == (
        409,
        "Tax code 'NOPE' not available for this location; contact administrator",
    )


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


def test_the_summary_shows_the_legal_terms_of_the_location() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.run(estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    summary = world.run(estimates.summarize(work, ADVISOR, estimate_id)).body
    assert summary["approvalPolicy"]["approvalMethod"] == "SIGNATURE"
    assert summary["signatureRequired"] is True


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


def test_a_status_change_does_not_wait_for_shopmgmt() -> None:
    world, work = World(shopmgmt=503), shop()
    answer = world.run(workorders.change_status(work, ADVISOR, "WO-001", started()))
    assert (answer.status, answer.body["status"], world.sent) == (200, "WORK_IN_PROGRESS", [])
    ((letter),) = world.run(work.publisher.drain(ADVISOR))
    assert letter.standing is Standing.DEAD
    world.down = {}
    world.run(work.publisher.replay(letter, ADVISOR))
    assert world.neighbours.state.table("appointments")["APT-001"]["status"] == "IN_PROGRESS"


def test_the_same_status_again_is_no_event() -> None:
    world, work = World(), shop()
    world.run(workorders.change_status(work, ADVISOR, "WO-001", started("ASSIGNED")))
    assert work.store.letters() == []


def test_a_session_is_complete_once_people_has_confirmed_it() -> None:
    world, work = World(), shop()
    done = world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    assert (done.status, done.body["status"]) == (201, "COMPLETED")
    ((stored),) = world.neighbours.state.table("sessions").values()
    assert stored["workSessionId"] == "SESSION-007"


def test_a_blocked_session_goes_out_again_as_the_same_event() -> None:
    world, work = World(people=503), shop()
    blocked = world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    assert (blocked.status, blocked.body["retryable"], world.waits) == (503, True, [1, 2, 4])
    world.down = {}
    done = world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    assert done.status == 201
    assert len({call.body for call in world.sent}) == 1
    assert len(world.neighbours.state.table("sessions")) == 1


def test_a_pending_session_is_not_replaced_by_another_of_its_id() -> None:
    world, work = World(people=503), shop()
    world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION))
    other = SESSION.model_copy(update={"billable_minutes": 200})
    assert refused(world, workorders.record_session(work, ADVISOR, "WO-001", other)).status == 409


def test_a_corrected_session_is_a_new_event() -> None:
    world, work = World(), shop()
    wrong = SESSION.model_copy(update={"person_id": "NOBODY"})
    answer = world.run(workorders.record_session(work, ADVISOR, "WO-001", wrong))
    assert (answer.status, answer.body["code"], answer.body["retryable"]) == (400, "INVALID_PERSON_ID", False)
    assert world.run(workorders.record_session(work, ADVISOR, "WO-001", SESSION)).status == 201
    assert len({call.headers["idempotency-key"] for call in world.sent}) == 2


def test_finalizing_tells_all_three_and_adds_up() -> None:
    world, work = World(), shop()
    done = world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED))
    world.run(work.publisher.drain(ADVISOR))
    state = world.neighbours.state
    ((order),), ((entry),) = state.table("salesOrders").values(), state.table("ledger").values()
    assert done.status == 200
    assert float(order["grandTotal"]) == float(entry["billableSnapshot"]["grandTotal"]) == 453.58
    assert state.table("stock")["PROD-BRAKE-PAD"]["quantityOnHand"] == 38


def test_a_declined_part_is_neither_used_nor_billed() -> None:
    world, work = World(), shop()
    declined = bodies.Finalization.model_validate(
        {"finalizedBy": "SUPER-001", "parts": [{"workorderPartId": "WOP-001", "declined": True}]}
    )
    world.run(finalize.finalize(work, ADVISOR, "WO-001", declined))
    world.run(work.publisher.drain(ADVISOR))
    state = world.neighbours.state
    ((order),) = state.table("salesOrders").values()
    assert (order["items"], float(order["grandTotal"])) == ([], 273.6)
    assert state.table("stock")["PROD-BRAKE-PAD"]["quantityOnHand"] == 40


@pytest.mark.parametrize("down", ["order", "accounting"])
def test_finalization_is_blocked_until_both_have_acknowledged(down: str) -> None:
    world, work = World(), shop()
    world.down = {down: 503}
    blocked = world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED))
    assert (blocked.status, blocked.body["retryable"]) == (503, True)
    assert "finalizedAt" not in workorders.workorder_of(work, "WO-001")
    world.down = {}
    assert world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED)).status == 200
    state = world.neighbours.state
    assert (len(state.table("salesOrders")), len(state.table("ledger"))) == (1, 1)


def test_an_inventory_that_is_down_blocks_nothing() -> None:
    world, work = World(inventory=503), shop()
    assert world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED)).status == 200
    ((letter),) = world.run(work.publisher.drain(ADVISOR))
    assert (letter.domain, letter.standing) == ("inventory", Standing.DEAD)


def test_a_refused_event_is_made_anew_when_its_cause_is_mended() -> None:
    world, work = World(), shop()
    accounts = world.neighbours.state.tables["glAccounts"]
    missing = accounts.pop("LOC-001")
    answer = world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED))
    assert (answer.status, answer.body["code"]) == (400, "LOCATION_GL_ACCOUNT_NOT_CONFIGURED")
    accounts["LOC-001"] = missing
    assert world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED)).status == 200
    assert len(world.neighbours.state.table("salesOrders")) == 1


def test_finalized_once_is_finalized_for_ever() -> None:
    world, work = World(), shop()
    for _ in range(3):
        world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED))
    assert len(world.sent) == 2


def test_a_blocked_session_without_an_id_is_still_one_session() -> None:
    world, work = World(people=503), shop()
    unnamed = SESSION.model_copy(update={"work_session_id": None})
    first = world.run(workorders.record_session(work, ADVISOR, "WO-001", unnamed))
    world.down = {}
    again = world.run(workorders.record_session(work, ADVISOR, "WO-001", unnamed))
    later = world.run(workorders.record_session(work, ADVISOR, "WO-001", unnamed))
    assert first.body["workSessionId"] == again.body["workSessionId"] != later.body["workSessionId"]
    assert len(world.neighbours.state.table("sessions")) == 2


def test_a_finalization_is_repeated_as_it_was_begun() -> None:
    world, work = World(order=503), shop()
    world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED))
    world.down = {}
    other = FINALIZED.model_copy(update={"po_number": "PO-2"})
    assert refused(world, finalize.finalize(work, ADVISOR, "WO-001", other)).status == 409
    assert world.run(finalize.finalize(work, ADVISOR, "WO-001", FINALIZED)).status == 200
    state = world.neighbours.state
    ((order),), ((entry),) = state.table("salesOrders").values(), state.table("ledger").values()
    assert order["grandTotal"] == entry["billableSnapshot"]["grandTotal"]


def test_a_part_that_the_work_order_lacks_is_not_finalized() -> None:
    typo = bodies.Finalization.model_validate(
        {"finalizedBy": "SUPER-001", "parts": [{"workorderPartId": "TYPO", "declined": True}]}
    )
    assert refused(World(), finalize.finalize(shop(), ADVISOR, "WO-001", typo)).status == 400


def test_a_blocked_finalization_names_the_fail_open_event_too() -> None:
    answer = World(order=503).run(finalize.finalize(shop(), ADVISOR, "WO-001", FINALIZED))
    told = {event["event"]: event["standing"] for event in answer.body["events"]}
    assert told == {
        "parts_usage_recorded": "pending",
        "ready_for_billing": "pending",
        "snapshot_finalized": "acknowledged",
    }


def approved(world: World, work: Shop) -> str:
    estimate_id: str = draft(world, work).body["estimateId"]
    world.run(estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    world.run(approval.decide(work, ADVISOR, estimate_id, "approve", DECISION))
    return estimate_id


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


def test_the_documents_own_estimate_can_be_summed_up() -> None:
    assert World().run(estimates.summarize(shop(), ADVISOR, "EST-001")).status == 200


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


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"name": "Front Brake Pad Set"}, "PART-001"),
        ({"productId": "PART-142"}, "PART-142"),
        ({"productId": "PART-001", "sku": "BRK-PAD-F", "unitPrice": 89.99}, "PART-001"),
    ],
    ids=["whole name", "id alone, on the second page", "all"],
)
def test_a_part_is_found_by_what_names_it(asked: dict[str, object], found: str) -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    part = bodies.NewPart.model_validate(asked)
    added = world.run(estimates.add_part(work, ADVISOR, estimate_id, part))
    assert added.body["items"][0]["productId"] == found


def test_a_part_of_a_name_names_no_part() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    vague = bodies.NewPart.model_validate({"name": "brake"})
    assert refused(world, estimates.add_part(work, ADVISOR, estimate_id, vague)).status == 404


@pytest.mark.parametrize("member", ["totalTax", "grandTotal", "subtotal"])
def test_tax_that_does_not_add_up_is_no_tax(member: str) -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.spoil = lambda body: {**body, member: 999} if member in body else body
    answer = refused(world, estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    assert (answer.status, answer.body["code"]) == (503, "CONTRACT_BROKEN")
