"""Requests that no contract has, with the stub that came closest and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from .mappings import INTERNAL

if TYPE_CHECKING:
    from .admin import Admin

LAYER = "unmatched"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A request of the journal and the nearest stub, None where nothing is near."""

    id: str
    method: str
    url: str
    nearest: str | None
    difference: str


def unmatched(admin: Admin, seen: set[str], limit: int = 100) -> list[Unmatched]:
    """The unmatched requests that are not in `seen`, oldest first; adds them to it."""
    found = []
    for event in reversed(admin.journal(limit)):
        request = event["request"]
        if event["id"] in seen or request["url"].startswith(INTERNAL):
            continue
        seen.add(event["id"])
        layer = (event.get("stubMapping") or {}).get("metadata", {}).get("layer")
        if layer == LAYER or not event.get("wasMatched", True):
            found.append(_explained(admin, event))
    return found


def _explained(admin: Admin, event: dict[str, Any]) -> Unmatched:
    """By likeness of method and path: WireMock's own near misses weigh headers and bodies as much."""
    request = event["request"]
    path = request["url"].partition("?")[0]
    stubs = [
        stub for stub in admin.mappings() if (stub.get("metadata") or {}).get("layer") not in {None, LAYER}
    ]
    ranked = sorted(stubs, key=lambda stub: _likeness(stub["request"], request["method"], path))
    if not ranked:
        return Unmatched(event["id"], request["method"], request["url"], None, "there are no stubs")
    wanted = ranked[-1]["request"]
    differences = []
    if wanted.get("method") not in {"ANY", request["method"]}:
        differences.append(f"method: expected {wanted.get('method')}, got {request['method']}")
    if path != _place(wanted):
        differences.append(f"path: expected {_place(wanted)}, got {path}")
    return Unmatched(
        event["id"],
        request["method"],
        request["url"],
        ranked[-1].get("name"),
        "; ".join(differences) or "query, headers or body differ",
    )


def _place(wanted: dict[str, Any]) -> str:
    names = ("urlPath", "urlPathTemplate", "urlPathPattern", "url", "urlPattern")
    return str(next((wanted[name] for name in names if name in wanted), "any path"))


def _likeness(wanted: dict[str, Any], method: str, path: str) -> tuple[float, bool]:
    """Segment by segment, a template's parameter being like everything; then the method."""
    expected, given = _place(wanted).split("/"), path.split("/")
    alike = sum(
        1.0 if one.startswith("{") else SequenceMatcher(None, one, other).ratio()
        for one, other in zip(expected, given, strict=False)
    )
    return alike / max(len(expected), len(given)), wanted.get("method") == method
