"""From a collection of the contracts to its rows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections

from . import catalog, customers, shop
from .source import SEED, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.contracts.vocabulary import Collection

Row = dict[str, Any]
RECIPES: Mapping[str, Callable[[Source, int], Row]] = {
    "parts": catalog.part,
    "services": catalog.service,
    "customers": customers.customer,
    "vehicles": customers.vehicle,
    "people": shop.person,
    "appointments": shop.appointment,
}
"""How one more row of a collection is made, given its number from 1. Without one, a collection
has the rows of its contract alone."""

__all__ = ["SEED", "rows"]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """All rows of a collection, in order of their keys after the document's own. Raises KeyError."""
    collection = collections()[name]
    if name == "stock":
        return shop.stock(collection, rows("parts"))
    return (*collection.rows, *_made(collection))


def _made(collection: Collection) -> list[Row]:
    recipe = RECIPES.get(collection.name)
    if recipe is None:
        return []
    taken = {row[collection.key] for row in collection.rows}
    source = Source(collection.name)
    made: list[Row] = []
    number = 0
    while len(taken) < collection.size:
        number += 1
        row = recipe(source, number)
        if row[collection.key] not in taken:
            taken.add(row[collection.key])
            made.append(row)
    return made
