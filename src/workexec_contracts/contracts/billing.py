"""The billable snapshot that Order and Accounting receive (F22, F40). No domain of its own."""

from __future__ import annotations

from .vocabulary import (
    Comparison,
    Const,
    Count,
    Member,
    Money,
    Request,
    Rule,
    SignedMoney,
    Sum,
    Text,
    Units,
)

SNAPSHOT = "data.billableSnapshot"


class BilledPart(Request):
    """A part of the bill: four members of the usage item required, the other four allowed (F40)."""

    product_id: Text
    sku: Text
    quantity: Count
    unit_price: Money
    workorder_part_id: Text | None = None
    usage_quantity: Count | None = None
    declined: bool | None = None
    emergency: bool | None = None


class BilledLabor(Request):
    """A line of labor of the bill."""

    service_id: Text
    description: Text
    labor_units: Units
    unit_rate: Money
    amount: SignedMoney


class Totals(Request):
    """The money of a snapshot; one of parts and labor may be a credit (F35)."""

    parts_total: SignedMoney
    labor_total: SignedMoney
    tax_total: SignedMoney
    grand_total: SignedMoney
    parts: list[BilledPart]
    labor: list[BilledLabor]


def total(name: str) -> Member:
    """A member of the snapshot."""
    return Member(path=f"{SNAPSHOT}.{name}")


def totals_add_up(clause: str) -> Rule:
    """`grandTotal = partsTotal + laborTotal + taxTotal` (F22, F23)."""
    return Rule(
        name="totals_add_up",
        says="grandTotal must be partsTotal + laborTotal + taxTotal",
        field=f"{SNAPSHOT}.grandTotal",
        requires=Comparison(
            left=Sum(terms=(total("partsTotal"), total("laborTotal"), total("taxTotal"))),
            is_="==",
            right=total("grandTotal"),
        ),
        clause=clause,
    )


def work_is_no_credit(clause: str) -> Rule:
    """`partsTotal + laborTotal >= 0` (F35)."""
    return Rule(
        name="work_is_no_credit",
        says="partsTotal + laborTotal must not be negative",
        field=f"{SNAPSHOT}.partsTotal",
        requires=Comparison(
            left=Sum(terms=(total("partsTotal"), total("laborTotal"))), is_=">=", right=Const(value=0)
        ),
        clause=clause,
    )
