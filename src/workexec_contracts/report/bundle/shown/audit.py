"""`wxc audit`: claims about a consumer, from outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.report.bundle.model import Evidence, Shown
from workexec_contracts.verdict import Verdict

from .gathering import gathered

if TYPE_CHECKING:
    from workexec_contracts.audit import Ruling
    from workexec_contracts.report.audit import AuditResult

CONSUMER = "the recorded WorkExec"


def of_audit(result: AuditResult) -> Shown:
    """One row for each claim about each operation that is not kept."""
    recorded = "://" not in result.started.source
    return Shown(
        target=Path(result.started.source).name if recorded else result.started.service,
        seed="",
        verdict=result.verdict,
        exit_code=result.finished.exit_code,
        told=result.sentence,
        mends=CONSUMER if recorded else result.started.service,
        evidence=gathered(map(_row, result.rulings)),
    )


def _row(ruling: Ruling) -> Evidence:
    if ruling.verdict is Verdict.PASSED:
        return Evidence(
            contract=ruling.operation, what="claims kept", verdict=ruling.verdict, clause=ruling.clause
        )
    return Evidence(
        contract=ruling.operation,
        what=ruling.claim.value,
        verdict=ruling.verdict,
        clause=ruling.clause,
        expected=ruling.claim.value,
        actual="; ".join(ruling.told),
        request="\n".join(ruling.evidence),
    )
