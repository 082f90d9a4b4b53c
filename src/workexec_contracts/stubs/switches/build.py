"""A switch as WireMock mappings, for whatever operations it is meant."""

from __future__ import annotations

import re
import uuid
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from workexec_contracts.stubs.mappings import INTERNAL, Layer
from workexec_contracts.stubs.mappings.answers import own_address, refusal
from workexec_contracts.stubs.mappings.patterns import legal
from workexec_contracts.switching import MARKER, Mode, Switch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, ErrorCode

METADATA = "wxc-switch"
_IDS = uuid.UUID("0d0f6a3e-6a55-5f0b-8c5e-6c1f5a0e9b21")
UNMARKED = {"headers": {MARKER: {"absent": True}}}
_WRONG_METHOD = 405


def codes(operations: list[tuple[Domain, Endpoint]]) -> list[str]:
    """The error codes that these operations can be switched to."""
    return sorted({error.code for _, operation in operations for error in operation.errors})


def mappings(switch: Switch, operations: list[tuple[Domain, Endpoint]]) -> list[dict[str, Any]]:
    """The mappings of a switch. Raises ValueError for a code that no operation has."""
    if switch.mode is Mode.ERROR and switch.code not in codes(operations):
        raise ValueError(f"{switch.code}: no such error; there are {', '.join(codes(operations))}")
    return [mapping for domain, operation in operations for mapping in _of(switch, domain, operation)]


def _of(switch: Switch, domain: Domain, operation: Endpoint) -> Iterator[dict[str, Any]]:
    for at, variant in enumerate(_variants(switch, operation)):
        own = variant.pop("request", {})
        place = {} if "urlPattern" in own else {"urlPathPattern": paths(operation)}
        yield {
            "id": str(uuid.uuid5(_IDS, f"{operation.operation_id}/{at}")),
            "name": f"{operation.operation_id}: switched to {switch.mode}",
            "priority": int(Layer.SWITCH),
            "request": {"method": "ANY", **place, **own},
            "metadata": {
                METADATA: True,
                "domain": domain.name,
                "operation": operation.operation_id,
                "mode": switch.mode.value,
            },
            **variant,
        }


def paths(operation: Endpoint) -> str:
    """The pattern of every path of an operation."""
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{\w+\})", operation.path)
    )


def _variants(switch: Switch, operation: Endpoint) -> list[dict[str, Any]]:
    """What the mappings of an operation differ in. Several are tried like any stubs of one priority."""
    down = refusal(operation.unavailable)
    variants: dict[Mode, Callable[[], list[dict[str, Any]]]] = {
        Mode.DOWN: lambda: [{"response": down}],
        Mode.RESET: lambda: [{"response": {"fault": "CONNECTION_RESET_BY_PEER"}}],
        Mode.EMPTY: lambda: [{"response": {"fault": "EMPTY_RESPONSE"}}],
        Mode.SLOW: lambda: [{"request": _can_go_on(operation), "response": onward(**_delay(switch))}],
        Mode.LOSSY: lambda: _lossy(switch, operation, down),
        Mode.FLAKY: lambda: _flaky(switch, operation, down),
        Mode.ERROR: lambda: [
            {"response": _refused(error, operation)}
            for error in operation.errors
            if error.code == switch.code
        ],
        Mode.OK: list,
    }
    return variants[switch.mode]()


def _refused(error: ErrorCode, operation: Endpoint) -> dict[str, Any]:
    return refusal(error, allow=operation.method if error.status == _WRONG_METHOD else None)


def _can_go_on(operation: Endpoint) -> dict[str, Any]:
    """Requests that WireMock can send on, yet to be sent on; it fails on what is no URL."""
    return {**UNMARKED, "urlPattern": legal(operation.path)}


def onward(condition: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON of any type
    """The ordinary answer of the same stubs."""
    return {
        "proxyBaseUrl": f"{own_address()}{condition}",
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
        {"request": _can_go_on(operation), "response": onward(condition)},
        {"request": {"urlPathPattern": re.escape(lost)}, "response": down},
    ]


def _flaky(switch: Switch, operation: Endpoint, down: dict[str, Any]) -> list[dict[str, Any]]:
    """A scenario that ends where no mapping waits: from there on the ordinary stubs answer."""
    states = ["Started", *(f"failed {at}" for at in range(1, switch.times + 1))]
    return [
        {
            "response": down,
            "scenarioName": f"wxc-flaky-{operation.operation_id}",
            "requiredScenarioState": before,
            "newScenarioState": after,
        }
        for before, after in pairwise(states)
    ]
