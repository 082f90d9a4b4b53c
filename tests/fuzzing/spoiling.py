"""What the wrappers of a broken provider have in common: answers spoilt, refusals forgiven or renamed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import CORRELATION_ID, VALIDATION_ERROR
from workexec_contracts.providers import Refused, Reply
from workexec_contracts.providers.checks import parsed

if TYPE_CHECKING:
    from tests.fuzzing.variant import Broken
    from workexec_contracts.contracts.vocabulary import ErrorCode
    from workexec_contracts.providers import Call

CRASH = {"error": "Internal Server Error"}
"""What a framework answers for an exception that nobody caught."""


def succeeded(provider: Broken, reply: Reply) -> bool:
    return reply.status == provider.variant.operation.status_code


def having(reply: Reply, **members: Any) -> Reply:  # noqa: ANN401  # JSON of any type
    """The same answer with those members."""
    return replace(reply, body={**reply.body, **members})


def lacking(reply: Reply, name: str) -> Reply:
    """The same answer without that member."""
    return replace(reply, body={member: value for member, value in reply.body.items() if member != name})


def crashed(reply: Reply) -> Reply:
    return Reply(500, CRASH, reply.headers)


def refused_as(reply: Reply, error: ErrorCode, *, status: int = 0) -> Reply:
    """The refusal of that code instead, with its own status unless told."""
    body = {"code": error.code, "message": error.message, "correlationId": reply.headers[CORRELATION_ID.name]}
    return Reply(status or error.status, body, reply.headers)


def body_of(call: Call) -> Any:  # noqa: ANN401  # JSON of any type
    """The JSON of a request, None where it is none."""
    try:
        return parsed(call.body)
    except Refused:
        return None


def accepted(provider: Broken, call: Call, reply: Reply) -> Reply:
    """The operation's success, whatever was sent."""
    operation = provider.variant.operation
    body = dict(operation.examples[0].response)
    document = body_of(call)
    if operation.events and isinstance(document, dict) and isinstance(document.get("id"), str):
        body["eventId"] = document["id"]
    return Reply(operation.status_code, body, reply.headers)


def forgiving(
    provider: Broken, call: Call, error: ErrorCode = VALIDATION_ERROR, *, field: str = "", says: str = ""
) -> Reply:
    """A success where the right provider refuses with that code and, if given, for that field alone."""
    reply = provider.right(call)
    faults = reply.body.get("fieldErrors", [])
    fits = all(
        re.fullmatch(field or ".*", fault["field"]) and says in fault["message"] for fault in faults
    ) and (bool(faults) or not field)
    return accepted(provider, call, reply) if reply.body.get("code") == error.code and fits else reply
