"""Whether amounts are what they are made of: in exact decimals, half-up per line (F06, F22)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .facts import exact, product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Json = Mapping[str, Any]

ZERO = Decimal(0)
TOTALS = ("partsTotal", "laborTotal", "taxTotal", "grandTotal")


def total(values: Iterable[Any]) -> Decimal:
    """Their sum."""
    return sum(map(exact, values), ZERO)


def estimate_fault(estimate: Json) -> str:
    """What of an estimate does not add up; nothing where all does."""
    subtotal = tax = ZERO
    for item in estimate["items"]:
        if "quantity" in item:
            count, price = item["quantity"], item["unitPrice"]
        else:
            count, price = item["laborUnits"], item["unitRate"]
        amount = exact(item["subtotal"])
        if amount != product(price, count):
            return f"{item['itemId']}: {count} at {price} are not {item['subtotal']}"
        subtotal += amount
        tax += exact(item.get("taxAmount", 0))
    found = _totals(estimate)
    wanted = (subtotal, tax, subtotal + tax)
    return "" if found == wanted else f"the totals are {_told(found)}, expected {_told(wanted)}"


def snapshot_fault(snapshot: Json, order: Json) -> str:
    """What of a billable snapshot is not of its parts, its labor and its work order."""
    parts, labor = snapshot["parts"], snapshot["labor"]
    prices = {part["workorderPartId"]: exact(part["unitPrice"]) for part in order["parts"]}
    for part in parts:
        if prices.get(part["workorderPartId"]) != exact(part["unitPrice"]):
            return f"{part['workorderPartId']} at {part['unitPrice']} is not of the work order"
    for line in labor:
        if exact(line["amount"]) != product(line["unitRate"], line["laborUnits"]):
            return f"{line['serviceId']}: {line['laborUnits']} at {line['unitRate']} are not {line['amount']}"
    of_parts = sum((product(part["unitPrice"], part["usageQuantity"]) for part in parts), ZERO)
    of_labor = total(line["subtotal"] for line in order["labor"])
    tax = exact(order["taxTotal"])
    found = tuple(exact(snapshot[name]) for name in TOTALS)
    wanted = (of_parts, of_labor, tax, of_parts + of_labor + tax)
    return "" if found == wanted else f"the snapshot is {_told(found)}, expected {_told(wanted)}"


def usage_fault(usage: Json, order: Json, asked: Json) -> str:
    """What of a parts usage is not what was planned, not what the clerk said of it, or not its total."""
    planned = {part["workorderPartId"]: (part["productId"], part["quantity"]) for part in order["parts"]}
    told = {part["workorderPartId"]: (part["productId"], part["quantity"]) for part in usage["parts"]}
    if told != planned:
        return f"the parts are {told}, planned were {planned}"
    said = {part["workorderPartId"]: part for part in asked.get("parts", ())}
    for part in usage["parts"]:
        clerk = said.get(part["workorderPartId"], {})
        due = (clerk.get("usageQuantity", part["quantity"]), clerk.get("declined", False))
        if (part["usageQuantity"], part["declined"]) != due:
            found = f"{part['usageQuantity']} used, declined {part['declined']}"
            return f"{part['workorderPartId']}: {found}; the clerk said {due[0]}, declined {due[1]}"
    used = (part for part in usage["parts"] if not part["declined"])
    wanted = sum((product(part["unitPrice"], part["usageQuantity"]) for part in used), ZERO)
    return "" if exact(usage["totalCost"]) == wanted else f"totalCost is {usage['totalCost']}, not {wanted}"


def tax_fault(asked: Json, told: Json, rates: Mapping[tuple[str, str], Decimal]) -> str:
    """What of a calculated tax is not its rate's, or not of its lines."""
    wanted, subtotal, tax, location = [], ZERO, ZERO, asked["locationId"]
    for item in asked["items"]:
        amount = exact(item["subtotal"])
        due = product(amount, rates[location, item["taxCode"]])
        wanted.append((item["itemId"], due, amount + due))
        subtotal += amount
        tax += due
    found = [(line["itemId"], exact(line["taxAmount"]), exact(line["lineTotal"])) for line in told["items"]]
    if found != wanted:
        return f"the tax is {found}, expected {wanted}"
    totals, expected = _totals(told), (subtotal, tax, subtotal + tax)
    return "" if totals == expected else f"the tax's totals are {_told(totals)}, expected {_told(expected)}"


def _totals(document: Json) -> tuple[Decimal, Decimal, Decimal]:
    """Those of an estimate or of a calculated tax."""
    return exact(document["subtotal"]), exact(document["totalTax"]), exact(document["grandTotal"])


def _told(amounts: Iterable[Decimal]) -> str:
    return ", ".join(map(str, amounts))
