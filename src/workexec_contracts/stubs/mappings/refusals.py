"""What every operation refuses, in the order of F31."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .answers import BLANK, field_error, invalid, itself, refusal
from .layers import Layer, Mapping, mapping
from .patterns import (
    BEARER,
    FOREIGN_CHARSET,
    NOT_BLANK,
    media_type,
    none_given,
    query,
    repeated,
    schema,
    url,
    valid_value,
)

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Parameter


def refusals(domain: Domain, operation: Endpoint, body_schema: dict[str, Any] | None) -> list[Mapping]:
    """No token, wrong method, bad parameters, bad body."""
    method: dict[str, Any] = {"method": operation.method, **url(operation)}
    anything: dict[str, Any] = {"method": "ANY", **url(operation)}
    stubs = [
        mapping(
            domain,
            operation,
            "UNAUTHORIZED",
            Layer.UNAUTHORIZED,
            {**method, "headers": {"Authorization": {"not": BEARER}}},
            refusal(operation.error("UNAUTHORIZED")),
        ),
        mapping(
            domain,
            operation,
            "METHOD_NOT_ALLOWED",
            Layer.WRONG_METHOD,
            anything,
            refusal(operation.error("METHOD_NOT_ALLOWED"), allow=operation.method),
        ),
    ]
    if body_schema is None:
        return [*stubs, *_parameters(domain, operation, method)]
    return [*stubs, *_body(domain, operation, method, body_schema)]


def _parameters(domain: Domain, operation: Endpoint, method: dict[str, Any]) -> list[Mapping]:
    authorized = {**method, "headers": {"Authorization": BEARER}}
    stubs = []
    if pattern := repeated(operation):
        request: dict[str, Any] = {"method": operation.method, "urlPattern": pattern}
        stubs.append(
            mapping(domain, operation, "first of each", Layer.REPEATED, request, itself(_first(operation)))
        )
    if operation.at_least_one:
        names = operation.at_least_one
        response = refusal(
            operation.error("VALIDATION_ERROR"),
            ",".join(field_error(name, f"one of {', '.join(names)} must be given") for name in names),
        )
        request = {**authorized, "queryParameters": none_given(names)}
        stubs.append(mapping(domain, operation, "none given", Layer.NONE_GIVEN, request, response))
    for parameter in operation.parameters:
        if parameter.out_of_range != "VALIDATION_ERROR":
            error = operation.error(parameter.out_of_range)
            request = {**authorized, "queryParameters": query(operation, as_integer=parameter.name)}
            response = refusal(error, field_error(parameter.name, parameter.expected))
            stubs.append(mapping(domain, operation, error.code, Layer.OUT_OF_RANGE, request, response))
    response = refusal(operation.error("VALIDATION_ERROR"), _faults(operation))
    return [*stubs, mapping(domain, operation, "VALIDATION_ERROR", Layer.INVALID, authorized, response)]


def _first(operation: Endpoint) -> str:
    parts = [
        f"{{{{val request.query.{parameter.name}.[0] or={BLANK} assign='v'}}}}"
        f"{{{{#if (trim v)}}}}{parameter.name}={{{{{{urlEncode v}}}}}}&{{{{/if}}}}"
        for parameter in operation.parameters
        if parameter.place == "query"
    ]
    return f"{operation.path}?{''.join(parts)}"


def _faults(operation: Endpoint) -> str:
    """A template of `fieldErrors`: each query parameter that is wrong."""
    entries = "".join(_fault(parameter) for parameter in operation.parameters if parameter.place == "query")
    return f"{{{{~val ' ' assign='comma'~}}}}{entries}"


def _fault(parameter: Parameter) -> str:
    value = valid_value(parameter)
    if value is None and not parameter.required:
        return ""
    entry = f"{{{{comma}}}}{field_error(parameter.name, parameter.expected)}{{{{~val ',' assign='comma'~}}}}"
    read = f"{{{{~val request.query.{parameter.name}.[0] or={BLANK} assign='v'~}}}}"
    blank = "{{~else~}}" + entry if parameter.required else ""
    lexical = "-?[0-9]+" if parameter.out_of_range != "VALIDATION_ERROR" else value
    given = f"{{{{~#unless (matches v {json.dumps(lexical)})~}}}}{entry}{{{{~/unless~}}}}" if value else ""
    return f"{read}{{{{~#if (trim v)~}}}}{given}{blank}{{{{~/if~}}}}"


def _body(
    domain: Domain, operation: Endpoint, method: dict[str, Any], body_schema: dict[str, Any]
) -> list[Mapping]:
    unsupported = invalid(operation, "Content-Type", f"must be {operation.media_type} in UTF-8")
    foreign = {"Authorization": BEARER, "Content-Type": FOREIGN_CHARSET}
    stubs = [
        mapping(domain, operation, "charset", Layer.CHARSET, {**method, "headers": foreign}, unsupported),
        mapping(
            domain,
            operation,
            "content type",
            Layer.CONTENT_TYPE,
            {**method, "headers": {"Content-Type": {"not": media_type(operation.media_type)}}},
            unsupported,
        ),
        mapping(
            domain,
            operation,
            "not an object",
            Layer.NOT_AN_OBJECT,
            {**method, "bodyPatterns": [{"not": schema({"type": "object"})}]},
            invalid(operation, "body", "must be a JSON object"),
        ),
        mapping(
            domain,
            operation,
            "VALIDATION_ERROR",
            Layer.INVALID,
            method,
            refusal(operation.error("VALIDATION_ERROR"), _missing(body_schema)),
        ),
    ]
    if operation.mutates:
        request = {**method, "headers": {"Idempotency-Key": {"not": NOT_BLANK}}}
        response = invalid(operation, "Idempotency-Key", "must not be blank")
        stubs.append(mapping(domain, operation, "no key", Layer.NO_KEY, request, response))
    return stubs


def _missing(body_schema: dict[str, Any]) -> str:
    """A template of `fieldErrors`: each required member of the outer objects that is absent."""
    entries = "".join(_absent(name) for name in _required(body_schema, body_schema, ""))
    shape = field_error("body", "does not fit the schema of the contract")
    return f"{{{{~val ' ' assign='comma'~}}}}{entries}{{{{~#if (eq comma ' ')~}}}}{shape}{{{{~/if~}}}}"


def _absent(path: str) -> str:
    entry = f"{{{{comma}}}}{field_error(path, 'is required')}{{{{~val ',' assign='comma'~}}}}"
    steps = "".join(f"['{step}']" for step in path.split("."))
    read = f'{{{{~val (jsonPath request.body "${steps}" default="#absent#") assign="v"~}}}}'
    return f"{read}{{{{~#if (eq v '#absent#')~}}}}{entry}{{{{~/if~}}}}"


def _required(node: dict[str, Any], root: dict[str, Any], prefix: str) -> list[str]:
    if "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    names = []
    for name in node.get("required", []):
        names.append(prefix + name)
        member = node.get("properties", {}).get(name, {})
        if "$ref" in member:
            names += _required(member, root, f"{prefix}{name}.")
    return names
