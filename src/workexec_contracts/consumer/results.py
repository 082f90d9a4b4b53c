"""What a call comes to, as WorkExec can show it."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar

from workexec_contracts.bodies import model_of
from workexec_contracts.contracts.vocabulary import (
    SERVICE_UNAVAILABLE,
    ErrorBody,
    FailMode,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint, FieldError

    from .plan import Raw

T = TypeVar("T")
Source: TypeAlias = Literal["answer", "cache", "stale"]
CONTRACT_BROKEN = "CONTRACT_BROKEN"
NO_ANSWER = "NO_ANSWER"


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value: from the answer, from the cache, or stale because the provider failed (F54)."""

    value: T
    source: Source
    correlation_id: str
    attempts: int
    display: str | None = None
    """What to show beside it: that nothing was found, say."""
    manual_entry: bool = False
    """Whether WorkExec offers manual entry, since nothing was found."""


@dataclass(frozen=True, slots=True)
class Failed:
    """No value. `display` is the document's message for it."""

    code: str
    status: int | None
    display: str
    retryable: bool
    """Whether WorkExec offers the user to try again."""
    placeholder: bool
    """Whether the step goes on with a placeholder: the integration is fail-open."""
    correlation_id: str
    attempts: int
    manual_entry: bool = False
    """Whether WorkExec offers manual entry instead, by the user's permission (F30)."""


Result: TypeAlias = Found[T] | Failed


def failed_answer(
    operation: Endpoint, raw: Raw, correlation_id: str, attempts: int, request: Mapping[str, Any]
) -> Failed:
    """The refusal of a provider in the document's words; anything else is a broken contract."""
    try:
        body = model_of(ErrorBody, raw.body)
        error = operation.error(body.code)
    except (ValueError, KeyError):
        return broken(operation, raw.status, correlation_id, attempts)
    if raw.status != error.status:
        return broken(operation, raw.status, correlation_id, attempts)
    display = _filled(error.display, request, body.field_errors or ()) if error.display else body.message
    retryable = error.status >= 500  # noqa: PLR2004  # the server errors of HTTP
    return Failed(
        error.code, raw.status, display, retryable, _open(operation) and retryable, correlation_id, attempts
    )


def no_answer(operation: Endpoint, correlation_id: str, attempts: int) -> Failed:
    """Nothing answered: a retry affordance (Error Handling Standards)."""
    return _unusable(NO_ANSWER, None, operation, correlation_id, attempts)


def broken(operation: Endpoint, status: int, correlation_id: str, attempts: int) -> Failed:
    """An answer that is not of the contract."""
    return _unusable(CONTRACT_BROKEN, status, operation, correlation_id, attempts)


def _unusable(
    code: str, status: int | None, operation: Endpoint, correlation_id: str, attempts: int
) -> Failed:
    refused = status is not None and 400 <= status < 500  # noqa: PLR2004  # the client errors of HTTP
    unavailable = operation.unavailable.display or SERVICE_UNAVAILABLE.message
    return Failed(
        code=code,
        status=status,
        display=f"Refused with {status}, without a reason" if refused else unavailable,
        retryable=not refused,
        placeholder=_open(operation),
        correlation_id=correlation_id,
        attempts=attempts,
    )


def _open(operation: Endpoint) -> bool:
    return operation.policy.fail_mode is FailMode.OPEN


def _filled(display: str, request: Mapping[str, Any], blamed: Sequence[FieldError]) -> str:
    """The document's text with the request's own values, of the member that is blamed where one is."""
    wanted = [name for _, name, _, _ in string.Formatter().parse(display) if name]
    values = {}
    for name in wanted:
        paths = [entry.field for entry in blamed if entry.field.split(".")[-1] == name]
        found = [_at(request, path.split(".")) for path in paths] + list(_named(request, name))
        values[name] = next((value for value in found if value is not None), "?")
    return display.format_map(values)


def _at(node: Any, steps: Sequence[str]) -> Any:  # noqa: ANN401  # JSON of any type
    for step in steps:
        try:
            node = node[int(step)] if isinstance(node, list) else node[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return node


def _named(node: Any, name: str) -> Iterator[Any]:  # noqa: ANN401  # JSON of any type
    if isinstance(node, dict):
        if name in node:
            yield node[name]
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from _named(item, name)
