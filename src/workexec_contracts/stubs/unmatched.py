"""Requests that no contract has, with the stub that came closest and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from . import switches
from .mappings import INTERNAL

if TYPE_CHECKING:
    from .admin import Admin

LAYER = "unmatched"
_PLAIN = {"urlPath", "urlPathTemplate", "url"}
_PATTERNS = ("urlPathPattern", "urlPattern")
Stub = dict[str, Any]


_PATH = "path"
"""In the metadata: the operation's path, where the request is matched by a pattern."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A request of the journal and the nearest stub, None where nothing is near."""

    id: str
    method: str
    url: str
    nearest: str | None
    difference: str


def unmatched(admin: Admin, seen: set[str]) -> list[Unmatched]:
    """The unmatched requests that are not in `seen`, oldest first; then `seen` holds all of the journal's."""
    events = admin.journal(unmatched="true")
    for fallback in admin.in_layer(LAYER):
        events += admin.journal(matchingStub=fallback["id"])
    new = [event for event in events if event["id"] not in seen and not _internal(event)]
    seen.clear()
    seen.update(event["id"] for event in events)
    if not new:
        return []
    stubs = comparable(admin)
    new.sort(key=lambda event: int(event["request"]["loggedDate"]))
    return [_explained(stubs, event) for event in new]


def comparable(admin: Admin) -> list[Stub]:
    """The stubs that a request can be held against; those whose path a person can read, if there are any."""
    stubs = [stub for stub in admin.mappings() if _contractual(stub)]
    return [stub for stub in stubs if _is_readable(stub)] or stubs


def nearest(stubs: list[Stub], method: str, path: str) -> tuple[str | None, str]:
    """The name of the stub that comes closest, None where there is none, and how it differs.

    By likeness of method and path: WireMock's own near misses weigh headers and bodies as much.
    """
    found = max(stubs, key=lambda stub: _likeness(stub, method, path), default=None)
    if found is None:
        return None, "there are no stubs"
    return _name(found), _difference(found, method, path)


def _internal(event: dict[str, Any]) -> bool:
    return bool(event["request"]["url"].startswith(INTERNAL))


def _contractual(stub: Stub) -> bool:
    """Neither a fallback, nor a switch, nor a part of another stub."""
    metadata = stub.get("metadata") or {}
    ours = metadata.get("layer") == LAYER or switches.METADATA in metadata
    return not ours and not _place(stub).startswith(INTERNAL)


def _is_readable(stub: Stub) -> bool:
    """Whether it names a path: a person reads no patterns."""
    return bool(_PLAIN & stub["request"].keys()) or _PATH in (stub.get("metadata") or {})


def _explained(stubs: list[Stub], event: dict[str, Any]) -> Unmatched:
    request = event["request"]
    name, difference = nearest(stubs, request["method"], request["url"].partition("?")[0])
    return Unmatched(event["id"], request["method"], request["url"], name, difference)


def _name(stub: Stub) -> str:
    """The operation, where a stub of ours answers a part of it; else what the stub calls itself."""
    operation = (stub.get("metadata") or {}).get("operation")
    return str(operation or stub.get("name") or _place(stub))


def _difference(stub: Stub, method: str, path: str) -> str:
    wanted = stub["request"].get("method", "ANY")
    differences = []
    if wanted not in {"ANY", method}:
        differences.append(f"method: expected {wanted}, got {method}")
    if path != _place(stub):
        differences.append(f"path: expected {_place(stub)}, got {path}")
    return "; ".join(differences) or "query, headers or body differ"


def _place(stub: Stub) -> str:
    wanted = stub["request"]
    if told := (stub.get("metadata") or {}).get(_PATH):
        return str(told)
    return str(next((wanted[name] for name in (*_PLAIN, *_PATTERNS) if name in wanted), "any path"))


def _likeness(stub: Stub, method: str, path: str) -> tuple[float, bool, int]:
    """Segment by segment, a template's parameter being like everything; then the method, then success."""
    expected, given = _place(stub).split("/"), path.split("/")
    alike = sum(
        1.0 if one.startswith("{") else SequenceMatcher(None, one, other).ratio()
        for one, other in zip(expected, given, strict=False)
    )
    share = alike / max(len(expected), len(given))
    return share, stub["request"].get("method") == method, -int(stub.get("priority", 5))
