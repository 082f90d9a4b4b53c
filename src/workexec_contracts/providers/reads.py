"""Searches, listings and look-ups over the state."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from .call import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint, Listing, Lookup, Search

    from .state import Row, State

_BETWEEN = "\n"
"""What is put between the columns that are searched."""


def search(behaviour: Search, operation: Endpoint, given: Mapping[str, Any], state: State) -> dict[str, Any]:
    """A page of the rows that contain the text and fit the filters (F29)."""
    index, size = operation.paging
    text = str(given.get(behaviour.query, "")).lower()
    filters = {column: given[name] for name, column in behaviour.filters.items() if name in given}
    columns = behaviour.text
    texts = state.index(behaviour.collection, columns, partial(_texts, columns))
    hits = [row for row, own in texts if text in own] if text else [row for row, _ in texts]
    if _BETWEEN in text:
        hits = [row for row in hits if any(text in own for own in _lower(row, columns))]
    for column, value in filters.items():
        hits = [row for row in hits if row.get(column) == value]
    start = given[index] * given[size]
    stop = start + given[size]
    return {
        "items": hits[start:stop],
        index: given[index],
        size: given[size],
        "totalCount": len(hits),
        "hasNextPage": stop < len(hits),
    }


def _texts(columns: tuple[str, ...], rows: list[Row]) -> list[tuple[Row, str]]:
    """Each row with all that is searched of it."""
    return [(row, _BETWEEN.join(_lower(row, columns))) for row in rows]


def _lower(row: Row, columns: tuple[str, ...]) -> list[str]:
    return [str(row.get(column, "")).lower() for column in columns]


def listing(behaviour: Listing, given: Mapping[str, Any], state: State) -> dict[str, Any]:
    """All rows that fit, without their hidden columns; none for what is unknown (F08)."""
    found = [
        {column: value for column, value in row.items() if column not in behaviour.hidden}
        for row in state.table(behaviour.collection).values()
        if all(row[column] == given[name] for name, column in behaviour.equal.items() if name in given)
        and all(given[name] in row[column] for name, column in behaviour.contains.items() if name in given)
    ]
    return {behaviour.member: found}


def lookup(behaviour: Lookup, given: Mapping[str, Any], state: State) -> dict[str, Any]:
    """One row by its key."""
    key = given[behaviour.parameter]
    row = state.table(behaviour.collection).get(key)
    if row is not None:
        return row
    if behaviour.parent and behaviour.unlinked and key in state.table(behaviour.parent):
        raise Refused(behaviour.unlinked)
    raise Refused(behaviour.missing)
