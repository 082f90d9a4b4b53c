"""How many events a second each consumer sustains within its SLA: what a search has found, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import EXIT, Verdict

from .curves import Constant
from .generator import Generator  # noqa: TC001  # pydantic reads the annotation of Step
from .knee import Limits, Outcome, Tried, found
from .objectives import Objective, objectives
from .profiles import Journey, Profile
from .trend import HORIZON_S, growth, outgrows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .result import LoadResult, OperationResult

SLICES = 10
"""Points of each rate, to see whether a queue grows."""
OUT_OF_TIME = "out of time"
BOUNDS = {Outcome.SATURATED, Outcome.UNCLEAR}
"""What ends a search without showing that the neighbour cannot do more."""


class Step(Tried):
    """A rate and its figures."""

    held_s: float
    attempts: int
    p95_s: float | None
    error_share: float | None
    growth: float
    """By how many seconds the median waited longer with each second."""
    generator: Generator
    reasons: tuple[str, ...]


class Throughput(Data):
    """The knee of one endpoint."""

    objective: Objective
    verdict: Verdict
    """Passed: the knee or a lower bound is known; else unknown."""
    sustained_hz: float | None
    broken_hz: float | None
    """The least rate that was not sustained."""
    at_least: bool
    """The rate is a bound: the neighbour was not shown to do no more."""
    ended: str
    """Why no higher rate is told."""
    p95_s: float | None
    error_share: float | None
    """Both at the sustained rate."""
    steps: tuple[Step, ...]

    @property
    def sentence(self) -> str:
        """The rate in words."""
        if self.sustained_hz is None:
            below = "" if self.broken_hz is None else f", {self.broken_hz:.4g} events/s are too many"
            return f"unknown{below}"
        return f"{'at least ' if self.at_least else ''}{self.sustained_hz:.4g} events/s"


class ThroughputResult(Data):
    """All endpoints that were searched."""

    format: Literal["workexec-contracts/throughput/1"] = "workexec-contracts/throughput/1"
    target: str
    seed: str
    workers: int
    started_at: str
    seconds: float
    limits: Limits
    horizon_s: float = HORIZON_S
    exit_code: int
    endpoints: tuple[Throughput, ...]


def consumers(domains: Iterable[str] = ()) -> list[Objective]:
    """The endpoints of these domains, or of all, that take events."""
    takes = {operation.operation_id for _, operation in operations() if operation.events}
    return [objective for objective in objectives(domains) if objective.operation in takes]


def step_profile(objective: Objective, rate_hz: float, limits: Limits) -> Profile:
    """That rate of events for this endpoint alone."""
    named = (of.events for _, of in operations() if of.operation_id == objective.operation)
    held_s = limits.held_s(rate_hz, objective.level.min_samples)
    return Profile(
        title=f"{objective.title}: {rate_hz:.4g} events/s",
        duration_s=held_s,
        slice_s=held_s / SLICES,
        arrivals=Constant(rate_hz=rate_hz),
        users=1,
        journeys={Journey.EVENT_FIREHOSE: 1},
        events=tuple(event.name for events in named for event in events),
    )


def step_of(objective: Objective, rate_hz: float, result: LoadResult, took_s: float) -> Step:
    """What a rate has shown. `took_s` counts against the search's time."""
    of = next(
        of
        for one in result.integrations
        for of in one.operations
        if of.judgement.objective.operation == objective.operation
    )
    held_s = result.profile.duration_s
    slope = growth(of.attempts.points, held_s)
    return Step(
        rate_hz=rate_hz,
        outcome=_outcome(of, result.generator, slope, held_s),
        took_s=took_s,
        held_s=held_s,
        attempts=of.judgement.samples,
        p95_s=of.judgement.percentile_s.value,
        error_share=of.judgement.error_share.value,
        growth=slope,
        generator=result.generator,
        reasons=of.judgement.reasons,
    )


def _outcome(of: OperationResult, generator: Generator, slope: float, held_s: float) -> Outcome:
    """Times count from the intended start: a generator that falls short waits in the neighbour's name."""
    judged, limit_s = of.judgement, of.judgement.objective.limit_s
    most, lower = judged.objective.level.max_error_share, judged.error_share.lower
    if judged.verdict is Verdict.FAILED and lower is not None and lower > most:
        return Outcome.ERRORS
    if generator.fell_short:
        return Outcome.SATURATED
    if judged.verdict is Verdict.FAILED:
        return Outcome.SLOW
    doubt = generator.saturated(limit_s)
    if outgrows(slope, of.attempts.times.p50_s or 0, limit_s, held_s, generator.lag_s):
        return Outcome.SATURATED if doubt else Outcome.GROWING
    if judged.verdict is Verdict.PASSED:
        return Outcome.SUSTAINED  # a saturated generator only makes times look worse
    return Outcome.SATURATED if doubt else Outcome.UNCLEAR


def concluded(
    objective: Objective, limits: Limits, steps: Sequence[Step], why: str = OUT_OF_TIME
) -> Throughput:
    """What the steps of one endpoint show; `why` tells what ended a search that had not ended by itself."""
    known = found(steps)
    best = next((step for step in steps if step is known.sustained), None)
    ended, at_least = _ended(limits, steps, why)
    return Throughput(
        objective=objective,
        verdict=Verdict.UNKNOWN if best is None else Verdict.PASSED,
        sustained_hz=best.rate_hz if best else None,
        broken_hz=known.broken.rate_hz if known.broken else None,
        at_least=at_least and best is not None,
        ended=ended,
        p95_s=best.p95_s if best else None,
        error_share=best.error_share if best else None,
        steps=tuple(steps),
    )


def _ended(limits: Limits, steps: Sequence[Step], why: str) -> tuple[str, bool]:
    """Why, and whether the rate is a bound alone."""
    known = found(steps)
    if known.broken is not None:
        late = known.sustained is not None and known.gap > limits.precision
        ended = f"{known.broken.outcome} at {known.broken.rate_hz:.4g} events/s"
        return f"{ended}, then {why}" if late else ended, known.broken.outcome in BOUNDS
    if known.sustained is not None and known.sustained.rate_hz >= limits.most_hz:
        return f"{limits.most_hz:g} events/s are the most that is tried", True
    return why, True


def exit_code(endpoints: Iterable[Throughput]) -> int:
    """0 where of each the knee or a lower bound is known."""
    known = all(one.verdict is Verdict.PASSED for one in endpoints)
    return EXIT[Verdict.PASSED if known else Verdict.UNKNOWN]
