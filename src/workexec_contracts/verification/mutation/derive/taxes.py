"""Tax: rounding, rates, lines and totals (F06, F07)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import CENT, TaxCalculation
from workexec_contracts.verification.mutation.bends import body_of, is_success, rewritten, with_body
from workexec_contracts.verification.mutation.mutant import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.providers import Call, Reply
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant
    from workexec_contracts.verification.mutation.provider import Mutable

    from .subject import Subject

Json = dict[str, Any]
ROUNDINGS = {
    "half-even": (ROUND_HALF_EVEN, "half a cent goes to the even cent"),
    "half-down": (ROUND_HALF_DOWN, "half a cent goes down"),
    "down": (ROUND_DOWN, "fractions of a cent are cut off"),
    "up": (ROUND_UP, "every fraction of a cent goes up"),
    "ceiling": (ROUND_CEILING, "every fraction of a cent goes up, by the ceiling"),
}


@dataclass(frozen=True)
class Line:
    """One line of a valid request, with its exact tax."""

    item_id: str
    amount: Decimal
    rate: Decimal

    @property
    def exact(self) -> Decimal:
        """Before it is rounded."""
        return self.amount * self.rate

    def taxed(self, rounding: str = ROUND_HALF_UP) -> Decimal:
        """To the cent."""
        return self.exact.quantize(CENT, rounding)


def calculated(lines: list[Line], taxes: list[Decimal], currency: str) -> Json:
    """The answer that has those taxes."""
    subtotal, total = sum((line.amount for line in lines), Decimal(0)), sum(taxes, Decimal(0))
    items = [
        {"itemId": line.item_id, "taxAmount": tax, "lineTotal": line.amount + tax}
        for line, tax in zip(lines, taxes, strict=True)
    ]
    return {
        "items": items,
        "subtotal": subtotal,
        "totalTax": total,
        "grandTotal": subtotal + total,
        "currencyUomId": currency,
    }


def taxed(bent: Callable[[list[Line], Json], Json]) -> Bend:
    """Another answer to what the right provider taxes."""

    def bend(provider: Mutable, call: Call) -> Reply:
        reply, behaviour = provider.right(call), provider.bent.behaviour
        if not is_success(provider.bent, reply) or not isinstance(behaviour, TaxCalculation):
            return reply
        document = body_of(call)
        rates = {
            row["taxCode"]: Decimal(str(row["rate"]))
            for row in provider.state.table(behaviour.collection).values()
            if row["locationId"] == document["locationId"]
        }
        lines = [
            Line(item["itemId"], Decimal(str(item["subtotal"])), rates[item["taxCode"]])
            for item in document["items"]
        ]
        return replace(reply, body=bent(lines, dict(reply.body)))

    return bend


def _rounded(rounding: str) -> Bend:
    return taxed(
        lambda lines, body: calculated(lines, [line.taxed(rounding) for line in lines], body["currencyUomId"])
    )


def _binary(lines: list[Line], body: Json) -> Json:
    taxes = [Decimal(str(round(float(line.amount) * float(line.rate), 2))) for line in lines]
    return calculated(lines, taxes, body["currencyUomId"])


def _per_total(lines: list[Line], body: Json) -> Json:
    total = sum((line.exact for line in lines), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    return {**body, "totalTax": total, "grandTotal": body["subtotal"] + total}


def _one_rate(lines: list[Line], body: Json) -> Json:
    taxes = [replace(line, rate=lines[0].rate).taxed() for line in lines]
    return calculated(lines, taxes, body["currencyUomId"])


def _last_rest(lines: list[Line], body: Json) -> Json:
    """The total is rounded, and the last line has what is left of it."""
    taxes = [line.taxed() for line in lines]
    total = sum((line.exact for line in lines), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    return calculated(lines, [*taxes[:-1], max(Decimal(0), total - sum(taxes[:-1]))], body["currencyUomId"])


def _items(change: Callable[[list[Json]], list[Json]]) -> Callable[[list[Line], Json], Json]:
    return lambda _, body: {**body, "items": change([dict(item) for item in body["items"]])}


CALCULATIONS: dict[str, tuple[str, Kind, Callable[[list[Line], Json], Json]]] = {
    "binary": ("tax is calculated in binary fractions", Kind.ROUNDING, _binary),
    "per-total": ("totals are rounded, not summed", Kind.ROUNDING, _per_total),
    "rest-in-last-line": ("the last line has the rest of a rounded total", Kind.ROUNDING, _last_rest),
    "one-rate": ("every line has the first one's rate", Kind.TOTALS, _one_rate),
    "subtotal-with-tax": (
        "subtotal includes tax",
        Kind.TOTALS,
        lambda _, b: {**b, "subtotal": b["grandTotal"]},
    ),
    "total-without-tax": (
        "grandTotal lacks tax",
        Kind.TOTALS,
        lambda _, b: {**b, "grandTotal": b["subtotal"]},
    ),
    "tax-twice": (
        "tax is in grandTotal twice",
        Kind.TOTALS,
        lambda _, b: {**b, "grandTotal": b["grandTotal"] + b["totalTax"]},
    ),
    "tax-of-first-line": (
        "totalTax is that of the first line",
        Kind.TOTALS,
        lambda _, b: {**b, "totalTax": b["items"][0]["taxAmount"]},
    ),
    "line-without-tax": (
        "lineTotal lacks tax",
        Kind.TOTALS,
        _items(lambda items: [{**i, "lineTotal": i["lineTotal"] - i["taxAmount"]} for i in items]),
    ),
    "lines-reversed": ("lines come the other way round", Kind.ORDER, _items(lambda items: items[::-1])),
    "last-line-lost": ("the last line is lost", Kind.ROWS, _items(lambda items: items[:-1])),
    "first-line-only": ("only the first line comes", Kind.ROWS, _items(lambda items: items[:1])),
    "one-id": (
        "every line has the first one's itemId",
        Kind.ECHO,
        _items(lambda items: [{**i, "itemId": items[0]["itemId"]} for i in items]),
    ),
    "other-currency": ("another currency", Kind.ECHO, lambda _, b: {**b, "currencyUomId": "EUR"}),
}


def mutants(subject: Subject) -> Iterator[Mutant]:
    behaviour = subject.operation.behaviour
    if not isinstance(behaviour, TaxCalculation):
        return
    for how, (rounding, says) in ROUNDINGS.items():
        yield subject.mutant(f"tax/rounding/{how}", Kind.ROUNDING, says, _rounded(rounding))
    for how, (says, kind, bent) in CALCULATIONS.items():
        yield subject.mutant(f"tax/amounts/{how}", kind, says, taxed(bent))
    yield from _codes(subject, behaviour)


def _codes(subject: Subject, behaviour: TaxCalculation) -> Iterator[Mutant]:
    """What a code is looked up by."""
    clause = subject.operation.error(behaviour.not_configured).clause

    def of_any_type(provider: Mutable, call: Call) -> Reply:
        types = {
            (row["locationId"], row["taxCode"]): row["applicableItemTypes"]
            for row in provider.state.table(behaviour.collection).values()
        }
        known = {kind for kinds in types.values() for kind in kinds}

        def retyped(item: Json, document: Json) -> Json:
            good = types.get((document.get("locationId"), item.get("taxCode")), ())
            fits = item.get("itemType") in good or item.get("itemType") not in known
            return item if fits or not good else {**item, "itemType": good[0]}

        return provider.right(_each(call, retyped))

    def upper(item: Json, _: Json) -> Json:
        code = item.get("taxCode")
        return {**item, "taxCode": code.upper()} if isinstance(code, str) else item

    def first_line_only(provider: Mutable, call: Call) -> Reply:
        """The first line's code stands in for what is not there."""
        reply = provider.right(call)
        if reply.body.get("code") != behaviour.not_configured:
            return reply
        first = body_of(call)["items"][0]
        same = {name: first[name] for name in ("taxCode", "itemType")}
        return provider.right(_each(call, lambda item, _: {**item, **same}))

    for how, says, bend in (
        ("any-type", "a code is good for every type of item", of_any_type),
        ("any-case", "the case of a code does not count", rewritten(lambda call: _each(call, upper))),
        ("first-line-only", "only the first line's code is looked up", first_line_only),
    ):
        yield subject.mutant(f"tax/codes/{how}", Kind.REFERENCE, says, bend, clause=clause)


def _each(call: Call, change: Callable[[Json, Json], Json]) -> Call:
    """The request with each of its lines changed."""
    document = body_of(call)
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return call
    items = [change(item, document) if _is_coded(item) else item for item in document["items"]]
    return call if items == document["items"] else with_body(call, {**document, "items": items})


def _is_coded(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(n), str) for n in ("taxCode", "itemType"))
