"""The calculation of tax: exact to the cent, and what cannot be taxed (F06, F07)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import CENT, TaxCalculation
from workexec_contracts.dataset import rows
from workexec_contracts.pacts import shapes
from workexec_contracts.pacts.shapes import Shape
from workexec_contracts.pacts.states import absent, exists
from workexec_contracts.variations import changed, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workexec_contracts.pacts.interaction import Interaction
    from workexec_contracts.pacts.making import Maker
    from workexec_contracts.pacts.states import Given

Row = dict[str, Any]
UNKNOWN_CODE = "NO_SUCH_CODE"
UNKNOWN_LOCATION = "NO-SUCH-ID"
CODE = ("items", 0, "taxCode")
COMPUTED = frozenset(
    {"items.itemId", "items.taxAmount", "items.lineTotal", "subtotal", "totalTax", "grandTotal"}
)


def interactions(maker: Maker) -> Iterator[Interaction]:
    """What is taxed, and what is not."""
    behaviour = maker.operation.behaviour
    if isinstance(behaviour, TaxCalculation):
        for example in maker.operation.examples:
            yield _taxed(maker, behaviour, f"for {example.name}", example.request, example.response)
        yield from _halves(maker, behaviour)
        yield from _uncoded(maker, behaviour)
        yield from _unconfigured(maker, behaviour)


def _taxed(
    maker: Maker, behaviour: TaxCalculation, detail: str, body: Mapping[str, Any], answer: Mapping[str, Any]
) -> Interaction:
    shape = Shape(exact=COMPUTED, positional=True)
    reply = maker.found(shapes.tree(maker.operation.response, answer, shape))
    return maker.interaction(detail, maker.write(body), reply, *_codes(behaviour, body))


def _codes(behaviour: TaxCalculation, body: Mapping[str, Any]) -> Iterator[Given]:
    """The codes that the lines name, as far as the location has them."""
    wanted = {(body["locationId"], item.get("taxCode")) for item in body["items"]}
    for row in rows(behaviour.collection):
        if (row["locationId"], row["taxCode"]) in wanted:
            yield exists(collections()[behaviour.collection], row)


def _halves(maker: Maker, behaviour: TaxCalculation) -> Iterator[Interaction]:
    """A line of which the tax ends in half a cent, where half-up and half-even differ."""
    example = maker.operation.examples[0]
    here = [row for row in rows(behaviour.collection) if row["locationId"] == example.request["locationId"]]
    row, amount = next(_half_cents(here))
    tax = _tax(amount, row, ROUND_HALF_UP)
    line = {
        **example.request["items"][0],
        "itemType": row["applicableItemTypes"][0],
        "taxCode": row["taxCode"],
        "subtotal": float(amount),
    }
    total = float(amount + tax)
    answer = {
        **example.response,
        "items": [{"itemId": line["itemId"], "taxAmount": float(tax), "lineTotal": total}],
        "subtotal": float(amount),
        "totalTax": float(tax),
        "grandTotal": total,
    }
    body = {**example.request, "items": [line]}
    yield _taxed(maker, behaviour, "for a line whose tax is rounded half-up", body, answer)


def _half_cents(found: Sequence[Row]) -> Iterator[tuple[Row, Decimal]]:
    for row in found:
        for cents in range(1, 1000):
            amount = CENT * cents
            if _tax(amount, row, ROUND_HALF_UP) != _tax(amount, row, ROUND_HALF_EVEN):
                yield row, amount


def _tax(amount: Decimal, row: Row, rounding: str) -> Decimal:
    return (amount * Decimal(str(row["rate"]))).quantize(CENT, rounding)


def _uncoded(maker: Maker, behaviour: TaxCalculation) -> Iterator[Interaction]:
    document = maker.operation.examples[0].request
    wrong = {
        "without a tax code": without(document, CODE),
        "with a blank tax code": changed(document, CODE, " "),
        "with null for a tax code": changed(document, CODE, None),
    }
    for how, body in wrong.items():
        states = _codes(behaviour, body)
        yield maker.refusal(behaviour.missing, f"for a line {how}", maker.write(body), *states)


def _unconfigured(maker: Maker, behaviour: TaxCalculation) -> Iterator[Interaction]:
    document = maker.operation.examples[0].request
    unknown = changed(document, CODE, UNKNOWN_CODE)
    no_code = absent(behaviour.collection, locationId=document["locationId"], taxCode=UNKNOWN_CODE)
    yield _refused(maker, behaviour, "for a line with an unknown tax code", unknown, no_code)
    elsewhere = {**document, "locationId": UNKNOWN_LOCATION}
    nothing = absent(behaviour.collection, locationId=UNKNOWN_LOCATION)
    yield _refused(maker, behaviour, "at an unknown location", elsewhere, nothing)
    first, *rest = document["items"]
    other = next(item for item in rest if item["itemType"] != first["itemType"])
    misplaced = changed(document, CODE, other["taxCode"])
    yield _refused(maker, behaviour, "for a line with a code of another item type", misplaced)


def _refused(
    maker: Maker, behaviour: TaxCalculation, detail: str, body: Mapping[str, Any], *states: Given
) -> Interaction:
    held = (*states, *_codes(behaviour, body))
    return maker.refusal(behaviour.not_configured, detail, maker.write(body), *held)
