"""JSON Schema and pydantic are two readings of one model: whatever one accepts, the other accepts."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from workexec_contracts.contracts import events, operations
from workexec_contracts.documents.messages import sample
from workexec_contracts.documents.schema import standalone

Json = dict[str, Any]
Validate = Callable[[Json, object], list[str]]

DROP, EXTRA, SIMILAR, ANYTHING = "drop", "add a member", "a value of the same kind", "any value"
NUMBERS = st.one_of(
    st.sampled_from([0, -0.0, -1, 1, 0.5, 1.005, 60.0, 1e2, 1e-7, 2**31 - 1, 2**31, 2147483647.5]),
    st.sampled_from([999999999.99, 1000000000, -999999999.99, -1000000000, 160.79, 1e11]),
    st.integers(-(10**11), 10**11),
    st.decimals(-(10**10), 10**10, places=3, allow_nan=False).map(float),
    st.decimals(0, 10**6, places=2, allow_nan=False).map(float),
)
TEXTS = st.one_of(
    st.sampled_from(["", " ", "\t\n", "\u00a0", "x", "null", "1"]),
    st.sampled_from(
        ["2026-01-25T14:30:00+02:00", "2026-01-25t14:30:00z", "2026-02-29T00:00:00Z", "v1", "USD"]
    ),
    st.text(max_size=8),
)
OTHERS: st.SearchStrategy[object] = st.sampled_from([None, True, False, {}, [], [None], [{}]])
VALUES: st.SearchStrategy[object] = st.one_of(OTHERS, NUMBERS, TEXTS)
PART = {"productId": "PROD-BRAKE-PAD", "sku": "BRK-PAD-F", "quantity": 2, "unitPrice": 89.99}
LABOR = {"serviceId": "SVC-001", "description": "x", "laborUnits": 0.5, "unitRate": 120, "amount": -60.5}
BODIES = [
    *(
        pytest.param(found.request, found.examples[0].request, id=found.operation_id)
        for _, found in operations()
        if found.request
    ),
    *(pytest.param(event.envelope, sample(event), id=event.name) for event in events() if not event.consumer),
]


def filled(value: object) -> Any:  # noqa: ANN401  # JSON
    """The example with a line in each empty list of a bill, so that lines are mutated too."""
    if isinstance(value, dict):
        lines = {"parts": [PART], "labor": [LABOR]}
        return {
            name: lines.get(name, []) if member == [] else filled(member) for name, member in value.items()
        }
    return [filled(member) for member in value] if isinstance(value, list) else value


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [
        *([path] if path else []),
        *(place for key, member in below for place in places(member, (*path, key))),
    ]


def change(draw: st.DrawFn, document: Json) -> None:
    place = draw(st.sampled_from(places(document)))
    holder: Any = document
    for step in place[:-1]:
        holder = holder[step]
    action = draw(st.sampled_from([DROP, EXTRA, SIMILAR, SIMILAR, ANYTHING]))
    if action == DROP:
        del holder[place[-1]]
    elif action == EXTRA and isinstance(holder, dict):
        holder["surprise"] = 1
    else:
        similar = TEXTS if isinstance(holder[place[-1]], str) else NUMBERS
        holder[place[-1]] = deepcopy(draw(similar if action == SIMILAR else VALUES))


@st.composite
def mutations(draw: st.DrawFn, example: Json) -> str:
    document = deepcopy(filled(example))
    for _ in range(draw(st.integers(0, 2))):
        if places(document):
            change(draw, document)
    return json.dumps(document)


def faults_of(model: type[BaseModel], instance: object) -> str | None:
    try:
        model.model_validate(instance)
    except ValidationError as refused:
        return str(refused)
    return None


@pytest.mark.parametrize(("model", "example"), BODIES)
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pydantic_and_json_schema_accept_the_same(
    validate: Validate, model: type[BaseModel], example: Json, data: st.DataObject
) -> None:
    text = data.draw(mutations(example))
    instance = json.loads(text, parse_float=Decimal)
    assert bool(faults_of(model, instance)) == bool(validate(standalone(model), instance)), faults_of(
        model, instance
    )
