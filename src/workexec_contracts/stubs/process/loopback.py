"""One request to a local WireMock, with what is imported anyway: a client library would cost 100 ms."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

from .port import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT_S = 10.0


def ask(
    port: int,
    path: str,
    *,
    method: str = "GET",
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Return status and body; raises OSError or HTTPException as http.client does."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_S)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
