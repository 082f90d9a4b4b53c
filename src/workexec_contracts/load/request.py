"""One logical call before any attempt: what every attempt repeats byte for byte (F11, F34)."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from workexec_contracts.contracts import events, operations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Event, Policy


@dataclass(frozen=True, slots=True)
class Request:
    """A request without its span and its bearer token, which the driver adds."""

    operation: Endpoint
    policy: Policy
    """The operation's, or that of the event which it delivers."""
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    trace_id: str
    parameters: tuple[tuple[str, str], ...] = ()
    event: Event | None = None

    def traceparent(self) -> str:
        """Of one attempt: a new span of the same trace."""
        return f"00-{self.trace_id}-{secrets.token_hex(8)}-01"


def trace_mark(seed: str) -> str:
    """How the trace ids of a run begin: others may be in the journal of whom it loads."""
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Trail:
    """Makes the requests of one journey, which belong to one trace."""

    def __init__(self, mark: str = "") -> None:
        """A new trace, whose id begins with the mark."""
        self.trace_id = mark + secrets.token_hex(16)[len(mark) :]

    def get(self, operation_id: str, **parameters: str) -> Request:
        """A read. Parameters by their names on the wire."""
        _, operation = _operations()[operation_id]
        target = _target(operation, parameters)
        return self._made(operation, target, b"", parameters=tuple(parameters.items()))

    def post(self, operation_id: str, body: Mapping[str, Any]) -> Request:
        """A write."""
        _, operation = _operations()[operation_id]
        return self._made(operation, operation.path, _json(body), key=str(uuid4()))

    def deliver(self, name: str, time: str, subject: str, data: Mapping[str, Any]) -> Request:
        """The delivery of an event: the document's payload with these members of `data` instead."""
        event, operation = _deliveries()[name]
        event_id, correlation_id = f"{event.id_prefix}-{uuid4()}", f"corr-{uuid4()}"
        whole = event.complete(event_id, correlation_id)
        whole |= {"time": time, "subject": subject, "data": {**whole["data"], **data}}
        return self._made(
            operation, operation.path, _json(whole), key=event_id, correlation_id=correlation_id, event=event
        )

    def _made(  # each is told by one of the three above
        self,
        operation: Endpoint,
        target: str,
        body: bytes,
        *,
        key: str = "",
        correlation_id: str = "",
        event: Event | None = None,
        parameters: tuple[tuple[str, str], ...] = (),
    ) -> Request:
        headers = [("X-Correlation-Id", correlation_id or str(uuid4())), ("Accept", "application/json")]
        headers += [("Content-Type", operation.media_type)] if body else []
        headers += [("Idempotency-Key", key)] if operation.mutates else []
        policy = (event.policy if event else None) or operation.policy
        return Request(operation, policy, target, tuple(headers), body, self.trace_id, parameters, event)


@cache
def _operations() -> dict[str, tuple[Domain, Endpoint]]:
    return {operation.operation_id: (domain, operation) for domain, operation in operations()}


@cache
def _deliveries() -> dict[str, tuple[Event, Endpoint]]:
    posted = {event.name: operation for _, operation in operations() for event in operation.events}
    return {event.name: (event, posted[event.name]) for event in events() if event.name in posted}


def _target(operation: Endpoint, given: Mapping[str, str]) -> str:
    path, query = operation.path, {}
    for parameter in operation.parameters:
        if parameter.name not in given:
            continue
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(given[parameter.name], safe=""))
        else:
            query[parameter.name] = given[parameter.name]
    return f"{path}?{urlencode(query)}" if query else path


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
