"""The control room of running stubs, for as long as a `with` block lasts."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workexec_contracts.serving import Server

from .app import app
from .room import Room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .place import Place


@contextmanager
def serving(places: Sequence[Place], folder: Path, port: int = 0) -> Iterator[str]:
    """Where it is. Raises OSError when the port is taken. The streams end before the server does."""
    room = Room(places)
    with Server(app(room, secrets.token_urlsafe(32), folder), port) as server, room:
        yield server.url
