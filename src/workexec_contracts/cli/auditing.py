"""One audit: what is printed while it runs and at its end, what is written, and the exit code."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.table import Table

from workexec_contracts.verdict import Verdict

from .addresses import Style, as_text
from .output import Format, console
from .problem import UsageProblem
from .written import write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.audit import Auditor, Event, Ruling
    from workexec_contracts.policy import Tolerance
    from workexec_contracts.report.audit import AuditResult

COLOURS = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.UNKNOWN: "yellow"}
COLUMNS = ("Domain", "Operation", "Claim", "Verdict", "Tested")


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
        return console(stderr=as_json, quiet=self.quiet)

    def addresses(self, url: str, style: Style) -> None:
        """What the audited service has to be configured with."""
        from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast

        chosen = Style.ENV if style is Style.TABLE else style
        text = as_text({domain.name: url for domain in domains()}, chosen)
        self.console.print("The audited service must be configured with the stubs:", highlight=False)
        self.console.print(text, highlight=False, markup=False, soft_wrap=True)


def tolerance_of(given: list[str] | None) -> Tolerance:
    """The usual one but for what was given. Raises UsageProblem."""
    from dataclasses import replace  # noqa: PLC0415  # `wxc --help` stays fast

    from workexec_contracts.audit import TOLERANCE  # noqa: PLC0415  # the same

    changed: dict[str, float] = {}
    for text in given or ():
        name, _, seconds = text.partition("=")
        try:
            changed[f"{name}_s"] = float(seconds)
            good = name in {"early", "late", "timeout", "replay"} and changed[f"{name}_s"] >= 0
        except ValueError:
            good = False
        if not good:
            expected = "early, late, timeout or replay, and seconds"
            raise UsageProblem(f"{text} is no tolerance", "--tolerance", expected, "--tolerance late=0.5")
    return replace(TOLERANCE, **changed)


def run_audit(auditor: Auditor, printing: Printing) -> int:
    """All events of an audit that triggers; returns the exit code."""
    told: list[Event] = []
    out = printing.console

    async def listen() -> None:
        async for event in auditor.events():
            told.append(event)
            _progress(event, out)

    asyncio.run(listen())
    return print_rulings(told, printing)


def _progress(event: Event, out: Console) -> None:
    from workexec_contracts.audit import ExperimentFinished  # noqa: PLC0415  # `wxc --help` stays fast

    if isinstance(event, ExperimentFinished):
        problem = f": {event.problem}" if event.problem else ""
        line = f"{event.number}/{event.of} {event.name}, {event.seconds:.1f} s{problem}"
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def print_rulings(events: Iterable[Event], printing: Printing) -> int:
    """Prints and writes what events tell; returns the exit code."""
    from workexec_contracts.report.audit import Collector, as_json  # noqa: PLC0415  # `wxc --help` stays fast

    collector = Collector()
    for event in events:
        collector.on(event)
    result = collector.result
    _write(result, printing)
    if printing.style is Format.JSON:
        typer.echo(as_json(result), nl=False)
        return result.finished.exit_code
    out = printing.console
    out.print(_table(result))
    for verdict in (Verdict.FAILED, Verdict.UNKNOWN):
        for ruling in result.of(verdict):
            out.print(_told(ruling), highlight=False, soft_wrap=True)
    typer.echo(f"{result.verdict}: {result.sentence}")
    return result.finished.exit_code


def _table(result: AuditResult) -> Table:
    table = Table(header_style="bold")
    for column in COLUMNS:
        table.add_column(column, justify="right" if column == "Tested" else "left", overflow="fold")
    for ruling in result.rulings:
        verdict = f"[{COLOURS[ruling.verdict]}]{ruling.verdict}[/]"
        table.add_row(ruling.domain, ruling.operation, ruling.claim.value, verdict, str(ruling.tested))
    return table


def _told(ruling: Ruling) -> str:
    verdict = f"[{COLOURS[ruling.verdict]}]{ruling.verdict}[/]"
    lines = [f"{verdict} {escape(ruling.operation)} {escape(ruling.claim)}".replace("  ", " ")]
    lines.append(f"  clause:   {escape(ruling.clause)}")
    lines += [f"  what:     {escape(text)}" for text in ruling.told]
    lines += [f"  {escape(line)}" for line in ruling.evidence]
    return "\n".join(lines) + "\n"


def _write(result: AuditResult, printing: Printing) -> None:
    from workexec_contracts.report import audit as report  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.bundle.shown import of_audit  # noqa: PLC0415  # the same

    texts = (
        (printing.html, report.html),
        (printing.junit, report.junit),
        (printing.json, report.as_json),
    )
    write(result, texts, of_audit)
