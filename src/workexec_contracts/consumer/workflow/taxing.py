"""The tax of an estimate, as Pricing says it, and its totals (F06, F56)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.results import Failed, broken
from workexec_contracts.contracts.pricing import MISSING_TAX_CODE
from workexec_contracts.contracts.vocabulary import as_number

from .answer import Refused, failed
from .money import exact

if TYPE_CHECKING:
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.plan import Plan
    from workexec_contracts.contracts.pricing import Tax

    from .shop import Shop

Estimate = dict[str, Any]


def with_tax(shop: Shop, identity: Identity, estimate: Estimate) -> Plan[Estimate]:
    """The estimate with what Pricing says of its coded items. Raises Refused in the document's words."""
    coded = [item for item in estimate["items"] if "taxCode" in item]
    if not coded:
        return _summed(estimate, {})
    lines = [{name: item[name] for name in ("itemId", "itemType", "subtotal", "taxCode")} for item in coded]
    tax = yield from shop.neighbours.tax.write(
        identity, {"locationId": estimate["locationId"], "items": lines}
    )
    if isinstance(tax, Failed):
        raise failed(tax)
    operation = shop.neighbours.tax.operation
    if not _adds_up(tax.value, lines):
        raise failed(broken(operation, operation.status_code, tax.correlation_id, tax.attempts))
    return _summed(estimate, {line.item_id: as_number(line.tax_amount) for line in tax.value.items})


def _adds_up(tax: Tax, lines: list[dict[str, Any]]) -> bool:
    """Whether the answer is about these lines, and its totals are theirs (F06)."""
    subtotals = {line["itemId"]: exact(line["subtotal"]) for line in lines}
    wanted = {line.item_id: subtotals.get(line.item_id, 0) + line.tax_amount for line in tax.items}
    total_tax = sum((line.tax_amount for line in tax.items), exact(0))
    subtotal = sum(subtotals.values(), exact(0))
    return (
        [line.item_id for line in tax.items] == list(subtotals)
        and all(line.line_total == wanted[line.item_id] for line in tax.items)
        and (tax.subtotal, tax.total_tax, tax.grand_total) == (subtotal, total_tax, subtotal + total_tax)
    )


def _summed(estimate: Estimate, taxes: dict[str, float]) -> Estimate:
    items = [
        {**item, **({"taxAmount": taxes[item["itemId"]]} if item["itemId"] in taxes else {})}
        for item in estimate["items"]
    ]
    subtotal = sum((exact(item["subtotal"]) for item in items), exact(0))
    total_tax = sum((exact(tax) for tax in taxes.values()), exact(0))
    totals = {"subtotal": subtotal, "totalTax": total_tax, "grandTotal": subtotal + total_tax}
    return {**estimate, "items": items, **{name: as_number(total) for name, total in totals.items()}}


def refuse_uncoded(estimate: Estimate) -> None:
    """A missing tax code blocks summary and approval before any call (F56)."""
    uncoded = [item["itemId"] for item in estimate["items"] if "taxCode" not in item]
    if uncoded:
        raise Refused(
            MISSING_TAX_CODE.status, MISSING_TAX_CODE.code, MISSING_TAX_CODE.display or "", itemIds=uncoded
        )
