"""The control room of `wxc up --ui`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts import control
from workexec_contracts.stubs.admin import Admin

from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from .starting import Server


def control_room(servers: list[Server], port: int | None, stack: ExitStack) -> str:
    """Where it is, until the stack ends it. Raises UsageProblem for a port that cannot be used."""
    places = [
        control.Place(server.domains, stack.enter_context(Admin(server.process.url)), _alive(server))
        for server in servers
    ]
    try:
        return stack.enter_context(control.serving(places, Path.cwd(), port or 0))
    except OSError as error:
        what = f"port {port} cannot be used"
        fix = f"name another --ui-port, or none to get a free one ({error})"
        raise UsageProblem(what, f"127.0.0.1:{port}", "a free port", fix) from error


def _alive(server: Server) -> Callable[[], bool]:
    return lambda: server.process.running
