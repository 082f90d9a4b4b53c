"""Does an answer hold what the contract says? The first thing that it does not is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from workexec_contracts.contracts.vocabulary import (
    CORRELATION_ID,
    STANDARDS,
    Data,
    ErrorBody,
    Page,
    Search,
)

from .compare import difference
from .documents import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .case import Case, Expected
    from .client import Reply

Json = Any
SHOWN = 600
"""How much of a body a failure repeats."""
REFUSALS = 400
"""The first status of a refusal."""


class Broken(Data):
    """What does not hold."""

    clause: str
    expected: str
    actual: str


def judge(operation: Endpoint, case: Case, at: int, replies: Sequence[Reply]) -> Broken | None:
    """The first breach of step `at`, whose reply is the last of `replies`; None where all holds."""
    expected, reply = case.steps[at].expected, replies[-1]
    if reply.status != expected.status:
        other_success = max(reply.status, expected.status) < REFUSALS
        clause = _answered_by(operation) if other_success else case.clause
        return Broken(clause=clause, expected=str(expected), actual=summary(reply))
    try:
        body = as_json(reply.text)
        model = (ErrorBody if expected.code else operation.response).parse(reply.text)
    except ValidationError as error:
        form = STANDARDS if expected.code else _answered_by(operation)  # whatever the case is about
        return Broken(clause=form, expected=_fitting(expected, operation), actual=faults(error, reply))
    except ValueError:
        expectation = f"{expected} with a JSON body"
        return Broken(clause=case.clause, expected=expectation, actual=summary(reply))
    for wanted, actual in _breaches(operation, expected, body, replies, model):
        return Broken(clause=case.clause, expected=f"{expected} {wanted}", actual=actual)
    if reply.seconds > operation.policy.sla_s:
        wanted = f"an answer within {operation.policy.sla_s:g} s"
        return Broken(clause=operation.policy.clause, expected=wanted, actual=f"{reply.seconds:.2f} s")
    return None


def _answered_by(operation: Endpoint) -> str:
    """The clause that shows the answer: for a look-up, that of the search (F26)."""
    return operation.examples[0].clause


def _breaches(
    operation: Endpoint, expected: Expected, body: Json, replies: Sequence[Reply], model: object
) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with an answer of the right status and shape."""
    if expected.code:
        yield from _refusal(expected, body, replies[-1])
    if expected.body is not None and (found := difference(expected.body, body, prefix=expected.prefix)):
        yield f"with {found.where} {found.expected}", f"{found.where} {found.actual}"
    if isinstance(model, Page) and isinstance(operation.behaviour, Search):
        yield from _paging(body)
    yield from _memory(expected, body, replies)
    yield from _headers(expected, body, replies[-1])


def _refusal(expected: Expected, body: Json, reply: Reply) -> Iterator[tuple[str, str]]:
    if body["code"] != expected.code:
        yield "and no other code", summary(reply)
    named = {entry["field"] for entry in body.get("fieldErrors", [])}
    if not named.issuperset(expected.fields):
        yield "in fieldErrors", summary(reply)


def _memory(expected: Expected, body: Json, replies: Sequence[Reply]) -> Iterator[tuple[str, str]]:
    if expected.repeats is not None:
        first = as_json(replies[expected.repeats].text)
        if found := difference(first, body) or difference(body, first):
            yield f"with the first answer again, {found.where} {found.expected}", found.actual
    if expected.existing is not None:
        step, member = expected.existing
        wanted = as_json(replies[step].text)[member]
        if body.get("existingResourceId") != wanted:
            yield f"with existingResourceId {wanted!r}", summary(replies[-1])


def _paging(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    start = body["pageIndex"] * body["pageSize"]
    count = max(0, min(body["pageSize"], body["totalCount"] - start))
    if len(body["items"]) != count:
        yield f"with {count} items of {body['totalCount']}", f"{len(body['items'])} items"
    more = start + body["pageSize"] < body["totalCount"]
    if body["hasNextPage"] is not more:
        yield f"with hasNextPage {more}", f"hasNextPage {body['hasNextPage']}"


def _headers(expected: Expected, body: dict[str, Any], reply: Reply) -> Iterator[tuple[str, str]]:
    for name, value in expected.headers:
        if reply.headers.get(name.lower()) != value:
            yield f"with {name}: {value}", f"{name}: {reply.headers.get(name.lower(), 'absent')}"
    allowed = {method.strip() for method in reply.headers.get("allow", "").split(",")}
    if not allowed.issuperset(expected.allow):
        yield f"with Allow: {', '.join(expected.allow)}", f"Allow: {reply.headers.get('allow', 'absent')}"
    if expected.correlated:
        given = reply.headers.get(CORRELATION_ID.name.lower(), "")
        if not given.strip():
            yield f"with {CORRELATION_ID.name}", "no such header"
        elif expected.code and body["correlationId"] != given:
            yield f"with correlationId {given!r}, as the header", f"correlationId {body['correlationId']!r}"


def summary(reply: Reply) -> str:
    """Status and body, shortened."""
    rest = f"... ({len(reply.text)} characters)" if len(reply.text) > SHOWN else ""
    return f"{reply.status} {reply.text[:SHOWN]}{rest}".strip()


def _fitting(expected: Expected, operation: Endpoint) -> str:
    model = ErrorBody if expected.code else operation.response
    return f"{expected} with a body that fits {model.__name__}"


def faults(error: ValidationError, reply: Reply) -> str:
    """What a model has against a body, and the body."""
    found = (f"{'.'.join(map(str, e['loc'])) or 'the body'}: {e['msg']}" for e in error.errors())
    return f"{'; '.join(list(found)[:3])}; {summary(reply)}"
