"""What happens to the requests of one work order, customer or question, one after the other, as mappings."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.mappings import Layer
from workexec_contracts.stubs.mappings.answers import plain, refusal
from workexec_contracts.switching import Fault

from .build import METADATA, UNMARKED, onward, paths

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.stubs.admin import Admin
    from workexec_contracts.switching import Scope, Staged

_IDS = uuid.UUID("b1f0a7c2-5b0e-5d6c-9a41-3d2f6e8c7a10")
_OPERATIONS = {operation.operation_id: (domain, operation) for domain, operation in operations()}
_MODE = "staged"
_FAULTS = {Fault.RESET: "CONNECTION_RESET_BY_PEER", Fault.EMPTY: "EMPTY_RESPONSE"}


def stage(admin: Admin, staged: Staged) -> None:
    """From now on; whatever else is switched for others stays."""
    admin.import_mappings(staged_mappings(staged))


def unstage(admin: Admin, staged: Staged) -> None:
    """Ordinary answers again."""
    for mapping in staged_mappings(staged):
        admin.remove_mapping(mapping["id"])


def unstage_all(admin: Admin) -> None:
    """Nothing is staged any more, for anybody; switches stay."""
    admin.remove(f"$[?(@.{METADATA} == true && @.mode == '{_MODE}')]")


def staged_mappings(staged: Staged) -> list[dict[str, Any]]:
    """A mapping for each mishap, in the states of a scenario of its own. Raises KeyError."""
    domain, operation = _OPERATIONS[staged.operation_id]
    name = f"wxc-staged-{operation.operation_id}-{staged.scope.values[0]}"
    last = len(staged.mishaps) - 1
    return [
        {
            "id": str(uuid.uuid5(_IDS, f"{name}/{at}")),
            "name": f"{operation.operation_id}: staged {mishap} for {staged.scope.values[0]}",
            "priority": int(Layer.SWITCH),
            "request": {"method": operation.method, **_of(operation, staged.scope), **UNMARKED},
            "response": _response(mishap, operation, staged.delay_s),
            "scenarioName": name,
            "requiredScenarioState": _state(at),
            **({} if staged.forever and at == last else {"newScenarioState": _state(at + 1)}),
            "metadata": {
                METADATA: True,
                "domain": domain.name,
                "operation": operation.operation_id,
                "mode": _MODE,
            },
        }
        for at, mishap in enumerate(staged.mishaps)
    ]


def _state(at: int) -> str:
    return f"after {at}" if at else "Started"


def _response(mishap: int | Fault, operation: Endpoint, delay_s: float) -> dict[str, Any]:
    if mishap is Fault.SLOW:
        return onward(fixedDelayMilliseconds=round(delay_s * 1000))
    if isinstance(mishap, Fault):
        return {"fault": _FAULTS[mishap]}
    error = next((error for error in operation.errors if error.status == mishap), None)
    return refusal(error) if error else plain(mishap, json.dumps({"message": "not of the contract"}))


def _of(operation: Endpoint, scope: Scope) -> dict[str, Any]:
    if scope.place == "path":
        texts = "|".join(re.escape(quote(str(value), safe="")) for value in scope.values)
        whole = re.escape(operation.path).replace(re.escape(f"{{{scope.name}}}"), f"(?:{texts})")
        return {"urlPathPattern": whole}
    if scope.place == "query":
        texts = "|".join(re.escape(str(value)) for value in scope.values)
        return {"urlPathPattern": paths(operation), "queryParameters": {scope.name: {"matches": texts}}}
    return {"urlPathPattern": paths(operation), "bodyPatterns": [_member(scope)]}


def _member(scope: Scope) -> dict[str, Any]:
    outer, _, name = scope.name.rpartition(".")
    wanted = " || ".join(f"@.{name} == {json.dumps(value)}" for value in scope.values)
    place = f"$.{outer.replace('[]', '')}" if outer.endswith("[]") else f"$.{outer}" if outer else "$"
    if outer.endswith("[]"):
        return {"matchesJsonPath": f"{place}[?({wanted})]"}
    texts = "|".join(re.escape(str(value)) for value in scope.values)
    return {"matchesJsonPath": {"expression": f"$.{scope.name}", "matches": texts}}
