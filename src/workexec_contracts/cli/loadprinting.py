"""What `wxc load` prints and writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from workexec_contracts.verdict import worst

from .output import Format, console
from .written import unwritable, write

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.load import FailModes, LoadResult, OperationResult, Retries

COLUMNS = (
    "integration",
    "operation",
    "verdict",
    "attempts",
    "p95",
    "limit",
    "errors",
    "attempts/call",
    "dead",
)
FAIL_MODES = ("integration", "operation", "verdict", "journey", "fails", "its steps")
RETRIES = ("integration", "operation", "verdict", "calls", "attempts", "retried", "retry policy")
COLOURS = {"passed": "green", "failed": "red", "unknown": "yellow"}


@dataclass(frozen=True)
class Files:
    """Where the reports go."""

    html: Path | None = None
    junit: Path | None = None
    json: Path | None = None
    csv: Path | None = None


def prepare(files: Files) -> None:
    """Nobody loads for two hours to hear that there is no such folder. Raises UsageProblem."""
    for path in (files.html, files.junit, files.json, files.csv):
        if path is not None:
            _try(path)


def _try(path: Path) -> None:
    was_there = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            pass
        if not was_there:
            path.unlink()
    except OSError as error:
        raise unwritable(error) from error


def show(result: LoadResult, files: Files, style: Format, *, ours: bool, quiet: bool) -> None:
    """Writes the files, then prints. `ours`: our own neighbours were loaded. Raises UsageProblem."""
    from workexec_contracts.report import load as report  # noqa: PLC0415  # `wxc --help` stays fast

    _write(result, files, ours=ours)
    if style is Format.JSON:
        typer.echo(report.as_json(result), nl=False)
        return
    if not quiet:
        _tables(result)
    typer.echo(f"SLA: {worst(one.verdict for one in result.integrations)} ({_counted(result)})")
    typer.echo(f"fail modes: {result.fail_modes.sentence}")
    kept = result.retries
    told = ("not judged", "no journal was read") if kept is None else (kept.verdict, *kept.reasons)
    typer.echo(f"retries: {'; '.join(told)}")


def _write(result: LoadResult, files: Files, *, ours: bool) -> None:
    from workexec_contracts.report import load as report  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.bundle.shown import of_load  # noqa: PLC0415  # the same

    texts = (
        (files.html, report.html),
        (files.junit, report.junit),
        (files.json, report.as_json),
        (files.csv, report.as_csv),
    )
    write(result, texts, partial(of_load, ours=ours))


def _tables(result: LoadResult) -> None:
    _table(result)
    if result.fail_modes.judged:
        _fail_modes(result.fail_modes)
    if result.retries is not None:
        _retries(result.retries)


def _table(result: LoadResult) -> None:
    out, table = console(), Table(header_style="bold")
    for number, column in enumerate(COLUMNS):
        table.add_column(column, justify="right" if number > 2 else "left")  # noqa: PLR2004  # numbers follow
    for integration in result.integrations:
        for operation in integration.operations:
            table.add_row(*_cells(integration.domain, operation))
    out.print(table)
    for integration in result.integrations:
        for operation in integration.operations:
            judged = operation.judgement
            if judged.verdict != "passed":
                out.print(f"{judged.objective.operation}: {'; '.join(judged.reasons)}", highlight=False)
    generator, about = result.generator, result.about
    fared = (
        f"{generator.cpu:.0%} CPU, {generator.lag_s * 1000:.0f} ms late, {generator.offered:.0%} of the load"
    )
    out.print(f"load generator: {fared}; {about.model} model, seed {about.seed}", highlight=False)


def _fail_modes(fail_modes: FailModes) -> None:
    """Steps that were without their neighbour, or were to be."""
    table = Table(header_style="bold")
    for column in FAIL_MODES:
        table.add_column(column)
    for step in fail_modes.judged:
        verdict = f"[{COLOURS[step.verdict.value]}]{step.verdict}[/]" if step.verdict else ""
        reasons = "; ".join(step.reasons)
        table.add_row(step.domain, step.operation, verdict, step.journey, step.fail_mode, reasons)
    console().print(table)


def _retries(retries: Retries) -> None:
    """By the stubs' journal."""
    out, table = console(), Table(header_style="bold")
    for number, column in enumerate(RETRIES):
        table.add_column(column, justify="right" if number in {3, 4, 5} else "left")
    for one in retries.operations:
        broken = ", ".join(f"{count} {kind}" for kind, count in one.broken.items())
        verdict = f"[{COLOURS[one.verdict.value]}]{one.verdict}[/]"
        counts = (f"{one.calls}", f"{one.attempts}", f"{one.retried}")
        table.add_row(one.domain, one.operation, verdict, *counts, broken or "kept")
    out.print(table)
    for one in retries.operations:
        for example in one.examples:
            out.print(f"{one.operation}: {example}", highlight=False, markup=False)


def _cells(domain: str, operation: OperationResult) -> tuple[str, ...]:
    judged, calls = operation.judgement, operation.calls
    value, verdict = judged.percentile_s.value, judged.verdict.value
    return (
        domain,
        judged.objective.operation,
        f"[{COLOURS[verdict]}]{verdict}[/]",
        f"{operation.attempts.times.count}",
        "" if value is None else f"{value * 1000:,.0f} ms",
        f"{judged.objective.limit_s * 1000:,.0f} ms",
        f"{sum(operation.attempts.failures.values())}",
        "" if calls.amplification is None else f"{calls.amplification:.2f}",
        f"{calls.endings.get('dead-lettered', 0)}",  # type: ignore[call-overload]  # a StrEnum's value
    )


def _counted(result: LoadResult) -> str:
    verdicts = [of.judgement.verdict.value for one in result.integrations for of in one.operations]
    return ", ".join(f"{verdicts.count(name)} {name}" for name in COLOURS)
