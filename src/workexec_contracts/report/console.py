"""A run for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from workexec_contracts.verification import Kind, RunStarted, Verdict

if TYPE_CHECKING:
    import rich.console
    import rich.status

    from workexec_contracts.verification import Event, Progress

    from .model import CaseReport, ContractReport, Report

STYLE = {Verdict.PASSED: "green", Verdict.UNKNOWN: "yellow", Verdict.FAILED: "bold red"}
FAILURES_SHOWN = 20
CURL_SHOWN = 2000
COUNTED = (Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN)
HINT = (
    "Known with --dataset, if the service holds our rows; pacts with --states-url; left out with --reachable"
)


class Console:
    """Prints the table of verdicts, each failure with what reproduces it, and the verdict."""

    def __init__(self, out: rich.console.Console, *, quiet: bool = False) -> None:
        """`quiet` leaves the verdict alone."""
        self._out, self._quiet = out, quiet
        self._drawn: dict[str, int] = {}
        self._status: rich.status.Status | None = None

    def on(self, event: Event) -> None:
        """Says that a run begins."""
        if isinstance(event, RunStarted) and not self._quiet:
            where = f"our own {event.target} at {event.base_url}" if event.ours else event.base_url
            told = f"Putting {_claims(event)} to {where} (seed {event.seed})"
            self._out.print(told, highlight=False, soft_wrap=True)

    def hear(self, progress: Progress) -> None:
        """Shows how far the drawing of requests is, where somebody looks."""
        if self._quiet or not self._out.is_terminal:
            return
        self._drawn[progress.domain] = progress.requests
        told = ", ".join(f"{domain} {requests}" for domain, requests in self._drawn.items())
        if self._status is None:
            self._status = self._out.status(told)
            self._status.start()
        self._status.update(f"drawn requests: {told}")

    def close(self, report: Report) -> None:
        """Prints the report."""
        if self._status is not None:
            self._status.stop()
        if not self._quiet:
            self._out.print(_table(report))
            self._failures(report)
            self._unknowns(report)
        self._out.print(_sentence(report), highlight=False, soft_wrap=True)

    def _failures(self, report: Report) -> None:
        failed = [
            (contract, case)
            for contract in report.contracts
            for case in contract.cases
            if case.asked and case.verdict is not Verdict.PASSED
        ]
        for contract, case in failed[:FAILURES_SHOWN]:
            self._out.print(_failure(contract, case), highlight=False, soft_wrap=True)
        if len(failed) > FAILURES_SHOWN:
            rest = len(failed) - FAILURES_SHOWN
            self._out.print(f"[bold red]and {rest} more[/]: see --json, --junit or --html\n")

    def _unknowns(self, report: Report) -> None:
        for step in report.next_steps:
            if step.what.startswith("make "):
                self._out.print(f"[yellow]unknown[/]: {escape(step.what)}", highlight=False, soft_wrap=True)
        if any(not case.asked for contract in report.contracts for case in contract.cases):
            self._out.print(HINT, highlight=False, soft_wrap=True)


def _claims(event: RunStarted) -> str:
    pacts = "those of the broker" if event.pacts is None else str(event.pacts)
    if not event.cases and event.pacts == 0:
        return f"drawn requests for {len(event.operations)} operations"
    return f"{event.cases} cases and {pacts} interactions of pacts"


def _table(report: Report) -> Table:
    table = Table(header_style="bold")
    for heading in ("Domain", "Contract", "Status"):
        table.add_column(heading)
    for heading in ("Cases", "Pacts", "Fuzz", "Passed", "Failed", "Unknown"):
        table.add_column(heading, justify="right")
    table.add_column("Verdict")
    for contract in report.contracts:
        counts = (str(contract.count(verdict)) for verdict in COUNTED)
        style = STYLE[contract.verdict]
        verdict = f"[{style}]{contract.verdict}[/]"
        names = (escape(contract.domain_title), escape(contract.contract), contract.status.value)
        kinds = (str(contract.of(kind)) for kind in Kind)
        table.add_row(*names, *kinds, *counts, verdict)
    return table


def _failure(contract: ContractReport, case: CaseReport) -> str:
    curl = case.curl
    if len(curl) > CURL_SHOWN:
        curl = f"{curl[:CURL_SHOWN]}... (whole in --json, or replay)"
    lines = {
        "clause": case.clause,
        "expected": case.expected,
        "actual": case.actual,
        "curl": curl,
        "replay": case.replay,
    }
    told = "\n".join(f"  {name + ':':10}{escape(text)}" for name, text in lines.items())
    verdict = f"[{STYLE[case.verdict]}]{case.verdict}[/]"
    what = "" if case.kind is Kind.CASE else f" {case.kind}:"
    return f"{verdict} {escape(contract.operation)}{what} {escape(case.name)}\n{told}\n"


def _sentence(report: Report) -> str:
    style = STYLE[report.verdict]
    counts = ", ".join(f"{report.count(verdict)} {verdict}" for verdict in Verdict)
    text = f"[{style}]{report.verdict}[/]: {counts} against {escape(report.target)} in {report.seconds:.1f} s"
    if report.fuzzed:
        requests = sum(fuzzed.requests for fuzzed in report.fuzzed)
        successes = sum(fuzzed.successes for fuzzed in report.fuzzed)
        excepted = sum(fuzzed.excepted for fuzzed in report.fuzzed)
        text += f"; {requests} requests were drawn, {successes} of them answered with success"
        text += f", {excepted} failures excepted with a reason" if excepted else ""
    if not any(contract.cases for contract in report.contracts):
        text += "; nothing was executed"
    if report.verdict is Verdict.FAILED and report.exit_code != 1:
        text += "; only PENDING contracts are broken, which does not fail the build without --strict"
    return text
