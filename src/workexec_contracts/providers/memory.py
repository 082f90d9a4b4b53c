"""Idempotency: the first success of a key is its answer for ever (F20, F32).

Bodies are kept as they came: the same bytes are the same JSON value. Only where a known key comes with other
bytes are the values held against each other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .call import Refused
from .checks import parsed

if TYPE_CHECKING:
    from .call import Reply


@dataclass(frozen=True, slots=True)
class Success:
    """What a key is remembered for: the body, the id of its record, the answer."""

    body: bytes
    record_id: str
    reply: Reply

    def refuse_other(self, document: Any) -> None:  # noqa: ANN401  # JSON of any type
        """Refuses a document that is another JSON value than the first one (F46)."""
        if canonical(parsed(self.body)) != canonical(document):
            raise Refused("IDEMPOTENCY_CONFLICT", existing=self.record_id)


def canonical(value: Any) -> str:  # noqa: ANN401  # JSON of any type
    """One text for each JSON value: member order and the spelling of numbers do not matter."""
    return json.dumps(value, sort_keys=True, default=_exact, ensure_ascii=False)


def _exact(value: object) -> Any:  # noqa: ANN401  # an int, or a text that no number is written as
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is not JSON")
    return int(value) if value == value.to_integral_value() else {"#decimal": str(value.normalize())}
