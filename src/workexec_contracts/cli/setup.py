"""`wxc setup`: WireMock, Java and the start-up caches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .output import Format, FormatOption, print_json


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(setup)


def setup(
    mocks: Annotated[Path, typer.Option(help="The stubs that the start-up cache is trained on.")] = Path(
        "mocks"
    ),
    style: FormatOption = Format.TABLE,
) -> None:
    """Install WireMock and prepare fast starts; a second run does nothing.

    Examples: wxc setup · wxc setup --format json
    """
    from workexec_contracts.stubs.process import provision  # noqa: PLC0415  # `wxc --help` stays fast

    lines = provision(mocks if mocks.is_dir() else None)
    if style is Format.JSON:
        print_json(lines)
        return
    for line in lines:
        typer.echo(line)
