"""The technician, and what they tell the neighbours about a work order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .draw import money

if TYPE_CHECKING:
    from workexec_contracts.load.request import Request

    from .step import Journey, Visit

BREAK_MIN = 30


def technician(visit: Visit) -> Journey:
    """Starts the work, books the parts, ends the work, records the session (which fails closed)."""
    order = WorkOrder(visit)
    yield from visit.ask(order.status("ASSIGNED", "WORK_IN_PROGRESS"))
    yield visit.think()
    yield from visit.ask(order.parts_used())
    yield visit.think()
    recorded = yield from visit.insist(order.session())
    yield visit.think()
    yield from visit.ask(order.status("WORK_IN_PROGRESS", "COMPLETED"))
    return recorded


class WorkOrder:
    """One work order of a location, and the events about it."""

    def __init__(self, visit: Visit) -> None:
        """Of any technician, customer and part."""
        self._visit, draw = visit, visit.draw
        self.id = draw.number("WO")
        self.person_id, self.location_id = draw.technician()
        self.customer_id = draw.one("customers")["customerId"]
        self.part = draw.one("parts")
        self.quantity = draw.random.randint(1, 4)

    @property
    def _own(self) -> dict[str, str]:
        return {"workorderId": self.id, "locationId": self.location_id, "customerId": self.customer_id}

    @property
    def parts_cents(self) -> int:
        """What the parts cost."""
        price: float = self.part["unitPrice"]
        return round(price * 100) * self.quantity

    def status(self, old: str, new: str) -> Request:
        """The work order has another status."""
        now = self._visit.moment()
        changed = {
            **self._own,
            "previousStatus": old,
            "newStatus": new,
            "technicianId": self.person_id,
            "appointmentId": self._visit.draw.one("appointments")["appointmentId"],
            "statusChangedAt": now,
            "statusChangedBy": self.person_id,
        }
        return self._visit.trail.deliver("status_changed", now, self.id, changed)

    def parts_used(self) -> Request:
        """Parts went out of the stock."""
        now = self._visit.moment()
        used = {
            **self._billed_part(),
            "workorderPartId": self._visit.draw.number("WOP"),
            "usageQuantity": self.quantity,
            "declined": False,
            "emergency": False,
        }
        booked = {"completedAt": now, "completedBy": self.person_id, "parts": [used]}
        data = {**self._own, **booked, "totalCost": money(self.parts_cents)}
        return self._visit.trail.deliver("parts_usage_recorded", now, self.id, data)

    def session(self) -> Request:
        """Hours that a technician worked, of today's morning."""
        now, session_id = self._visit.moment(), self._visit.draw.number("SESSION")
        minutes = self._visit.draw.random.randint(BREAK_MIN + 15, 8 * 60)
        begun = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0)
        data = {
            "workorderId": self.id,
            "workSessionId": session_id,
            "personId": self.person_id,
            "locationId": self.location_id,
            "startTime": _text(begun),
            "endTime": _text(begun + timedelta(minutes=minutes)),
            "breakDurationMinutes": BREAK_MIN,
            "billableMinutes": minutes - BREAK_MIN,
            "recordedAt": now,
            "recordedBy": self.person_id,
        }
        return self._visit.trail.deliver("work_session_recorded", now, f"{self.id}|{session_id}", data)

    def _billed_part(self) -> dict[str, Any]:
        members = {name: self.part[name] for name in ("productId", "sku", "unitPrice")}
        return {**members, "quantity": self.quantity}


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
