"""The SLA table as Locust prints its own: plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.verdict import worst

if TYPE_CHECKING:
    from workexec_contracts.load.gate import Judgement
    from workexec_contracts.load.result import LoadResult

HEADS = ("integration", "operation", "verdict", "attempts", "p95 ms", "limit ms", "errors", "attempts/call")
KEYS = ("integration", "operation", "verdict", "attempts", "p95_ms", "limit_ms", "errors", "amplification")
_NUMBERS = 3
"""From this column on."""


def row(judged: Judgement, amplification: float | None) -> dict[str, str]:
    """One operation."""
    objective, value = judged.objective, judged.percentile_s.value
    cells = (
        objective.domain,
        objective.operation,
        judged.verdict.value,
        str(judged.samples),
        "" if value is None else f"{value * 1000:.1f}",
        f"{objective.limit_s * 1000:g}",
        f"{judged.failed}",
        "" if amplification is None else f"{amplification:.2f}",
    )
    return dict(zip(KEYS, cells, strict=True))


def as_text(result: LoadResult) -> str:
    """The table, and the verdict about the whole."""
    operations = [operation for one in result.integrations for operation in one.operations]
    told = [row(operation.judgement, operation.calls.amplification) for operation in operations]
    lines = [HEADS, *(tuple(one.values()) for one in told)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADS))]
    table = "\n".join(
        "  ".join(
            cell.rjust(width) if at >= _NUMBERS else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    kept = [
        f"{step.journey} {step.operation} fails {step.fail_mode}: {step.verdict}, {'; '.join(step.reasons)}"
        for step in result.fail_modes.judged
    ]
    modes = "\n".join((*kept, f"fail modes: {result.fail_modes.sentence}"))
    sla = worst(one.verdict for one in result.integrations)
    return f"{table}\n\n{modes}\nSLA: {sla} (seed {result.about.seed})"
