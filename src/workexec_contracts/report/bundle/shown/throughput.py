"""`wxc throughput`: the rate of events that each consumer sustains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.report.bundle.model import Evidence, Figure, Shown
from workexec_contracts.verdict import worst

if TYPE_CHECKING:
    from workexec_contracts.load import ThroughputResult


def of_throughput(result: ThroughputResult) -> Shown:
    """A rate that is not known is unknown, whatever was tried."""
    verdict = worst(one.verdict for one in result.endpoints)
    return Shown(
        target=result.target,
        seed=result.seed,
        verdict=verdict,
        exit_code=result.exit_code,
        told="; ".join(f"{one.objective.domain} {one.sentence}" for one in result.endpoints),
        evidence=tuple(
            Evidence(
                contract=one.objective.operation,
                what="the rate that is sustained within the SLA",
                verdict=one.verdict,
                clause=one.objective.clause,
                expected=one.objective.sentence,
                actual=f"{one.sentence}: {one.ended}",
                replay=f"wxc throughput {one.objective.domain}",
            )
            for one in result.endpoints
        ),
        figures=tuple(
            Figure(
                contract=one.objective.operation, name="sustained", value=one.sustained_hz, unit="events/s"
            )
            for one in result.endpoints
            if one.sustained_hz is not None
        ),
    )
