"""Tax per line, half-up in exact decimals; totals of the rounded lines (F06)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import CENT, MAX_MONEY, TaxCalculation
from workexec_contracts.dataset import rows
from workexec_contracts.verification.case import Needs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject

LINES = 500
Row = dict[str, Any]


def cases(subject: Subject) -> Iterator[Case]:
    behaviour = subject.operation.behaviour
    if isinstance(behaviour, TaxCalculation):
        at = subject.samples[0].example.request["locationId"]
        for location in dict.fromkeys(row["locationId"] for row in rows(behaviour.collection)):
            codes = [row for row in rows(behaviour.collection) if row["locationId"] == location]
            needs = Needs.DOCUMENT if location == at else Needs.DATASET
            for what, items in _carts(codes):
                yield _case(subject, f"taxes {what} at {location}", codes, items, needs)


def _case(subject: Subject, name: str, codes: list[Row], items: list[Row], needs: Needs) -> Case:
    sample = subject.samples[0]
    rates = {row["taxCode"]: Decimal(str(row["rate"])) for row in codes}
    currency = sample.example.response["currencyUomId"]
    document = {"locationId": codes[0]["locationId"], "items": items}
    expected = subject.succeeds({**taxed(items, rates), "currencyUomId": currency})
    return subject.case(name, subject.write(sample, name, document), expected, needs=needs)


def taxed(items: Iterable[Row], rates: dict[str, Decimal]) -> Row:
    """What the lines and their totals must be."""
    lines, subtotal, total = [], Decimal(0), Decimal(0)
    for item in items:
        amount = Decimal(str(item["subtotal"]))
        tax = (amount * rates[item["taxCode"]]).quantize(CENT, ROUND_HALF_UP)
        lines.append({"itemId": item["itemId"], "taxAmount": tax, "lineTotal": amount + tax})
        subtotal, total = subtotal + amount, total + tax
    return {"items": lines, "subtotal": subtotal, "totalTax": total, "grandTotal": subtotal + total}


def _carts(codes: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    pairs = [(code, kind) for code in codes for kind in code["applicableItemTypes"]]
    halves = [(code, kind, amount) for code, kind in pairs for amount in _halves(code["rate"])]
    if halves:
        yield "half cents", _items(halves)
    yield "nothing", _items((code, kind, Decimal(0)) for code, kind in pairs)
    yield "the largest amounts", _items((code, kind, MAX_MONEY) for code, kind in pairs)
    yield "one line of each code", _items((code, kind, Decimal("89.99")) for code, kind in pairs)
    many = [(*pairs[n % len(pairs)], CENT * (n * n * 37 % 99_991)) for n in range(LINES)]
    yield f"{LINES} lines", _items(many)


def _halves(rate: float) -> list[Decimal]:
    """Amounts of which the tax ends in exactly half a cent, and their neighbours."""
    exact = Decimal(str(rate))
    amounts = (CENT * n for n in range(1, 20_000))
    found = [amount for amount in amounts if (amount * exact / CENT) % 1 == Decimal("0.5")][:3]
    return [amount + step for amount in found for step in (-CENT, 0, CENT)]


def _items(lines: Iterable[tuple[Row, str, Decimal]]) -> list[Row]:
    return [
        {
            "itemId": f"LINE-{number} \"é\" '{kind}'",
            "itemType": kind,
            "subtotal": int(amount) if amount == int(amount) else float(amount),
            "taxCode": code["taxCode"],
        }
        for number, (code, kind, amount) in enumerate(lines, start=1)
    ]
