"""The runs of one `wxc verify`: what is printed, what is written, and the exit code of all."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from .asking import Asked, refuse, targets
from .output import Format, console
from .written import unwritable, write

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.report import Report
    from workexec_contracts.verification import Target, Unpublished


@dataclass(frozen=True)
class Printing:
    """Where the reports go."""

    html: Path | None
    junit: Path | None
    json: Path | None
    style: Format
    quiet: bool

    @property
    def console(self) -> Console:
        """For people; standard output is for the JSON where that is asked for."""
        as_json = self.style is Format.JSON
        return console(stderr=as_json, quiet=as_json and self.quiet)


def run(asked: Asked, printing: Printing) -> int:
    """Verifies every target, prints and writes the reports; returns the exit code."""
    from workexec_contracts.report import as_json  # noqa: PLC0415  # `wxc --help` stays fast

    refuse(asked)
    out, reports, problems = printing.console, [], []
    for opened in targets(asked):
        with opened as target:
            report, problem = _run(target, asked, out, quiet=printing.quiet)
        reports.append(report)
        problems += [problem] if problem else []
    _record(reports)
    for at, report in enumerate(reports):
        files = (printing.html, printing.junit, printing.json)
        _write(report, *(_beside(path, report.target if at else "") for path in files))
    if printing.style is Format.JSON:
        texts = [as_json(report) for report in reports]
        typer.echo(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]", nl=False)
    for problem in problems:
        typer.echo(f"wxc: {problem}", err=True)
    return min((report.exit_code for report in reports if report.exit_code), default=0)


def _run(target: Target, asked: Asked, out: Console, *, quiet: bool) -> tuple[Report, Unpublished | None]:
    from workexec_contracts import report, verification  # noqa: PLC0415  # `wxc --help` stays fast

    collector, printer = report.Collector(), report.Console(out, quiet=quiet)
    fuzzer = None
    if asked.effort is not None:
        fuzzer = verification.Fuzzer(target, asked.selection, asked.effort, printer.hear)
    runner = verification.Runner(
        target, asked.selection, asked.seed, strict=asked.strict, source=asked.source, fuzzer=fuzzer
    )

    async def listen() -> None:
        async for event in runner.events():
            collector.on(event)
            printer.on(event)

    problem = None
    try:
        asyncio.run(listen())
    except verification.Unpublished as unpublished:
        problem = unpublished
    printer.close(collector.report)
    return collector.report, problem


def _record(reports: list[Report]) -> None:
    """What `wxc status` shows: of our own neighbours the stubs'."""
    from workexec_contracts import report  # noqa: PLC0415  # `wxc --help` stays fast

    try:
        for done in reversed(reports):
            report.record(done)
    except OSError as error:
        raise unwritable(error) from error


def _beside(path: Path | None, target: str) -> Path | None:
    """The file of the first report, or one beside it that names the later one's target."""
    words = re.sub(r"[^A-Za-z0-9.]+", "-", target).strip("-")
    return path.with_stem(f"{path.stem}-{words}") if path and words else path


def _write(done: Report, html: Path | None, junit: Path | None, json: Path | None) -> None:
    from workexec_contracts import report  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.bundle.shown import of_verification  # noqa: PLC0415  # the same

    texts = (
        (html, report.html),
        (junit, report.junit),
        (json, report.as_json),
    )
    write(done, texts, of_verification)
