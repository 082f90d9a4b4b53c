"""What happens next: a heap of moments, taken in order; those of the same time as they were set."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clock import Clock


class Scheduler:
    """Runs callbacks at their times, and moves the clock there."""

    __slots__ = ("_due", "_heap", "_numbers", "clock", "steps")

    def __init__(self, clock: Clock) -> None:
        """Nothing is planned."""
        self.clock = clock
        self.steps = 0
        """How many callbacks have run."""
        self._heap: list[tuple[int, int, Callable[[], None]]] = []
        self._due: deque[Callable[[], None]] = deque()
        """What was set to run at once: after everything that was set before for the same moment."""
        self._numbers = count()

    def at(self, at_us: int, run: Callable[[], None]) -> None:
        """Runs it then, or now where that is past."""
        if at_us > self.clock.now_us:
            heappush(self._heap, (at_us, next(self._numbers), run))
        else:
            self._due.append(run)

    def after(self, wait_us: int, run: Callable[[], None]) -> None:
        """Runs it that many microseconds from now."""
        if wait_us > 0:
            heappush(self._heap, (self.clock.now_us + wait_us, next(self._numbers), run))
        else:
            self._due.append(run)

    @property
    def next_us(self) -> int | None:
        """When the next callback is due; None where nothing is planned."""
        if self._due:
            return self.clock.now_us
        return self._heap[0][0] if self._heap else None

    @property
    def planned(self) -> list[Callable[[], None]]:
        """What will run, in the order of time."""
        later = sorted(self._heap, key=lambda due: due[:2])
        now = [run for at_us, _, run in later if at_us <= self.clock.now_us]
        return [*now, *self._due, *(run for _, _, run in later[len(now) :])]

    def run(self, until_us: int) -> None:
        """Everything up to and including that time."""
        heap, due, clock = self._heap, self._due, self.clock
        while True:
            if due and clock.now_us <= until_us and not (heap and heap[0][0] <= clock.now_us):
                run = due.popleft()
            elif heap and heap[0][0] <= until_us:
                clock.now_us, _, run = heappop(heap)
            else:
                break
            self.steps += 1
            run()
        clock.now_us = max(clock.now_us, until_us)

    def clear(self) -> None:
        """Forgets whatever is planned."""
        self._heap.clear()
        self._due.clear()
