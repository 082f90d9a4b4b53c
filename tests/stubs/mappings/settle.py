"""Makes most of the drawn bodies keep the rules, so that accepted requests are not rare."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from workexec_contracts.dataset import rows

from .spelling import Raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .spelling import Tree

_UNSETTLED, _LONGER = 2, 3


def settle(operation: Endpoint, body: Tree, chance: int) -> Tree:
    """The body, with what the rules and the provider's data demand; two in twenty stay as they are.

    One more misses its rule by the least amount that there is.
    """
    act = _ACTS.get(operation.operation_id)
    if act is None or chance < _UNSETTLED:
        return body
    return act(body, chance)


def _tax(body: Tree, chance: int) -> Tree:
    codes = rows("taxCodes")
    at = [row for row in codes if row["locationId"] == body["locationId"]] or [
        row for row in codes if row["locationId"] == f"LOC-00{chance % 5 + 1}"
    ]
    items = []
    for place, item in enumerate(body["items"]):
        code = at[(place + chance) % len(at)]
        kinds = code["applicableItemTypes"]
        items.append({**item, "taxCode": code["taxCode"], "itemType": kinds[place % len(kinds)]})
    return {**body, "locationId": at[0]["locationId"], "items": items}


def _session(body: Tree, chance: int) -> Tree:
    people = rows("people")
    data = body["data"]
    person = people[(len(data["workSessionId"]) + chance) % len(people)]
    known = any(row["personId"] == data["recordedBy"] and row["role"] != "SERVICE_ADVISOR" for row in people)
    start = datetime.fromisoformat("2026-01-25T08:00:00+00:00")
    minutes = int(_exact(data["breakDurationMinutes"])) % 600
    billable = int(_exact(data["billableMinutes"])) % 600 + 1
    end = start + timedelta(minutes=minutes + billable)
    least = ".000000001" if chance == _UNSETTLED else ""
    settled = {
        **data,
        "personId": person["personId"],
        "locationId": person["locationIds"][0],
        "recordedBy": data["recordedBy"] if known else "SUPER-001",
        "startTime": f"2026-01-25T09:30:00{least}+01:30",
        "endTime": f"{end:%Y-%m-%dT%H:%M:%S}{'.000000002' if chance == _LONGER else ''}Z",
        "breakDurationMinutes": minutes,
        "billableMinutes": billable,
    }
    return {**body, "data": settled}


def _billing(body: Tree, chance: int) -> Tree:
    data = body["data"]
    bill = data["billableSnapshot"]
    parts, labor, tax = (_exact(bill[name]) for name in ("partsTotal", "laborTotal", "taxTotal"))
    if abs(parts + labor + tax) >= 999_999_999 or parts + labor < 0:
        parts, labor, tax = abs(parts) % 300_000_000, abs(labor) % 300_000_000, abs(tax) % 300_000_000
    grand = parts + labor + tax + (Decimal("0.01") if chance == _UNSETTLED else 0)
    totals = {"partsTotal": parts, "laborTotal": labor, "taxTotal": tax, "grandTotal": grand}
    skus = [row["sku"] for row in rows("parts")]
    known = [{**part, "sku": skus[(place + chance) % len(skus)]} for place, part in enumerate(bill["parts"])]
    snapshot = {**bill, **{name: Raw(f"{total:f}") for name, total in totals.items()}, "parts": known}
    customer = f"CUST-{chance:03d}"
    return {
        **body,
        "data": {
            **data,
            "billableSnapshot": snapshot,
            "customerId": customer,
            "locationId": f"LOC-00{chance % 4 + 1}",
        },
    }


def _exact(value: Tree) -> Decimal:
    return Decimal(value.token if isinstance(value, Raw) else str(value))


_ACTS: dict[str, Callable[[Tree, int], Tree]] = {
    "calculateTax": _tax,
    "deliverPeopleEvent": _session,
    "deliverOrderEvent": _billing,
    "deliverAccountingEvent": _billing,
}
