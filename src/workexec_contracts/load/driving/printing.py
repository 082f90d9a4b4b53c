"""The SLA table as Locust prints its own: plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.load.result import LoadResult, OperationResult

HEADS = ("integration", "operation", "verdict", "attempts", "p95 ms", "limit ms", "errors", "attempts/call")
KEYS = ("integration", "operation", "verdict", "attempts", "p95_ms", "limit_ms", "errors", "amplification")
_NUMBERS = 3
"""From this column on."""


def rows(result: LoadResult) -> Iterator[dict[str, str]]:
    """A row for each operation."""
    for integration in result.integrations:
        for operation in integration.operations:
            yield dict(zip(KEYS, _cells(integration.domain, operation), strict=True))


def as_text(result: LoadResult) -> str:
    """The table, and the verdict about the whole."""
    lines = [HEADS, *(tuple(row.values()) for row in rows(result))]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADS))]
    table = "\n".join(
        "  ".join(
            cell.rjust(width) if at >= _NUMBERS else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    return f"{table}\n\nSLA: {result.verdict} (seed {result.about.seed})"


def _cells(domain: str, operation: OperationResult) -> tuple[str, ...]:
    judged, calls = operation.judgement, operation.calls
    value = judged.percentile_s.value
    return (
        domain,
        judged.objective.operation,
        judged.verdict.value,
        str(judged.samples),
        "" if value is None else f"{value * 1000:.1f}",
        f"{judged.objective.limit_s * 1000:g}",
        f"{judged.failed}",
        "" if calls.amplification is None else f"{calls.amplification:.2f}",
    )
