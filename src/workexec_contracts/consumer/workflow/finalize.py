"""Finalization: three events, of which Order and Accounting must acknowledge theirs (F18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.envelope import Wrong, rfc3339
from workexec_contracts.consumer.letter import Standing
from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.vocabulary import as_number

from .answer import Answer, blocked, conflict, invalid, summary
from .money import amount, exact
from .workorders import compose, workorder_of

if TYPE_CHECKING:
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.letter import Letter
    from workexec_contracts.consumer.plan import Plan

    from .bodies import Finalization
    from .shop import Shop
    from .workorders import WorkOrder

EVENTS = (parts_usage_recorded, ready_for_billing, snapshot_finalized)
USED = ("workorderPartId", "productId", "sku", "quantity", "unitPrice")


def finalize(shop: Shop, identity: Identity, workorder_id: str, asked: Finalization) -> Plan[Answer]:
    """All three are attempted; tried again, the same events go out, but for one that was refused."""
    order = workorder_of(shop, workorder_id)
    if order.get("finalizedAt"):
        return Answer(200, order)
    letters = _accept(shop, identity, order, asked)
    for letter in letters:
        if letter.is_closed and letter.standing is Standing.PENDING:
            yield from shop.publisher.deliver(letter, identity)
    return _outcome(shop, workorder_id, [_now(shop, letter) for letter in letters])


def _now(shop: Shop, letter: Letter) -> Letter:
    return shop.store.letter(letter.id) or letter


def _outcome(shop: Shop, workorder_id: str, letters: list[Letter]) -> Answer:
    if any(letter.standing is not Standing.ACKNOWLEDGED for letter in letters if letter.is_closed):
        return blocked(letters, workorderId=workorder_id)
    order = workorder_of(shop, workorder_id)
    done = {**order, "finalizedAt": rfc3339(shop.publisher.composer.now())}
    shop.store.put("workorder", workorder_id, done)
    return Answer(200, {**done, "events": [summary(letter) for letter in letters]})


def _accept(shop: Shop, identity: Identity, order: WorkOrder, asked: Finalization) -> list[Letter]:
    """The letters of this finalization: those of an earlier try, and new ones for refused ones (F58)."""
    begun = order.get("finalizing")
    if begun and begun["asked"] != asked.to_wire():
        raise conflict(
            "FINALIZATION_PENDING", "Finalization was begun with other data; repeat it as it was", **begun
        )
    _refuse_unknown_parts(order, asked)
    before = {letter.type: letter for letter in _earlier(shop, order)}
    kept = {type_: letter for type_, letter in before.items() if letter.standing is not Standing.REFUSED}
    snapshot_id = order.get("workorderSnapshotId") or shop.store.next_id("SNAP")
    at = begun["at"] if begun else rfc3339(shop.publisher.composer.now())
    data = _facts(order, asked, snapshot_id, at)
    letters = []
    with shop.store.transaction():
        for event in EVENTS:
            letter = kept.get(event.type)
            if letter is None:
                more = (snapshot_id,) if event is snapshot_finalized else ()
                letter = compose(shop, identity, event, order, data[event.type], *more)
                shop.store.accept(letter)
            letters.append(letter)
        ids = [letter.id for letter in letters]
        shop.store.put(
            "workorder",
            order["workorderId"],
            {
                **order,
                "workorderSnapshotId": snapshot_id,
                "finalizing": {"asked": asked.to_wire(), "at": at, "events": ids},
            },
        )
    return letters


def _earlier(shop: Shop, order: WorkOrder) -> list[Letter]:
    found = (shop.store.letter(event_id) for event_id in order.get("finalizing", {}).get("events", ()))
    return [letter for letter in found if letter is not None]


def _refuse_unknown_parts(order: WorkOrder, asked: Finalization) -> None:
    known = {part["workorderPartId"] for part in order["parts"]}
    unknown = [used.workorder_part_id for used in asked.parts or () if used.workorder_part_id not in known]
    if unknown:
        raise invalid(*(Wrong("parts.workorderPartId", f"{name} is no part of it") for name in unknown))


def _facts(order: WorkOrder, asked: Finalization, snapshot_id: str, now: str) -> dict[str, dict[str, Any]]:
    """The payload of each event, without correlation ids."""
    parts = [_used(part, asked) for part in order["parts"]]
    whose = {name: order[name] for name in ("workorderId", "locationId", "customerId")}
    po_number = {"poNumber": asked.po_number} if asked.po_number else {}
    totals = _totals(order, parts)
    return {
        parts_usage_recorded.type: {
            **whose,
            "completedAt": now,
            "completedBy": asked.finalized_by,
            "parts": parts,
            "totalCost": totals["partsTotal"],
        },
        ready_for_billing.type: {
            **whose,
            "billableSnapshot": {"workorderSnapshotId": snapshot_id, "capturedAt": now, **totals},
            **po_number,
        },
        snapshot_finalized.type: {
            **whose,
            "workorderSnapshotId": snapshot_id,
            "estimateId": order["estimateId"],
            "finalizedAt": now,
            "finalizedBy": asked.finalized_by,
            "billableSnapshot": totals,
            **po_number,
        },
    }


def _used(part: dict[str, Any], asked: Finalization) -> dict[str, Any]:
    told = next(
        (used for used in asked.parts or () if used.workorder_part_id == part["workorderPartId"]), None
    )
    quantity = part["quantity"] if told is None or told.usage_quantity is None else told.usage_quantity
    return {
        **{name: part[name] for name in USED},
        "usageQuantity": quantity,
        "declined": told.declined if told else False,
        "emergency": told.emergency if told else False,
    }


def _totals(order: WorkOrder, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """What is billed: parts that were used and not declined, labor, and the tax of the estimate."""
    billed = [part for part in parts if not part["declined"]]
    of_parts = sum((amount(exact(p["unitPrice"]) * p["usageQuantity"]) for p in billed), exact(0))
    of_labor = sum((exact(line["subtotal"]) for line in order["labor"]), exact(0))
    tax = exact(order["taxTotal"])
    totals = {
        "partsTotal": of_parts,
        "laborTotal": of_labor,
        "taxTotal": tax,
        "grandTotal": of_parts + of_labor + tax,
    }
    return {
        **{name: as_number(total) for name, total in totals.items()},
        "parts": billed,
        "labor": [_labor(line) for line in order["labor"]],
    }


def _labor(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "serviceId": line["serviceId"],
        "description": line["name"],
        "laborUnits": line["laborUnits"],
        "unitRate": line["unitRate"],
        "amount": line["subtotal"],
    }
