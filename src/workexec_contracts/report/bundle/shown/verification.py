"""`wxc verify` and `wxc fuzz`: cases, interactions of pacts, drawn requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.report.bundle.model import Evidence, Shown
from workexec_contracts.report.next_steps import US
from workexec_contracts.verdict import Verdict
from workexec_contracts.verification import Kind

from .gathering import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.report.model import CaseReport, ContractReport, Report

HELD = {
    Kind.CASE: "cases of the contract",
    Kind.PACT: "interactions of pacts",
    Kind.FUZZ: "claims about drawn requests",
}


def of_verification(report: Report) -> Shown:
    """A contract to which nothing was put is evidence, too: of nothing."""
    counts = ", ".join(f"{report.count(verdict)} {verdict}" for verdict in Verdict)
    return Shown(
        target=report.target,
        seed=report.seed,
        verdict=report.verdict,
        exit_code=report.exit_code,
        told=f"{counts} against {report.target}",
        mends=US if report.ours else "",
        evidence=gathered(row for contract in report.contracts for row in _rows(contract)),
    )


def _rows(contract: ContractReport) -> Iterator[Evidence]:
    for case in contract.cases:
        yield _row(contract, case)
    if not contract.cases:
        yield Evidence(
            contract=contract.operation,
            what="no case was executed",
            verdict=Verdict.UNKNOWN,
            clause=contract.clause,
        )


def _row(contract: ContractReport, case: CaseReport) -> Evidence:
    if case.verdict is Verdict.PASSED:
        return Evidence(
            contract=contract.operation, what=HELD[case.kind], verdict=case.verdict, clause=contract.clause
        )
    return Evidence(
        contract=contract.operation,
        what=case.name,
        verdict=case.verdict,
        clause=case.clause,
        expected=case.expected,
        actual=case.actual,
        request=case.curl,
        replay=case.replay,
    )
