"""A WireMock under control, and which neighbours it stands in for."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workexec_contracts.stubs.admin import Admin

_CONNECT_S = 0.5


@dataclass(frozen=True)
class Place:
    """`alive` says whether the process is there; whether it answers is seen by asking it."""

    domains: tuple[str, ...]
    admin: Admin
    alive: Callable[[], bool]


def place_of(places: Sequence[Place], domain: str) -> Place:
    """The place of a neighbour."""
    return next(place for place in places if domain in place.domains)


def listens(url: str) -> bool:
    """Whether somebody accepts connections at a base URL."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443}.get(parts.scheme, 80)
    try:
        socket.create_connection((parts.hostname or "", port), _CONNECT_S).close()
    except (OSError, UnicodeError):  # a name that is none, such as a..b
        return False
    return True
