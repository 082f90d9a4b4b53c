"""Bugs in what WorkExec says: lines of estimates, facts of events, metadata of records, words of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulation.planted.claimed import AUDIT, GONE, LINES, OPEN, TELLS
from tests.simulation.planted.consumer_bugs import composed
from tests.simulation.planted.planting import Garden
from workexec_contracts.consumer import Answer, Publisher
from workexec_contracts.consumer.workflow import approval, estimates, finalize, taxing, workorders
from workexec_contracts.consumer.workflow.answer import blocked
from workexec_contracts.consumer.workflow.money import exact
from workexec_contracts.contracts.crm import get_vehicle
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.contracts.vocabulary import CENT
from workexec_contracts.simulation.memory import MemoryStore

if TYPE_CHECKING:
    import pytest

    from workexec_contracts.consumer.letter import Letter

GARDEN = Garden()
plants = GARDEN.plants


def added(patch: pytest.MonkeyPatch, kind: str, change: Any, **asked: Any) -> None:
    """Lines of a kind, `part` or `labor`, are made of another request, and then say something else."""
    right = getattr(estimates, kind)

    def wrong(shop: Any, identity: Any, told: Any) -> Any:
        line = yield from right(shop, identity, told.model_copy(update=asked))
        return {**line, **change(line)}

    patch.setattr(estimates, kind, wrong)


@plants(LINES)
def there_is_one_of_every_part(patch: pytest.MonkeyPatch) -> None:
    added(patch, "part", lambda _: {}, quantity=1)


@plants(LINES)
def the_units_of_the_advisor_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    added(patch, "labor", lambda _: {}, labor_units=None)


@plants(LINES)
def parts_are_a_cent_dearer_than_in_the_catalog(patch: pytest.MonkeyPatch) -> None:
    def dearer(line: Any) -> Any:
        price = exact(line["unitPrice"]) + CENT
        return {"unitPrice": float(price), "subtotal": float(price * line["quantity"])}

    added(patch, "part", dearer)


@plants(LINES)
def all_labor_is_exempt_from_tax(patch: pytest.MonkeyPatch) -> None:
    added(patch, "labor", lambda _: {"taxCode": "TAX_EXEMPT"})


@plants(LINES)
def tax_is_that_of_the_first_location(patch: pytest.MonkeyPatch) -> None:
    right = taxing.with_tax

    def wrong(shop: Any, identity: Any, estimate: Any) -> Any:
        elsewhere = {**estimate, "locationId": shop.location_id}
        taxed = yield from right(shop, identity, elsewhere)
        return {**taxed, "locationId": estimate["locationId"]}

    patch.setattr(estimates, "with_tax", wrong)


@plants(LINES)
def a_line_stays_though_its_tax_cannot_be_had(patch: pytest.MonkeyPatch) -> None:
    right = taxing.with_tax

    def wrong(shop: Any, identity: Any, estimate: Any) -> Any:
        shop.store.put("estimate", estimate["estimateId"], estimate)
        return (yield from right(shop, identity, estimate))

    patch.setattr(estimates, "with_tax", wrong)


def facts(patch: pytest.MonkeyPatch, change: Any) -> None:
    """The payloads of a finalization, by the name of their event, say something else."""
    right = finalize._facts

    def wrong(*args: Any) -> Any:
        data = right(*args)
        change({event.name: data[event.type] for event in finalize.EVENTS})
        return data

    patch.setattr(finalize, "_facts", wrong)


@plants(TELLS)
def order_is_not_told_the_purchase_order(patch: pytest.MonkeyPatch) -> None:
    facts(patch, lambda data: data["ready_for_billing"].pop("poNumber", None))


@plants(TELLS)
def accounting_is_told_of_the_first_customer(patch: pytest.MonkeyPatch) -> None:
    facts(patch, lambda data: data["snapshot_finalized"].update(customerId="CUST-001"))


@plants(TELLS)
def all_parts_are_used_at_the_first_location(patch: pytest.MonkeyPatch) -> None:
    facts(patch, lambda data: data["parts_usage_recorded"].update(locationId="LOC-001"))


@plants(TELLS)
def every_snapshot_is_of_the_first_estimate(patch: pytest.MonkeyPatch) -> None:
    facts(patch, lambda data: data["snapshot_finalized"].update(estimateId="EST-001"))


@plants(TELLS)
def order_and_accounting_know_a_snapshot_by_two_names(patch: pytest.MonkeyPatch) -> None:
    def rename(data: Any) -> None:
        snapshot = data["ready_for_billing"]["billableSnapshot"]
        snapshot["workorderSnapshotId"] = f"{snapshot['workorderSnapshotId']}-2"

    facts(patch, rename)


@plants(TELLS)
def every_part_is_an_emergency(patch: pytest.MonkeyPatch) -> None:
    right = finalize._used
    patch.setattr(finalize, "_used", lambda *args: {**right(*args), "emergency": True})


@plants(TELLS)
def every_change_is_told_of_the_first_technician(patch: pytest.MonkeyPatch) -> None:
    composed(patch, "technicianId", lambda _: "TECH-001-1")


@plants(TELLS)
def every_change_is_told_of_the_first_customer(patch: pytest.MonkeyPatch) -> None:
    right = workorders.compose

    def wrong(shop: Any, identity: Any, event: Any, order: Any, data: Any, *more: str) -> Any:
        changed = {**data, "customerId": "CUST-001"} if event is status_changed else data
        return right(shop, identity, event, order, changed, *more)

    patch.setattr(workorders, "compose", wrong)


@plants(TELLS)
def nobody_takes_a_break(patch: pytest.MonkeyPatch) -> None:
    composed(patch, "breakDurationMinutes", lambda _: 0)


@plants(TELLS)
def a_work_order_is_of_another_vehicle(patch: pytest.MonkeyPatch) -> None:
    right = workorders.promote
    patch.setattr(
        approval, "promote", lambda shop, estimate: right(shop, {**estimate, "vehicleId": "VEH-001"})
    )


def noted(patch: pytest.MonkeyPatch, **otherwise: object) -> None:
    """The metadata of every decision's record say something else."""
    right = approval._record

    def wrong(*args: Any) -> Any:
        record = right(*args)
        record["body"]["metadata"].update(otherwise)
        return record

    patch.setattr(approval, "_record", wrong)


