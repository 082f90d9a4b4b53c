"""Rows for `wxc lint`, `wxc findings` and `wxc status`; how they look is decided elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from workexec_contracts import contracts
from workexec_contracts.contracts.vocabulary import Data, Endpoint, Event, Finding, Status

from .given import given

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .report import LintReport


class ProblemRow(Data):
    """A line of `wxc lint`."""

    problem: str
    where: str
    detail: str
    clause: str
    covered_by: tuple[str, ...]
    decision: str


class Verification(Data):
    """The last verdict about an operation."""

    verdict: Literal["passed", "failed", "unknown"]
    at: str
    against: str


class StatusRow(Data):
    """A line of the document's status table, live. `verified` is None for never."""

    domain: str
    name: str
    """The operation id, or the name of an event that nobody delivers to a neighbour."""
    contract: str
    status: Status
    blocked_by: str | None
    assumptions: tuple[str, ...]
    stubbed: int
    verified: Verification | None


def problem_rows(report: LintReport) -> list[ProblemRow]:
    """Every problem; those that no finding covers come first."""
    decisions = {finding.id: finding.decision for finding in contracts.FINDINGS}
    rows = [
        ProblemRow(
            problem=problem.kind,
            where=problem.subject,
            detail=problem.detail,
            clause=problem.clause,
            covered_by=report.covered.get(problem, ()),
            decision=" / ".join(decisions.get(name, "") for name in report.covered.get(problem, ())),
        )
        for problem in report.problems
    ]
    return sorted(rows, key=lambda row: bool(row.covered_by))


def findings_by_domain(domain: str | None = None) -> dict[str, tuple[Finding, ...]]:
    """The findings by the domain that must confirm them; WorkExec's own come last."""
    names = [*(found.name for found in contracts.domains()), "workexec"]
    if domain is not None and domain not in names:
        message = f"no domain {domain!r}; there are {', '.join(names)}"
        raise ValueError(message)
    return {
        name: tuple(finding for finding in contracts.FINDINGS if name in finding.confirm)
        for name in names
        if domain in {None, name}
    }


def status_rows(stubbed: Mapping[str, int], verified: Mapping[str, Verification]) -> list[StatusRow]:
    """Every contract, by domain. Both mappings have operation ids, or names of events, as keys."""
    what = given()
    delivered = {event.name for event in what.delivered}
    contracts_: list[tuple[str, str, Endpoint | Event]] = [
        (domain.title, operation.operation_id, operation) for domain, operation in what.operations
    ]
    titles = {domain.name: domain.title for domain in what.domains}
    contracts_ += [
        (titles.get(event.publisher, "WorkExec"), event.name, event)
        for event in what.events
        if event.name not in delivered
    ]
    order = {title: at for at, title in enumerate(titles.values())}
    return [
        StatusRow(
            domain=title,
            name=name,
            contract=contract.title,
            status=contract.status,
            blocked_by=contract.blocked_by,
            assumptions=contract.assumptions,
            stubbed=stubbed.get(name, 0),
            verified=verified.get(name),
        )
        for title, name, contract in sorted(contracts_, key=lambda row: order.get(row[0], len(order)))
    ]


def read_verified(path: Path) -> dict[str, Verification]:
    """The verdicts in `.wxc/verified.json` by operation id; none where there is no file."""
    if not path.exists():
        return {}
    recorded = json.loads(path.read_text(encoding="utf-8"))
    return {name: Verification.model_validate(verdict) for name, verdict in recorded.items()}
