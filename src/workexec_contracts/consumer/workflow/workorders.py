"""Work orders: made from approved estimates; their status changes and sessions are told to the neighbours."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.envelope import Unsendable, Wrong, rfc3339
from workexec_contracts.consumer.letter import Standing
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.shopmgmt import status_changed

from .answer import Answer, blocked, conflict, invalid, summary, unknown
from .estimates import who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.letter import Letter
    from workexec_contracts.consumer.plan import Plan
    from workexec_contracts.contracts.vocabulary import Event

    from .bodies import NewSession, NewStatus
    from .shop import Shop

WorkOrder = dict[str, Any]


def workorder_of(shop: Shop, workorder_id: str) -> WorkOrder:
    """A stored work order. Raises Refused."""
    found = shop.store.get("workorder", workorder_id)
    if found is None:
        raise unknown("work order", workorder_id)
    return found


def promote(shop: Shop, estimate: Mapping[str, Any]) -> WorkOrder:
    """The work order of an approved estimate."""
    order = {
        "workorderId": shop.store.next_id("WO"),
        "status": "APPROVED",
        **{name: estimate[name] for name in ("estimateId", "customerId", "vehicleId", "locationId")},
        "parts": [item for item in estimate["items"] if item["itemType"] == "PART"],
        "labor": [item for item in estimate["items"] if item["itemType"] != "PART"],
        "taxTotal": estimate["totalTax"],
    }
    shop.store.put("workorder", order["workorderId"], order)
    return order


def show(shop: Shop, identity: Identity, workorder_id: str) -> Plan[Answer]:
    """The work order with its customer and vehicle, as far as CRM tells them."""
    order = workorder_of(shop, workorder_id)
    customer = yield from shop.neighbours.customer.read(identity, customerId=order["customerId"])
    vehicle = yield from shop.neighbours.vehicle.read(identity, vehicleId=order["vehicleId"])
    return Answer(200, {**order, **who(customer, vehicle)})


def compose(
    shop: Shop,
    identity: Identity,
    event: Event,
    order: WorkOrder,
    data: Mapping[str, Any],
    *more_subject: str,
) -> Letter:
    """A letter about a work order, yet to be accepted. Raises Refused for what the contract forbids (F21)."""
    subject = "|".join((order["workorderId"], *more_subject))
    try:
        return shop.publisher.composer.letter(event, identity, subject, order["workorderId"], data)
    except Unsendable as broken:
        raise invalid(
            *(Wrong(fault.field.removeprefix("data."), fault.message) for fault in broken.wrong)
        ) from broken


def change_status(shop: Shop, identity: Identity, workorder_id: str, asked: NewStatus) -> Plan[Answer]:
    """A transition, which ShopMgmt is told in the background: it blocks nothing (F57)."""
    yield from ()  # a plan without I/O
    order = workorder_of(shop, workorder_id)
    if order["status"] == asked.status:
        return Answer(200, order)
    people = {
        "technicianId": asked.technician_id or order.get("technicianId"),
        "appointmentId": asked.appointment_id or order.get("appointmentId"),
    }
    missing = [name for name, value in people.items() if value is None]
    if missing:
        raise invalid(*(Wrong(name, "is required: the work order has none yet") for name in missing))
    data = {
        "workorderId": workorder_id,
        "previousStatus": order["status"],
        "newStatus": asked.status,
        "locationId": order["locationId"],
        "customerId": order["customerId"],
        **people,
        "statusChangedAt": rfc3339(shop.publisher.composer.now()),
        "statusChangedBy": asked.changed_by,
        **({"metadata": asked.metadata} if asked.metadata else {}),
    }
    letter = compose(shop, identity, status_changed, order, data)
    changed = {**order, **people, "status": asked.status}
    with shop.store.transaction():
        shop.store.put("workorder", workorder_id, changed)
        shop.store.accept(letter)
    return Answer(200, {**changed, "events": [summary(letter)]})


def record_session(shop: Shop, identity: Identity, workorder_id: str, asked: NewSession) -> Plan[Answer]:
    """A session is complete once People has confirmed it; till then the user tries again (F58)."""
    order = workorder_of(shop, workorder_id)
    session_id = asked.work_session_id or _unnamed(shop, workorder_id, asked)
    wanted = asked.to_wire() | {"workSessionId": session_id}
    key = f"{workorder_id}/{session_id}"
    known = shop.store.get("session", key)
    letter = shop.store.letter(known["eventId"]) if known else None
    if known is None or letter is None or (letter.standing is Standing.REFUSED and known["asked"] != wanted):
        letter = _accept_session(shop, identity, order, wanted, key)
    elif known["asked"] != wanted:
        state = "PENDING" if letter.standing is Standing.PENDING else "RECORDED"
        raise conflict(
            f"SESSION_{state}", f"Session {session_id} was logged with other data", eventId=letter.id
        )
    if letter.standing is Standing.PENDING:
        letter = yield from shop.publisher.deliver(letter, identity)
    if letter.standing is not Standing.PENDING:
        shop.store.drop("session without id", _digest(workorder_id, asked))
    if letter.standing is not Standing.ACKNOWLEDGED:
        return blocked([letter], workSessionId=session_id)
    done = {**wanted, "workorderId": workorder_id, "status": "COMPLETED", "events": [summary(letter)]}
    return Answer(201, done)


def _unnamed(shop: Shop, workorder_id: str, asked: NewSession) -> str:
    """The id of the same session without one that is yet to be confirmed, else a new id (F58)."""
    digest = _digest(workorder_id, asked)
    begun = shop.store.get("session without id", digest)
    session_id: str = begun["workSessionId"] if begun else shop.store.next_id("SESSION")
    shop.store.put("session without id", digest, {"workSessionId": session_id})
    return session_id


def _digest(workorder_id: str, asked: NewSession) -> str:
    facts = json.dumps([workorder_id, asked.to_wire() | {"workSessionId": None}], sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def _accept_session(
    shop: Shop, identity: Identity, order: WorkOrder, wanted: dict[str, Any], key: str
) -> Letter:
    now = rfc3339(shop.publisher.composer.now())
    data = {
        "workorderId": order["workorderId"],
        "locationId": order["locationId"],
        "recordedBy": wanted["personId"],
        **wanted,
        "status": "COMPLETED",
        "recordedAt": now,
    }
    letter = compose(shop, identity, work_session_recorded, order, data, wanted["workSessionId"])
    with shop.store.transaction():
        shop.store.put("session", key, {"asked": wanted, "eventId": letter.id})
        shop.store.accept(letter)
    return letter
