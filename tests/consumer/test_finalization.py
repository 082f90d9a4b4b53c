"""Finalization: three events, one bill (F18, F58)."""

from __future__ import annotations

import pytest

from tests.consumer.steps import FINALIZED, refused
from tests.consumer.world import ADVISOR, World, shop
from workexec_contracts.consumer import Standing
from workexec_contracts.consumer.workflow import bodies, finalize, workorders


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
