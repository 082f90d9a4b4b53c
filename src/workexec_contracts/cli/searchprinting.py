"""What `wxc throughput` prints and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from .output import Format, console
from .written import write

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.load import Objective, Step, Throughput, ThroughputResult

COLUMNS = ("consumer", "operation", "sustained", "p95", "limit", "errors", "ended by", "rates tried")


@dataclass(frozen=True)
class Files:
    """Where the reports go."""

    html: Path | None = None
    json: Path | None = None
    csv: Path | None = None


def tell(told: Console, objective: Objective, step: Step) -> None:
    """One rate, as soon as it is known."""
    figures = f"p95 {_ms(step.p95_s)}, {step.error_share or 0:.2%} errors"
    told.print(f"{objective.domain} {step.rate_hz:.4g} events/s: {step.outcome} ({figures})", highlight=False)


def show(result: ThroughputResult, files: Files, style: Format, *, quiet: bool) -> None:
    """Writes the files, then prints. Raises UsageProblem for a file that cannot be written."""
    from workexec_contracts.report import throughput as report  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.bundle.shown import of_throughput  # noqa: PLC0415  # the same

    texts = ((files.html, report.html), (files.json, report.as_json), (files.csv, report.as_csv))
    write(result, texts, of_throughput)
    if style is Format.JSON:
        typer.echo(report.as_json(result), nl=False)
        return
    if not quiet:
        _table(result)
    for endpoint in result.endpoints:
        typer.echo(f"{endpoint.objective.domain}: {endpoint.sentence} ({endpoint.ended})")


def _table(result: ThroughputResult) -> None:
    table = Table(header_style="bold")
    for column in COLUMNS:
        table.add_column(column)
    for endpoint in result.endpoints:
        table.add_row(*_cells(endpoint))
    out = console()
    out.print(table)
    out.print(f"{result.seconds:.0f} s, {result.workers} worker(s), seed {result.seed}", highlight=False)


def _cells(endpoint: Throughput) -> tuple[str, ...]:
    objective, share = endpoint.objective, endpoint.error_share
    return (
        objective.domain,
        objective.operation,
        endpoint.sentence,
        _ms(endpoint.p95_s),
        f"{objective.limit_s * 1000:,.0f} ms",
        "" if share is None else f"{share:.2%}",
        endpoint.ended,
        f"{len(endpoint.steps)}",
    )


def _ms(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds * 1000:,.0f} ms"
