"""Who calls WorkExec: the bearer token, its permissions, and the trace that the call belongs to."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from workexec_contracts.contracts.vocabulary import AUTHORIZATION

from .exchange import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEARER = re.compile(AUTHORIZATION.pattern or "")


def caller(headers: Mapping[str, str]) -> Identity | None:
    """The identity behind a request, None without a bearer token. Nobody checks its signature here."""
    authorization = headers.get("authorization", "")
    if not _BEARER.fullmatch(authorization):
        return None
    token = authorization.removeprefix("Bearer ")
    correlation_id = headers.get("x-correlation-id", "").strip() or str(uuid4())
    identity = Identity(token, permissions_of(token), correlation_id=correlation_id)
    continuing = identity.continuing(headers.get("traceparent"))
    return continuing.within(continuing.trace)


def permissions_of(token: str) -> frozenset[str]:
    """The `permissions` of a JWT's payload; none where the token is something else."""
    parts = token.split(".")
    try:
        payload: Any = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        listed = payload["permissions"]
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return frozenset()
    return (
        frozenset(text for text in listed if isinstance(text, str))
        if isinstance(listed, list)
        else frozenset()
    )


def token_with(*permissions: str) -> str:
    """An unsigned JWT with these permissions, for tests and front ends."""
    header, payload = {"alg": "none"}, {"permissions": list(permissions)}
    coded = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, payload)
    )
    return ".".join((*coded, "unsigned"))
