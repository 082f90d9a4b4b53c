"""What bends are made of: answers changed, requests rewritten, refusals forgiven."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import AUTHORIZATION, CORRELATION_ID, json_default
from workexec_contracts.providers import Call, Refused, Reply
from workexec_contracts.providers.checks import parsed

from .places import bent as changed_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint, ErrorCode

    from .mutant import Bend
    from .places import Place
    from .provider import Mutable

    Json = dict[str, Any]
    Alter = Callable[[Reply, Call], Reply]
    Which = Callable[[Endpoint, Reply], bool]

REFUSAL = 400
"""The first status of a refusal."""


def is_success(operation: Endpoint, reply: Reply) -> bool:
    """Whether it is the operation's own success."""
    return reply.status == operation.status_code


def is_refusal(_: Endpoint, reply: Reply) -> bool:
    """Whether it is any refusal."""
    return reply.status >= REFUSAL


def refused_with(code: str) -> Which:
    """Whether it is the refusal of that code."""
    return lambda _, reply: reply.status >= REFUSAL and reply.body.get("code") == code


def altered(which: Which, alter: Alter) -> Bend:
    """The right answer, changed where it is one of those."""

    def bend(provider: Mutable, call: Call) -> Reply:
        reply = provider.right(call)
        return alter(reply, call) if which(provider.bent, reply) else reply

    return bend


def spoilt(which: Which, place: Place, change: Callable[[Json, str], None]) -> Bend:
    """A member of the body changed, wherever it is."""
    return altered(which, lambda reply, _: replace(reply, body=changed_at(dict(reply.body), place, change)))


def rewritten(rewrite: Callable[[Call], Call]) -> Bend:
    """The right answer to another request."""
    return lambda provider, call: provider.right(rewrite(call))


def body_of(call: Call) -> Any:  # noqa: ANN401  # JSON of any type
    """The JSON of a request, None where it is none."""
    try:
        return parsed(call.body)
    except Refused:
        return None


def with_body(call: Call, document: object) -> Call:
    """The same request with another body."""
    return replace(call, body=json.dumps(document, default=json_default).encode())


def with_query(call: Call, query: Mapping[str, str]) -> Call:
    """The same request with other parameters."""
    return replace(call, query=query, raw_query="")


def with_headers(call: Call, **headers: str | None) -> Call:
    """The same request with headers replaced or, where None, left out; `_` stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = {**call.headers, **named}
    return replace(call, headers={name: value for name, value in found.items() if value is not None})


def authorized(call: Call) -> Call:
    """The same request with a token of the right form."""
    return with_headers(call, authorization=AUTHORIZATION.example)


def refusal(operation: Endpoint, error: ErrorCode, reply: Reply, status: int = 0) -> Reply:
    """The refusal of that code, with its own status unless told."""
    body = {
        "code": error.code,
        "message": error.message,
        "correlationId": reply.headers[CORRELATION_ID.name],
    }
    return Reply(status or operation.error(error.code).status, body, reply.headers)


def success(operation: Endpoint, call: Call, reply: Reply) -> Reply:
    """The operation's own example, whatever was asked; an event is acknowledged by its id."""
    body = dict(operation.examples[0].response)
    document = body_of(call)
    if operation.events and isinstance(document, dict) and isinstance(document.get("id"), str):
        body["eventId"] = document["id"]
    return Reply(operation.status_code, body, reply.headers)
