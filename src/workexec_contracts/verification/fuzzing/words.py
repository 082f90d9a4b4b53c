"""Values that mean something to a service: ids it holds, pieces of its texts, amounts that show rounding."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import Listing, Lookup, Search

from .knowledge import NOBODY, Row, learnt, operation_of, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SOME = 40
"""Rows of a collection whose values are tried: the document's, and an even spread of the others."""
PATTERNS = ("(", "[", "*", "%", "a.c", "'", "Ä")
"""Texts that mean something to who builds a pattern or a statement from a query."""
EIGHTH = 80
"""So that of many texts each eighth or so is one of the above."""
PIECE = slice(1, 5)
CENTS = 2_000
"""Amounts up to so many cents are looked through for those that fall on half a cent."""


@cache
def words(operation_id: str, *, dataset: bool) -> Mapping[str, Sequence[Any]]:
    """By parameter, what is worth asking for; a parameter that is not named takes what comes."""
    operation = operation_of(operation_id)
    integers: dict[str, Sequence[Any]] = {
        parameter.name: range(parameter.minimum, parameter.minimum + 4)
        for parameter in operation.parameters
        if parameter.kind == "integer"
    }
    match operation.behaviour:
        case Search(collection=collection, text=columns, query=query, filters=filters):
            found = some(collection, dataset=dataset)
            texts = [piece for row in found for column in columns for piece in _pieces(row.get(column))]
            key = collections()[collection].key
            ids = [row[key][:-1] for row in found[:2] if row.get(key)]
            values = {name: _values(found, column) for name, column in filters.items()}
            special = [*ids, *PATTERNS, f"{NOBODY}text"] * max(1, len(texts) // EIGHTH)
            return {**integers, query: [*texts, *special], **values}
        case Lookup(collection=collection, parameter=parameter, parent=parent):
            names = (name for name in (collection, parent) if name)
            ids = [
                value
                for name in names
                for value in _values(some(name, dataset=dataset), collections()[name].key)
            ]
            return {**integers, parameter: [*dict.fromkeys(ids), f"{NOBODY}id"]}
        case Listing(collection=collection, equal=equal):
            found = some(collection, dataset=dataset)
            return {**integers, **{name: [*_values(found, column), NOBODY] for name, column in equal.items()}}
        case _:
            return integers


@cache
def some(collection: str, *, dataset: bool) -> tuple[Row, ...]:
    """Enough rows of a collection."""
    found = [*rows(collection, dataset=dataset), *learnt(collection)]
    step = max(1, len(found) // SOME)
    return tuple(found[::step])


def _pieces(text: object) -> list[str]:
    if not isinstance(text, str) or not text.strip():
        return []
    piece = text[PIECE].strip()
    return [text, text.swapcase(), *([piece] if piece else [])]


def _values(found: Sequence[Row], column: str) -> list[str]:
    return list(dict.fromkeys(row[column] for row in found if isinstance(row.get(column), str)))


@cache
def half_cents(rate: Decimal) -> tuple[Decimal, ...]:
    """Amounts whose tax at this rate is an even cent and a half: half-up and half-even part there (F06)."""
    amounts = (Decimal(cents) / 100 for cents in range(1, CENTS))
    return tuple(amount for amount in amounts if (amount * rate * 1000) % 20 == 5)[:SOME]  # noqa: PLR2004
