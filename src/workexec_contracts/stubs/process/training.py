"""One run of WireMock that touches what a start and the usual requests touch, and leaves a cache."""

from __future__ import annotations

import contextlib
import json
import tempfile
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cache
from .errors import StartFailed
from .loopback import ask
from .seal import seal, sealed
from .server import WireMock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .command import Profile
    from .java import Java

_REQUESTS_MAX = 150
_WRITING_S = 120.0
_HEADERS = {
    "Authorization": "Bearer training",
    "Content-Type": "application/json",
    "X-Correlation-Id": "training",
}
_SAMPLE: dict[str, Any] = {  # touches what stubs commonly use, for when there are no stubs to learn from
    "request": {
        "method": "POST",
        "urlPath": "/training",
        "headers": {"Authorization": {"matches": "Bearer .*"}},
        "bodyPatterns": [
            {"matchesJsonPath": "$.items[?(@.a == 1)]"},
            {"matchesJsonSchema": {"type": "object", "required": ["items"]}, "schemaVersion": "V202012"},
        ],
    },
    "response": {
        "body": "{{now}} {{math 1 '+' 2}} {{jsonPath request.body '$.items'}} {{toJson parameters.rows}}",
        "headers": {"X-Correlation-Id": "{{request.headers.X-Correlation-Id}}"},
        "transformers": ["response-template"],
        "transformerParameters": {"rows": [{"a": 1}]},
    },
}


def make(java: Java, jar: Path, profile: Profile, root: Path | None) -> bool:
    """Make the cache unless it is there; return whether that was necessary.

    Written under another name and moved: two processes may train at once. Raises StartFailed.
    """
    final = cache.location(java, jar, profile)
    if sealed(final):
        return False
    with tempfile.TemporaryDirectory(prefix="training-", dir=jar.parent) as folder:
        fresh = Path(folder, final.name)
        recording = cache.recording_flags(java, fresh)
        taught = root or _sample_root(Path(folder, "sample"))
        with WireMock(taught, profile=profile, class_cache=recording, grace_s=_WRITING_S) as wiremock:
            _exercise(wiremock.port, taught)
        if not fresh.is_file():
            raise StartFailed(
                what="Java wrote no class cache",
                where=f"{java.path} ({java.version})",
                expected=str(final),
                fix="nothing has to be done: WireMock starts without it, only slower",
            )
        seal(fresh)
        fresh.replace(final)
    return True


def _sample_root(folder: Path) -> Path:
    (folder / "mappings").mkdir(parents=True)
    (folder / "mappings" / "sample.json").write_text(json.dumps(_SAMPLE), encoding="utf-8")
    return folder


def _exercise(port: int, root: Path) -> None:
    _try(port, "POST", "/__admin/mappings/import", json.dumps({"mappings": [_SAMPLE]}))
    _try(port, "POST", "/training", '{"items": [{"a": 1}]}')
    for method, path in islice(_known_requests(root), _REQUESTS_MAX):
        _try(port, method, path, None if method == "GET" else '{"items": [{}]}')
    for path in ("mappings", "requests", "scenarios", "requests/unmatched/near-misses"):
        _try(port, "GET", f"/__admin/{path}")
    _try(port, "POST", "/__admin/mappings/reset")


def _try(port: int, method: str, path: str, body: str | None = None) -> None:
    with contextlib.suppress(OSError, HTTPException):  # a stub that resets connections teaches as much
        ask(port, path, method=method, body=body, headers=_HEADERS)


def _known_requests(root: Path) -> Iterator[tuple[str, str]]:
    """One request per stub with a fixed path; its first answer is as likely an error as a success."""
    for file in sorted((root / "mappings").rglob("*.json")):
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        for mapping in told.get("mappings", [told]):
            request = mapping.get("request", {})
            path = request.get("urlPath") or request.get("url")
            if path:
                method = request.get("method", "GET")
                yield ("GET" if method == "ANY" else method), path
