"""What must who do next, over all runs: mend, find out, unblock, confirm; in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.pacts import WORKEXEC
from workexec_contracts.report.model import NextStep
from workexec_contracts.report.next_steps import CALLER, US, blocked, findings
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .standing import Found, Standing, Told

SHOWN = 20


def steps(contracts: Sequence[Standing], runs: Sequence[Told]) -> Iterator[NextStep]:
    """The steps, the most urgent first."""
    targets = {run.name: run for run in runs}
    for contract in contracts:
        yield from _mend(contract, targets)
    for run in runs:
        yield from _run(run)
    yield from _unknown(contracts, targets)
    yield from blocked(contracts)
    yield from findings(contracts)


def _mend(contract: Standing, runs: dict[str, Told]) -> Iterator[NextStep]:
    by_who: dict[str, list[Found]] = {}
    for one in contract.broken:
        if one.verdict is Verdict.FAILED:
            by_who.setdefault(runs[one.run].mends or contract.owner, []).append(one)
    for who, found in by_who.items():
        clauses = ", ".join(dict.fromkeys(one.evidence.clause for one in found if one.evidence.clause))
        names = ", ".join(dict.fromkeys(one.run for one in found))
        what = f"mend {contract.contract}: {_counted(len(found))} broken by {names} ({clauses})"
        yield NextStep(who=who, what=what, details=tuple(_detail(one, runs) for one in found[:SHOWN]))


def _detail(one: Found, runs: dict[str, Told]) -> str:
    return f"{one.evidence.what}: {one.evidence.replay or runs[one.run].typed}"


def _run(run: Told) -> Iterator[NextStep]:
    """What is about no contract alone."""
    broken = [row for row in run.others if row.verdict is Verdict.FAILED]
    if broken:
        details = tuple(f"{row.what}: {row.replay or run.typed}" for row in broken[:SHOWN])
        yield NextStep(
            who=run.mends or US,
            what=f"mend what {run.name} found: {_counted(len(broken))} broken",
            details=details,
        )
    if run.stale:
        yield NextStep(
            who=CALLER, what=f"run {run.name} again: the contracts have changed", details=(run.typed,)
        )


def _unknown(contracts: Sequence[Standing], runs: dict[str, Told]) -> Iterator[NextStep]:
    """By what left them unknown, and which command would know."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for contract in contracts:
        if contract.verdict is Verdict.UNKNOWN:
            why, command = _reason(contract, runs)
            reasons.setdefault(why, {}).setdefault(command, []).append(contract.contract)
    for why, commands in reasons.items():
        count = sum(len(names) for names in commands.values())
        details = [line for command, names in commands.items() for line in (", ".join(names), command)]
        what = f"find out about {_counted(count, 'contract')}: {why}"
        yield NextStep(who=CALLER, what=what, details=tuple(details))


def _reason(contract: Standing, runs: dict[str, Told]) -> tuple[str, str]:
    unknown = [one for one in contract.broken if one.proves and not one.stale]
    if not unknown:
        return contract.why, f"wxc verify {WORKEXEC if contract.owner == WORKEXEC else contract.domain}"
    first = unknown[0]
    return f"{first.evidence.what} ({first.run})", first.evidence.replay or runs[first.run].typed


def _counted(count: int, what: str = "check") -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
