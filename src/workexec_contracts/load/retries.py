"""Whether the calls of a run kept their retry policies, by the journal of the stubs that were called."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.policy import TOLERANCE, Broken, Tolerance, breaches, logical_calls
from workexec_contracts.verdict import EXIT, Verdict, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .journal import Logged
    from .result import LoadResult

SHOWN = 5
EMPTY = "the journal holds no call of the contracts"
ABSENCE = {Broken.TOO_FEW, Broken.TOO_LATE}
"""Breaches that a forgotten attempt looks like."""
LOST = "the journal forgot calls before they were read"


class OperationRetries(Data):
    """One operation: how often its calls were retried, and what they broke."""

    domain: str
    operation: str
    verdict: Verdict
    calls: int
    attempts: int
    retried: int
    """Calls of more than one attempt."""
    broken: dict[str, int]
    examples: tuple[str, ...]


class Retries(Data):
    """All operations that were called; as good as the worst of them, and unknown where any call is."""

    verdict: Verdict
    reasons: tuple[str, ...]
    early_s: float
    late_s: float
    operations: tuple[OperationRetries, ...]


def judge_retries(
    attempts: Iterable[Logged],
    *,
    lost: bool,
    tolerance: Tolerance = TOLERANCE,
    waits_s: Mapping[str, float] | None = None,
) -> Retries:
    """The verdicts. `lost` says that the journal is not all that happened: then nothing has passed.

    `waits_s` is how long attempts of an operation may have been on their way before they were logged: a retry
    that a busy neighbour takes up late was not late.
    """
    by_operation: dict[str, list[Logged]] = defaultdict(list)
    for one in attempts:
        by_operation[one.operation].append(one)
    until_s = max((one.seen.at_s for many in by_operation.values() for one in many), default=0)
    judged = tuple(
        _operation(
            domain,
            operation,
            by_operation[operation.operation_id],
            until_s,
            _waiting(tolerance, (waits_s or {}).get(operation.operation_id, 0)),
            lost=lost,
        )
        for domain, operation in operations()
        if operation.operation_id in by_operation
    )
    reasons = ((LOST,) if lost else ()) + (() if judged else (EMPTY,))
    unsure = [Verdict.UNKNOWN] if reasons else []
    return Retries(
        verdict=worst([*unsure, *(one.verdict for one in judged)]),
        reasons=reasons,
        early_s=tolerance.early_s,
        late_s=tolerance.late_s,
        operations=judged,
    )


def with_retries(result: LoadResult, retries: Retries) -> LoadResult:
    """The result, which is now no better than the retries."""
    verdict = worst((result.verdict, retries.verdict))
    return result.model_copy(update={"retries": retries, "verdict": verdict, "exit_code": EXIT[verdict]})


def _waiting(tolerance: Tolerance, wait_s: float) -> Tolerance:
    return Tolerance(tolerance.early_s, tolerance.late_s + wait_s)


def _operation(
    domain: Domain,
    operation: Endpoint,
    attempts: list[Logged],
    until_s: float,
    tolerance: Tolerance,
    *,
    lost: bool,
) -> OperationRetries:
    """Where entries were lost, what rests on an attempt that is not there is no breach."""
    policies = {id(one.seen): one.policy for one in attempts}
    calls = logical_calls(one.seen for one in attempts)
    found = [
        (call[0], breach)
        for call in calls
        for breach in breaches(call, policies[id(call[0])], until_s, tolerance)
        if not (lost and breach.kind in ABSENCE)
    ]
    broken = Counter(breach.kind.value for _, breach in found)
    examples = (f"{first.key or first.target}: {breach.kind}: {breach.told}" for first, breach in found)
    return OperationRetries(
        domain=domain.name,
        operation=operation.operation_id,
        verdict=Verdict.FAILED if found else Verdict.UNKNOWN if lost else Verdict.PASSED,
        calls=len(calls),
        attempts=len(attempts),
        retried=sum(len(call) > 1 for call in calls),
        broken=dict(broken),
        examples=tuple(examples)[:SHOWN],
    )
