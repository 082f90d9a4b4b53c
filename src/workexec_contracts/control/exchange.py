"""A request to a neighbour and its answer, as the journal has them and the page shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.mappings import INTERNAL
from workexec_contracts.stubs.unmatched import LAYER
from workexec_contracts.switching import MARKER

from .visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSED = 400
_CODE_IN = 4000
"""An error body that has not named its code by then is none of ours."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """`status` is None where the connection was broken off, as `fault` says; times in milliseconds."""

    id: str
    at_ms: int
    domain: str | None
    operation: str | None
    method: str
    url: str
    stub: str
    status: int | None
    fault: str
    code: str
    took_ms: int
    unmatched: bool

    @property
    def failed(self) -> bool:
        """Whether the caller got no success."""
        return self.status is None or self.status >= REFUSED


def ended_ms(entry: Mapping[str, Any]) -> int:
    """When it was answered: the journal is in this order."""
    return int(entry["request"]["loggedDate"]) + took_ms(entry)


def took_ms(entry: Mapping[str, Any]) -> int:
    """From the request read to the answer sent."""
    return int((entry.get("timing") or {}).get("totalTime", 0))


def is_own(entry: Mapping[str, Any]) -> bool:
    """Whether the stubs asked it of themselves: it is a part of another one."""
    request = entry["request"]
    handed_on = any(name.lower() == MARKER.lower() for name in request.get("headers") or {})
    return handed_on or str(request["url"]).startswith(INTERNAL)


def exchange(entry: Mapping[str, Any]) -> Exchange:
    """An entry of the journal, without anything that is hidden or endless."""
    request, response = entry["request"], entry.get("response") or {}
    stub = entry.get("stubMapping") or {}
    metadata = stub.get("metadata") or {}
    fault = str(response.get("fault") or "")
    status = None if fault else int(response.get("status") or 0) or None
    matched = bool(entry.get("wasMatched")) and metadata.get("layer") != LAYER
    failed = status is not None and status >= REFUSED
    return Exchange(
        id=str(entry["id"]),
        at_ms=int(request["loggedDate"]),
        domain=metadata.get("domain") or _domain(str(request["url"])),
        operation=metadata.get("operation"),
        method=visible(str(request["method"]), 12),
        url=visible(str(request["url"])),
        stub=visible(str(stub.get("name") or stub.get("id") or "")) if matched else "",
        status=status,
        fault=fault,
        code=_code(str(response.get("body") or "")) if failed else "",
        took_ms=took_ms(entry),
        unmatched=not matched,
    )


def _code(body: str) -> str:
    """The code of an error body (F01)."""
    try:
        told = json.loads(body) if len(body) <= _CODE_IN else None
    except (ValueError, RecursionError):
        return ""
    return visible(str(told.get("code") or ""), 60) if isinstance(told, dict) else ""


def _domain(url: str) -> str | None:
    return _prefixes().get("/".join(url.partition("?")[0].split("/")[:4]))


@cache
def _prefixes() -> dict[str, str]:
    """`/api/v1/<name>`: the part of the path that belongs to the neighbour."""
    return {"/".join(operation.path.split("/")[:4]): domain.name for domain, operation in operations()}
