"""Times, counted so that no verdict hangs on the counting.

A time is held in microseconds, rounded *up* to four significant digits: at most 0.1 percent too slow,
never too fast. A limit of up to four digits (2 s, 1,250 ms) is the upper edge of a bucket, so that on which
side of it an attempt lies is exact. Only buckets in use are kept, with plain counts: merging is adding,
in any order.

Why not `hdrhistogram` (0.10.8 was tried): its buckets are powers of two, so that 2 s reads as 2.000895 s
and breaks a limit of 2 s; it rounds the rank (the 34th percentile of 1, 2, 3 reads as 1); it drops what is
beyond a range fixed beforehand; it is a C extension with wheels for few platforms, and needs setuptools
at run time. `ddsketch` has its last release in 2024 and edges that no limit falls on.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGITS = 4
_FULL = 10**DIGITS
_MICRO = 1_000_000


class Histogram:
    """A multiset of times. Seconds go in and come out."""

    __slots__ = ("_counts", "_total")

    def __init__(self, seconds: Iterable[float] = ()) -> None:
        """Counts these times."""
        self._counts: Counter[int] = Counter()
        self._total = 0
        for one in seconds:
            self.record(one)

    def record(self, seconds: float, times: int = 1) -> None:
        """Counts a time. Raises ValueError for one that is no time."""
        if not 0 <= seconds < math.inf:
            raise ValueError(f"{seconds} s is no time")
        if times < 1:
            raise ValueError(f"{times} times is no count")
        edge = _edge(round(seconds * _MICRO))
        self._counts[edge] = self._counts.get(edge, 0) + times
        self._total += times

    def merge(self, *others: Histogram) -> Histogram:
        """A new histogram of all of these times."""
        whole = self.counts
        for one in others:
            whole.update(one.counts)
        return Histogram._of(whole)

    def beyond(self, seconds: float) -> Histogram:
        """A new histogram of the times above the limit."""
        limit = round(seconds * _MICRO)
        return Histogram._of(Counter({edge: times for edge, times in self._counts.items() if edge > limit}))

    @classmethod
    def _of(cls, counts: Counter[int]) -> Histogram:
        made = cls()
        made._counts, made._total = counts, counts.total()
        return made

    @property
    def counts(self) -> Counter[int]:
        """A copy of what was counted, by the upper edge of the bucket in microseconds."""
        return self._counts.copy()

    @property
    def count(self) -> int:
        """How many times were counted."""
        return self._total

    def at_rank(self, rank: int) -> float:
        """The time of that rank, the fastest being of rank 1. Raises ValueError where there is none."""
        if not 1 <= rank <= self._total:
            raise ValueError(f"rank {rank} of {self._total}")
        seen = 0
        for edge, times in self.buckets():
            seen += times
            if seen >= rank:
                return edge
        raise AssertionError("the counts add up to the total")

    def percentile(self, share: float) -> float | None:
        """The nearest rank: the least time that at least this share does not exceed. None without times."""
        return self.at_rank(max(1, nearest_rank(share, self._total))) if self._total else None

    def buckets(self) -> list[tuple[float, int]]:
        """Upper edges in seconds, ascending, with their counts."""
        return [(edge / _MICRO, times) for edge, times in sorted(self._counts.items())]

    def dumps(self) -> str:
        """A short text for a report between processes: `edge:count` in microseconds."""
        return ",".join(f"{edge}:{times}" for edge, times in sorted(self._counts.items()))

    @classmethod
    def loads(cls, text: str) -> Histogram:
        """What `dumps` wrote. Raises ValueError for anything else."""
        read = cls()
        for part in filter(None, text.split(",")):
            edge, _, times = part.partition(":")
            if not edge.isdecimal() or _edge(int(edge)) != int(edge):
                raise ValueError(f"{part!r} is no bucket")
            read.record(int(edge) / _MICRO, int(times))
        return read

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Histogram) and self.counts == other.counts

    __hash__ = None  # type: ignore[assignment]  # it changes as it counts

    def __repr__(self) -> str:
        return f"Histogram({self.dumps()!r})"


def nearest_rank(share: float, count: int) -> int:
    """The rank of a percentile. The 55th of 100 is the 55th, although 0.55 * 100 in binary is a bit more."""
    return min(count, math.ceil(round(share * count, 6)))


def _edge(micros: int) -> int:
    """The upper edge of the bucket: the least number of four significant digits that is not below."""
    step, full = 1, _FULL
    while micros > full:
        step, full = 10 * step, 10 * full
    return -(-micros // step) * step
