"""Everything below `documents/`, as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains, events

from .asyncapi import asyncapi
from .openapi import openapi
from .schemas import event_schemas, operation_schemas
from .text import to_json, to_yaml

if TYPE_CHECKING:
    from .schema import Json


def render() -> dict[str, str]:
    """Relative path to text, sorted by path."""
    found = {f"openapi/{domain.name}.yaml": to_yaml(openapi(domain)) for domain in domains()}
    found["asyncapi/workexec.yaml"] = to_yaml(asyncapi(domains(), events()))
    found |= {path: to_json(schema) for path, schema in _schemas().items()}
    return dict(sorted(found.items()))


def _schemas() -> dict[str, Json]:
    found = event_schemas(events())
    for domain in domains():
        found |= operation_schemas(domain)
    return found
