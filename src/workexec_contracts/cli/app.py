"""The `wxc` command and its subcommands; each imports what it needs when it is called."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from . import (
    audit,
    contracts,
    deadletters,
    deploy,
    diff,
    doctor,
    drift,
    fuzz,
    load,
    mutate,
    providers,
    regenerate,
    report,
    setup,
    simulate,
    switch,
    throughput,
    up,
    verify,
    workexec,
)
from .problem import USAGE, MisuseOfCommand, UsageProblem, is_expected

app = typer.Typer(
    name="wxc",
    help="Contracts of WorkExec and its neighbours: stubs, documents, verification.",
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    setup,
    doctor,
    up,
    switch,
    verify,
    fuzz,
    mutate,
    load,
    throughput,
    simulate,
    deploy,
    regenerate,
    contracts,
    providers,
    workexec,
    deadletters,
    drift,
    diff,
    audit,
    report,
):
    module.register(app)


@app.callback(invoke_without_command=True)
def _wxc(
    context: typer.Context,
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        typer.echo(version("workexec-contracts"))
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(USAGE)


def main() -> None:
    """Runs `wxc`; a problem of the caller's is told without a traceback, with exit code 2."""
    try:
        code = app(prog_name="wxc", standalone_mode=False)
    except MisuseOfCommand as problem:
        _end(UsageProblem.of(problem))
    except Exception as problem:
        if not is_expected(problem):
            raise
        _end(problem)
    sys.exit(code)


def _end(problem: Exception) -> None:
    typer.echo(f"wxc: {problem}", err=True)
    sys.exit(USAGE)
