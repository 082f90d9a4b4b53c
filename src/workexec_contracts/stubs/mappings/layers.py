"""The order in which stubs are tried, and what every mapping says about itself.

WireMock tries the mapping with the smallest priority number first. Success comes first with all of
its conditions, so that a good request is cheap; refusals follow in the order of F31, each with its own
condition alone. What remembers idempotency keys comes last but for its own successes, because
WireMock scans the mappings one by one.
"""

from __future__ import annotations

import uuid
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import GUIDELINES

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

Mapping = dict[str, Any]
_IDS = uuid.UUID("6f1c4d1e-3f0a-5c55-9d3a-2b1e6c0d7a10")
INTERNAL = "/__wxc"
"""Where the stubs of an operation that needs arithmetic or memory call themselves."""


class Layer(IntEnum):
    """WireMock priorities."""

    SWITCH = 1
    DIRECT = 5
    """Requests that are spelt so plainly that no guard before SUCCESS can concern them."""
    ILLEGAL_URL = 10
    QUESTION_MARK = 11
    CHARSET = 12
    REPEATED = 15
    NONE_GIVEN = 18
    SUCCESS = 20
    LOOKED_UP = 22
    NOT_CONFIGURED = 24
    MISSING = 26
    OUT_OF_RANGE = 28
    UNAUTHORIZED = 30
    CONTENT_TYPE = 32
    NO_KEY = 34
    NOT_AN_OBJECT = 36
    INVALID = 40
    WRONG_METHOD = 60
    KEY_MISMATCH = 80
    CONFLICT = 90
    RULE = 95
    REFERENCE = 100
    DOCUMENTED = 130
    REMEMBERED = 140
    UNMATCHED = 200


BY_PATH, BY_PATTERN, BY_QUERY, UNTRACED = range(4)
"""The order within DIRECT."""


def mapping(  # noqa: PLR0913  # the parts of a WireMock mapping
    domain: Domain,
    operation: Endpoint,
    name: str,
    layer: Layer,
    request: dict[str, Any],
    response: dict[str, Any],
    *,
    rank: int = 0,
    clause: str | None = None,
    **more: Any,  # noqa: ANN401  # JSON of any type
) -> Mapping:
    """One WireMock mapping with a stable id; `rank` orders mappings of one layer."""
    return {
        "id": str(uuid.uuid5(_IDS, f"{operation.operation_id}/{name}")),
        "name": f"{operation.operation_id}: {name}",
        "priority": layer + rank,
        "request": request,
        "response": response,
        "metadata": {
            "wxc": True,
            "domain": domain.name,
            "operation": operation.operation_id,
            "contract": operation.title,
            "layer": layer.name.lower().replace("_", "-"),
            "clause": clause or operation.clause,
            "status": operation.status.value,
            "assumptions": list(operation.assumptions),
            **({"path": operation.path} if layer is Layer.DIRECT else {}),
        },
        **more,
    }


def general(
    name: str, layer: Layer, url_pattern: str, response: dict[str, Any], *, method: str = "ANY"
) -> Mapping:
    """A mapping that belongs to no contract."""
    return {
        "id": str(uuid.uuid5(_IDS, layer.name.lower() if layer is Layer.UNMATCHED else name)),
        "name": name,
        "priority": int(layer),
        "request": {"method": method, "urlPattern": url_pattern},
        "response": response,
        "metadata": {"wxc": True, "layer": "unmatched", "clause": GUIDELINES},
    }
