"""Look-ups by a key: rows that differ in what they have, and the ways of not being there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.registry import collections
from workexec_contracts.dataset import rows
from workexec_contracts.pacts import shapes
from workexec_contracts.pacts.shapes import Shape
from workexec_contracts.pacts.states import absent, exists, unlinked

from .given import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workexec_contracts.contracts.vocabulary import Lookup
    from workexec_contracts.pacts.interaction import Interaction, Reply
    from workexec_contracts.pacts.making import Maker

    from .given import Row


def interactions(maker: Maker, behaviour: Lookup) -> Iterator[Interaction]:
    """Telling rows, an unknown key, and a key that only the parent knows."""
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
    return maker.found(shapes.tree(maker.operation.response, row, shape))


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
