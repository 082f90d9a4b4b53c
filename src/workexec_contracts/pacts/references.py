"""What a provider must know already: the rows that a body names, and bodies that name what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.dataset import rows
from workexec_contracts.variations import at, changed, steps

from .documents import shown
from .states import absent, exists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workexec_contracts.contracts.vocabulary import Known

    from .states import Given

Json = dict[str, Any]
UNKNOWN = "NO-SUCH-ID"


def held_rows(requires: Sequence[Known], document: Json) -> tuple[Given, ...]:
    """A state for each row that the document names, each once."""
    found = {
        given.key: given
        for known in requires
        if (value := _value(known, document)) is not None
        for given in _row_exists(known, value)
    }
    return tuple(found.values())


def broken_references(
    requires: Sequence[Known], known: Known, documents: Sequence[Json]
) -> Iterator[tuple[str, Json, tuple[Given, ...]]]:
    """A document that names an unknown row, and one that names a row that does not fit, with their states."""
    document = next((found for found in documents if _value(known, found) is not None), None)
    if document is None:
        return
    path = steps(known.member)
    unknown = changed(document, path, UNKNOWN)
    if _first_missed(requires, unknown) is known:
        state = absent(known.collection, **{known.by: UNKNOWN})
        yield f"with an unknown {shown(path)}", unknown, (*held_rows(requires, unknown), state)
    if known.where or known.linked:
        for row in rows(known.collection):
            misfit = changed(document, path, row[known.by])
            if _first_missed(requires, misfit) is known:
                yield f"with a {shown(path)} that does not fit", misfit, held_rows(requires, misfit)
                return


def _value(known: Known, document: Json) -> str | None:
    try:
        return str(at(document, steps(known.member)))
    except (KeyError, IndexError):
        return None


def _row_exists(known: Known, value: str) -> Iterator[Given]:
    for row in rows(known.collection):
        if str(row[known.by]) == value:
            yield exists(collections()[known.collection], row)
            return


def _first_missed(requires: Sequence[Known], document: Json) -> Known | None:
    """The reference that a provider with our rows names first (F45)."""
    reached = (known for known in requires if _value(known, document) is not None)
    return next((known for known in reached if not _holds(known, document)), None)


def _holds(known: Known, document: Json) -> bool:
    value = _value(known, document)
    return any(
        str(row[known.by]) == value
        and all(row.get(column) in values for column, values in known.where.items())
        and all(at(document, steps(path)) in row[column] for column, path in known.linked.items())
        for row in rows(known.collection)
    )
