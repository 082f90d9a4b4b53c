"""What fuzzing lets one say about an operation: a claim for each check that ran, one for each thing found."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Status
from workexec_contracts.verification.contract import contract
from workexec_contracts.verification.events import CaseFinished, Kind
from workexec_contracts.verification.verdict import Verdict

from .knowledge import operation_of
from .tally import clause_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.target import Target

    from .plan import Found, Outcome, Plan

REACHED = "is answered with its success at least once"


def claims(target: Target, plan: Plan, outcome: Outcome) -> Iterator[CaseFinished]:
    """In the order of the checks; what could not be asked is unknown."""
    broken = {found.check for found in outcome.found}
    for check, times in outcome.passed.items():
        if check not in broken:
            clause = clause_of(operation_of(outcome.operation), check)
            yield _claim(
                plan, outcome, _words(check), Verdict.PASSED, clause, f"in {_requests(times)}", "held"
            )
    for found in outcome.found:
        yield _failed(target, plan, outcome, found)
    for error in outcome.errors:
        yield _unknown(target, plan, outcome, "can be asked and judged", error)
    if outcome.requests and not outcome.successes:
        status = operation_of(outcome.operation).status_code
        yield _unknown(target, plan, outcome, REACHED, f"no {status} in {_requests(outcome.requests)}")


def _failed(target: Target, plan: Plan, outcome: Outcome, found: Found) -> CaseFinished:
    name = f"{_words(found.check)}: {found.title}"
    claim = _claim(plan, outcome, name, Verdict.FAILED, found.clause, found.expected, found.actual)
    times = f"{found.actual} ({found.times} times, first in {found.phase})"
    told = {
        "expected": found.expected,
        "actual": times,
        "curl": found.curl,
        "replay": replay(target, plan, outcome.operation, found.seed),
    }
    return claim.model_copy(update={name: target.scrubbed(text) for name, text in told.items()})


def _unknown(target: Target, plan: Plan, outcome: Outcome, name: str, why: str) -> CaseFinished:
    clause = operation_of(outcome.operation).clause
    claim = _claim(plan, outcome, name, Verdict.UNKNOWN, clause, "an answer", target.scrubbed(why))
    return claim.model_copy(update={"replay": replay(target, plan, outcome.operation, plan.seed)})


def _claim(  # what a claim consists of
    plan: Plan, outcome: Outcome, name: str, verdict: Verdict, clause: str, expected: str, actual: str
) -> CaseFinished:
    return CaseFinished(
        domain=plan.domain,
        operation=outcome.operation,
        kind=Kind.FUZZ,
        name=name,
        verdict=verdict,
        pending=contract(outcome.operation).status is Status.PENDING,
        clause=clause,
        asked=True,
        expected=expected,
        actual=actual,
        curl="",
        replay="",
        seconds=outcome.seconds,
    )


def replay(target: Target, plan: Plan, operation: str, seed: int) -> str:
    """The command that draws the same requests of one operation."""
    words = ["wxc", "fuzz", plan.domain, "--operation", operation, "--seed", str(seed)]
    words += ["--examples", str(plan.examples)]
    words += ["--against", target.name] if target.ours else ["--base-url", target.base_url]
    words += ["--dataset"] if target.dataset and not target.ours else []
    return shlex.join(words) + (' --token "$WXC_TOKEN"' if target.secret else "")


def _words(check: str) -> str:
    return check.replace("_", " ")


def _requests(count: int) -> str:
    return f"{count} request{'' if count == 1 else 's'}"
