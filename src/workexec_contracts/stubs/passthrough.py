"""One neighbour real, the rest stubbed: a mapping that passes a domain's paths through."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .mappings import Layer
from .mappings.patterns import legal_below
from .running import is_base_url

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.contracts.vocabulary import Domain

    from .admin import Admin

METADATA = "wxc-real"
_IDS = uuid.UUID("7f6d2c4e-0c1b-5a55-8a53-9e9b7f7f1c22")
_SECRET = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
_UNANSWERED = re.compile("(?:Network|SSL) failure trying to make a proxied request from WireMock")
_FAILED = 500
_UNDER_WAY_MS = 70_000  # longer than WireMock waits for the real service


def mapping(domain: Domain, target: str) -> dict[str, Any]:
    """The mapping of one domain. Raises ValueError when `target` is no http(s) base URL."""
    if not is_base_url(target):
        raise ValueError(f"{target}: expected a base URL such as http://127.0.0.1:9000")
    prefixes = sorted({_prefix(operation.path) for operation in domain.operations})
    return {
        "id": _id(domain),
        "name": f"{domain.name}: passed through to {target}",
        "priority": int(Layer.SWITCH) + 1,
        "request": {"method": "ANY", "urlPattern": legal_below(prefixes)},
        "response": {"proxyBaseUrl": target.rstrip("/")},
        "metadata": {METADATA: True, "domain": domain.name, "target": target},
    }


def end(admin: Admin, domain: Domain) -> None:
    """The stubs answer for this domain again."""
    admin.remove(f"$[?(@.{METADATA} == true && @.domain == {json.dumps(domain.name)})]")


def state(admin: Admin) -> dict[str, str]:
    """Which domains pass through: name to the real service's base URL."""
    return {
        mapping["metadata"]["domain"]: mapping["metadata"]["target"]
        for mapping in admin.with_metadata(METADATA)
    }


def _id(domain: Domain) -> str:
    return str(uuid.uuid5(_IDS, domain.name))


def _prefix(path: str) -> str:
    """`/api/v1/<name>`: the part of the path that belongs to the service."""
    return "/".join(path.split("/")[:4])


@dataclass
class Recorder:
    """What passed through to a real service, gathered before WireMock's journal forgets it.

    Where the real service did not answer, WireMock's own words are left out.
    """

    domain: Domain
    folder: Path
    unanswered: set[str] = field(default_factory=set)
    """The requests that the real service did not answer."""
    _events: dict[str, dict[str, Any]] = field(default_factory=dict)
    _since_ms: int = 0

    def collect(self, admin: Admin) -> None:
        """Takes over what is new. To be called before 1,000 more requests are in the journal."""
        since = datetime.fromtimestamp(self._since_ms / 1000, UTC).isoformat(timespec="milliseconds")
        for event in reversed(admin.journal(matchingStub=_id(self.domain), since=since)):
            if _is_answered(event):
                self._events[event["id"]] = _without_secrets(event)
            else:
                self._events.pop(event["id"], None)  # seen before, when it was still under way
                self.unanswered.add(event["id"])
            self._since_ms = max(self._since_ms, event["request"]["loggedDate"] - _UNDER_WAY_MS)

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self.folder / f"{self.domain.name}.json"

    def check(self) -> None:
        """Makes the folder; an earlier recording stays. Raises OSError when nothing could be kept there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        was_there = self.file.exists()
        self.file.open("ab").close()
        if not was_there:
            self.file.unlink()

    def save(self) -> Path:
        """Writes WireMock's serve events, oldest first. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"requests": list(self._events.values())}, indent=1, ensure_ascii=False)
        self.file.write_text(text + "\n", encoding="utf-8")
        return self.file


def _is_answered(event: dict[str, Any]) -> bool:
    """Whether by the real service: WireMock tells in an answer of its own that there was none."""
    answer = event.get("response") or {}
    return answer.get("status") != _FAILED or not _UNANSWERED.match(answer.get("body", ""))


def _without_secrets(event: dict[str, Any]) -> dict[str, Any]:
    """Without tokens and cookies, whatever the letters of their header's name."""
    kept = dict(event)
    for part in ("request", "response", "responseDefinition"):
        message = dict(kept.get(part) or {})
        message.pop("cookies", None)
        if "headers" in message:
            message["headers"] = {k: v for k, v in message["headers"].items() if k.lower() not in _SECRET}
        kept[part] = message
    return kept
