"""Commands that serve an application on loopback until Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import typer

from .problem import UsageProblem

if TYPE_CHECKING:
    from workexec_contracts.serving import Server


def served(app: Callable[..., Awaitable[Any]], port: int, *, lifespan: bool = False) -> Server:
    """The server, yet to be entered. Raises UsageProblem for a port that cannot be used."""
    from workexec_contracts.serving import Server  # noqa: PLC0415  # `wxc --help` stays fast

    try:
        return Server(app, port, lifespan=lifespan)
    except OSError as error:
        raise UsageProblem(
            f"port {port} cannot be used", f"127.0.0.1:{port}", "a free port", f"name another ({error})"
        ) from error


def until_interrupted() -> None:
    """Returns after Ctrl-C."""
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
