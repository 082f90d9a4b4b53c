"""However often an event or a record arrives, its neighbour does its part once, and tells it once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.contracts.accounting import DOMAIN as ACCOUNTING
from workexec_contracts.contracts.accounting import revenue_recorded
from workexec_contracts.contracts.audit import create_audit_event
from workexec_contracts.contracts.inventory import DOMAIN as INVENTORY
from workexec_contracts.contracts.inventory import stock_shortage_alert
from workexec_contracts.contracts.order import DOMAIN as ORDER
from workexec_contracts.contracts.order import sales_order_created
from workexec_contracts.contracts.people import DOMAIN as PEOPLE
from workexec_contracts.contracts.people import work_session_completed
from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS, appointment_updated
from workexec_contracts.contracts.shopmgmt import DOMAIN as SHOPMGMT
from workexec_contracts.simulation.history import about
from workexec_contracts.simulation.records import TOLD_BY_A_READ

from .facts import parsed
from .invariant import Invariant
from .steps import MUTATING, OK

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Arrived, Changed, Closed

    from .invariant import View

AUDIT = create_audit_event.operation_id
ROWS = {ORDER.name: "salesOrders", ACCOUNTING.name: "ledger", PEOPLE.name: "sessions", "audit": AUDIT}
"""The table in which a neighbour keeps one row for each first arrival."""
TELLS = {
    ORDER.name: sales_order_created.type,
    ACCOUNTING.name: revenue_recorded.type,
    PEOPLE.name: work_session_completed.type,
}
"""What a neighbour publishes for each of them."""
ONE_PER_WORKORDER = {ORDER.name, ACCOUNTING.name}
_INVENTORY, _SHOPMGMT = INVENTORY.name, SHOPMGMT.name
_STOCK, _ON_HAND = "stock", "quantityOnHand"
_UPDATED, _SHORTAGE = appointment_updated.type, stock_shortage_alert.type
_SAYS = {_UPDATED: "status", _SHORTAGE: _ON_HAND}
"""The member with which a neighbour says what has become of it."""


@dataclass(slots=True)
class _Life:
    """What has been done for one work order."""

    keys: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Neighbour and idempotency key of everything that had its effect, and the answer to it."""
    billed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Neighbour and work order to the event."""
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """Table and key of each row that was made, and what it said."""


class EffectsHappenExactlyOnce(Invariant):
    """The first success has the effect, copies and retries its answer again; stock is what was used."""

    name: ClassVar[str] = "effects_happen_exactly_once"
    clause: ClassVar[str] = "Integration Guidelines; Phase 4.4 (F20, F32, F36, F43, F46, F58)"

    def __init__(self, view: View) -> None:
        """The stock is what it is now."""
        super().__init__(view)
        self._lives: dict[int, _Life] = {}
        stock = view.state.table(_STOCK)
        self._on_hand: dict[str, int] = {key: int(row[_ON_HAND]) for key, row in stock.items()}
        self._by_sku: dict[str, str] = {}
        for key, row in stock.items():
            self._by_sku.setdefault(row["sku"], key)

    @about(*MUTATING, TOLD_BY_A_READ)
    def on_arrived(self, arrived: Arrived) -> None:
        operation, domain = arrived.exchange.operation, arrived.exchange.domain
        self.checked += 1
        if not operation.mutates:
            told = f"{domain} published {len(arrived.published)} events of {operation.operation_id}, a read"
            self.breach(arrived.at_us, arrived.order, told)
            return
        body = arrived.exchange.body or b""
        life = self._lives.get(arrived.order)
        if life is None:
            life = self._lives[arrived.order] = _Life()
        key = (domain, arrived.exchange.headers["Idempotency-Key"])
        if arrived.status != operation.status_code or key in life.keys:
            if arrived.made or arrived.published:
                why = f"answered {arrived.status}" if key not in life.keys else "came once more"
                told = f"{key[1]} {why}, and {domain} made {arrived.made}, published {len(arrived.published)}"
                self.breach(arrived.at_us, arrived.order, told)
            self._is_answered_again(arrived, life.keys.get(key), key[1])
            event = parsed(body) if domain == _INVENTORY else None
        else:
            life.keys[key] = arrived.reply
            event = parsed(body)
            self._first(arrived, life, domain, event)
        if event is not None and domain == _INVENTORY:
            self._is_on_hand(arrived, {product for product, _ in self._used(event)})

    def _is_answered_again(self, arrived: Arrived, first: Any, key: str) -> None:  # noqa: ANN401  # JSON
        """Whoever sends the same again is told the same again (F20)."""
        if first is not None and arrived.status in OK and arrived.reply != first:
            told = f"{key} came once more, and was answered {arrived.reply}; the first answer was {first}"
            self.breach(arrived.at_us, arrived.order, told)

    def _first(self, arrived: Arrived, life: _Life, domain: str, event: Any) -> None:  # noqa: ANN401  # JSON
        tables, table = [made[0] for made in arrived.made], ROWS.get(domain)
        wanted = [] if table is None else [table]
        if tables != wanted:
            told = f"{domain} made {tables} of {event.get('id', 'a record')}, expected {wanted}"
            self.breach(arrived.at_us, arrived.order, told)
        for name, key in arrived.made:
            life.rows[name, key] = dict(self.view.state.table(name)[key])
        if domain in ONE_PER_WORKORDER:
            bill = (domain, event["data"]["workorderId"])
            first = life.billed.setdefault(bill, event["id"])
            if first != event["id"]:
                told = f"{domain} billed {bill[1]} twice: for {first} and for {event['id']}"
                self.breach(arrived.at_us, arrived.order, told)
        due = self._due(domain, event)
        said = [self._said(published) for published in arrived.published]
        if said != due:
            told = f"{domain} published {said} of {event.get('id', 'a record')}, expected {due}"
            self.breach(arrived.at_us, arrived.order, told)

    def _due(self, domain: str, event: Any) -> list[tuple[str, str, Any]]:  # noqa: ANN401  # JSON
        """What the neighbour is to publish: type, work order, and what it says."""
        if domain == _INVENTORY:
            return self._alerts(event)
        if domain in TELLS:
            return [(TELLS[domain], event["data"]["workorderId"], None)]
        if domain != _SHOPMGMT:
            return []
        data = event["data"]
        wanted = APPOINTMENT_STATUS.get(data["newStatus"])
        known = data["appointmentId"] in self.view.state.table("appointments")
        return [(_UPDATED, data["workorderId"], wanted)] if wanted and known else []

    def _alerts(self, event: Any) -> list[tuple[str, str, Any]]:  # noqa: ANN401  # JSON
        """Takes what was used from the stock; one alert for each product that is below zero then (F43)."""
        short: dict[str, int] = {}
        for product, used in self._used(event):
            self._on_hand[product] -= used
            if self._on_hand[product] < 0:
                short[product] = self._on_hand[product]
        return [(_SHORTAGE, event["data"]["workorderId"], left) for left in short.values()]

    def _used(self, event: Any) -> list[tuple[str, int]]:  # noqa: ANN401  # JSON
        """The products of a usage that Inventory knows, by id, else by SKU (F36), and how many each."""
        found: list[tuple[str, int]] = []
        for part in event["data"]["parts"]:
            product = part["productId"]
            known = product if product in self._on_hand else self._by_sku.get(part["sku"])
            if known is not None and not part["declined"]:
                found.append((known, int(part["usageQuantity"])))
        return found

    @staticmethod
    def _said(published: Any) -> tuple[str, str, Any]:  # noqa: ANN401  # JSON
        data, name = published["data"], _SAYS.get(published["type"])
        return (published["type"], data["workorderId"], data[name] if name else None)

    def _is_on_hand(self, arrived: Arrived, products: set[str]) -> None:
        stock = self.view.state.table(_STOCK)
        for product in sorted(products):
            found, wanted = stock[product][_ON_HAND], self._on_hand[product]
            if found != wanted:
                self.breach(arrived.at_us, arrived.order, f"{product}: {found} on hand, expected {wanted}")
                self._on_hand[product] = found

    def on_changed(self, changed: Changed) -> None:
        """Whoever counts the stock says what there is."""
        if changed.table == _STOCK:
            row = self.view.state.table(_STOCK)[changed.key]
            self._on_hand[changed.key] = int(row[_ON_HAND])
            self._by_sku.setdefault(row["sku"], changed.key)
        for life in self._lives.values():
            life.rows.pop((changed.table, changed.key), None)

    def on_closed(self, closed: Closed) -> None:
        """What was made is there to the last, and says what it said."""
        life = self._lives.pop(closed.order, None)
        for (table, key), row in life.rows.items() if life else ():
            self.checked += 1
            found = self.view.state.table(table).get(key)
            if found != row:
                wrong = "is gone" if found is None else f"has become {found}; it was {row}"
                self.breach(closed.at_us, closed.order, f"{table} {key} {wrong}")

    def end(self) -> None:
        """All of the stock, also what no event named; where nothing was asked for, nothing was tested."""
        stock, happened = self.view.state.table(_STOCK), bool(self.checked)
        for product, wanted in self._on_hand.items():
            self.checked += happened
            if stock[product][_ON_HAND] != wanted:
                told = f"{product}: {stock[product][_ON_HAND]} on hand, expected {wanted}"
                self.breach(self.view.clock.now_us, -1, told)
