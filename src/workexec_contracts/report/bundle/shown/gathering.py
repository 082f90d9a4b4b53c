"""Rows of evidence: what failed stands alone, what held alike is counted, and no run fills the disk."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workexec_contracts.report.bundle.model import Evidence
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 100
"""Rows of one contract that did not hold."""


def gathered(rows: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The rows that did not hold, the worst first, and the counts of those that did."""
    alone: dict[tuple[str, Verdict], list[Evidence]] = {}
    held: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row.verdict is Verdict.PASSED:
            held[row.contract, row.what, row.clause] += row.count
        else:
            alone.setdefault((row.contract, row.verdict), []).append(row)
    found = [row for (_, verdict), own in alone.items() if verdict is Verdict.FAILED for row in _some(own)]
    found += [row for (_, verdict), own in alone.items() if verdict is Verdict.UNKNOWN for row in _some(own)]
    found += [
        Evidence(contract=contract, what=what, verdict=Verdict.PASSED, clause=clause, count=count)
        for (contract, what, clause), count in held.items()
    ]
    return tuple(found)


def _some(rows: list[Evidence]) -> list[Evidence]:
    rest = rows[MOST:]
    if not rest:
        return rows
    told = f"and {len(rest)} more like them: the run's own report has all"
    more = Evidence(
        contract=rest[0].contract, what=told, verdict=rest[0].verdict, clause=rest[0].clause, count=len(rest)
    )
    return [*rows[:MOST], more]
