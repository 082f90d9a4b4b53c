"""Entries of a WireMock's journal as the attempts that they are."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import events, operations
from workexec_contracts.policy import Seen
from workexec_contracts.switching import MARKER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint, Policy

_TRACE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Logged:
    """An attempt, whose it is, and the policy that it is under."""

    operation: str
    policy: Policy
    seen: Seen


def logged(entry: Mapping[str, Any]) -> Logged | None:
    """The attempt; None where no operation of the contracts was asked, or a switch handed it on."""
    request, response = entry["request"], entry["response"]
    headers = {name.lower(): _first(value) for name, value in request["headers"].items()}
    found = _operation(request["method"], request["url"].partition("?")[0])
    if found is None or MARKER.lower() in headers:
        return None
    event = _event(request.get("body", "")) if found.events else {}
    at_s = request["loggedDate"] / 1000
    trace = _TRACE.fullmatch(headers.get("traceparent", ""))
    trace_id, span_id = trace.groups() if trace else ("", "")
    seen = Seen(
        at_s=at_s,
        ended_s=at_s + _took_ms(entry.get("timing") or {}) / 1000,
        status=None if "fault" in response else response["status"],
        target=f"{request['method']} {request['url']}",
        key=headers.get("idempotency-key", ""),
        event_id=str(event.get("id", "")),
        body=_digest(request.get("bodyAsBase64") or request.get("body") or ""),
        correlation_id=headers.get("x-correlation-id", ""),
        trace_id=trace_id,
        span_id=span_id,
    )
    policy = _policies().get(str(event.get("type")), found.policy)
    return Logged(found.operation_id, policy, seen)


def _first(value: str | list[str]) -> str:
    """WireMock tells a repeated header as a list."""
    return value if isinstance(value, str) else value[0]


def _took_ms(timing: Mapping[str, float]) -> float:
    """There is no total of an answer that is held back still, or that nobody waited for."""
    held_ms = timing.get("addedDelay", 0) + timing.get("processTime", 0)
    return timing.get("totalTime", held_ms)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:16] if body else ""


def _event(body: str) -> Mapping[str, Any]:
    try:
        event = json.loads(body)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _operation(method: str, path: str) -> Endpoint | None:
    return next(
        (
            operation
            for pattern, operation in _routes()
            if operation.method == method and pattern.fullmatch(path)
        ),
        None,
    )


@cache
def _routes() -> list[tuple[re.Pattern[str], Endpoint]]:
    return [(_pattern(operation), operation) for _, operation in operations()]


def _pattern(operation: Endpoint) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", operation.path)
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts))


@cache
def _policies() -> dict[str, Policy]:
    return {event.type: event.policy for event in events() if event.policy}
