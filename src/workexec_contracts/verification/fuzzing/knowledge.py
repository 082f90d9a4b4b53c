"""What a service is known to hold: the document's entities; our dataset's rows, where it has them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.registry import collections
from workexec_contracts.dataset import rows as dataset_rows
from workexec_contracts.variations import values_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint, Known

Row = dict[str, Any]
NOBODY = "wxc-unknown-"
"""No service holds an id that begins so."""


@cache
def operation_of(operation_id: str) -> Endpoint:
    """The operation of that id. Raises KeyError."""
    return {operation.operation_id: operation for _, operation in operations()}[operation_id]


def rows(collection: str, *, dataset: bool) -> Sequence[Row]:
    """The rows that are surely there: without our dataset those that the document's examples name."""
    if dataset:
        return dataset_rows(collection)
    found = collections()[collection]
    return [row for row in found.rows if _is_named(row, found.key)]


def _is_named(row: Row, key: str) -> bool:
    """A row by its key; one whose key is our own by everything else in it."""
    others = [value for column, value in row.items() if column != key and isinstance(value, str)]
    return row[key] in _named() or (bool(others) and all(value in _named() for value in others))


_learnt: dict[str, list[Row]] = {}


def learn(collection: str, found: Sequence[Row]) -> None:
    """Rows that a service was seen to hold."""
    held = _learnt.setdefault(collection, [])
    held += [row for row in found if row not in held]


def learnt(collection: str) -> Sequence[Row]:
    """All rows that were seen."""
    return _learnt.get(collection, ())


@cache
def _named() -> frozenset[str]:
    """Every text in the examples."""
    examples = [example for _, operation in operations() for example in operation.examples]
    parts = [part for example in examples for part in (example.request, example.response)]
    return frozenset(_texts(parts))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)


def exists(collection: str, column: str, value: object, *, dataset: bool) -> bool | None:
    """Whether a row is there; None where only the service knows."""
    if str(value).startswith(NOBODY):
        return False
    if any(row.get(column) == value for row in rows(collection, dataset=dataset)):
        return True
    return False if dataset else None


def satisfied(known: Known, document: Mapping[str, Any], *, dataset: bool) -> bool | None:
    """Whether what must be known is known (F21, F45); None where only the service knows."""
    verdicts = {
        _satisfied(known, document, value, dataset=dataset) for value in values_at(document, known.member)
    }
    return False if False in verdicts else None if None in verdicts else True


def _satisfied(known: Known, document: Mapping[str, Any], value: object, *, dataset: bool) -> bool | None:
    found = [row for row in rows(known.collection, dataset=dataset) if row.get(known.by) == value]
    if any(_fits(known, row, document) for row in found):
        return True
    return False if dataset or str(value).startswith(NOBODY) else None


def _fits(known: Known, row: Row, document: Mapping[str, Any]) -> bool:
    where = all(row.get(column) in values for column, values in known.where.items())
    return where and all(
        value in row.get(column, ())
        for column, path in known.linked.items()
        for value in values_at(document, path)
    )
