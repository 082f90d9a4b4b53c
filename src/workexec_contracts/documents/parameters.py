"""Parameters and headers, in the words of OpenAPI.

A blank optional value counts as absent (F28), so schemas describe what a value is when there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import AUTHORIZATION, IDEMPOTENCY_KEY, NOT_BLANK_PATTERN

from .names import slug

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Header, Parameter

    from .schema import Json


_ID = "id"
"""The event's member that its `Idempotency-Key` equals (F20, F45)."""


def parameters(endpoint: Endpoint) -> list[Json]:
    """List the parameters of an operation, then the headers that WorkExec sends."""
    return [
        *(_parameter(parameter, endpoint) for parameter in endpoint.parameters),
        *(_header(header, endpoint) for header in sent(endpoint)),
    ]


def sent(endpoint: Endpoint) -> tuple[Header, ...]:
    """List the headers but `Authorization`, which OpenAPI keeps for security schemes."""
    return tuple(header for header in endpoint.headers if header.name != AUTHORIZATION.name)


def header_schema(header: Header) -> Json:
    """Describe the values that are accepted: a header that may be absent is never refused for its value."""
    if header.pattern and header.required:
        return {"type": "string", "format": header.name.lower(), "pattern": header.pattern}
    return {"type": "string", **({"pattern": NOT_BLANK_PATTERN} if header.required else {})}


def _header(header: Header, endpoint: Endpoint) -> Json:
    keyed = header.name == IDEMPOTENCY_KEY.name and bool(endpoint.events)
    return {
        "name": header.name,
        "in": "header",
        "required": header.required,
        "schema": header_schema(header),
        "example": endpoint.examples[0].request[_ID] if keyed else header.example,
        "x-clause": header.clause,
        **({"x-equals": f"$request.body#/{_ID}"} if keyed else {}),
    }


def _parameter(parameter: Parameter, endpoint: Endpoint) -> Json:
    refused = {"x-out-of-range": parameter.out_of_range} if parameter.kind == "integer" else {}
    return {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.description,
        "required": parameter.required,
        "schema": _schema(parameter),
        **_examples(parameter, endpoint),
        **refused,
    }


def _schema(parameter: Parameter) -> Json:
    if parameter.kind == "integer":
        ranged = {"type": "integer", "minimum": parameter.minimum, "maximum": parameter.maximum}
        return ranged if parameter.default is None else {**ranged, "default": parameter.default}
    if parameter.kind == "enum":
        return {"type": "string", "enum": list(parameter.values)}
    return {"type": "string", **({"pattern": NOT_BLANK_PATTERN} if parameter.required else {})}


def _examples(parameter: Parameter, endpoint: Endpoint) -> Json:
    named: Json = {
        slug(example.name): {"value": example.request[parameter.name]}
        for example in endpoint.examples
        if parameter.name in example.request
    }
    if parameter.example is not None and {"value": parameter.example} not in named.values():
        own = int(parameter.example) if parameter.kind == "integer" else parameter.example
        named["typical"] = {"value": own}
    return {"examples": named} if named else {}
