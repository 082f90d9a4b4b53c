"""Reads by their behaviour; listings and fixed examples are short enough to stand here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Fixed, Listing, Lookup, Search
from workexec_contracts.dataset import rows
from workexec_contracts.pacts import shapes
from workexec_contracts.pacts.shapes import Shape
from workexec_contracts.pacts.states import absent

from . import lookups, searches
from .given import UNKNOWN, parameter_of, rows_exist, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workexec_contracts.pacts.interaction import Interaction
    from workexec_contracts.pacts.making import Maker

    from .given import Row


def interactions(maker: Maker) -> Iterator[Interaction]:
    """Every way in which the read can go well, and the ways of not being there."""
    match maker.operation.behaviour:
        case Search() as behaviour:
            yield from searches.interactions(maker, behaviour)
        case Listing() as behaviour:
            yield from _listings(maker, behaviour)
        case Lookup() as behaviour:
            yield from lookups.interactions(maker, behaviour)
        case Fixed():
            yield from _examples(maker)


def _examples(maker: Maker) -> Iterator[Interaction]:
    operation = maker.operation
    for example in operation.examples:
        body = shapes.tree(operation.response, example.response)
        body_given = operation.request is not None
        request = maker.write(example.request) if body_given else maker.read(example.request)
        yield maker.interaction(f"as in the example: {example.name}", request, maker.found(body))


def _listings(maker: Maker, behaviour: Listing) -> Iterator[Interaction]:
    example, found = maker.operation.examples[0].request, rows(behaviour.collection)
    here = [
        row
        for row in found
        if all(row[column] == example[name] for name, column in behaviour.equal.items() if name in example)
    ]
    yield _listing(maker, behaviour, words(example), example, here)
    for name, column in behaviour.contains.items():
        for value in parameter_of(maker, name).values:
            given, held = {**example, name: value}, [row for row in here if value in row[column]]
            if held:
                yield _listing(maker, behaviour, words(given), given, held)
    for name, column in behaviour.equal.items():
        nothing = maker.found({behaviour.member: []})
        request = maker.read({**example, name: UNKNOWN})
        state = absent(behaviour.collection, **{column: UNKNOWN})
        yield maker.interaction(f"of an unknown {name}", request, nothing, state)


def _listing(
    maker: Maker, behaviour: Listing, detail: str, given: Mapping[str, Any], held: Sequence[Row]
) -> Interaction:
    visible = [{name: row[name] for name in row if name not in behaviour.hidden} for row in held]
    asked = {
        f"{behaviour.member}.{column}": given[name]
        for name, column in behaviour.contains.items()
        if name in given
    }
    shape = Shape(holds=asked, optional=False)
    body = shapes.tree(maker.operation.response, {behaviour.member: visible}, shape)
    states = rows_exist(behaviour.collection, held)
    return maker.interaction(detail, maker.read(given), maker.found(body), *states)
