"""The reference providers on loopback."""

from __future__ import annotations

from workexec_contracts import serving

from .app import App


class Server(serving.Server):
    """All neighbours on one port. Raises OSError when `port` is taken."""

    def __init__(self, app: App | None = None, port: int = 0) -> None:
        """On a free port unless told; over a fresh state unless told."""
        self.app = app or App()
        super().__init__(self.app, port)
