"""One neighbour real, the rest stubbed: a mapping that passes a domain's paths through."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .mappings import Layer

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.contracts.vocabulary import Domain

    from .admin import Admin

_IDS = uuid.UUID("7f6d2c4e-0c1b-5a55-8a53-9e9b7f7f1c22")
METADATA = "wxc-real"


def mapping(domain: Domain, target: str) -> dict[str, Any]:
    """The mapping of one domain. Raises ValueError when `target` is no http(s) base URL."""
    parts = urlsplit(target)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"{target}: expected a base URL such as http://127.0.0.1:9000")
    prefixes = sorted({_prefix(operation.path) for operation in domain.operations})
    return {
        "id": str(uuid.uuid5(_IDS, domain.name)),
        "name": f"{domain.name}: passed through to {target}",
        "priority": int(Layer.SWITCH) + 1,
        "request": {"method": "ANY", "urlPathPattern": f"(?:{'|'.join(prefixes)})(?:/.*)?"},
        "response": {"proxyBaseUrl": target.rstrip("/")},
        "metadata": {METADATA: True, "domain": domain.name, "target": target},
    }


def _prefix(path: str) -> str:
    """`/api/v1/<name>`: the part of the path that belongs to the service."""
    return re.escape("/".join(path.split("/")[:4]))


def recorded(admin: Admin, domain: Domain) -> list[dict[str, Any]]:
    """What passed through to a real service, oldest first: WireMock's serve events."""
    wanted = str(uuid.uuid5(_IDS, domain.name))
    return [
        event for event in reversed(admin.journal()) if (event.get("stubMapping") or {}).get("id") == wanted
    ]


def save(folder: Path, domain: Domain, events: list[dict[str, Any]]) -> Path:
    """Writes a domain's recorded traffic, tokens left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for event in events:
        event["request"]["headers"].pop("Authorization", None)
    file = folder / f"{domain.name}.json"
    file.write_text(json.dumps({"requests": events}, indent=1) + "\n", encoding="utf-8")
    return file
