"""The open model: when requests are meant to start, whatever the server does.

Latency counts from these times, so that a server that stalls cannot hide its stall by being asked less.
Pure and seeded: the same seed gives the same times, on one worker or on several.
"""

from __future__ import annotations

import random
from enum import StrEnum
from itertools import count, islice
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
_NEAR = 1e-9
_MOST_STEPS = 200


class Rate(Protocol):
    """A curve, as far as arrivals care."""

    def rate(self, at_s: float, /) -> float: ...

    def expected(self, until_s: float, /) -> float: ...


class Process(StrEnum):
    """How arrivals are spread around the curve."""

    EVEN = "even"
    """As evenly as the curve lets them."""
    POISSON = "poisson"
    """Independent of each other, as those of many users are."""


def arrivals(curve: Rate, duration_s: float, process: Process, seed: object) -> Iterator[float]:
    """Intended start times in seconds from the start, ascending, below `duration_s`.

    Both processes spread arrivals over the *expected count*, where the rate is one, and bend them back
    to time by the inverse of the curve's integral.
    """
    counts = _poisson(seed) if process is Process.POISSON else _even()
    whole, at = curve.expected(duration_s), 0.0
    for wanted in counts:
        if wanted >= whole:
            return
        at = _time_of(curve, wanted, at, duration_s)
        yield at


def share(times: Iterable[T], worker: int, workers: int) -> Iterator[T]:
    """The arrivals of one of several workers; together they have each exactly once."""
    return islice(times, worker, None, workers)


def _even() -> Iterator[float]:
    return (number + 0.5 for number in count())


def _poisson(seed: object) -> Iterator[float]:
    draws = random.Random(f"arrivals:{seed}")  # noqa: S311  # a schedule, not a secret
    reached = 0.0
    while True:
        reached += draws.expovariate(1)
        yield reached


def _time_of(curve: Rate, wanted: float, low: float, high: float) -> float:
    """When the curve has let `wanted` arrivals in: Newton's step where it stays inside, else halving."""
    at = low
    for _ in range(_MOST_STEPS):
        missing = wanted - curve.expected(at)
        if abs(missing) < _NEAR:
            break
        low, high = (at, high) if missing > 0 else (low, at)
        rate = curve.rate(at)
        step = at + missing / rate if rate > 0 else low
        at = step if low < step < high else (low + high) / 2
    return at
