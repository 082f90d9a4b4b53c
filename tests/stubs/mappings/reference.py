"""What the contracts say that a valid request is answered with, evaluated in Python over the dataset."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import CENT, is_blank, member_at
from workexec_contracts.dataset import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workexec_contracts.contracts.vocabulary import (
        Endpoint,
        Known,
        Listing,
        Lookup,
        Search,
        TaxCalculation,
    )

Json = dict[str, Any]
Given = dict[str, str]
"""The first value of each parameter that is not blank."""


def search(operation: Endpoint, behaviour: Search, given: Given) -> Json:
    """A page of the rows that contain the query and equal the filters (F29)."""
    wanted = given.get(behaviour.query, "").lower()
    hits = [
        row
        for row in rows(behaviour.collection)
        if (not wanted or any(wanted in str(row.get(name, "")).lower() for name in behaviour.text))
        and all(str(row.get(c)) == given[name] for name, c in behaviour.filters.items() if name in given)
    ]
    index, size = (
        int(given.get(p.name, str(p.default))) for p in operation.parameters if p.kind == "integer"
    )
    end = (index + 1) * size
    return {
        "items": hits[index * size : end],
        "pageIndex": index,
        "pageSize": size,
        "totalCount": len(hits),
        "hasNextPage": end < len(hits),
    }


def listing(behaviour: Listing, given: Given) -> Json:
    """All rows that fit, without what is hidden."""
    return {
        behaviour.member: [
            {name: cell for name, cell in row.items() if name not in behaviour.hidden}
            for row in rows(behaviour.collection)
            if all(row[column] == given[name] for name, column in behaviour.equal.items())
            and all(given[name] in row[c] for name, c in behaviour.contains.items() if name in given)
        ]
    }


def lookup(behaviour: Lookup, key: str, keys: Mapping[str, str]) -> Json | str:
    """The row of that key, or the code of the error. `keys` are the key columns by collection."""
    for row in rows(behaviour.collection):
        if row[keys[behaviour.collection]] == key:
            return row
    if behaviour.parent and behaviour.unlinked:
        known = {row[keys[behaviour.parent]] for row in rows(behaviour.parent)}
        if key in known:
            return behaviour.unlinked
    return behaviour.missing


def tax(operation: Endpoint, behaviour: TaxCalculation, body: Json) -> Json | str:
    """Tax per line and totals of the rounded lines, or the code of the error (F06, F07)."""
    codes = {r["taxCode"]: r for r in rows(behaviour.collection) if r["locationId"] == body["locationId"]}
    items = []
    for item in body["items"]:
        code = codes.get(item["taxCode"])
        if code is None or item["itemType"] not in code["applicableItemTypes"]:
            return behaviour.not_configured
        subtotal = Decimal(item["subtotal"]).quantize(CENT)
        amount = (subtotal * Decimal(str(code["rate"]))).quantize(CENT, ROUND_HALF_UP)
        items.append({"itemId": item["itemId"], "taxAmount": amount, "lineTotal": subtotal + amount})
    total = sum((item["taxAmount"] for item in items), Decimal(0))
    grand = sum((item["lineTotal"] for item in items), Decimal(0))
    return {
        "items": items,
        "subtotal": grand - total,
        "totalTax": total,
        "grandTotal": grand,
        "currencyUomId": operation.examples[0].response["currencyUomId"],
    }


def given_of(pairs: list[tuple[str, str]]) -> Given:
    """The first value of each parameter, those that are blank left out (F28)."""
    first: Given = {}
    for name, value in pairs:
        first.setdefault(name, value)
    return {name: value for name, value in first.items() if not is_blank(value)}


def refers(known: Known, body: Json) -> bool:
    """Whether every value that a request refers to is there."""
    fitting = [
        row
        for row in rows(known.collection)
        if all(str(row.get(column)) in values for column, values in known.where.items())
        and all(member_at(body, to) in row[column] for column, to in known.linked.items())
    ]
    there = {row[known.by] for row in fitting}
    return all(value in there for value in _values(body, known.member))


def _values(node: Any, path: str) -> Iterator[object]:  # noqa: ANN401  # JSON of any type
    name, _, rest = path.partition(".")
    value = node[name.removesuffix("[]")]
    for one in value if name.endswith("[]") else [value]:
        if rest:
            yield from _values(one, rest)
        else:
            yield one
