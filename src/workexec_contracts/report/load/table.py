"""A load test as CSV: a line for each operation, times in seconds, an empty cell where nothing is known."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from workexec_contracts.load import Ending, StepEnd
from workexec_contracts.verdict import worst

if TYPE_CHECKING:
    from workexec_contracts.load import FailModes, LoadResult, OperationResult, StepOutcomes


def as_csv(result: LoadResult) -> str:
    """The table, with a line of headings."""
    rows = [
        _row(operation, result.fail_modes)
        for integration in result.integrations
        for operation in integration.operations
    ]
    out = io.StringIO()
    headings = list(rows[0]) if rows else []
    writer = csv.DictWriter(out, headings, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _row(operation: OperationResult, fail_modes: FailModes) -> dict[str, object]:
    judged, attempts, calls = operation.judgement, operation.attempts.times, operation.calls
    objective = judged.objective
    return {
        "domain": objective.domain,
        "operation": objective.operation,
        "verdict": judged.verdict.value,
        "limit_s": objective.limit_s,
        "percentile": objective.level.percentile,
        "percentile_s": judged.percentile_s.value,
        "percentile_lower_s": judged.percentile_s.lower,
        "percentile_upper_s": judged.percentile_s.upper,
        "samples": judged.samples,
        "failed": judged.failed,
        "error_share": judged.error_share.value,
        "attempts": attempts.count,
        "attempt_p50_s": attempts.p50_s,
        "attempt_p95_s": attempts.p95_s,
        "attempt_p99_s": attempts.p99_s,
        "attempt_max_s": attempts.max_s,
        "calls": calls.times.count,
        "call_p50_s": calls.times.p50_s,
        "call_p95_s": calls.times.p95_s,
        "call_p99_s": calls.times.p99_s,
        "amplification": calls.amplification,
        "retried_share": calls.retried_share,
        **{f"calls_{ending.name.lower()}": calls.endings.get(ending, 0) for ending in Ending},
        "reasons": "; ".join(judged.reasons),
        **_steps([step for step in fail_modes.steps if step.operation == objective.operation]),
    }


def _steps(steps: list[StepOutcomes]) -> dict[str, object]:
    """Of all journeys together; the verdict is that of the worst which has one."""
    verdicts = [step.verdict for step in steps if step.verdict is not None]
    counts = {end: sum(step.ends.get(end, 0) for step in steps) for end in StepEnd}
    return {
        "fail_mode_verdict": worst(verdicts).value if verdicts else "",
        **{f"steps_{end.name.lower()}": count for end, count in counts.items()},
        "fail_mode_reasons": "; ".join(f"{step.journey}: {', '.join(step.reasons)}" for step in steps),
    }
