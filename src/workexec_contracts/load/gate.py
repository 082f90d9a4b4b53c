"""Passed, failed or unknown: what the attempts of an operation show about its objective.

Two claims are judged apart, each by one-sided bounds of the stated confidence, and the worse one counts.
The percentile: the ranks between which it lies whatever the distribution is (exact binomial). Passed when
the upper bound keeps the limit, failed when the lower one is beyond it. The error share: bounds of Clopper
and Pearson against the most that is allowed. What lies between is unknown: more samples would tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict, worst

from .binomial import rank_bounds, share_bounds
from .histogram import Histogram
from .objectives import Objective

if TYPE_CHECKING:
    from .generator import Generator


@dataclass(frozen=True, slots=True)
class Measured:
    """The times of the attempts that were answered as they should be, and of those that failed."""

    answered: Histogram = field(default_factory=Histogram)
    failed: Histogram = field(default_factory=Histogram)

    @property
    def count(self) -> int:
        """All attempts."""
        return self.answered.count + self.failed.count

    def timed(self, limit_s: float) -> Histogram:
        """The attempts that say something about time.

        A quick refusal must not flatter the percentile; a failure that took longer than the limit, as a
        time-out does, must not be left out of it.
        """
        return self.answered.merge(self.failed.beyond(limit_s))


class Bounds(Data):
    """A figure, and what it is at least and at most with the stated confidence; None where unknown."""

    value: float | None = None
    lower: float | None = None
    upper: float | None = None


class Judgement(Data):
    """A verdict and everything it rests on."""

    objective: Objective
    verdict: Verdict
    reasons: tuple[str, ...]
    samples: int
    failed: int
    percentile_s: Bounds = Bounds()
    error_share: Bounds = Bounds()


def judge(objective: Objective, measured: Measured, generator: Generator) -> Judgement:
    """The verdict about one operation."""
    level = objective.level
    if not measured.count:
        told = ("no attempt was made",)
        return Judgement(objective=objective, verdict=Verdict.UNKNOWN, reasons=told, samples=0, failed=0)
    times = _percentile(objective, measured)
    errors = _errors(objective, measured)
    found = [_within(times, objective.limit_s), _within(errors, level.max_error_share)]
    verdict = worst(found)
    reasons = [_about_time(objective, times, found[0]), _about_errors(objective, errors, found[1])]
    if measured.count < level.min_samples:
        verdict = Verdict.UNKNOWN
        reasons = [f"{measured.count} attempts are too few, {level.min_samples} are needed", *reasons]
    verdict, doubt = _doubted(verdict, objective, generator)
    return Judgement(
        objective=objective,
        verdict=verdict,
        reasons=(*doubt, *reasons),
        samples=measured.count,
        failed=measured.failed.count,
        percentile_s=times,
        error_share=errors,
    )


def _percentile(objective: Objective, measured: Measured) -> Bounds:
    timed, level = measured.timed(objective.limit_s), objective.level
    lower, upper = rank_bounds(level.percentile, timed.count, level.confidence)
    return Bounds(
        value=timed.percentile(level.percentile),
        lower=None if lower is None else timed.at_rank(lower),
        upper=None if upper is None else timed.at_rank(upper),
    )


def _errors(objective: Objective, measured: Measured) -> Bounds:
    failed, count = measured.failed.count, measured.count
    lower, upper = share_bounds(failed, count, objective.level.confidence)
    return Bounds(value=failed / count, lower=lower, upper=upper)


def _within(figure: Bounds, most: float) -> Verdict:
    if figure.lower is not None and figure.lower > most:
        return Verdict.FAILED
    return Verdict.PASSED if figure.upper is not None and figure.upper <= most else Verdict.UNKNOWN


def _doubted(verdict: Verdict, objective: Objective, generator: Generator) -> tuple[Verdict, tuple[str, ...]]:
    """A saturated generator only makes times look worse; one that fell short made another load.

    It was late, broken or lost itself, and times that count from intended starts hold its own waits too.
    """
    slow, short = generator.saturated(objective.limit_s), generator.fell_short
    doubt = {Verdict.FAILED: (slow, short), Verdict.PASSED: (short,), Verdict.UNKNOWN: ()}[verdict]
    told = tuple(filter(None, doubt))
    return (Verdict.UNKNOWN, told) if told else (verdict, ())


_SAYS = {Verdict.PASSED: "keeps", Verdict.FAILED: "breaks", Verdict.UNKNOWN: "neither keeps nor breaks"}


def _about_time(objective: Objective, figure: Bounds, verdict: Verdict) -> str:
    name, limit = f"p{objective.level.percentile * 100:g}", f"{objective.limit_s:g} s"
    if figure.value is None:
        return f"{name} is not known: no attempt was answered"
    low, high = (_milliseconds(bound) for bound in (figure.lower, figure.upper))
    between = f"{name} {_milliseconds(figure.value)} (between {low} and {high})"
    return f"{between} {_SAYS[verdict]} {limit}"


def _about_errors(objective: Objective, figure: Bounds, verdict: Verdict) -> str:
    most = f"{objective.level.max_error_share:.2%}"
    value, low, high = (f"{number or 0:.2%}" for number in (figure.value, figure.lower, figure.upper))
    return f"error share {value} (between {low} and {high}) {_SAYS[verdict]} {most}"


def _milliseconds(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds * 1000:,.0f} ms"
