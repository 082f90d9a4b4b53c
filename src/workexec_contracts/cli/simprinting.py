"""What `wxc simulate` prints and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from workexec_contracts.verdict import Verdict

from .loadprinting import COLOURS
from .output import Format, console
from .sparkline import sparkline
from .written import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.report.simulation import IntegrationFigures, SimulationResult

INVARIANTS = ("claim", "clause", "verdict", "tested", "broken")
INTEGRATIONS = ("integration", "operation", "calls", "attempts", "per call", "no answer", "refused")
TIMES = ("p50", "p95", "p99", "SLA", "slower")
NARROW = ("operation", "per call", "p50", "p95", "p99", "slower")
"""What a terminal shows that has no room for all of them."""
ROOM, LEAST = 130, 70
"""The width that the table of integrations needs; the one that clauses need."""
HOUR_S = 3_600
"""Between two points of the backlog."""


@dataclass(frozen=True)
class Files:
    """Where the reports go."""

    html: Path | None = None
    junit: Path | None = None
    json: Path | None = None
    csv: Path | None = None


def show(result: SimulationResult, files: Files, style: Format, *, quiet: bool) -> None:
    """Writes the files, then prints. Raises UsageProblem for a file that cannot be written."""
    from workexec_contracts.report import simulation as report  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.bundle.shown import of_simulation  # noqa: PLC0415  # the same

    texts = (
        (files.html, report.html),
        (files.junit, report.junit),
        (files.json, report.as_json),
        (files.csv, report.as_csv),
    )
    write(result, texts, of_simulation)
    if style is Format.JSON:
        typer.echo(report.as_json(result), nl=False)
        return
    if not quiet:
        _print(result, console())
    typer.echo(f"simulation: {result.verdict} ({_counted(result)})")


def _print(result: SimulationResult, out: Console) -> None:
    out.print(_invariants(result, out.width))
    out.print(_integrations(result.figures.integrations, out.width))
    for line in (*_figures(result), *_backlog(result, out), *_breaches(result)):
        out.print(line, markup=False, highlight=False)


def _invariants(result: SimulationResult, width: int) -> Table:
    shown = [name for name in INVARIANTS if width >= LEAST or name != "clause"]
    table = _table(shown, len(shown) - 2)
    for claim in result.invariants:
        verdict = f"[{COLOURS[claim.verdict]}]{claim.verdict}"
        cells = (claim.sentence, claim.clause, verdict, f"{claim.checked:,}", f"{claim.broken:,}")
        table.add_row(*(cell for name, cell in zip(INVARIANTS, cells, strict=True) if name in shown))
    return table


def _integrations(figures: tuple[IntegrationFigures, ...], width: int) -> Table:
    columns = (*INTEGRATIONS, *TIMES)
    shown = columns if width >= ROOM else NARROW
    table = _table(shown, 1 + (shown is columns))
    for one in figures:
        counts = (f"{count:,}" for count in (one.unanswered, one.refused))
        times = map(_ms, (one.p50_s, one.p95_s, one.p99_s))
        called = (f"{one.calls:,}", f"{one.attempts:,}", f"{one.amplification:.2f}")
        ends = (f"{one.sla_s:g} s", f"{one.slower:,}")
        cells = (one.domain, one.operation, *called, *counts, *times, *ends)
        table.add_row(*(cell for name, cell in zip(columns, cells, strict=True) if name in shown))
    return table


def _table(columns: Sequence[str], texts: int) -> Table:
    """The first columns are texts, the others numbers."""
    table = Table(header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number < texts else "right", overflow="fold")
    return table


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:,.0f} ms"


def _figures(result: SimulationResult) -> list[str]:
    figures = result.figures
    events = f"events: {figures.events:,} accepted, {figures.deliveries:,} deliveries attempted"
    dead = f"{figures.dead_letters:,} dead letters, {figures.replayed:,} of them replayed"
    steps = f"{figures.blocked_finalizations:,} finalizations told to try again"
    crashes = f"{figures.unanswered_steps:,} steps without an answer, {figures.crashes:,} crashes of WorkExec"
    ends = ", ".join(f"{count:,} {name}" for name, count in figures.outcomes.items()) or "none"
    return [f"{events}, {dead}", f"steps: {steps}, {crashes}", f"work orders: {ends}"]


def _backlog(result: SimulationResult, out: Console) -> list[str]:
    """The same width of time in every line."""
    points, ascii_only = result.backlog, out.options.ascii_only
    if not points:
        return []
    on = [
        sum(fault.from_s < point.at_s < fault.until_s + HOUR_S for fault in result.faults) for point in points
    ]
    rows = (
        ("open work orders", [point.open for point in points]),
        ("events that wait", [point.pending for point in points]),
        ("dead letters", [point.dead for point in points]),
        ("faults that are on", on),
    )
    lines = [
        f"{name:<19}{sparkline(counts, ascii_only=ascii_only)} at most {max(counts):,}"
        for name, counts in rows
        if any(counts)
    ]
    return [f"{points[-1].at_s / 86_400:.3g} days of virtual time, from left to right:", *lines]


def _breaches(result: SimulationResult) -> list[str]:
    """The first of each claim."""
    lines: list[str] = []
    firsts = {claim.name: (claim, breach) for claim, breach in reversed(result.breaches)}
    for claim, breach in firsts.values():
        order = "" if breach.order is None else f", work order {breach.order}"
        lines += [
            f"broken: {claim.sentence}",
            f"  clause: {claim.clause}",
            f"  when:   {breach.at} (virtual){order}, seed {breach.seed}",
            f"  what:   {breach.told}",
            f"  replay: {breach.replay}",
        ]
    broken = sum(claim.broken for claim in result.invariants)
    if broken > len(firsts):
        lines.append(f"and {broken - len(firsts):,} more: --html and --json have them")
    return lines


def _counted(result: SimulationResult) -> str:
    verdicts = [claim.verdict for claim in result.invariants]
    told = {Verdict.PASSED: "hold", Verdict.FAILED: "broken", Verdict.UNKNOWN: "not tested"}
    counts = ", ".join(f"{verdicts.count(verdict)} {word}" for verdict, word in told.items())
    runs = "" if len(result.runs) == 1 else f"; {len(result.runs):,} runs"
    return f"{counts}{runs}; history {result.digest}"
