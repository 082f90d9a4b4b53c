"""The matrix: a row for each operation and event, a column for each copy."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from workexec_contracts.contracts import domains, events
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import EXIT, Verdict, worst

from .copies import COPIES
from .detail import Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .detail import Found

FORMAT: Literal["workexec-contracts/agreement/1"] = "workexec-contracts/agreement/1"


class Standing(StrEnum):
    """Of one copy of one contract."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    NONE = "-"
    """There is no such copy, and there need not be one."""


_VERDICTS = {
    Standing.AGREES: Verdict.PASSED,
    Standing.DIFFERS: Verdict.FAILED,
    Standing.UNKNOWN: Verdict.UNKNOWN,
}


class Cell(Data):
    """One copy of one contract."""

    copy_: str
    standing: Standing
    details: tuple[Detail, ...] = ()


class Row(Data):
    """One contract."""

    domain: str
    contract: str
    clause: str
    cells: tuple[Cell, ...]


class Matrix(Data):
    """All of them."""

    format: Literal["workexec-contracts/agreement/1"] = FORMAT
    columns: tuple[str, ...]
    verdict: Verdict
    exit_code: int
    rows: tuple[Row, ...]


def matrix(
    root: Path,
    names: frozenset[str] = frozenset(),
    live: Mapping[str, Mapping[str, tuple[Verdict, tuple[Detail, ...]]]] | None = None,
) -> Matrix:
    """Compare the copies below `root`. `live` adds columns of services that were asked, by operation."""
    found = {name: copy(root) for name, copy in COPIES.items()}
    rows = []
    for domain, contract, clause in _contracts(names):
        cells = [_cell(name, held, contract) for name, held in found.items()]
        cells += [_asked(name, answers, contract) for name, answers in (live or {}).items()]
        rows.append(Row(domain=domain, contract=contract, clause=clause, cells=tuple(cells)))
    standings = [cell.standing for row in rows for cell in row.cells if cell.standing is not Standing.NONE]
    verdict = worst(_VERDICTS[standing] for standing in standings)
    return Matrix(
        columns=(*COPIES, *(live or {})), verdict=verdict, exit_code=EXIT[verdict], rows=tuple(rows)
    )


def _contracts(names: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    for domain in domains():
        if not names or domain.name in names:
            for operation in domain.operations:
                yield domain.name, operation.operation_id, operation.clause
    for event in events():
        neighbour = event.consumer or event.publisher
        if not names or neighbour in names:
            yield neighbour, event.name, event.clause


def _cell(name: str, held: Found, contract: str) -> Cell:
    if contract not in held:
        return Cell(copy_=name, standing=Standing.NONE)
    details = tuple(held[contract])
    return Cell(copy_=name, standing=Standing.DIFFERS if details else Standing.AGREES, details=details)


def _asked(name: str, answers: Mapping[str, tuple[Verdict, tuple[Detail, ...]]], contract: str) -> Cell:
    if contract not in answers:
        return Cell(copy_=name, standing=Standing.NONE)
    verdict, details = answers[contract]
    standing = next(one for one, meant in _VERDICTS.items() if meant is verdict)
    return Cell(copy_=name, standing=standing, details=details)
