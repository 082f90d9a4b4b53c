"""The try-it form of every operation, filled in with the document's own example."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains
from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_KEY, json_default

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Example, Parameter


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or header. With `values` one of them is chosen."""

    name: str
    hint: str
    required: bool
    value: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """An example of a body, and the idempotency key that goes with it, empty where there is none."""

    name: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Form:
    """An operation to try."""

    domain: Domain
    operation: Endpoint
    parameters: tuple[Field, ...]
    headers: tuple[Field, ...]
    bodies: tuple[Body, ...]


def forms() -> tuple[Form, ...]:
    """One for each operation."""
    return tuple(_form(domain, operation) for domain in domains() for operation in domain.operations)


def _form(domain: Domain, operation: Endpoint) -> Form:
    example = operation.examples[0] if operation.examples else None
    bodies = tuple(_body(operation, one) for one in operation.examples) if operation.request else ()
    key = bodies[0].key if bodies else ""
    return Form(
        domain,
        operation,
        tuple(_parameter(parameter, example) for parameter in operation.parameters),
        tuple(
            Field(
                header.name,
                header.clause,
                header.required,
                key if header.name == IDEMPOTENCY_KEY.name else header.example,
            )
            for header in operation.headers
        ),
        bodies,
    )


def _parameter(parameter: Parameter, example: Example | None) -> Field:
    given = example.request.get(parameter.name) if example else None
    value = str(given) if given is not None else (parameter.example or "")
    expected = "" if parameter.kind == "string" else f"; {parameter.expected}"
    usual = "" if parameter.default is None else f"; else {parameter.default}"
    required = parameter.required or parameter.place == "path"
    return Field(
        parameter.name, f"{parameter.description}{expected}{usual}", required, value, parameter.values
    )


def _body(operation: Endpoint, example: Example) -> Body:
    """For events the key is the id of the event (F20)."""
    text = json.dumps(example.request, indent=2, ensure_ascii=False, default=json_default)
    key = str(example.request["id"]) if operation.events else IDEMPOTENCY_KEY.example
    return Body(example.name.replace("_", " "), text, key if operation.mutates else "")
