"""Holds an answer against the outcomes that the contract allows."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import ErrorBody

from .oracle import INVALID, parse

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

    from .oracle import Outcome
    from .wire import Answer, Sent


def faults(operation: Endpoint, sent: Sent, answer: Answer, outcomes: tuple[Outcome, ...]) -> list[str]:
    """What is wrong with the answer, nothing when it is right."""
    found = _header_faults(operation, sent, answer, repeats=all(outcome.repeats for outcome in outcomes))
    fitting = [outcome for outcome in outcomes if outcome.status == answer.status]
    if not fitting:
        return [f"status {answer.status}, the contract demands {outcomes}", *found]
    if sent.method == "HEAD":
        return found
    try:
        body = json.loads(answer.body, parse_float=Decimal)
        if answer.status == operation.status_code:
            parse(operation.response, answer.body)
            return [*found, *_body_faults(body, fitting[0])]
        return [*found, *_error_faults(operation, sent, answer, fitting)]
    except ValueError as error:
        return [*found, f"the body is not of the contract: {error}"]


def _header_faults(operation: Endpoint, sent: Sent, answer: Answer, *, repeats: bool) -> list[str]:
    found = []
    if answer.text("content-type") != "application/json":
        found.append(f"Content-Type {answer.text('content-type')}")
    for name in ("X-Correlation-Id", "traceparent"):
        given = sent.header(name) if repeats else None
        told = answer.headers.get(name.lower(), b"")
        if told != given if given else not told:
            found.append(f"{name} {told!r}")
    if answer.status == 405 and answer.text("allow") != operation.method:
        found.append(f"Allow {answer.text('allow')!r}")
    return found


def _body_faults(body: object, outcome: Outcome) -> list[str]:
    if outcome.body is None or body == json.loads(
        json.dumps(outcome.body, default=float), parse_float=Decimal
    ):
        return []
    return [f"body differs, the contract demands {json.dumps(outcome.body, default=float)[:2000]}"]


def _error_faults(operation: Endpoint, sent: Sent, answer: Answer, fitting: list[Outcome]) -> list[str]:
    error = ErrorBody.parse(answer.body)
    assert isinstance(error, ErrorBody)
    found = []
    matching = [outcome for outcome in fitting if outcome.code == error.code]
    if not matching:
        return [f"code {error.code}, the contract demands {fitting}"]
    told = answer.headers["x-correlation-id"]
    if told.isascii() and error.correlation_id != told.decode():  # HTTP agrees on ASCII alone
        found.append(f"correlationId {error.correlation_id!r} is not the header's {told!r}")
    if error.message not in {one.message for one in operation.errors if one.code == error.code}:
        found.append(f"message {error.message!r}")
    named = {one.field for one in error.field_errors or ()}
    if error.code == INVALID and not named:
        found.append("fieldErrors name nothing")
    if matching[0].fields and not named <= matching[0].fields:
        found.append(f"fieldErrors name {named}, wrong are {matching[0].fields}")
    return found
