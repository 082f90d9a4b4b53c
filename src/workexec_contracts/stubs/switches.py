"""Switches of running stubs: a neighbour that is down, slow, flaky, or answers one error.

A switch is a handful of plain WireMock mappings of priority 1. The marker header lets a request that was
held back or drew a lucky number pass to the ordinary stubs.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .mappings import INTERNAL, Layer
from .mappings.answers import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .admin import Admin

METADATA = "wxc-switch"
MARKER = "X-Wxc-Switch-Passed"
_IDS = uuid.UUID("0d0f6a3e-6a55-5f0b-8c5e-6c1f5a0e9b21")


class Mode(StrEnum):
    """What a switch does."""

    DOWN = "down"
    RESET = "reset"
    EMPTY = "empty"
    SLOW = "slow"
    FLAKY = "flaky"
    LOSSY = "lossy"
    ERROR = "error"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Switch:
    """A mode and its figures: harmless defaults, units in the names.

    `slow` waits `delay_ms`, or a lognormal time of `median_ms` and `sigma`; `flaky` fails `times` calls,
    then none; `lossy` fails `percent` of all calls; `error` answers `code` where the operation has it.
    """

    mode: Mode
    code: str | None = None
    delay_ms: int = 3000
    median_ms: float | None = None
    sigma: float = 0.5
    times: int = 2
    percent: int = 1


def codes(operations: list[tuple[Domain, Endpoint]]) -> list[str]:
    """The error codes that these operations can be switched to."""
    return sorted({error.code for _, operation in operations for error in operation.errors})


def mappings(switch: Switch, operations: list[tuple[Domain, Endpoint]]) -> list[dict[str, Any]]:
    """The mappings of a switch. Raises ValueError for a code that no operation has."""
    if switch.mode is Mode.ERROR and switch.code not in codes(operations):
        raise ValueError(f"{switch.code}: no such error; there are {', '.join(codes(operations))}")
    return [mapping for domain, operation in operations for mapping in _of(switch, domain, operation)]


def _of(switch: Switch, domain: Domain, operation: Endpoint) -> Iterator[dict[str, Any]]:
    for at, extra in enumerate(_variants(switch, operation)):
        request: dict[str, Any] = {"urlPathPattern": _paths(operation), "method": "ANY"}
        if extra.pop("only_unmarked", False):
            request["headers"] = {MARKER: {"absent": True}}
        request.update(extra.pop("request", {}))
        name = f"{operation.operation_id}: switched to {switch.mode}"
        yield {
            "id": str(uuid.uuid5(_IDS, f"{operation.operation_id}/{at}")),
            "name": name,
            "priority": int(Layer.SWITCH),
            "request": request,
            "metadata": {
                METADATA: True,
                "domain": domain.name,
                "operation": operation.operation_id,
                "mode": switch.mode.value,
            },
            **extra,
        }


def _paths(operation: Endpoint) -> str:
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{\w+\})", operation.path)
    )


def _variants(switch: Switch, operation: Endpoint) -> list[dict[str, Any]]:
    down = refusal(operation.unavailable)
    variants: dict[Mode, Callable[[], list[dict[str, Any]]]] = {
        Mode.DOWN: lambda: [{"response": down}],
        Mode.RESET: lambda: [{"response": {"fault": "CONNECTION_RESET_BY_PEER"}}],
        Mode.EMPTY: lambda: [{"response": {"fault": "EMPTY_RESPONSE"}}],
        Mode.SLOW: lambda: [{"response": _onward(**_delay(switch)), "only_unmarked": True}],
        Mode.LOSSY: lambda: _lossy(switch, operation, down),
        Mode.FLAKY: lambda: _flaky(switch, operation, down),
        Mode.ERROR: lambda: [
            {"response": refusal(error)} for error in operation.errors if error.code == switch.code
        ],
        Mode.OK: list,
    }
    return variants[switch.mode]()


def _onward(condition: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON of any type
    return {
        "proxyBaseUrl": f"http://127.0.0.1:{{{{request.port}}}}{condition}",
        "additionalProxyRequestHeaders": {MARKER: "yes"},
        "transformers": ["response-template"],
        **more,
    }


def _delay(switch: Switch) -> dict[str, Any]:
    if switch.median_ms is None:
        return {"fixedDelayMilliseconds": switch.delay_ms}
    return {"delayDistribution": {"type": "lognormal", "median": switch.median_ms, "sigma": switch.sigma}}


def _lossy(switch: Switch, operation: Endpoint, down: dict[str, Any]) -> list[dict[str, Any]]:
    lost = f"{INTERNAL}/lost/{operation.operation_id}"
    condition = (
        "{{val (randomInt lower=0 upper=100) assign='n'}}"
        f"{{{{#if (lt n {switch.percent})}}}}{lost}#{{{{/if}}}}"
    )
    return [
        {"response": _onward(condition), "only_unmarked": True},
        {"request": {"urlPathPattern": re.escape(lost)}, "response": down},
    ]


def scenario(operation: Endpoint) -> str:
    """The scenario that counts the failures of a flaky operation."""
    return f"wxc-flaky-{operation.operation_id}"


def _flaky(switch: Switch, operation: Endpoint, down: dict[str, Any]) -> list[dict[str, Any]]:
    states = ["Started", *(f"failed {at}" for at in range(1, switch.times + 1))]
    return [
        {
            "response": down,
            "scenarioName": scenario(operation),
            "requiredScenarioState": before,
            "newScenarioState": after,
        }
        for before, after in pairwise(states)
    ]


def apply(admin: Admin, switch: Switch, operations: list[tuple[Domain, Endpoint]]) -> int:
    """Replaces whatever these operations were switched to. Returns how many mappings the switch has."""
    wanted = mappings(switch, operations)
    names = {operation.operation_id for _, operation in operations}
    for mapping in admin.with_metadata(METADATA):
        if mapping["metadata"]["operation"] in names:
            admin.remove_mapping(mapping["id"])
    if wanted:
        admin.import_mappings(wanted)
    return len(wanted)


def state(admin: Admin) -> dict[str, str]:
    """What is switched: operation to mode."""
    return {
        mapping["metadata"]["operation"]: mapping["metadata"]["mode"]
        for mapping in admin.with_metadata(METADATA)
    }


def as_curl(switch: Switch, operations: list[tuple[Domain, Endpoint]], url: str) -> str:
    """The same switch as a plain call of WireMock's admin API."""
    options = {"duplicatePolicy": "OVERWRITE", "deleteAllNotInImport": False}
    body = json.dumps({"mappings": mappings(switch, operations), "importOptions": options})
    quoted = body.replace("'", "'\\''")
    return f"curl -X POST {url}/__admin/mappings/import -H 'Content-Type: application/json' -d '{quoted}'"
