"""Tax per line, half-up, in exact decimals (F06, F07)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import CENT, is_blank

from .call import Fault, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint, TaxCalculation

    from .state import Row, State


def missing_code(behaviour: TaxCalculation, operation: Endpoint, document: Mapping[str, Any]) -> None:
    """Refuses a request that is well-formed but for tax codes that are absent, null or blank (F07)."""
    if operation.lenient_request is None:
        return
    try:
        operation.lenient_request.model_validate(document)
    except ValueError:
        return
    faults = [
        Fault(f"items.{at}.taxCode", "must not be blank")
        for at, item in enumerate(document["items"])
        if is_blank(item.get("taxCode") or "")
    ]
    if faults:
        raise Refused(behaviour.missing, *faults)


def _codes(rows: list[Row]) -> dict[str, dict[str, Row]]:
    """The rows of each location by their codes."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        if "taxCode" in row:
            found.setdefault(row["locationId"], {})[row["taxCode"]] = row
    return found


def tax(
    behaviour: TaxCalculation, operation: Endpoint, document: Mapping[str, Any], state: State
) -> dict[str, Any]:
    """The tax of each line and the totals of the rounded lines."""
    codes = state.index(behaviour.collection, "codes of locations", _codes).get(document["locationId"], {})
    lines = []
    subtotal = total = Decimal(0)
    for at, item in enumerate(document["items"]):
        code = codes.get(item["taxCode"])
        if code is None or item["itemType"] not in code["applicableItemTypes"]:
            raise Refused(behaviour.not_configured, Fault(f"items.{at}.taxCode", "is not configured"))
        amount = Decimal(str(item["subtotal"]))
        due = (amount * Decimal(str(code["rate"]))).quantize(CENT, ROUND_HALF_UP)
        lines.append({"itemId": item["itemId"], "taxAmount": due, "lineTotal": amount + due})
        subtotal += amount
        total += due
    return {
        "items": lines,
        "subtotal": subtotal,
        "totalTax": total,
        "grandTotal": subtotal + total,
        "currencyUomId": operation.examples[0].response["currencyUomId"],
    }
