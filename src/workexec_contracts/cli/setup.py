"""`wxc setup`: WireMock, Java and the start-up caches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(setup)


def setup(
    mocks: Annotated[Path, typer.Option(help="The stubs that the start-up cache is trained on.")] = Path(
        "mocks"
    ),
) -> None:
    """Install WireMock and prepare fast starts; a second run does nothing.

    Example: wxc setup
    """
    from workexec_contracts.stubs.process import provision  # noqa: PLC0415  # `wxc --help` stays fast

    for line in provision(mocks if mocks.is_dir() else None):
        typer.echo(line)