@plants(AUDIT)
def every_decision_is_signed(patch: pytest.MonkeyPatch) -> None:
    noted(patch, signaturePresent=True)


@plants(AUDIT)
def every_decision_is_the_first_customers(patch: pytest.MonkeyPatch) -> None:
    noted(patch, customerId="CUST-001")


@plants(GONE)
def every_dead_letter_is_said_to_be_for_order(patch: pytest.MonkeyPatch) -> None:
    right = Publisher._announce

    def wrong(self: Publisher, letter: Letter, identity: Any) -> None:
        right(self, letter._replace(domain="order"), identity)

    patch.setattr(Publisher, "_announce", wrong)


@plants(OPEN)
def an_unknown_customer_is_shown_as_a_vehicle(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(estimates, "get_customer", get_vehicle)


@plants("what_workexec_says_is_true")
def a_blocked_step_is_told_in_other_words(patch: pytest.MonkeyPatch) -> None:
    def wrong(letters: list[Letter], **more: Any) -> Answer:
        answer = blocked(letters, **more)
        other = {"message": "Ask somebody"} if answer.status == 503 else {}
        return Answer(answer.status, {**answer.body, **other})

    patch.setattr(finalize, "blocked", wrong)


@plants(GONE)
def warnings_lack_their_correlation_id(patch: pytest.MonkeyPatch) -> None:
    right = MemoryStore.note
    patch.setattr(MemoryStore, "note", lambda self, level, message, _: right(self, level, message, ""))


@plants(GONE)
def nobody_is_warned_of_a_dead_letter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Publisher, "_tell", lambda *_: None)
