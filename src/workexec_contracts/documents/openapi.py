"""One OpenAPI 3.1 document for each neighbour: what WorkExec calls there, deliveries of events included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import ErrorBody, Status

from .extensions import findings
from .names import version_of
from .operation import SECURITY_SCHEMES, operation
from .responses import HEADER_COMPONENTS
from .schema import Components

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from workexec_contracts.contracts.vocabulary import Domain

    from .schema import Json


def openapi(domain: Domain) -> Json:
    """Describe a domain."""
    components = Components(_models(domain))
    return {
        "openapi": "3.1.0",
        "info": _info(domain),
        "servers": [{"url": "/", "description": f"The base URL of {domain.owner}, or of its stub"}],
        "tags": [{"name": domain.title, "description": f"{domain.clause} ({domain.owner})"}],
        "paths": _paths(domain, components),
        "components": {
            "schemas": components.schemas,
            "headers": HEADER_COMPONENTS,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _models(domain: Domain) -> Iterator[type[BaseModel]]:
    yield ErrorBody
    for endpoint in domain.operations:
        yield endpoint.response
        if endpoint.request:
            yield endpoint.request


def _info(domain: Domain) -> Json:
    ready = all(endpoint.status is Status.READY for endpoint in domain.operations)
    blocked = sorted({endpoint.blocked_by for endpoint in domain.operations if endpoint.blocked_by})
    assumed = (name for endpoint in domain.operations for name in endpoint.assumptions)
    return {
        "title": f"{domain.title} as WorkExec needs it",
        "version": version_of(domain.operations[0].path) if domain.operations else "v1",
        "description": f"What WorkExec calls at {domain.owner}, and nothing else.",
        "x-owner": domain.owner,
        "x-status": str(Status.READY if ready else Status.PENDING),
        **({"x-blocked-by": blocked} if blocked else {}),
        "x-clause": domain.clause,
        **({"x-publishes": [event.type for event in domain.publishes]} if domain.publishes else {}),
        "x-findings": findings(assumed),
    }


def _paths(domain: Domain, components: Components) -> Json:
    paths: Json = {}
    for endpoint in sorted(domain.operations, key=lambda found: (found.path, found.method)):
        described = operation(domain, endpoint, components)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = described
    return paths
