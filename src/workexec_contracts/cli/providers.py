"""`wxc providers serve`: the reference providers over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from .output import Format, FormatOption, print_json
from .serving import served, until_interrupted

commands = typer.Typer(help="The reference providers: every neighbour, working, in memory.")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(commands, name="providers")


@commands.callback()
def _providers() -> None:
    """Keeps `serve` a subcommand while it is the only one."""


@commands.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free port.")] = 0,
    style: FormatOption = Format.TABLE,
) -> None:
    """Serve all reference providers on one loopback port until Ctrl-C.

    Example: wxc providers serve --port 9000
    """
    from workexec_contracts.providers import App  # noqa: PLC0415  # `wxc --help` stays fast

    with served(App(), port) as server:
        if style is Format.JSON:
            print_json({"url": server.url})
        else:
            typer.echo(f"reference providers on {server.url} (Ctrl-C stops them)")
        until_interrupted()
