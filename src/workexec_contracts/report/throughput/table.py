"""The search as CSV: a line for each rate that was tried, an empty cell where nothing is known."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workexec_contracts.load import Step, Throughput, ThroughputResult

HEADINGS = (
    "domain",
    "operation",
    "sustained_hz",
    "at_least",
    "ended",
    "rate_hz",
    "outcome",
    "held_s",
    "attempts",
    "p95_s",
    "limit_s",
    "error_share",
    "growth",
)


def as_csv(result: ThroughputResult) -> str:
    """The table, with a line of headings."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(endpoint, step) for endpoint in result.endpoints for step in endpoint.steps)
    return out.getvalue()


def _row(endpoint: Throughput, step: Step) -> dict[str, object]:
    objective = endpoint.objective
    return {
        "domain": objective.domain,
        "operation": objective.operation,
        "sustained_hz": endpoint.sustained_hz,
        "at_least": endpoint.at_least,
        "ended": endpoint.ended,
        "rate_hz": step.rate_hz,
        "outcome": step.outcome.value,
        "held_s": step.held_s,
        "attempts": step.attempts,
        "p95_s": step.p95_s,
        "limit_s": objective.limit_s,
        "error_share": step.error_share,
        "growth": step.growth,
    }
