"""Bodies that a service can act on: what was drawn, grafted on an example; rules kept, or one broken."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import as_number
from workexec_contracts.variations import breaking, changed, first_broken, steps
from workexec_contracts.verification.documents import paths, schema_fault

from .expected import agreed
from .knowledge import NOBODY, operation_of, satisfied
from .words import half_cents, some

if TYPE_CHECKING:
    from random import Random

    from workexec_contracts.contracts.vocabulary import Endpoint, Known
    from workexec_contracts.variations import Path

Json = dict[str, Any]
DRAWN, GRAFTED, BROKEN, UNKNOWN = "drawn", "grafted", "broken", "unknown"
KINDS = (GRAFTED, GRAFTED, GRAFTED, DRAWN, BROKEN, BROKEN, UNKNOWN, UNKNOWN)
ODD = 16
"""One line of so many has a code that nobody has, one a type that its code is not for."""


def taxed(dice: Random, collection: str, body: Json, *, dataset: bool) -> Json:
    """The lines at a location of the service, mostly with codes that it has, often on half a cent."""
    if dice.choice(KINDS) is DRAWN:
        return body
    rows = [row for row in some(collection, dataset=dataset) if row.get("applicableItemTypes")]
    if not rows:
        return body
    place = dice.choice(sorted({row["locationId"] for row in rows}))
    here = [row for row in rows if row["locationId"] == place]
    return {"locationId": place, "items": [{**item, **_line(dice, here)} for item in body["items"]]}


def _line(dice: Random, rows: list[Json]) -> Json:
    """What is drawn of a line; half of them at a rate that has half cents, since not every one has."""
    telling = [row for row in rows if _half_cents(row)] if dice.random() < 1 / 2 else []
    row = dice.choice(telling or rows)
    line = {"taxCode": row["taxCode"], "itemType": dice.choice(row["applicableItemTypes"])}
    if telling:
        line["subtotal"] = as_number(dice.choice(_half_cents(row)))
    odd = dice.randrange(ODD)
    if odd == 0:
        line["taxCode"] = NOBODY
    if odd == 1:
        line["itemType"] = dice.choice(
            sorted({kind for other in rows for kind in other["applicableItemTypes"]})
        )
    return line


def _half_cents(row: Json) -> tuple[Decimal, ...]:
    return half_cents(Decimal(str(row["rate"])))


def documents(dice: Random, operation: Endpoint, body: Json, *, dataset: bool) -> Json:
    """What was drawn, or the example with some of it; sometimes with one rule or reference broken."""
    kind = dice.choice(KINDS)
    example = _example(operation, body)
    rules, requires = agreed(operation, example)
    if kind is DRAWN:
        return body
    if kind is BROKEN and rules:
        at = dice.randrange(len(rules))
        return deepcopy(_breaking(operation.operation_id, example.get("type", ""), at) or example)
    if kind is UNKNOWN and requires:
        return _missing(dice, operation, example, dice.choice(requires), dataset=dataset)
    return _grafted(dice, operation, example, body, dataset=dataset)


def _missing(dice: Random, operation: Endpoint, example: Json, known: Known, *, dataset: bool) -> Json:
    """The example with a reference to nobody, or to a row that may not fit."""
    rows = some(known.collection, dataset=dataset)
    path: Path = steps(known.member)
    values = sorted({str(row[known.by]) for row in rows if isinstance(row.get(known.by), str)})
    value = dice.choice([NOBODY, dice.choice([NOBODY, *values])])
    if known.linked and dice.random() < 1 / 2:
        column, member = dice.choice(sorted(known.linked.items()))
        path, held = steps(member), sorted({value for row in rows for value in row.get(column, ())})
        value = dice.choice([NOBODY, *held])
    try:
        broken: Json = changed(example, path, value)
    except (KeyError, IndexError):
        return example
    return broken if schema_fault(operation, broken) is None else example


def _example(operation: Endpoint, body: Json) -> Json:
    """The example of the event that was drawn."""
    requests = [example.request for example in operation.examples]
    fitting = (request for request in requests if request.get("type") == body.get("type"))
    return deepcopy(next(fitting, requests[0]))


def _grafted(dice: Random, operation: Endpoint, example: Json, body: Json, *, dataset: bool) -> Json:
    """The example with what was drawn, member by member where it stays valid, and its numbers moved."""
    whole = example
    inside = body.get("data")
    places: list[Path] = [(name,) for name in example if name not in {"data", "id"}]
    places += [("data", name) for name in example.get("data", {})] if isinstance(inside, dict) else []
    for place in places:
        value: Any = body
        for step in place:
            value = value.get(step)
        if value is not None and dice.random() < 1 / 2:
            whole = _with(operation, whole, place, value, dataset=dataset)
    for place, value in list(paths(whole)):
        if isinstance(value, bool | int) and dice.random() < 1 / 4:
            other = not value if isinstance(value, bool) else dice.randrange(10)
            whole = _with(operation, whole, place, other, dataset=dataset)
    return whole


def _with(operation: Endpoint, whole: Json, place: Path, value: object, *, dataset: bool) -> Json:
    """The document with another value at a place, if it is still one that the service must take."""
    other: Json = changed(whole, place, value)
    if schema_fault(operation, other) is not None:
        return whole
    rules, requires = agreed(operation, other)
    known = all(satisfied(reference, other, dataset=dataset) for reference in requires)
    return other if known and first_broken(tuple(rules), other) is None else whole


@cache
def _breaking(operation_id: str, event_type: str, at: int) -> Json | None:
    operation = operation_of(operation_id)
    example = _example(operation, {"type": event_type})
    rules = tuple(agreed(operation, example)[0])
    return breaking(rules, rules[at], example, lambda moved: schema_fault(operation, moved) is None)
