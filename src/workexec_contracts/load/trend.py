"""Whether a queue grows: what a short look at a rate tells about a longer one.

A neighbour that is offered twice what it can do is 2.5 s late after 5 s: within an SLA of 5 s. Whether a rate
is *sustained* is therefore told by how waiting grows, not only by how long it has become.
"""

from __future__ import annotations

from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .figures import Point

HORIZON_S = 120.0
"""A rate is sustained that would keep its SLA for so long, were the queue to grow on as it does."""
_FEWEST = 3


def growth(points: Iterable[Point], until_s: float) -> float:
    """By how many seconds the median waits longer with each second; the median of all slopes (Theil, Sen).

    A single stall of the machine does not move it. None of the attempts after `until_s` counts: retries.
    """
    told = [(point.at_s, point.p50_s) for point in points if point.at_s < until_s]
    known = [(at_s, seconds) for at_s, seconds in told if seconds is not None]
    if len(known) < _FEWEST:
        return 0
    return median((last - first) / (after - at) for (at, first), (after, last) in combinations(known, 2))


def outgrows(slope: float, p50_s: float, limit_s: float, held_s: float, lag_s: float) -> bool:
    """Whether the limit is passed within the horizon.

    What has grown by less than the lateness of our own timers says nothing about the neighbour.
    """
    return slope * held_s > lag_s and p50_s + slope * HORIZON_S > limit_s
