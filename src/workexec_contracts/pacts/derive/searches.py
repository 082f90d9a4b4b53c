"""Searches: what is found by each text and filter, page by page, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.dataset import rows
from workexec_contracts.pacts import shapes
from workexec_contracts.pacts.shapes import Shape
from workexec_contracts.pacts.states import unmatched

from .given import parameter_of, rows_exist, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workexec_contracts.contracts.vocabulary import Parameter, Search
    from workexec_contracts.pacts.interaction import Interaction
    from workexec_contracts.pacts.making import Maker
    from workexec_contracts.pacts.matchers import Tree

    from .given import Row

NOWHERE = "zzz-no-such-text"
LETTERS = "aeioudnrst"


def interactions(maker: Maker, behaviour: Search) -> Iterator[Interaction]:
    """The document's search, each text, each filter, two pages, nothing."""
    example, found = maker.operation.examples[0].request, rows(behaviour.collection)
    needed, first = {name: example[name] for name in _needed(maker)}, found[0]
    yield _search(maker, behaviour, words(example), example, [first])
    for column in behaviour.text:
        given = {**needed, behaviour.query: str(first[column]).swapcase()}
        yield _search(maker, behaviour, f"by {column} without regard to case", given, [first])
    for name, column in behaviour.filters.items():
        for row in _one_for_each_value(parameter_of(maker, name), column, found):
            given = {**needed, name: row[column]}
            if given != example:
                yield _search(maker, behaviour, words(given), given, [row])
    yield from _pages(maker, behaviour, needed)
    request = maker.read({**needed, behaviour.query: NOWHERE})
    nothing = {**_page(maker, behaviour, {}, [first]), "items": [], "totalCount": 0, "hasNextPage": False}
    state = unmatched(behaviour.collection, NOWHERE)
    yield maker.interaction("that finds nothing", request, maker.found(nothing), state)


def _search(
    maker: Maker,
    behaviour: Search,
    detail: str,
    given: Mapping[str, Any],
    held: Sequence[Row],
) -> Interaction:
    states = rows_exist(behaviour.collection, held)
    body = _page(maker, behaviour, given, held)
    return maker.interaction(detail, maker.read(given), maker.found(body), *states)


def _page(maker: Maker, behaviour: Search, given: Mapping[str, Any], held: Sequence[Row]) -> Tree:
    """The page that the caller may expect: of a row the required members (F05), filters as asked for."""
    index, size = _paging(maker)
    paging = {found.name: int(given.get(found.name, found.default or 0)) for found in (index, size)}
    more = len(held) > paging[size.name]
    example = {"items": held[:1], **paging, "totalCount": len(held), "hasNextPage": more}
    filtered = {f"items.{column}" for name, column in behaviour.filters.items() if name in given}
    promised = frozenset({*paging, *filtered, *(["hasNextPage"] if more else [])})
    shape = Shape(exact=promised, optional=False, at_most=paging[size.name])
    return shapes.tree(maker.operation.response, example, shape)


def _pages(maker: Maker, behaviour: Search, needed: Mapping[str, Any]) -> Iterator[Interaction]:
    """One row a page: the first of two has a next one, and the second has a row."""
    index, size = _paging(maker)
    letter, held = next(
        (letter, hits[:2])
        for letter in LETTERS
        if len(hits := [row for row in rows(behaviour.collection) if _matches(behaviour, row, letter)]) > 1
    )
    given = {**needed, behaviour.query: letter, index.name: 0, size.name: 1}
    yield _search(maker, behaviour, "one row a page, where there are more", given, held)
    given = {**given, index.name: 1}
    states = rows_exist(behaviour.collection, held)
    body = _page(maker, behaviour, given, held[1:])
    yield maker.interaction("the second page of one row", maker.read(given), maker.found(body), *states)


def _paging(maker: Maker) -> tuple[Parameter, Parameter]:
    """The parameters of page and size."""
    index, size = (found for found in maker.operation.parameters if found.kind == "integer")
    return index, size


def _matches(behaviour: Search, row: Row, text: str) -> bool:
    return any(text in str(row.get(column, "")).lower() for column in behaviour.text)


def _one_for_each_value(parameter: Parameter, column: str, found: Sequence[Row]) -> Iterator[Row]:
    """A row for each value of an enumerated filter; of any other filter, the first row."""
    if parameter.kind != "enum":
        yield found[0]
        return
    for value in parameter.values:
        yield from [row for row in found if row[column] == value][:1]


def _needed(maker: Maker) -> list[str]:
    return [found.name for found in maker.operation.parameters if found.required]
