"""Requests to the reference providers without a socket: the document's own, or changed in places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import UUID

from workexec_contracts.contracts.vocabulary import AUTHORIZATION, CORRELATION_ID, IDEMPOTENCY_KEY
from workexec_contracts.providers import Call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint

HEADERS = {header.name.lower(): header.example for header in (AUTHORIZATION, CORRELATION_ID)}
WITHOUT: Any = ...
"""Instead of a member's value or a header's: leave it out."""


def ask(operation: Endpoint, *, method: str = "GET", headers: Mapping[str, str] = {}, **given: str) -> Call:
    """A read with those parameters."""
    path = operation.path
    query = {}
    for name, value in given.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        else:
            query[name] = value
    return Call(method, path, query, _headers(headers), b"", urlencode(query))


def send(
    operation: Endpoint,
    change: Mapping[str, Any] = {},
    *,
    text: str | None = None,
    method: str = "POST",
    **headers: str,
) -> Call:
    """The document's body with those members changed, or `text`; an event's key is its id."""
    document = merged(operation.examples[0].request, change)
    given = {"content-type": operation.media_type, **HEADERS}
    if operation.mutates:
        given[IDEMPOTENCY_KEY.name.lower()] = document.get("id", IDEMPOTENCY_KEY.example)
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    given = {name: value for name, value in given.items() if value is not WITHOUT}
    body = json.dumps(document) if text is None else text
    return Call(method, operation.path, {}, given, body.encode())


def example(operation: Endpoint) -> Call:
    """The document's own request."""
    if operation.request is None:
        return ask(operation, **operation.examples[0].request)
    return send(operation)


def merged(document: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with members changed, deep inside too; lists are replaced."""
    found = dict(document)
    for name, value in change.items():
        inner = isinstance(value, dict) and isinstance(found.get(name), dict)
        found[name] = merged(found[name], value) if inner else value
    return {name: value for name, value in found.items() if value is not WITHOUT}


def another(operation: Endpoint) -> dict[str, str]:
    """The change that makes another event of the same type."""
    return {"id": f"{operation.events[0].id_prefix}-{UUID(int=1)}"}


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**HEADERS, **given}.items() if value is not WITHOUT}
