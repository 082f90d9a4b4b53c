"""One amount of money, from the estimate to the ledger: of its lines, half-up, and the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.contracts.accounting import revenue_recorded, snapshot_finalized
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.contracts.order import ready_for_billing, sales_order_created
from workexec_contracts.contracts.pricing import calculate_tax
from workexec_contracts.simulation.history import about

from .amounts import TOTALS, estimate_fault, snapshot_fault, tax_fault, total, usage_fault
from .facts import exact, parsed
from .invariant import Invariant
from .steps import ADD_LABOR, ADD_PART, CREATE, DECISIONS, FINALIZE, MUTATING, OK, SHOW, SUMMARY

if TYPE_CHECKING:
    from decimal import Decimal

    from workexec_contracts.simulation.records import (
        Accepted,
        Arrived,
        Asked,
        Changed,
        Closed,
        Crashed,
        Heard,
        Replied,
        Sent,
    )

    from .invariant import View

_ESTIMATES = frozenset({CREATE, ADD_PART, ADD_LABOR, SHOW, SUMMARY, *DECISIONS})
_BILLS = frozenset({parts_usage_recorded.type, ready_for_billing.type, snapshot_finalized.type})
_USAGE = parts_usage_recorded.type
_RATES = "taxCodes"
_TOLD = {sales_order_created.type: "grandTotal", revenue_recorded.type: "amount"}
"""The amount that a neighbour publishes of a snapshot."""


@dataclass(slots=True)
class _Life:
    """The money of one work order."""

    estimate: tuple[Any, ...] = ()
    """What was last found to add up."""
    snapshot: tuple[Any, ...] | None = None
    """The totals of the first event that has them."""
    asked: Any = field(default_factory=dict)
    """What the clerk said when the work order was finalized."""
    rows: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    """What the neighbours keep: table and key to the amount."""
    told: dict[str, Decimal] = field(default_factory=dict)
    """What the neighbours published, by the type of event."""


class MoneyAddsUp(Invariant):
    """Lines, tax, totals; the work order; snapshots; sales order, ledger and revenue: all equal."""

    name: ClassVar[str] = "money_adds_up"
    clause: ClassVar[str] = "Pricing Domain / Calculate Tax; Phase 4.4 / 4 and 6 (F06, F22, F42)"

    def __init__(self, view: View) -> None:
        """The rates are what they are now."""
        super().__init__(view)
        self._lives: dict[int, _Life] = {}
        self._tax_calls: dict[int, int] = {}
        """The request by the call that asks for tax."""
        self._taxes: dict[int, Any] = {}
        """What Pricing answered, by request."""
        self._rates: dict[tuple[str, str], Decimal] = {}
        self._learn_rates()

    def _learn_rates(self) -> None:
        rows = self.view.state.table(_RATES).values()
        self._rates = {(row["locationId"], row["taxCode"]): exact(row["rate"]) for row in rows}

    def _life(self, order: int) -> _Life:
        life = self._lives.get(order)
        if life is None:
            life = self._lives[order] = _Life()
        return life

    def on_changed(self, changed: Changed) -> None:
        if changed.table == _RATES:
            self._learn_rates()

    def _tell(self, at_us: int, order: int, fault: str) -> None:
        self.checked += 1
        if fault:
            self.breach(at_us, order, fault)

    # --- the estimate

    @about(calculate_tax.operation_id)
    def on_sent(self, sent: Sent) -> None:
        self._tax_calls[sent.call] = sent.request

    @about(calculate_tax.operation_id)
    def on_heard(self, heard: Heard) -> None:
        request = self._tax_calls.pop(heard.call, None)
        if request is not None and heard.status in OK:
            self._taxes[request] = parsed(heard.body)

    @about(*_ESTIMATES)
    def on_replied(self, replied: Replied) -> None:
        tax = self._taxes.pop(replied.request, None)
        if replied.status not in OK:
            return
        body, life = replied.body, self._life(replied.order)
        now = (body["items"], body["subtotal"], body["totalTax"], body["grandTotal"])
        if now != life.estimate:
            life.estimate = now
            self._tell(replied.at_us, replied.order, estimate_fault(body))
        if tax is not None:
            self._tell(replied.at_us, replied.order, _tax_shown(body, tax))
        if replied.name in DECISIONS and "workorderId" in body:
            order = self.view.store.get("workorder", body["workorderId"]) or {}
            self._tell(replied.at_us, replied.order, _promotion_fault(body, order))

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        self._tax_calls.clear()
        self._taxes.clear()

    # --- the bill

    @about(FINALIZE)
    def on_asked(self, asked: Asked) -> None:
        self._life(asked.order).asked = asked.sent

    @about(*_BILLS)
    def on_accepted(self, accepted: Accepted) -> None:
        letter = accepted.letter
        data = parsed(letter.body)["data"]
        order = self.view.store.get("workorder", letter.workorder_id)
        if order is None:
            self.breach(
                accepted.at_us, accepted.order, f"{letter.workorder_id} is billed, and not in the store"
            )
            return
        life = self._life(accepted.order)
        if letter.type == _USAGE:
            self._tell(accepted.at_us, accepted.order, usage_fault(data, order, life.asked))
            return
        snapshot = data["billableSnapshot"]
        self._tell(accepted.at_us, accepted.order, snapshot_fault(snapshot, order))
        totals = tuple(exact(snapshot[name]) for name in TOTALS)
        life.snapshot = life.snapshot or totals
        fault = (
            "" if totals == life.snapshot else f"{letter.event.name} is of {totals}, before {life.snapshot}"
        )
        self._tell(accepted.at_us, accepted.order, fault or self._is_as_estimated(snapshot, order))

    def _is_as_estimated(self, snapshot: Any, order: Any) -> str:  # noqa: ANN401  # JSON
        """Where everything was used as planned, the bill is the estimate's."""
        planned = {part["workorderPartId"]: part["quantity"] for part in order["parts"]}
        if {part["workorderPartId"]: part["usageQuantity"] for part in snapshot["parts"]} != planned:
            return ""
        estimate = self.view.store.get("estimate", order["estimateId"])
        if estimate is None or exact(estimate["grandTotal"]) == exact(snapshot["grandTotal"]):
            return ""
        return (
            f"used as planned, {snapshot['grandTotal']} are billed; the estimate is {estimate['grandTotal']}"
        )

    # --- the neighbours

    @about(calculate_tax.operation_id, *MUTATING)
    def on_arrived(self, arrived: Arrived) -> None:
        if arrived.exchange.operation is calculate_tax:
            if arrived.status in OK:
                asked = parsed(arrived.exchange.body or b"")
                self._tell(arrived.at_us, arrived.order, tax_fault(asked, arrived.reply, self._rates))
            return
        for published in arrived.published:
            if published["type"] in _TOLD:
                self._books(arrived, published)

    def _books(self, arrived: Arrived, published: Any) -> None:  # noqa: ANN401  # JSON
        """The event, the neighbour's row and what it publishes name one amount."""
        event = parsed(arrived.exchange.body or b"")
        due = exact(event["data"]["billableSnapshot"]["grandTotal"])
        told = exact(published["data"][_TOLD[published["type"]]])
        kept = [_amount(self.view.state.table(table)[key]) for table, key in arrived.made]
        fault = "" if told == due and kept in ([], [due]) else f"{due} are due, {kept} kept, {told} published"
        self._tell(arrived.at_us, arrived.order, fault)
        life = self._life(arrived.order)
        life.told[published["type"]] = told
        life.rows.update((made, due) for made in arrived.made)

    def on_closed(self, closed: Closed) -> None:
        life = self._lives.pop(closed.order, None)
        for (table, key), due in life.rows.items() if life else ():
            row = self.view.state.table(table).get(key)
            changed = row is not None and _amount(row) != due  # one that is gone is another claim's
            fault = f"{table} {key} is of {_amount(row)} at last, and was of {due}" if changed else ""
            self._tell(closed.at_us, closed.order, fault)
        if life is not None and len(life.told) == len(_TOLD):
            fault = "" if len(set(life.told.values())) == 1 else f"Order and Accounting differ: {life.told}"
            self._tell(closed.at_us, closed.order, fault)


def _amount(row: Any) -> Decimal:  # noqa: ANN401  # a sales order or a ledger entry
    return exact(row["grandTotal"] if "grandTotal" in row else row["billableSnapshot"]["grandTotal"])


def _tax_shown(estimate: Any, tax: Any) -> str:  # noqa: ANN401  # JSON
    """What of an estimate's taxes is not what Pricing said for it."""
    due = {line["itemId"]: line["taxAmount"] for line in tax["items"]}
    shown = {item["itemId"]: exact(item["taxAmount"]) for item in estimate["items"] if "taxAmount" in item}
    return "" if shown == due else f"the taxes are {shown}, Pricing said {due}"


def _promotion_fault(estimate: Any, order: Any) -> str:  # noqa: ANN401  # JSON
    """What of a work order is not of its estimate."""
    lines = [*order.get("parts", ()), *order.get("labor", ())]
    found = total(line["subtotal"] for line in lines), exact(order.get("taxTotal", 0))
    wanted = exact(estimate["subtotal"]), exact(estimate["totalTax"])
    return "" if found == wanted else f"the work order is of {found}, its estimate of {wanted}"
