"""Whom an experiment is about: a customer, a part, an estimate of its own, so that all can run at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.contracts.vocabulary import Lookup, Record, Search, TaxCalculation, decimal_of
from workexec_contracts.dataset import rows
from workexec_contracts.switching import Scope

if TYPE_CHECKING:
    from workexec_contracts.audit.triggers import Values
    from workexec_contracts.contracts.vocabulary import Endpoint

Row = dict[str, Any]
QUANTITY = 2
MINUTES = 60
"""How long a session is, which all starts an hour after the one before."""
_OWN = 10
"""Rows before it are the document's, which others may use."""
_CONFIGURED = 2
"""The locations that have whatever an estimate needs."""


@dataclass(frozen=True)
class Subject:
    """The values that an experiment's templates are filled with, and what its requests are known by."""

    operation: Endpoint
    values: Values

    def scope(self, found: Values) -> Scope:
        """How the neighbour's requests of this experiment are told from all others. Raises KeyError."""
        values, behaviour = {**self.values, **found}, self.operation.behaviour
        if self.operation.events:
            return Scope("body", "data.workorderId", (values["workorder_id"],))
        if isinstance(behaviour, Record):
            return Scope("body", "resourceId", (values["estimate_id"],))
        if isinstance(behaviour, TaxCalculation):
            return Scope("body", "items[].subtotal", (values["subtotal"],))
        in_path = [one.name for one in self.operation.parameters if one.place == "path"]
        if in_path:
            told = {"customerId": "customer_id", "vehicleId": "vehicle_id"}[in_path[0]]
            return Scope("path", in_path[0], (values[told],))
        if isinstance(behaviour, Search):
            return Scope("query", behaviour.query, tuple(dict.fromkeys(values[name] for name in WORDS)))
        return Scope("query", "locationId", (values["location_id"],))

    def shown(self) -> str:
        """A text that an answer about the subject cannot do without."""
        told = {"customers": "customer_name", "vehicles": "vin"}
        behaviour = self.operation.behaviour
        return str(self.values[told[behaviour.collection]]) if isinstance(behaviour, Lookup) else ""


WORDS = ("query", "sku", "part_name", "service_name", "product_id", "service_id")
"""By which an item may be searched."""


def subject(operation: Endpoint, number: int, run: str, *, real: bool) -> Subject:
    """The subject of an experiment; every number has its own. `run` tells audits apart.

    `real` asks for one that the stubs have an ordinary answer of success for.
    """
    customer, vehicle = _row("customers", number), _row("vehicles", number)
    part, service = _parts()[number % len(_parts())], _row("services", number)
    starts = datetime(2026, 1, 25, 8, tzinfo=UTC) + timedelta(minutes=MINUTES * number)
    words = {
        "searchParts": part["sku"],
        "searchServices": service["name"],
        "searchCustomers": customer["email"] if "email" in customer else customer["name"],
        "searchVehicles": vehicle["vin"],
    }
    event, session = status_changed.example["data"], work_session_recorded.example["data"]
    values: Values = {
        "customer_id": customer["customerId"],
        "customer_name": customer["name"],
        "vehicle_id": vehicle["vehicleId"],
        "vin": vehicle["vin"],
        "location_id": _location(operation, number, real=real),
        "query": words.get(operation.operation_id, part["sku"]),
        "product_id": part["productId"],
        "sku": part["sku"],
        "part_name": part["name"],
        "quantity": QUANTITY,
        "subtotal": float(decimal_of(part["unitPrice"]) * QUANTITY),
        "unit_price": part["unitPrice"],
        "tax_code": part["taxCode"],
        "service_id": service["serviceId"],
        "service_name": service["name"],
        "user_id": "USER-001",
        "technician_id": event["technicianId"],
        "supervisor_id": "SUPER-001",
        "appointment_id": event["appointmentId"],
        "status": event["newStatus"],
        "session_id": f"SESSION-{run}-{number}",
        "start_time": _text(starts),
        "end_time": _text(starts + timedelta(minutes=MINUTES)),
        "break_minutes": session["breakDurationMinutes"],
        "billable_minutes": MINUTES - session["breakDurationMinutes"],
        "work_type": session["workType"],
    }
    return Subject(operation, values)


def _location(operation: Endpoint, number: int, *, real: bool) -> str:
    """The document's, but for reads by location: one that nobody else asks about."""
    by_location = operation.method == "GET" and any(one.name == "locationId" for one in operation.parameters)
    if not by_location:
        return str(rows("locations")[0]["locationId"])
    return str(rows("locations")[_CONFIGURED - 1]["locationId"]) if real else f"LOC-AUDIT-{number}"


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _row(collection: str, number: int) -> Row:
    known = rows(collection)
    return known[(_OWN + number) % len(known)]


@cache
def _parts() -> list[Row]:
    """Parts that are taxed where estimates are made, no two of the same price."""
    location = rows("locations")[0]["locationId"]
    taxed = {
        row["taxCode"]
        for row in rows("taxCodes")
        if row["locationId"] == location and "PART" in row["applicableItemTypes"]
    }
    by_price = {row["unitPrice"]: row for row in rows("parts")[1:] if row["taxCode"] in taxed}
    return list(by_price.values())
