"""What must who do next: mend, make known, unblock, confirm; in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from workexec_contracts.contracts import FINDINGS
from workexec_contracts.contracts.vocabulary import Status
from workexec_contracts.pacts import WORKEXEC
from workexec_contracts.verification import Verdict

from .model import NextStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .model import CaseReport, ContractReport


class About(Protocol):
    """What is told of a contract."""

    @property
    def domain(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def contract(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def blocked_by(self) -> str | None: ...


US = "maintainers of the stubs"
CALLER = "whoever runs this"


def next_steps(contracts: Sequence[ContractReport], *, ours: bool) -> Iterator[NextStep]:
    """The steps, the most urgent first."""
    for contract in contracts:
        yield from _failures(contract, ours=ours)
    yield from _unknowns(contracts)
    yield from blocked(contracts)
    yield from findings(contracts)


def _failures(contract: ContractReport, *, ours: bool) -> Iterator[NextStep]:
    failed = [case for case in contract.cases if case.verdict is Verdict.FAILED]
    if failed:
        who = US if ours else contract.owner
        clauses = ", ".join(dict.fromkeys(case.clause for case in failed))
        what = f"mend {contract.operation}: {_cases(len(failed))} broken ({clauses})"
        yield NextStep(who=who, what=what, details=tuple(case.name for case in failed))


def _unknowns(contracts: Sequence[ContractReport]) -> Iterator[NextStep]:
    """Cases by the reason why nothing is known."""
    reasons: dict[str, list[CaseReport]] = {}
    for contract in contracts:
        for case in contract.cases:
            if case.verdict is Verdict.UNKNOWN:
                reasons.setdefault(case.actual, []).append(case)
        if not contract.cases:
            what = f"make {contract.operation} known: no case was executed"
            yield NextStep(who=CALLER, what=what, details=())
    for reason, cases in reasons.items():
        what = f"make {_cases(len(cases))} known: {reason}"
        yield NextStep(who=CALLER, what=what, details=tuple(case.name for case in cases))


def blocked(contracts: Sequence[About]) -> Iterator[NextStep]:
    """What is PENDING, by owner and by what it waits for."""
    pending: dict[tuple[str, str], list[str]] = {}
    for contract in contracts:
        if contract.status is Status.PENDING:
            why = contract.blocked_by or "nothing is named"
            pending.setdefault((contract.owner, why), []).append(contract.contract)
    for (owner, why), titles in pending.items():
        yield NextStep(who=owner, what=f"unblock what is PENDING: {why}", details=tuple(titles))


def findings(contracts: Sequence[About]) -> Iterator[NextStep]:
    """What each owner must confirm."""
    owners: dict[str, set[str]] = {}
    for contract in contracts:  # an event is of the neighbour's domain, and WorkExec's own to confirm
        side = WORKEXEC if contract.owner == WORKEXEC else contract.domain
        owners.setdefault(contract.owner, set()).add(side)
    for owner, sides in owners.items():
        own = [finding for finding in FINDINGS if sides & set(finding.confirm)]
        if own:
            what = f"confirm {len(own)} decisions that the document leaves open"
            details = tuple(f"{finding.id}: {finding.problem}" for finding in own)
            yield NextStep(who=owner, what=what, details=details)


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"
