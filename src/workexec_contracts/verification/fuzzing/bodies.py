"""Bodies that a service can act on: what was drawn, grafted on an example; rules kept, or one broken."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from workexec_contracts.contracts.vocabulary import as_number
from workexec_contracts.variations import breaking, changed, first_broken, steps
from workexec_contracts.verification.documents import paths, schema_fault

from .expected import agreed
from .knowledge import NOBODY, operation_of, satisfied
from .words import half_cents, some

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Known
    from workexec_contracts.variations import Path

Json = dict[str, Any]
DRAWN, GRAFTED, BROKEN, UNKNOWN = "drawn", "grafted", "broken", "unknown"
KINDS = (GRAFTED, GRAFTED, GRAFTED, DRAWN, BROKEN, UNKNOWN)


@st.composite
def taxed(draw: st.DrawFn, collection: str, body: Json, *, dataset: bool) -> Json:
    """The lines at a location of the service, mostly with codes that it has, often on half a cent."""
    rows = some(collection, dataset=dataset)
    place = draw(st.sampled_from(sorted({row["locationId"] for row in rows})))
    here = [row for row in rows if row["locationId"] == place]
    items = [{**item, **draw(_line(here))} for item in body["items"]]
    kind = draw(st.sampled_from((GRAFTED, GRAFTED, GRAFTED, DRAWN)))
    return body if kind is DRAWN else {"locationId": place, "items": items}


@st.composite
def _line(draw: st.DrawFn, rows: list[Json]) -> Json:
    row = draw(st.sampled_from(rows))
    halves: tuple[Decimal, ...] = half_cents(Decimal(str(row["rate"])))
    line = {"taxCode": row["taxCode"], "itemType": draw(st.sampled_from(row["applicableItemTypes"]))}
    on_half = draw(st.booleans())
    if halves and on_half:
        line["subtotal"] = as_number(draw(st.sampled_from(halves)))
    odd = draw(st.integers(0, 15))
    if odd == 0:
        line["taxCode"] = NOBODY
    if odd == 1:
        kinds = {kind for other in rows for kind in other["applicableItemTypes"]}
        line["itemType"] = draw(st.sampled_from(sorted(kinds)))
    return line


@st.composite
def documents(draw: st.DrawFn, operation: Endpoint, body: Json, *, dataset: bool) -> Json:
    """What was drawn, or the example with some of it; sometimes with one rule or reference broken."""
    kind = draw(st.sampled_from(KINDS))
    example = _example(operation, body)
    if kind is DRAWN:
        return body
    if kind is BROKEN and (rules := list(agreed(operation, example)[0])):
        at = draw(st.integers(0, len(rules) - 1))
        return deepcopy(_breaking(operation.operation_id, example["type"], at) or example)
    if kind is UNKNOWN and (requires := list(agreed(operation, example)[1])):
        return draw(_missing(operation, example, draw(st.sampled_from(requires)), dataset=dataset))
    return _grafted(draw, operation, example, body, dataset=dataset)


@st.composite
def _missing(draw: st.DrawFn, operation: Endpoint, example: Json, known: Known, *, dataset: bool) -> Json:
    """The example with a reference to nobody, or to a row that may not fit."""
    rows = some(known.collection, dataset=dataset)
    values = sorted({str(row[known.by]) for row in rows if isinstance(row.get(known.by), str)})
    path: Path = steps(known.member)
    value = draw(st.sampled_from([NOBODY, *values, *values[:1]]))
    misfit = draw(st.booleans())
    if known.linked and misfit:
        column, member = draw(st.sampled_from(sorted(known.linked.items())))
        path = steps(member)
        value = draw(st.sampled_from(sorted({held for row in rows for held in row.get(column, ())})))
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


def _grafted(draw: st.DrawFn, operation: Endpoint, example: Json, body: Json, *, dataset: bool) -> Json:
    """The example with each drawn member that leaves it valid, as far as the dice take it."""
    whole = example
    inside = example.get("data", {})
    places: list[Path] = [(name,) for name in example if name not in {"data", "id"}]
    places += [("data", name) for name in inside if isinstance(body.get("data"), dict)]
    for place in places:
        value: Any = body
        for step in place:
            value = value.get(step)
        if value is None or not draw(st.booleans()):
            continue
        grafted: Json = changed(whole, place, value)
        if _accepted(operation, grafted, dataset=dataset):
            whole = grafted
    for path, value in list(paths(whole)):
        if isinstance(value, bool | int) and draw(st.integers(0, 3)) == 0:
            other = not value if isinstance(value, bool) else draw(st.integers(0, 9))
            nudged: Json = changed(whole, path, other)
            whole = nudged if _accepted(operation, nudged, dataset=dataset) else whole
    return whole


def _accepted(operation: Endpoint, document: Json, *, dataset: bool) -> bool:
    if schema_fault(operation, document) is not None:
        return False
    rules, requires = agreed(operation, document)
    return first_broken(tuple(rules), document) is None and all(
        satisfied(known, document, dataset=dataset) for known in requires
    )


@cache
def _breaking(operation_id: str, event_type: str, at: int) -> Json | None:
    operation = operation_of(operation_id)
    example = _example(operation, {"type": event_type})
    rules = tuple(agreed(operation, example)[0])
    return breaking(rules, rules[at], example, lambda moved: schema_fault(operation, moved) is None)
