"""The switches of running reference providers, over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import httpx2

from workexec_contracts.switching import Mode, Switch

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

_SWITCH = "/__switch"


def are_at(url: str) -> bool:
    """Whether it is reference providers that answer there."""
    try:
        answer = httpx2.get(f"{url}{_SWITCH}", trust_env=False)
        return answer.is_success and "switched" in answer.json()
    except (httpx2.HTTPError, ValueError, TypeError):
        return False


def apply(url: str, switch: Switch, operations: list[tuple[Domain, Endpoint]]) -> list[str]:
    """Replaces whatever these operations were switched to. Returns the operations that now misbehave."""
    misbehave = []
    with httpx2.Client(base_url=url, trust_env=False) as client:
        for _, operation in operations:
            meant = switch if _can(operation, switch) else Switch(Mode.OK)
            figures = {name: value for name, value in asdict(meant).items() if value is not None}
            mode = figures.pop("mode")
            address = f"{_SWITCH}/{operation.operation_id}/{mode}"
            client.post(address, params=figures).raise_for_status()
            misbehave += [operation.operation_id] if mode != Mode.OK else []
    return misbehave


def _can(operation: Endpoint, switch: Switch) -> bool:
    return switch.mode is not Mode.ERROR or switch.code in {error.code for error in operation.errors}
