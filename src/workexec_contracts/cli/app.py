"""The `wxc` command and its subcommands; each imports what it needs when it is called."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from . import contracts, providers, regenerate, setup, switch, up, verify
from .problem import USAGE, UsageProblem

app = typer.Typer(
    name="wxc",
    help="Contracts of WorkExec and its neighbours: stubs, documents, verification.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (setup, up, switch, verify, regenerate, contracts, providers):
    module.register(app)


@app.callback(invoke_without_command=True)
def _wxc(
    *, show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    if show_version:
        typer.echo(version("workexec-contracts"))
        raise typer.Exit


def main() -> None:
    """Runs `wxc`; a problem of the caller's is told without a traceback, with exit code 2."""
    from workexec_contracts.stubs.admin import AdminError  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs.process import StubError  # noqa: PLC0415  # the same

    try:
        app()
    except (UsageProblem, StubError, AdminError) as problem:
        typer.echo(f"wxc: {problem}", err=True)
        sys.exit(USAGE)
