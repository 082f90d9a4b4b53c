"""The figures of both clocks, small enough for a report."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Data

from .tallies import Calls, Ending

if TYPE_CHECKING:
    from .clocks import Clocks
    from .gate import Measured
    from .histogram import Histogram

BARS_PER_DECADE = 10
_LEAST_S = 1e-6


class Times(Data):
    """Percentiles by nearest rank, in seconds; None without samples."""

    count: int
    p50_s: float | None
    p95_s: float | None
    p99_s: float | None
    max_s: float | None


class Point(Data):
    """The attempts that were meant to start in one slice of time."""

    at_s: float
    answered: int
    failed: int
    p50_s: float | None
    p95_s: float | None
    p99_s: float | None


class Bar(Data):
    """How many attempts took longer than the bar before and at most `upto_s`."""

    upto_s: float
    answered: int
    failed: int


class Figures(Data):
    """The attempts of one operation, those during faults included; `failures` by their kind."""

    times: Times
    failures: dict[str, int]
    points: tuple[Point, ...]
    bars: tuple[Bar, ...]


class CallFigures(Data):
    """The logical calls of one operation."""

    times: Times
    amplification: float | None
    retried_share: float | None
    endings: dict[Ending, int]


def attempts_of(measured: Measured) -> Times:
    """The times of all attempts, whatever came of them."""
    return times_of(measured.answered.merge(measured.failed))


def calls_of(calls: Calls | None) -> CallFigures:
    """The figures of the calls; of none where there were none."""
    told = calls or Calls()
    return CallFigures(
        times=times_of(told.times),
        amplification=told.amplification,
        retried_share=told.retried_share,
        endings={ending: told.endings[ending] for ending in Ending},
    )


def times_of(histogram: Histogram) -> Times:
    """Its percentiles."""
    p50, p95, p99, most = (histogram.percentile(share) for share in (0.5, 0.95, 0.99, 1))
    return Times(count=histogram.count, p50_s=p50, p95_s=p95, p99_s=p99, max_s=most)


def points_of(clocks: Clocks, operation: str) -> tuple[Point, ...]:
    """The operation over time."""
    return tuple(_point(at_s, measured) for at_s, measured in clocks.over_time(operation))


def _point(at_s: float, measured: Measured) -> Point:
    times = attempts_of(measured)
    return Point(
        at_s=at_s,
        answered=measured.answered.count,
        failed=measured.failed.count,
        p50_s=times.p50_s,
        p95_s=times.p95_s,
        p99_s=times.p99_s,
    )


def bars_of(measured: Measured) -> tuple[Bar, ...]:
    """A bar for each tenth of a decade from the fastest to the slowest, the empty ones between included."""
    answered, failed = _by_bar(measured.answered), _by_bar(measured.failed)
    numbers = answered.keys() | failed.keys()
    if not numbers:
        return ()
    return tuple(
        Bar(upto_s=10 ** (number / BARS_PER_DECADE), answered=answered[number], failed=failed[number])
        for number in range(min(numbers), max(numbers) + 1)
    )


def _by_bar(histogram: Histogram) -> Counter[int]:
    bars: Counter[int] = Counter()
    for edge, times in histogram.buckets():
        number = math.log10(max(edge, _LEAST_S)) * BARS_PER_DECADE
        bars[math.ceil(round(number, 9))] += times
    return bars
