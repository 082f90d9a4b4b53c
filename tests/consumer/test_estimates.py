"""Estimates against the reference providers, under virtual time (F30, F53 to F56, F61)."""

from __future__ import annotations

import pytest

from tests.consumer.steps import BRAKE_PADS, BY_HAND, INSPECTION, by_hand, draft, refused
from tests.consumer.world import ADVISOR, World, shop
from workexec_contracts.consumer import operation_of
from workexec_contracts.consumer.workflow import bodies, estimates, lines
from workexec_contracts.contracts.vocabulary import Outcome


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
    user = ADVISOR._replace(permissions=frozenset({lines.OVERRIDE_PRICE}))
    assert world.run(estimates.add_part(work, user, estimate_id, cheap)).body["subtotal"] == 1


def test_an_unknown_tax_code_is_told_in_the_documents_words() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    answer = refused(world, estimates.add_part(work, BY_HAND, estimate_id, by_hand(taxCode="NOPE")))
    assert (answer.status, answer.body["message"]) == (
        409,
        "Tax code 'NOPE' not available for this location; contact administrator",
    )


def test_the_summary_shows_the_legal_terms_of_the_location() -> None:
    world, work = World(), shop()
    estimate_id = draft(world, work).body["estimateId"]
    world.run(estimates.add_part(work, ADVISOR, estimate_id, BRAKE_PADS))
    summary = world.run(estimates.summarize(work, ADVISOR, estimate_id)).body
    assert summary["approvalPolicy"]["approvalMethod"] == "SIGNATURE"
    assert summary["signatureRequired"] is True


def test_the_documents_own_estimate_can_be_summed_up() -> None:
    assert World().run(estimates.summarize(shop(), ADVISOR, "EST-001")).status == 200


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
