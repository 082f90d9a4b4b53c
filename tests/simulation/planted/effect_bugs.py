"""Bugs of what the neighbours keep of an event, and of what they publish then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulation.planted.claimed import APPOINTMENTS, CLOSED, MONEY, ONCE, SAYS
from tests.simulation.planted.planting import Garden
from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS
from workexec_contracts.providers import State, effects, writes
from workexec_contracts.providers.domains import inventory, shopmgmt

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

GARDEN = Garden()
plants = GARDEN.plants


def affects(patch: pytest.MonkeyPatch, domain: str, wrong: Callable[[Any, Any, Any], None]) -> None:
    """A neighbour does something else with an event than the right thing, which it is handed."""
    right = effects.effect_of(domain)

    def of(name: str) -> Any:
        return (
            (lambda event, state: wrong(right, event, state)) if name == domain else effects.effect_of(name)
        )

    patch.setattr(writes, "effect_of", of)


def unpublished(patch: pytest.MonkeyPatch, domain: str, change: Callable[[dict[str, Any]], Any]) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        before = len(state.published)
        right(event, state)
        state.published[before:] = [told for one in state.published[before:] if (told := change(one))]

    affects(patch, domain, wrong)


@plants(ONCE)
def declined_parts_leave_the_stock(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        parts = [{**part, "declined": False} for part in event["data"]["parts"]]
        right({**event, "data": {**event["data"], "parts": parts}}, state)

    affects(patch, "inventory", wrong)


@plants(ONCE)
def used_parts_stay_in_stock(patch: pytest.MonkeyPatch) -> None:
    affects(patch, "inventory", lambda _right, _event, _state: None)


@plants(ONCE)
def a_shortage_is_not_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inventory, "_alert", lambda *_args: None)


@plants(ONCE, CLOSED, "what_workexec_says_is_true")
def people_acknowledges_and_forgets(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        if event["data"]["billableMinutes"] % 3:
            right(event, state)

    affects(patch, "people", wrong)


@plants(ONCE)
def a_session_is_told_twice(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        right(event, state)
        right(event, state)

    affects(patch, "people", wrong)


@plants(ONCE, MONEY)
def an_order_is_created_twice(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        right(event, state)
        if event["data"].get("poNumber"):
            right(event, state)

    affects(patch, "order", wrong)


@plants(MONEY)
def revenue_is_booked_without_tax(patch: pytest.MonkeyPatch) -> None:
    def change(told: dict[str, Any]) -> dict[str, Any]:
        return {**told, "data": {**told["data"], "amount": round(float(told["data"]["amount"]) * 0.94, 2)}}

    unpublished(patch, "accounting", change)


@plants(ONCE)
def revenue_is_not_told(patch: pytest.MonkeyPatch) -> None:
    unpublished(patch, "accounting", lambda _told: None)


@plants(APPOINTMENTS, ONCE)
def a_completed_order_leaves_its_appointment_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shopmgmt, "APPOINTMENT_STATUS", {**APPOINTMENT_STATUS, "COMPLETED": "IN_PROGRESS"})


@plants(APPOINTMENTS)
def an_appointment_says_what_it_does_not_do(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        row = state.table("appointments").get(event["data"]["appointmentId"], {})
        before = row.get("status")
        right(event, state)
        if before is not None and event["data"]["newStatus"] == "COMPLETED":
            row["status"] = before

    affects(patch, "shopmgmt", wrong)


@plants(MONEY)
def a_later_entry_changes_those_before(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        right(event, state)
        *before, _ = state.table("salesOrders").values()
        for row in before:
            row["grandTotal"] = 0

    affects(patch, "order", wrong)


@plants(ONCE)
def a_session_is_edited_by_the_one_after_it(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        before = list(state.table("sessions").values())
        right(event, state)
        if before:
            before[-1]["billableMinutes"] += 1

    affects(patch, "people", wrong)


@plants(APPOINTMENTS)
def a_status_goes_to_another_appointment_too(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        right(event, state)
        table, own = state.table("appointments"), event["data"]["appointmentId"]
        row = table.get(own)
        others = [other for key, other in table.items() if key != own]
        if row is not None and others:
            others[-1]["status"] = row["status"]

    affects(patch, "shopmgmt", wrong)


@plants(ONCE)
def planned_parts_leave_the_stock_instead_of_used_ones(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, event: Any, state: State) -> None:
        parts = [{**part, "usageQuantity": part["quantity"]} for part in event["data"]["parts"]]
        right({**event, "data": {**event["data"], "parts": parts}}, state)

    affects(patch, "inventory", wrong)


def kept(patch: pytest.MonkeyPatch, domain: str, table: str, **otherwise: object) -> None:
    """The rows that a neighbour makes say something else."""

    def wrong(right: Any, event: Any, state: State) -> None:
        right(event, state)
        for row in list(state.table(table).values())[-1:]:
            row.update(otherwise)

    affects(patch, domain, wrong)


@plants(SAYS)
def a_sales_order_is_of_no_items(patch: pytest.MonkeyPatch) -> None:
    kept(patch, "order", "salesOrders", items=[])


@plants(SAYS)
def a_sales_order_is_done_at_once(patch: pytest.MonkeyPatch) -> None:
    kept(patch, "order", "salesOrders", status="CREATED")


@plants(SAYS)
def a_sales_order_is_of_the_first_customer(patch: pytest.MonkeyPatch) -> None:
    kept(patch, "order", "salesOrders", customerId="CUST-001")


@plants(SAYS)
def the_ledger_lacks_its_snapshots(patch: pytest.MonkeyPatch) -> None:
    kept(patch, "accounting", "ledger", workorderSnapshotId="SNAP-0")


def said(patch: pytest.MonkeyPatch, domain: str, **otherwise: object) -> None:
    """What a neighbour publishes says something else."""
    unpublished(patch, domain, lambda told: {**told, "data": {**told["data"], **otherwise}})


@plants(SAYS)
def all_revenue_is_of_the_first_location(patch: pytest.MonkeyPatch) -> None:
    said(patch, "accounting", locationId="LOC-001")


@plants(SAYS)
def payroll_hears_of_no_minutes(patch: pytest.MonkeyPatch) -> None:
    said(patch, "people", billableMinutes=0)


@plants(SAYS)
def every_update_is_of_the_first_appointment(patch: pytest.MonkeyPatch) -> None:
    said(patch, "shopmgmt", appointmentId="APT-001")


@plants(SAYS)
def what_is_published_cannot_be_traced(patch: pytest.MonkeyPatch) -> None:
    said(patch, "order", correlationId="corr-0")


@plants(SAYS)
def every_sale_is_told_by_the_same_id(patch: pytest.MonkeyPatch) -> None:
    unpublished(patch, "order", lambda told: {**told, "id": "evt-sales-order-0"})
