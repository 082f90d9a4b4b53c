"""Estimates, their tax and what is billed at the end, beside exact decimals rounded half-up per line (F06).

Parts and labor are added with quantities and prices of all kinds; the work order's finalization is held
against what Order and Accounting have booked.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from simulations.town import PACE, Mood, Town
from workexec_contracts.consumer.workflow.lines import OVERRIDE_PRICE
from workexec_contracts.dataset import rows
from workexec_contracts.simulation.life import ADD_LABOR, ADD_PART, APPROVE, CREATE, FINALIZE, SHOW, SUMMARY

CENT = Decimal("0.01")
UNITS = st.sampled_from([Decimal(units) for units in ("0.5", "0.005", "0.125", "1.005", "2.675", "3")])
"""Hours of labor, many of which cost half a cent."""
RATES = {
    row["taxCode"]: Decimal(str(row["rate"])) for row in rows("taxCodes") if row["locationId"] == "LOC-001"
}
PARTS = [row for row in rows("parts") if row["taxCode"] in RATES][:12]
SERVICES = [row for row in rows("services") if row["taxCode"] in RATES][:8]


def half_up(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def exact(number: object) -> Decimal:
    return Decimal(str(number))


@dataclass
class Line:
    """What a line should cost; `price` is a part's, for each of `quantity`."""

    subtotal: Decimal
    tax: Decimal
    price: Decimal | None = None
    quantity: int = 0


class Money(RuleBasedStateMachine):
    @initialize()
    def somebody_makes_an_estimate(self) -> None:
        self.town = Town()
        self.town.identity = self.town.identity._replace(permissions=frozenset({OVERRIDE_PRICE}))
        self.lines: list[Line] = []
        asked = {"customerId": "CUST-001", "vehicleId": "VEH-001", "locationId": "LOC-001"}
        self.values = {"estimate_id": self.town.ask(CREATE, {}, asked).body["estimateId"]}
        self.billed = False

    @rule(mood=st.sampled_from([Mood.FINE, Mood.FINE, Mood.AWAY, Mood.BROKEN, Mood.MUTE]))
    def change_mood(self, mood: Mood) -> None:
        self.town.mood["pricing"] = mood

    @rule(
        part=st.sampled_from(range(len(PARTS))),
        quantity=st.integers(0, 7),
        price=st.none() | st.decimals(0, 500, places=2),
    )
    def add_part(self, part: int, quantity: int, price: Decimal | None) -> None:
        row = PARTS[part]
        each = exact(row["unitPrice"]) if price is None else price
        asked = {"sku": row["sku"], "quantity": quantity, **({} if price is None else {"unitPrice": price})}
        subtotal = half_up(each * quantity)
        line = Line(subtotal, half_up(subtotal * RATES[row["taxCode"]]), each, quantity)
        self._add(ADD_PART, asked, line)

    @rule(service=st.sampled_from(range(len(SERVICES))), units=st.none() | UNITS)
    def add_labor(self, service: int, units: Decimal | None) -> None:
        row = SERVICES[service]
        asked: dict[str, Any] = {"serviceId": row["serviceId"], "name": row["name"]}
        asked |= {} if units is None else {"laborUnits": units}
        worked = exact(row["laborUnits"]) if units is None else units
        subtotal = half_up(worked * exact(row["unitRate"]))
        self._add(ADD_LABOR, asked, Line(subtotal, half_up(subtotal * RATES[row["taxCode"]])))

    def _add(self, name: str, asked: dict[str, Any], line: Line) -> None:
        answer = self.town.ask(name, self.values, asked)
        if self.billed:
            assert (answer.status, answer.body["code"]) == (409, "ESTIMATE_NOT_OPEN")
        elif self.town.is_up_to("pricing") is Mood.FINE:
            assert answer.status == 201, answer
            self.lines.append(line)
        else:
            assert answer.status == 503, answer  # and the line is not added (F56)

    @rule()
    def sum_up(self) -> None:
        answer = self.town.ask(SUMMARY, self.values, {})
        fine = self.billed or not self.lines or self.town.is_up_to("pricing") is Mood.FINE
        assert answer.status == (200 if fine else 503)

    @precondition(lambda self: not self.billed and self.lines)
    @rule(declined=st.integers(0, 7), used=st.none() | st.integers(0, 9))
    def bill(self, declined: int, used: int | None) -> None:
        """The first part may be used in another quantity; those whose bit is set are declined."""
        decided = self.town.ask(APPROVE, self.values, {"userId": "USER-001"})
        order = self.town.store.get("workorder", decided.body["workorderId"]) or {}
        parts = [line for line in self.lines if line.price is not None]
        asked = []
        for at, (line, part) in enumerate(zip(parts, order["parts"], strict=True)):
            line.quantity = line.quantity if at or used is None else used
            told = {"workorderPartId": part["workorderPartId"], "declined": bool(declined >> at & 1)}
            asked.append(told | {"usageQuantity": line.quantity})
        sent = {"finalizedBy": "SUPER-001", "parts": asked}
        answer = self.town.ask(FINALIZE, {"workorder_id": order["workorderId"]}, sent)
        assert answer.status == 200, answer
        self.billed = True
        kept = [line for at, line in enumerate(parts) if not declined >> at & 1]
        of_parts = sum((half_up((line.price or Decimal(0)) * line.quantity) for line in kept), Decimal(0))
        of_labor = sum((line.subtotal for line in self.lines if line.price is None), Decimal(0))
        self._is_booked(of_parts, of_labor)

    def _is_booked(self, of_parts: Decimal, of_labor: Decimal) -> None:
        tax = sum((line.tax for line in self.lines), Decimal(0))
        (entry,) = self.town.state.table("ledger").values()
        (sold,) = self.town.state.table("salesOrders").values()
        snapshot = entry["billableSnapshot"]
        found = [exact(snapshot[name]) for name in ("partsTotal", "laborTotal", "taxTotal", "grandTotal")]
        assert found == [of_parts, of_labor, tax, of_parts + of_labor + tax]
        assert exact(sold["grandTotal"]) == of_parts + of_labor + tax

    @invariant()
    def the_estimate_adds_up(self) -> None:
        shown = self.town.ask(SHOW, self.values, {}).body
        subtotal = sum((line.subtotal for line in self.lines), Decimal(0))
        tax = sum((line.tax for line in self.lines), Decimal(0))
        found = [exact(shown[name]) for name in ("subtotal", "totalTax", "grandTotal")]
        assert found == [subtotal, tax, subtotal + tax]
        assert [exact(item["subtotal"]) for item in shown["items"]] == [line.subtotal for line in self.lines]


TestMoney = Money.TestCase
TestMoney.settings = PACE
