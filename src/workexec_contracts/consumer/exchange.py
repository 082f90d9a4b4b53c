"""One logical call, made ready before any attempt: what every attempt repeats byte for byte (F11, F34)."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, quote_plus
from uuid import uuid4

from workexec_contracts.bodies import document_of, json_bytes

from .telemetry import current_trace_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import BaseModel

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
REMEMBERED = 1_024
"""How many texts are known as they stand in a URL."""
TARGET_MAX = 8_000
"""Characters of a path with its query: about what servers take."""


class WrongRequest(ValueError):  # noqa: N818  # an answer to the caller, not a defect
    """The request would break the contract, or name something else than was meant: it is not sent."""


class Identity(NamedTuple):
    """On whose behalf WorkExec calls: token, permissions, and the trace that a step belongs to.

    `random_hex` gives that many random bytes as hexadecimal digits; simulations bring a seeded one.
    """

    token: str
    permissions: frozenset[str] = frozenset()
    trace_id: str | None = None
    flags: str = "01"
    correlation_id: str | None = None
    """The caller's own, which goes on to the neighbours."""
    random_hex: Callable[[int], str] = secrets.token_hex

    def continuing(self, traceparent: str | None) -> Identity:
        """The same caller within the trace of `traceparent`; a malformed or absent one starts anew."""
        found = _TRACEPARENT.fullmatch(traceparent or "")
        trace_id, flags = (found[1], found[2]) if found else (None, self.flags)
        return Identity(self.token, self.permissions, trace_id, flags, self.correlation_id, self.random_hex)

    def within(self, trace_id: str) -> Identity:
        """The same caller within a trace."""
        return self._replace(trace_id=trace_id)

    @property
    def trace(self) -> str:
        """The trace id of the step: as told, else OpenTelemetry's current one, else a new one."""
        return self.trace_id or current_trace_id() or self.random_hex(16)


class Exchange(NamedTuple):
    """A request without its span: `headers_of_attempt` completes it."""

    domain: str
    operation: Endpoint
    target: str
    """Path and query, percent-encoded."""
    headers: Mapping[str, str]
    body: bytes | None
    trace_id: str
    flags: str
    random_hex: Callable[[int], str]

    @property
    def correlation_id(self) -> str:
        """What a provider's log and ours have in common."""
        return self.headers["X-Correlation-Id"]

    def headers_of_attempt(self) -> dict[str, str]:
        """The headers with a new span of the same trace."""
        return {**self.headers, "traceparent": f"00-{self.trace_id}-{self.random_hex(8)}-{self.flags}"}


def prepare(
    domain: Domain,
    operation: Endpoint,
    identity: Identity,
    parameters: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    *,
    key: str | None = None,
    correlation_id: str | None = None,
) -> Exchange:
    """The request of an operation. Absent parameters are those that are None.

    Raises WrongRequest when the request would break the contract: nothing wrong leaves WorkExec.
    """
    given = tuple((name, str(value)) for name, value in (parameters or {}).items() if value is not None)
    target = target_of(operation, given)
    content = None if operation.request is None else _content(operation.request, body)
    return checked(domain, operation, identity, content, target, key=key, correlation_id=correlation_id)


def checked(
    domain: Domain,
    operation: Endpoint,
    identity: Identity,
    content: bytes | None,
    target: str | None = None,
    *,
    key: str | None = None,
    correlation_id: str | None = None,
) -> Exchange:
    """The request of an operation whose body was held against its contract before.

    Without a `target` it goes to the operation's own path.
    """
    headers = {
        "Authorization": f"Bearer {identity.token}",
        "X-Correlation-Id": correlation_id or identity.correlation_id or str(uuid4()),
        "Accept": "application/json",
    }
    if content is not None:
        headers["Content-Type"] = operation.media_type
    if operation.mutates:
        headers["Idempotency-Key"] = key or str(uuid4())
    return Exchange(
        domain.name,
        operation,
        target or operation.path,
        headers,
        content,
        identity.trace,
        identity.flags,
        identity.random_hex,
    )


def target_of(operation: Endpoint, parameters: tuple[tuple[str, str], ...]) -> str:
    """Path and query of a request. Raises WrongRequest where a parameter breaks the contract."""
    given = dict(parameters)
    _refuse_faults(operation, given)
    return _target(operation, given)


def _refuse_faults(operation: Endpoint, given: Mapping[str, str]) -> None:
    wanted = operation.at_least_one
    if wanted and not any(given.get(name, "").strip() for name in wanted):
        raise WrongRequest(f"{operation.operation_id}: one of {', '.join(wanted)} must be given")
    known = operation.known
    for name in given:
        if name not in known:
            raise WrongRequest(f"{operation.operation_id}: no parameter {name}; there are {', '.join(known)}")
    for name, parameter in known.items():
        if parameter.fault(given.get(name)):
            raise WrongRequest(
                f"{operation.operation_id}: {name} {parameter.expected}; found {given.get(name)!r}"
            )


def _content(model: type[BaseModel], body: Mapping[str, Any] | None) -> bytes:
    try:
        content = json_bytes(body)
        document_of(model, content)
    except (ValueError, RecursionError) as error:
        raise WrongRequest(str(error)) from error
    return content


def as_json(value: object) -> str:
    """The JSON text, exact decimals as numbers. Raises TypeError, ValueError or RecursionError."""
    return json_bytes(value).decode()


def _target(operation: Endpoint, given: Mapping[str, str]) -> str:
    path, query = operation.path, []
    for name, parameter in operation.known.items():
        if name in given:
            if parameter.place == "path":
                path = path.replace(f"{{{name}}}", _segment(given[name]))
            else:
                query.append(f"{quote_plus(name)}={_value(given[name])}")
    target = f"{path}?{'&'.join(query)}" if query else path
    if len(target) > TARGET_MAX:
        raise WrongRequest(f"{operation.operation_id}: a URL of {len(target)} characters is too long")
    return target


_value = lru_cache(maxsize=REMEMBERED)(quote_plus)


@lru_cache(maxsize=REMEMBERED)
def _segment(text: str) -> str:
    """A path segment. Dots alone would name another resource, however they are encoded."""
    if text in {".", ".."}:
        raise WrongRequest(f"{text!r} is no identifier")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise WrongRequest(f"{text!r} is no text") from error
