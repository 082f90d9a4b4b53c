"""Idempotency keys: each body has its own, an event's is its id, and the same body has the same (F20, F45).

They are other ones in every process: a service remembers the keys of runs before.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from workexec_contracts.contracts.vocabulary import EVENT_ID_PATTERN, IDEMPOTENCY_KEY, is_blank

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

    from .steering import Case

ID = "id"
_RUN: UUID = uuid4()


def renew(operation: Endpoint, case: Case) -> None:
    """Gives a mutation a key that belongs to its body, where key and id are valid as they are."""
    name = IDEMPOTENCY_KEY.name
    if not operation.mutates or not isinstance(case.body, dict):
        return
    fresh = _key(operation, case.body)
    event = next((event for event in operation.events if event.type == case.body.get("type")), None)
    if event is not None and _is_id(case.body.get(ID)):
        fresh = f"{event.id_prefix}-{fresh}"
        case.body = {**case.body, ID: fresh}
    elif operation.events:
        return
    if not is_blank(str(case.headers.get(name, ""))):
        case.headers[name] = fresh


def _is_id(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(EVENT_ID_PATTERN, value) is not None


def _key(operation: Endpoint, body: dict[str, Any]) -> str:
    rest = {name: value for name, value in body.items() if name != ID}
    return str(uuid5(_RUN, operation.operation_id + json.dumps(rest, sort_keys=True, default=repr)))
