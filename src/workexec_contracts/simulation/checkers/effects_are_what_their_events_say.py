"""What a neighbour keeps of an event, and what it publishes, says what the event said, and of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.contracts import events
from workexec_contracts.contracts.accounting import revenue_recorded
from workexec_contracts.contracts.inventory import stock_shortage_alert
from workexec_contracts.contracts.order import sales_order_created
from workexec_contracts.contracts.people import work_session_completed
from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS, appointment_updated
from workexec_contracts.simulation.history import about

from .facts import parsed, unlike
from .invariant import Invariant
from .steps import DELIVERIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.simulation.records import Arrived, Closed

    from .invariant import View

    Json = Mapping[str, Any]

_SALE, _REVENUE, _SESSION = sales_order_created.type, revenue_recorded.type, work_session_completed.type
_UPDATE, _SHORTAGE = appointment_updated.type, stock_shortage_alert.type
_PENDING: str = sales_order_created.example["data"]["status"]
_BY_TYPE = {event.type: event for event in events()}
_SUBJECT = {
    _SALE: "salesOrderId",
    _REVENUE: "revenueId",
    _SESSION: "workSessionId",
    _UPDATE: "appointmentId",
    _SHORTAGE: "productId",
}
"""The member of its data that an event is about."""
_COPIED = {
    _SALE: ("workorderId", "customerId", "correlationId"),
    _REVENUE: ("workorderId", "workorderSnapshotId", "locationId", "correlationId"),
    _SESSION: (
        "workorderId",
        "workSessionId",
        "personId",
        "locationId",
        "billableMinutes",
        "correlationId",
    ),
    _UPDATE: ("workorderId", "appointmentId", "correlationId"),
    _SHORTAGE: ("workorderId", "locationId", "correlationId"),
}
"""The members that say what those of the same name say in the cause."""
_AT = {_SALE: "createdAt", _REVENUE: "recordedAt", _UPDATE: "updatedAt"}
"""The member that says when the neighbour did it: when it tells it."""
_COUNTED = {_SHORTAGE: ("productId", "sku", "quantityOnHand")}
"""Members that are no copies; another claim counts the stock."""


class EffectsAreWhatTheirEventsSay(Invariant):
    """Rows have the event's items and figures; what is published too, in its trace, by an id of its own."""

    name: ClassVar[str] = "effects_are_what_their_events_say"
    clause: ClassVar[str] = "Phase 4.4 / Base Event Schema; Consumption Patterns of 1-4 and 6 (F22, F36, F62)"

    def __init__(self, view: View) -> None:
        """Nothing is published yet."""
        super().__init__(view)
        self._ids: dict[int, list[str]] = {}
        """By work order: the ids of what was published for it."""
        self._whose: dict[str, tuple[str, str]] = {}
        """By id: the cause and the subject, while their work order is alive."""
        self._last: dict[str, tuple[str, tuple[str, str]]] = {}
        """By type: the last id, and whose it is."""

    @about(*DELIVERIES)
    def on_arrived(self, arrived: Arrived) -> None:
        if not arrived.made and not arrived.published:
            return
        event = parsed(arrived.exchange.body or b"")
        for table, key in arrived.made:
            row = self.view.state.table(table).get(key, {})
            self._tell(arrived, f"{table} {key}", unlike(row, _kept(table, key, event)))
        for published in arrived.published:
            what = f"{published.get('type')} {published.get('id')}"
            self._tell(arrived, what, self._untrue(arrived, published, event))

    def _tell(self, arrived: Arrived, what: str, fault: str) -> None:
        self.checked += 1
        if fault:
            self.breach(arrived.at_us, arrived.order, f"{what} {fault}")

    def _untrue(self, arrived: Arrived, published: Json, cause: Json) -> str:
        """What a published event says other than its cause; nothing where it is right."""
        kind, data = published.get("type", ""), published["data"]
        if kind not in _SUBJECT:
            return "is published by nobody"
        subject = data.get(_SUBJECT[kind], "")
        fault = self._named_as_another(arrived.order, published, (cause["id"], subject))
        if fault:
            return fault
        told = {name: cause[name] for name in ("traceparent", "durion:environment")}
        fault = unlike(published, {**_BY_TYPE[kind].base, **told, "subject": subject})
        if fault:
            return fault
        keys = [key for _, key in arrived.made]
        wanted = _due(kind, cause, published, keys[0] if keys else "")
        unknown = sorted(data.keys() - wanted.keys())
        if unknown:
            return f"tells {', '.join(unknown)}, which is of no contract"
        return unlike(data, wanted) or (self._short_of_another(data, cause) if kind == _SHORTAGE else "")

    def _named_as_another(self, order: int, published: Json, whose: tuple[str, str]) -> str:
        """Whether its id is that of another event: who keeps the ids that came would drop this one."""
        kind, event_id = published["type"], published["id"]
        if not event_id.startswith(f"{_BY_TYPE[kind].id_prefix}-"):
            return f"has an id that does not begin with {_BY_TYPE[kind].id_prefix}"
        last_id, last = self._last.get(kind, ("", whose))
        before = last if last_id == event_id else self._whose.get(event_id)
        self._last[kind] = (event_id, whose)
        if event_id not in self._whose:
            self._whose[event_id] = whose
            self._ids.setdefault(order, []).append(event_id)
        return "" if before is None else f"of {whose} has the id of the one of {before}"

    def _short_of_another(self, data: Json, cause: Json) -> str:
        """Whether no part of the cause is this product, by its id, or else by its SKU (F36)."""
        stock = self.view.state.table("stock")
        row = stock.get(data["productId"], {})
        for part in (one for one in cause["data"]["parts"] if not one["declined"]):
            by_sku = part["productId"] not in stock and part["sku"] == row.get("sku")
            if part["sku"] == data["sku"] and (part["productId"] == data["productId"] or by_sku):
                return ""
        return f"is about {data['productId']} {data['sku']}, of which nothing was used"

    def on_closed(self, closed: Closed) -> None:
        for event_id in self._ids.pop(closed.order, ()):
            self._whose.pop(event_id, None)


def _kept(table: str, key: str, event: Json) -> Json:
    """What a neighbour is to keep: a sales order of the parts that are billed, else all that was told."""
    data = event["data"]
    if table == "salesOrders":
        return {
            "salesOrderId": key,
            "workorderId": data["workorderId"],
            "customerId": data["customerId"],
            "status": _PENDING,
            "grandTotal": data["billableSnapshot"]["grandTotal"],
            "items": data["billableSnapshot"]["parts"],
        }
    return {**data, "revenueId": key} if table == "ledger" else data


def _due(kind: str, cause: Json, published: Json, key: str) -> dict[str, Any]:
    """The data that an event is to have; `key` is that of the row which was made."""
    data = cause["data"]
    due = {name: data.get(name) for name in _COPIED[kind]}
    due |= {name: published["data"].get(name) for name in _COUNTED.get(kind, ())}
    if kind in _AT:
        due[_AT[kind]] = published["time"]
    if kind == _SALE:
        due |= {"salesOrderId": key, "status": _PENDING, "grandTotal": data["billableSnapshot"]["grandTotal"]}
    elif kind == _REVENUE:
        due |= {"revenueId": key, "amount": data["billableSnapshot"]["grandTotal"]}
    elif kind == _SESSION:
        due["completedAt"] = data["endTime"]
    elif kind == _UPDATE:
        due["status"] = APPOINTMENT_STATUS.get(data["newStatus"])
    return due
