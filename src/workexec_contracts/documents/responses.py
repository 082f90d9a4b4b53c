"""What an operation answers: the success with its links, and each documented refusal."""

from __future__ import annotations

from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import (
    CORRELATION_ID,
    IDEMPOTENCY_CONFLICT,
    METHOD_NOT_ALLOWED,
    TRACEPARENT,
    VALIDATION_ERROR,
    ErrorBody,
    FieldError,
)

from .extensions import errors
from .links import links
from .names import slug
from .parameters import header_schema
from .schema import refusal

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, ErrorCode

    from .schema import Components, Json

ANSWER = "application/json"
HEADER_COMPONENTS: Json = {
    header.name: {"required": required, "schema": header_schema(header), "example": header.example}
    for header, required in ((CORRELATION_ID, True), (TRACEPARENT, False))
}
_HEADERS: Json = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADER_COMPONENTS}


def responses(domain: Domain, endpoint: Endpoint, components: Components) -> Json:
    """Every answer by its status."""
    found = {str(endpoint.status_code): _success(domain, endpoint, components)}
    by_status = sorted(endpoint.errors, key=lambda error: error.status)
    for status, group in groupby(by_status, key=lambda error: error.status):
        found[str(status)] = _refused(status, list(group), endpoint, components)
    return found


def _success(domain: Domain, endpoint: Endpoint, components: Components) -> Json:
    leading = links(domain, endpoint)
    return {
        "description": endpoint.response.__doc__ or endpoint.title,
        "headers": _HEADERS,
        "content": {
            ANSWER: {
                "schema": components.reference(endpoint.response),
                **_named(_agreed(endpoint, endpoint.status_code)),
            }
        },
        **({"links": leading} if leading else {}),
    }


def _refused(status: int, refused: list[ErrorCode], endpoint: Endpoint, components: Components) -> Json:
    codes = [error.code for error in refused]
    allow = {"Allow": {"required": True, "schema": {"type": "string"}, "example": endpoint.method}}
    examples = {error.code: {"value": error_example(error, endpoint)} for error in refused}
    return {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(codes)}",
        "headers": {**_HEADERS, **(allow if status == METHOD_NOT_ALLOWED.status else {})},
        "content": {
            ANSWER: {
                "schema": {"allOf": [components.reference(ErrorBody), refusal(codes)]},
                **_named({**_agreed(endpoint, status), **examples}),
            }
        },
        "x-errors": errors(refused),
    }


def _agreed(endpoint: Endpoint, status: int) -> Json:
    return {
        slug(example.name): {"summary": example.name, "value": example.response, "x-clause": example.clause}
        for example in endpoint.examples
        if example.status == status
    }


def _named(examples: Json) -> Json:
    return {"examples": examples} if examples else {}


def error_example(error: ErrorCode, endpoint: Endpoint) -> Json:
    """Make up a body of that refusal, as a provider would send it."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "correlationId": CORRELATION_ID.example,
    }
    if error.code == VALIDATION_ERROR.code and (fault := _fault(endpoint)):
        body["fieldErrors"] = [fault]
    if error.code == IDEMPOTENCY_CONFLICT.code and endpoint.examples:
        body["existingResourceId"] = next(iter(endpoint.examples[0].response.values()))  # F46
    return ErrorBody(**body).to_wire()


def _fault(endpoint: Endpoint) -> FieldError | None:
    """One thing that can be wrong with a request: a parameter, or a member of the body."""
    for rule in endpoint.rules:
        return FieldError(field=rule.field, message=rule.says)
    for parameter in endpoint.parameters:
        if parameter.required or parameter.kind != "string":
            return FieldError(field=parameter.name, message=parameter.expected)
    for name, member in (endpoint.request.model_fields if endpoint.request else {}).items():
        return FieldError(field=member.alias or name, message="is required")
    return None
