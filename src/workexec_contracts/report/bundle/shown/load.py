"""`wxc load`: SLAs, fail modes and retries under load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.report.bundle.model import Evidence, Figure, Shown
from workexec_contracts.report.next_steps import US
from workexec_contracts.verdict import Verdict

from .gathering import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.load import LoadResult, OperationResult

FAIL_MODE = "Phase 4.4 / Integration Patterns Summary"


def of_load(result: LoadResult, *, ours: bool = False) -> Shown:
    """One row for each verdict, and the percentiles beside their limits."""
    verdicts = [of.judgement.verdict for one in result.integrations for of in one.operations]
    counts = ", ".join(f"{verdicts.count(verdict)} SLAs {verdict}" for verdict in Verdict)
    profile = result.profile.title.partition(":")[0]
    return Shown(
        target=profile,
        seed=result.about.seed,
        verdict=result.verdict,
        exit_code=result.exit_code,
        told=f"{counts} with {profile} against {result.about.target}",
        mends=US if ours else "",
        evidence=gathered([*_slas(result), *_fail_modes(result), *_retries(result)]),
        figures=tuple(_figures(result)),
    )


def _slas(result: LoadResult) -> Iterator[Evidence]:
    for one in result.integrations:
        for of in one.operations:
            yield Evidence(
                contract=of.judgement.objective.operation,
                what="the SLA" if of.judgement.verdict is not Verdict.PASSED else "SLA kept",
                verdict=of.judgement.verdict,
                clause=of.judgement.objective.clause,
                expected=of.judgement.objective.sentence,
                actual="; ".join(of.judgement.reasons),
            )


def _fail_modes(result: LoadResult) -> Iterator[Evidence]:
    for step in result.fail_modes.judged:
        verdict = step.verdict or Verdict.UNKNOWN
        held = verdict is Verdict.PASSED
        yield Evidence(
            contract=step.operation,
            what="fail mode kept" if held else f"{step.journey} fails {step.fail_mode}",
            verdict=verdict,
            clause=FAIL_MODE,
            expected=f"fail-{step.fail_mode}",
            actual="; ".join(step.reasons),
        )


def _retries(result: LoadResult) -> Iterator[Evidence]:
    for one in result.retries.operations if result.retries else ():
        broken = ", ".join(f"{count} {kind}" for kind, count in one.broken.items())
        yield Evidence(
            contract=one.operation,
            what="retry policy kept" if one.verdict is Verdict.PASSED else "the retry policy",
            verdict=one.verdict,
            clause=_clause(one.operation),
            expected="the attempts of the policy, at its times",
            actual="; ".join([broken, *one.examples[:1]]) if broken else "",
        )


def _figures(result: LoadResult) -> Iterator[Figure]:
    for one in result.integrations:
        for of in one.operations:
            yield from _percentiles(of)


def _percentiles(of: OperationResult) -> Iterator[Figure]:
    """The judged one beside its limit; the others, of all attempts, for comparison."""
    objective, value = of.judgement.objective, of.judgement.percentile_s.value
    judged, times = f"p{objective.level.percentile * 100:.4g}", of.attempts.times
    if value is not None:
        yield Figure(
            contract=objective.operation, name=judged, value=value, unit="s", limit=objective.limit_s
        )
    for name, other in {"p50": times.p50_s, "p95": times.p95_s, "p99": times.p99_s}.items():
        if other is not None and name != judged:
            yield Figure(contract=objective.operation, name=name, value=other, unit="s")


def _clause(operation_id: str) -> str:
    return next(one.clause for _, one in operations() if one.operation_id == operation_id)
