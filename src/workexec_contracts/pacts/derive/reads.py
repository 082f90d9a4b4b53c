"""Searches, listings and look-ups: what is found, what is not, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import Fixed, Listing, Lookup, Search
from workexec_contracts.dataset import rows
from workexec_contracts.pacts import matchers
from workexec_contracts.pacts.matchers import Shape
from workexec_contracts.pacts.states import absent, exists, unlinked, unmatched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workexec_contracts.contracts.vocabulary import Parameter
    from workexec_contracts.pacts.interaction import Interaction, Reply
    from workexec_contracts.pacts.making import Maker
    from workexec_contracts.pacts.matchers import Tree
    from workexec_contracts.pacts.states import Given

Row = dict[str, Any]
NOWHERE = "zzz-no-such-text"
UNKNOWN = "NO-SUCH-ID"
LETTERS = "aeioudnrst"


def interactions(maker: Maker) -> Iterator[Interaction]:
    """Every way in which the read can go well, and the ways of not being there."""
    match maker.operation.behaviour:
        case Search() as behaviour:
            yield from _searches(maker, behaviour)
        case Listing() as behaviour:
            yield from _listings(maker, behaviour)
        case Lookup() as behaviour:
            yield from _lookups(maker, behaviour)
        case Fixed():
            yield from _examples(maker)


def _examples(maker: Maker) -> Iterator[Interaction]:
    operation = maker.operation
    for example in operation.examples:
        body = matchers.tree(operation.response, example.response)
        body_given = operation.request is not None
        request = maker.write(example.request) if body_given else maker.read(example.request)
        yield maker.interaction(f"as in the example: {example.name}", request, maker.found(body))


def _searches(maker: Maker, behaviour: Search) -> Iterator[Interaction]:
    example, found = maker.operation.examples[0].request, rows(behaviour.collection)
    needed, first = {name: example[name] for name in _needed(maker)}, found[0]
    yield _search(maker, behaviour, _words(example), example, [first])
    for column in behaviour.text:
        given = {**needed, behaviour.query: str(first[column]).swapcase()}
        yield _search(maker, behaviour, f"by {column} without regard to case", given, [first])
    for name, column in behaviour.filters.items():
        for row in _one_for_each_value(_parameter(maker, name), column, found):
            given = {**needed, name: row[column]}
            if given != example:
                yield _search(maker, behaviour, _words(given), given, [row])
    yield from _pages(maker, behaviour, needed)
    request = maker.read({**needed, behaviour.query: NOWHERE})
    nothing = {**_page(maker, behaviour, {}, [first]), "items": [], "totalCount": 0, "hasNextPage": False}
    state = unmatched(behaviour.collection, NOWHERE)
    yield maker.interaction("that finds nothing", request, maker.found(nothing), state)


def _search(
    maker: Maker,
    behaviour: Search,
    words: str,
    given: Mapping[str, Any],
    held: Sequence[Row],
) -> Interaction:
    states = _rows_exist(behaviour.collection, held)
    body = _page(maker, behaviour, given, held)
    return maker.interaction(words, maker.read(given), maker.found(body), *states)


def _page(maker: Maker, behaviour: Search, given: Mapping[str, Any], held: Sequence[Row]) -> Tree:
    """The page that the caller may expect: of a row the required members (F05), filters as asked for."""
    index, size = _paging(maker)
    paging = {found.name: int(given.get(found.name, found.default or 0)) for found in (index, size)}
    more = len(held) > paging[size.name]
    example = {"items": held[:1], **paging, "totalCount": len(held), "hasNextPage": more}
    filtered = {f"items.{column}" for name, column in behaviour.filters.items() if name in given}
    promised = frozenset({*paging, *filtered, *(["hasNextPage"] if more else [])})
    shape = Shape(exact=promised, optional=False, at_most=paging[size.name])
    return matchers.tree(maker.operation.response, example, shape)


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
    states = _rows_exist(behaviour.collection, held)
    body = _page(maker, behaviour, given, held[1:])
    yield maker.interaction("the second page of one row", maker.read(given), maker.found(body), *states)


def _paging(maker: Maker) -> tuple[Parameter, Parameter]:
    """The parameters of page and size."""
    index, size = (found for found in maker.operation.parameters if found.kind == "integer")
    return index, size


def _matches(behaviour: Search, row: Row, text: str) -> bool:
    return any(text in str(row.get(column, "")).lower() for column in behaviour.text)


def _listings(maker: Maker, behaviour: Listing) -> Iterator[Interaction]:
    example, found = maker.operation.examples[0].request, rows(behaviour.collection)
    here = [
        row
        for row in found
        if all(row[column] == example[name] for name, column in behaviour.equal.items() if name in example)
    ]
    yield _listing(maker, behaviour, _words(example), example, here)
    for name, column in behaviour.contains.items():
        for value in _parameter(maker, name).values:
            given, held = {**example, name: value}, [row for row in here if value in row[column]]
            if held:
                yield _listing(maker, behaviour, _words(given), given, held)
    for name, column in behaviour.equal.items():
        nothing = maker.found({behaviour.member: []})
        request = maker.read({**example, name: UNKNOWN})
        state = absent(behaviour.collection, **{column: UNKNOWN})
        yield maker.interaction(f"of an unknown {name}", request, nothing, state)


def _listing(
    maker: Maker, behaviour: Listing, words: str, given: Mapping[str, Any], held: Sequence[Row]
) -> Interaction:
    visible = [{name: row[name] for name in row if name not in behaviour.hidden} for row in held]
    asked = {
        f"{behaviour.member}.{column}": given[name]
        for name, column in behaviour.contains.items()
        if name in given
    }
    shape = Shape(holds=asked, optional=False)
    body = matchers.tree(maker.operation.response, {behaviour.member: visible}, shape)
    states = _rows_exist(behaviour.collection, held)
    return maker.interaction(words, maker.read(given), maker.found(body), *states)


def _lookups(maker: Maker, behaviour: Lookup) -> Iterator[Interaction]:
    collection, example = collections()[behaviour.collection], maker.operation.examples[0].request
    for words, row in _telling(maker, behaviour, rows(collection.name)):
        given = {**example, behaviour.parameter: row[collection.key]}
        request, reply = maker.read(given), _row(maker, behaviour, row)
        yield maker.interaction(words, request, reply, exists(collection, row))
    given = {**example, behaviour.parameter: UNKNOWN}
    nowhere = behaviour.parent or behaviour.collection
    state = absent(nowhere, **{collections()[nowhere].key: UNKNOWN})
    missing = f"of an unknown {behaviour.parameter}"
    yield maker.refusal(behaviour.missing, missing, maker.read(given), state)
    if behaviour.parent and behaviour.unlinked:
        held = {str(row[collection.key]) for row in rows(collection.name)}
        parent = collections()[behaviour.parent]
        keys = (str(row[parent.key]) for row in rows(parent.name))
        key = next(key for key in keys if key not in held)
        request = maker.read({**example, behaviour.parameter: key})
        state = unlinked(behaviour, key)
        yield maker.refusal(behaviour.unlinked, f"with {behaviour.parameter} {key}", request, state)


def _row(maker: Maker, behaviour: Lookup, row: Row) -> Reply:
    shape = Shape(exact=frozenset({collections()[behaviour.collection].key}), vocabulary="")
    return maker.found(matchers.tree(maker.operation.response, row, shape))


def _telling(maker: Maker, behaviour: Lookup, found: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    """The document's row, one without each optional member, one for each value of a vocabulary."""
    key = collections()[behaviour.collection].key
    properties = maker.operation.response.model_json_schema()["properties"]
    closed = [name for name, member in properties.items() if "enum" in member]
    seen = {(name, found[0].get(name)) for name in closed}
    yield f"with {behaviour.parameter} {found[0][key]}", found[0]
    for name in found[0]:
        lacking = [row for row in found if name not in row]
        if lacking:
            yield f"that has no {name}", lacking[0]
    for row in found:
        news = [str(row[name]) for name in closed if (name, row[name]) not in seen]
        seen |= {(name, row[name]) for name in closed}
        if news:
            yield f"with {' and '.join(news)}", row


def _rows_exist(collection: str, held: Sequence[Row]) -> tuple[Given, ...]:
    return tuple(exists(collections()[collection], row) for row in held)


def _one_for_each_value(parameter: Parameter, column: str, found: Sequence[Row]) -> Iterator[Row]:
    """A row for each value of an enumerated filter; of any other filter, the first row."""
    if parameter.kind != "enum":
        yield found[0]
        return
    for value in parameter.values:
        yield from [row for row in found if row[column] == value][:1]


def _needed(maker: Maker) -> list[str]:
    return [found.name for found in maker.operation.parameters if found.required]


def _parameter(maker: Maker, name: str) -> Parameter:
    return next(found for found in maker.operation.parameters if found.name == name)


def _words(given: Mapping[str, Any]) -> str:
    if not given:
        return "all of them"
    return "with " + " and ".join(f"{name} {value}" for name, value in given.items())
