"""`wxc drift`: every copy of the contracts, and a provider's own document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.drift.agreement import Standing
from workexec_contracts.drift.difference import Class
from workexec_contracts.report.bundle.model import Evidence, Shown
from workexec_contracts.report.next_steps import US
from workexec_contracts.verdict import Verdict

from .gathering import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.agreement import Matrix
    from workexec_contracts.drift.agreement.matrix import Cell
    from workexec_contracts.drift.agreement.matrix import Row as MatrixRow
    from workexec_contracts.drift.difference import Row
    from workexec_contracts.drift.provider import Comparison

VERDICTS = {
    Standing.AGREES: Verdict.PASSED,
    Standing.DIFFERS: Verdict.FAILED,
    Standing.UNKNOWN: Verdict.UNKNOWN,
}


def of_matrix(found: Matrix) -> Shown:
    """A copy that differs is a failure of its contract; that all agree shows nothing of any service."""
    told = f"{len(found.rows)} contracts in {len(found.columns)} copies"
    rows = (row for one in found.rows for cell in one.cells for row in _cell(one, cell))
    return Shown(
        target="",
        seed="",
        verdict=found.verdict,
        exit_code=found.exit_code,
        told=told,
        mends=US,
        proves=False,
        evidence=gathered(rows),
    )


def _cell(row: MatrixRow, cell: Cell) -> Iterator[Evidence]:
    verdict = VERDICTS.get(cell.standing)
    if verdict is None:
        return
    if verdict is Verdict.PASSED or not cell.details:
        what = "copies that agree" if verdict is Verdict.PASSED else f"{cell.copy_}: {cell.standing.value}"
        yield Evidence(contract=row.contract, what=what, verdict=verdict, clause=row.clause)
        return
    for detail in cell.details:
        yield Evidence(
            contract=row.contract,
            what=f"{cell.copy_} differs",
            verdict=verdict,
            clause=detail.clause or row.clause,
            actual=detail.says,
            file=detail.file,
            pointer=detail.pointer,
            replay="wxc drift",
        )


def of_comparison(found: Comparison) -> Shown:
    """What a provider's document breaks; a style is a failure where it is judged strictly."""
    counts = ", ".join(f"{count} {kind.value}" for kind, count in found.counts.items()) or "no difference"
    rows = [row for one in found.differences for row in _difference(one, found)]
    differ = {row.contract for row in rows}
    rows += [
        Evidence(
            contract=name, what="nothing that WorkExec relies on differs", verdict=Verdict.PASSED, clause=""
        )
        for name in found.operations
        if name not in differ
    ]
    return Shown(
        target=found.document,
        seed="",
        verdict=found.verdict,
        exit_code=found.exit_code,
        told=f"{counts} in {found.document}",
        evidence=gathered(rows),
    )


def _difference(row: Row, found: Comparison) -> Iterator[Evidence]:
    strictly = row.kind is Class.STYLE and found.strict
    verdicts = {Class.BREAKING: Verdict.FAILED, Class.UNKNOWN: Verdict.UNKNOWN}
    verdict = Verdict.FAILED if strictly else verdicts.get(row.kind, Verdict.PASSED)
    for name in dict.fromkeys(place.split(" ")[0] for place in row.places):
        yield Evidence(
            contract=name,
            what=f"{row.kind.value}: {row.aspect}" if verdict is not Verdict.PASSED else row.kind.value,
            verdict=verdict,
            clause=row.clauses[0] if row.clauses else "",
            expected=row.relied,
            actual=row.offered,
            file=row.file,
            pointer=row.pointer,
        )
