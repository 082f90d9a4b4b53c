"""How this process fares: a saturated load generator is slow in the server's name."""

from __future__ import annotations

import time

import gevent

from workexec_contracts.load.generator import Generator
from workexec_contracts.load.histogram import Histogram

TICK_S = 0.05
WINDOW_S = 2.0
LAG_SHARE = 0.99


class Health:
    """A greenlet that wants to wake up every `TICK_S`, and how late it does."""

    def __init__(self) -> None:
        """Calm until shown otherwise."""
        self.lag = Histogram()
        self.cpu = 0.0
        self.started = 0
        self.broken = 0
        """Journeys that ended by a defect of ours."""

    def watch(self) -> None:
        """Measures until it is killed."""
        window, used = time.perf_counter(), time.process_time()
        while True:
            begun = time.perf_counter()
            gevent.sleep(TICK_S)
            now = time.perf_counter()
            self.lag.record(max(now - begun - TICK_S, 0))
            if now - window >= WINDOW_S:
                busy = time.process_time()
                self.cpu = max(self.cpu, (busy - used) / (now - window))
                window, used = now, busy

    def figures(self, missed: int) -> Generator:
        """So far; `missed` are the arrivals that should have started by now and did not."""
        due = self.started + missed
        offered = max(self.started - self.broken, 0) / due if due else 1.0
        return Generator(cpu=self.cpu, lag_s=self.lag.percentile(LAG_SHARE) or 0, offered=offered)
