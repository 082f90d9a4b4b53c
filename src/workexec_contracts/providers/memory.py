"""Idempotency: the first success of a key is its answer for ever (F20, F32)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .call import Refused

if TYPE_CHECKING:
    from .call import Reply
    from .state import State


def canonical(value: Any) -> str:  # noqa: ANN401  # JSON of any type
    """One text for each JSON value: member order and the spelling of numbers do not matter."""
    return json.dumps(value, sort_keys=True, default=_exact, ensure_ascii=False)


def _exact(value: object) -> Any:  # noqa: ANN401  # an int, or a text that no number is written as
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is not JSON")
    return int(value) if value == value.to_integral_value() else {"#decimal": str(value.normalize())}


def remembered(state: State, path: str, key: str, text: str) -> Reply | None:
    """The first answer to the same body, None for a new key. Refuses another body (F46)."""
    known = state.remembered.get((path, key))
    if known is None:
        return None
    first, record_id, reply = known
    if first != text:
        raise Refused("IDEMPOTENCY_CONFLICT", existing=record_id)
    return reply


def remember(state: State, path: str, key: str, text: str, record_id: str, reply: Reply) -> None:
    """Keeps the answer to a key that had an effect."""
    state.remembered[path, key] = (text, record_id, reply)
