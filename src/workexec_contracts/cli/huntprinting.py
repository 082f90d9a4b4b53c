"""What a search or an exhaustive run prints and writes: what was tried, what was met."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from .output import Format, console
from .written import write

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.report.simulation import HuntResult


def show(result: HuntResult, file: Path | None, style: Format, *, quiet: bool) -> None:
    """Writes the JSON where it is asked for, then prints. Raises UsageProblem."""
    from workexec_contracts.report.bundle.shown import of_hunt  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.simulation import hunt_json  # noqa: PLC0415  # the same

    write(result, [(file, hunt_json)], of_hunt)
    text = hunt_json(result)
    if style is Format.JSON:
        typer.echo(text, nl=False)
        return
    if result.coverage and not quiet:
        console().print(_coverage(result))
    counts = ", ".join(f"{count:,} {name}" for name, count in result.figures.items())
    bound = "; not all combinations, for want of time" if result.complete is False else ""
    met = f", {len(result.coverage):,} pairs of a policy's state and a fault" if result.coverage else ""
    typer.echo(f"{result.mode}: {result.verdict} ({result.runs:,} runs: {counts}{met}{bound})")


def _coverage(result: HuntResult) -> Table:
    """How many states of each operation's policy met each kind of fault."""
    counts = Counter((seen.state.partition(" ")[0], seen.fault) for seen in result.coverage)
    table = Table(header_style="bold")
    table.add_column("operation", no_wrap=True)
    table.add_column("states of its policy that met a fault")
    for operation in sorted({operation for operation, _ in counts}):
        met = sorted((fault, count) for (name, fault), count in counts.items() if name == operation)
        table.add_row(operation, ", ".join(f"{fault.replace('_', ' ')} {count}" for fault, count in met))
    return table
