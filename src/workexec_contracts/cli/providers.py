"""`wxc providers serve`: the reference providers over HTTP."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from .output import Format, FormatOption, print_json
from .problem import UsageProblem

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
    from workexec_contracts.providers import Server  # noqa: PLC0415  # `wxc --help` stays fast

    try:
        server = Server(port=port)
    except OSError as error:
        raise UsageProblem(
            f"port {port} cannot be used", f"127.0.0.1:{port}", "a free port", f"name another ({error})"
        ) from error
    with server:
        if style is Format.JSON:
            print_json({"url": server.url})
        else:
            typer.echo(f"reference providers on {server.url} (Ctrl-C stops them)")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            typer.echo("stopped")
