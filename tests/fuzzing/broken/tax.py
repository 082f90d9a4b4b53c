"""Pricing: tax that is wrong, if only by a cent."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from tests.fuzzing.asking import send
from tests.fuzzing.spoiling import having, succeeded
from tests.fuzzing.variant import BY_ID, Broken, breaks
from workexec_contracts.contracts.vocabulary import CENT
from workexec_contracts.providers.checks import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.providers import Call, Reply

TAX = BY_ID["calculateTax"]
FIRST, SECOND = TAX.examples[0].request["items"]
EXEMPT = {**FIRST, "taxCode": "TAX_EXEMPT"}
HALF_A_CENT = {**SECOND, "subtotal": 0.75}
"""6 percent of it are 4.5 cents."""


def lines(*items: dict[str, Any]) -> Call:
    """A request for the tax of those lines."""
    return send(TAX, {"items": list(items)})


def exact_taxes(provider: Broken, call: Call) -> list[Decimal]:
    """The tax of each line before it is rounded."""
    document = parsed(call.body)
    rates = {
        row["taxCode"]: Decimal(str(row["rate"]))
        for row in provider.state.table("taxCodes").values()
        if row["locationId"] == document["locationId"]
    }
    return [Decimal(str(item["subtotal"])) * rates[item["taxCode"]] for item in document["items"]]


def with_taxes(reply: Reply, taxes: Sequence[Decimal], total: Decimal) -> Reply:
    """The same lines with those taxes and that sum of them."""
    items = [
        {**line, "taxAmount": tax, "lineTotal": line["lineTotal"] - line["taxAmount"] + tax}
        for line, tax in zip(reply.body["items"], taxes, strict=True)
    ]
    return having(reply, items=items, totalTax=total, grandTotal=reply.body["subtotal"] + total)


@breaks(TAX, by=(send(TAX),), in_example=True)
def grand_total_a_cent_too_high(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, grandTotal=reply.body["grandTotal"] + CENT) if succeeded(provider, reply) else reply


@breaks(TAX, by=(send(TAX),), in_example=True)
def line_total_without_tax(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    items = [{**line, "lineTotal": line["lineTotal"] - line["taxAmount"]} for line in reply.body["items"]]
    return having(reply, items=items)


@breaks(TAX, by=(lines(HALF_A_CENT),))
def tax_rounded_half_even(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    taxes = [tax.quantize(CENT, ROUND_HALF_EVEN) for tax in exact_taxes(provider, call)]
    return with_taxes(reply, taxes, sum(taxes, Decimal(0)))


@breaks(TAX, by=(lines(HALF_A_CENT, HALF_A_CENT),))
def totals_of_unrounded_lines(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    total = sum(exact_taxes(provider, call), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    return with_taxes(reply, [line["taxAmount"] for line in reply.body["items"]], total)


@breaks(TAX, by=(lines(FIRST, EXEMPT),))
def subtotal_of_taxed_lines_alone(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    taxed = [line["lineTotal"] - line["taxAmount"] for line in reply.body["items"] if line["taxAmount"]]
    return having(reply, subtotal=sum(taxed, Decimal(0)))


@breaks(TAX, by=(send(TAX),), in_example=True)
def lines_reordered(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, items=reply.body["items"][::-1]) if succeeded(provider, reply) else reply


@breaks(TAX, by=(lines(FIRST, EXEMPT),))
def untaxed_lines_dropped(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    return having(reply, items=[line for line in reply.body["items"] if line["taxAmount"]])


@breaks(TAX, by=(send(TAX),), in_example=True)
def tax_as_text(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, totalTax=str(reply.body["totalTax"])) if succeeded(provider, reply) else reply
