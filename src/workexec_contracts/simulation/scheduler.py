"""What happens next: a heap of moments, taken in order; those of the same time as they were set."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clock import Clock


class Scheduler:
    """Runs callbacks at their times, and moves the clock there."""

    __slots__ = ("_heap", "_numbers", "clock", "steps")

    def __init__(self, clock: Clock) -> None:
        """Nothing is planned."""
        self.clock = clock
        self.steps = 0
        """How many callbacks have run."""
        self._heap: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = count()

    def at(self, at_us: int, run: Callable[[], None]) -> None:
        """Runs it then, or now where that is past."""
        heapq.heappush(self._heap, (max(at_us, self.clock.now_us), next(self._numbers), run))

    def after(self, wait_us: int, run: Callable[[], None]) -> None:
        """Runs it that many microseconds from now."""
        heapq.heappush(self._heap, (self.clock.now_us + wait_us, next(self._numbers), run))

    @property
    def next_us(self) -> int | None:
        """When the next callback is due; None where nothing is planned."""
        return self._heap[0][0] if self._heap else None

    @property
    def planned(self) -> list[Callable[[], None]]:
        """What will run, in the order of time."""
        return [run for _, _, run in sorted(self._heap, key=lambda due: due[:2])]

    def run(self, until_us: int) -> None:
        """Everything up to and including that time."""
        heap, clock = self._heap, self.clock
        while heap and heap[0][0] <= until_us:
            at_us, _, run = heapq.heappop(heap)
            clock.now_us = at_us
            self.steps += 1
            run()
        clock.now_us = max(clock.now_us, until_us)

    def clear(self) -> None:
        """Forgets whatever is planned."""
        self._heap.clear()
