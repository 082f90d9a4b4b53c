"""JSON Schema files, at paths that match the URLs by which events name their schema.

`dataschema` is one URL for all events of a publisher (`.../schemas/workexec/v1`), so the file there,
`schemas/workexec/v1.json`, is an index that picks by `type`; each event has a file of its own in the
folder of that name. An `if` per type, rather than `oneOf`, keeps a validator's messages about the one
event that was sent. Each `$ref` holds both as a URL and as a file path. What the operations of a
domain take and answer stands in the same way at `schemas/{domain}/{version}/{operationId}.*.json`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import PLATFORM, ErrorBody

from .messages import dataschema_of
from .names import version_of
from .schema import refusal, standalone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Event

    from .schema import Json

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def event_schemas(events: Iterable[Event]) -> dict[str, Json]:
    """Path to schema of each event, and of each index of events."""
    by_url: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_url[dataschema_of(event)].append(event)
    found: dict[str, Json] = {}
    for url, group in by_url.items():
        _place(found, url, _index(url, group))
        for event in group:
            _place(found, f"{url}/{event.name}.json", standalone(event.envelope))
    return found


def operation_schemas(domain: Domain) -> dict[str, Json]:
    """Path to schema of what each operation takes, answers and refuses with."""
    found: dict[str, Json] = {}
    for endpoint in domain.operations:
        url = f"{PLATFORM}/schemas/{domain.name}/{version_of(endpoint.path)}/{endpoint.operation_id}"
        if endpoint.request:
            _place(found, f"{url}.request.json", standalone(endpoint.request))
        _place(found, f"{url}.response.json", standalone(endpoint.response))
        _place(found, f"{url}.error.json", _error(endpoint))
    return found


def _place(found: dict[str, Json], url: str, schema: Json) -> None:
    path = url.removeprefix(f"{PLATFORM}/")
    file = path if path.endswith(".json") else f"{path}.json"
    found[file] = {"$schema": _DIALECT, "$id": url, **schema}


def _index(url: str, events: list[Event]) -> Json:
    folder = url.rpartition("/")[2]
    ordered = sorted(events, key=lambda event: event.type)
    choices: list[dict[str, Any]] = [
        {
            "if": {"properties": {"type": {"const": event.type}}, "required": ["type"]},
            "then": {"$ref": f"{folder}/{event.name}.json"},
        }
        for event in ordered
    ]
    return {
        "title": f"Events of {events[0].publisher}, {folder}",
        "type": "object",
        "properties": {"type": {"enum": [event.type for event in ordered]}},
        "required": ["type"],
        "allOf": choices,
    }


def _error(endpoint: Endpoint) -> Json:
    codes = sorted({error.code for error in endpoint.errors})
    return {**standalone(ErrorBody), "allOf": [refusal(codes)]}
