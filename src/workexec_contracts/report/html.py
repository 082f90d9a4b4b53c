"""A run as one HTML file: no outside resource, opens from disk, sorts without a server."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from workexec_contracts.verification import Kind, Verdict

from .template import fill

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import CaseReport, ContractReport, NextStep, Report

LABELS = {Verdict.PASSED: "hold", Verdict.FAILED: "broken", Verdict.UNKNOWN: "unknown"}
DETAILS_SHOWN = 100


def html(report: Report) -> str:
    """The page. Everything that came from outside is escaped."""
    return fill(
        __package__ or "",
        verdict=report.verdict.value,
        target=escape(report.target),
        started=escape(report.started_at),
        seconds=f"{report.seconds:.1f}",
        seed=escape(report.seed),
        tiles="".join(_tile(report, verdict) for verdict in LABELS),
        steps="".join(_step(step) for step in report.next_steps) or "<li>Nothing.</li>",
        rows="".join(_row(contract) for contract in report.contracts),
        failures="".join(_failures(report)) or "<p>None.</p>",
        contracts="".join(_contract(contract) for contract in report.contracts),
    )


def _tile(report: Report, verdict: Verdict) -> str:
    found = [contract for contract in report.contracts if contract.verdict is verdict]
    names = ", ".join(f"{escape(c.domain_title)}: {escape(c.contract)}" for c in found) or "none"
    heading = f"<h2><b>{len(found)}</b> {LABELS[verdict]}</h2>"
    return f'<section class="tile {verdict}">{heading}<p>{names}</p></section>'


def _step(step: NextStep) -> str:
    items = "".join(f"<li>{escape(detail)}</li>" for detail in step.details[:DETAILS_SHOWN])
    rest = len(step.details) - DETAILS_SHOWN
    more = f"<li>and {rest} more</li>" if rest > 0 else ""
    told = f"<b>{escape(step.who)}</b>: {escape(step.what)}"
    if not items:
        return f"<li>{told}</li>"
    return f"<li><details><summary>{told}</summary><ul>{items}{more}</ul></details></li>"


def _row(contract: ContractReport) -> str:
    counts = [contract.of(kind) for kind in Kind]
    counts += [contract.count(verdict) for verdict in LABELS]
    cells = [
        escape(contract.domain_title),
        f'<a href="#{escape(contract.operation)}">{escape(contract.contract)}</a>',
        contract.status.value,
        escape(contract.blocked_by or ""),
    ]
    numbers = "".join(f'<td class="number">{count}</td>' for count in counts)
    texts = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr>{texts}{numbers}<td class="{contract.verdict}">{contract.verdict}</td></tr>\n'


def _failures(report: Report) -> Iterable[str]:
    for contract in report.contracts:
        for case in contract.cases:
            if case.asked and case.verdict is not Verdict.PASSED:
                yield _failure(contract, case)


def _failure(contract: ContractReport, case: CaseReport) -> str:
    parts = {"clause": case.clause, "expected": case.expected, "actual": case.actual}
    told = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in parts.items())
    lines = {"curl": case.curl, "replay": case.replay}
    told += "".join(f"<dt>{name}</dt><dd><pre>{escape(text)}</pre></dd>" for name, text in lines.items())
    what = "" if case.kind is Kind.CASE else f" {case.kind}:"
    heading = f"{escape(contract.operation)}{what} {escape(case.name)}"
    return f'<article class="{case.verdict}"><h3>{heading}</h3><dl>{told}</dl></article>\n'


def _contract(contract: ContractReport) -> str:
    items = "".join(
        f'<li class="{case.verdict}">{escape(case.name)} <small>{escape(case.clause)}</small></li>'
        for case in contract.cases
    )
    count = f"{contract.of(Kind.CASE)} cases, {contract.of(Kind.PACT)} interactions of pacts, "
    count += f"{contract.of(Kind.FUZZ)} checks of drawn requests"
    heading = f"{escape(contract.domain_title)}: {escape(contract.contract)} ({count})"
    assumed = escape(", ".join(contract.assumptions)) or "nothing"
    return (
        f'<details id="{escape(contract.operation)}"><summary>{heading}</summary>'
        f"<p>{escape(contract.clause)}. Assumes {assumed}.</p><ul>{items}</ul></details>\n"
    )
