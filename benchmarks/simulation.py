"""Simulated deliveries a second, their cost and memory as they grow in number, and a month of a chain.

The former in CPU time: it is what a core gives, whatever else runs on the machine. The month as its user
waits for it, on all cores.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from workexec_contracts.simulation.many import simulate_many
from workexec_contracts.simulation.processes import cores
from workexec_contracts.simulation.schedules import named
from workexec_contracts.simulation.setting import Setting
from workexec_contracts.verdict import Verdict

from .figures import Figure, Goal
from .stream import Streamed, stream

if TYPE_CHECKING:
    from collections.abc import Callable

RATE = Goal("at least", 20_000)
LINEAR, FLAT = Goal("at most", 1.2), Goal("at most", 1.2)
MONTH = Goal("at most", 60)
MONTHS = ("order-outage", "bad-week")
"""In the second one a share of Inventory's events is refused for ever, and sent again every half hour."""
FAILING_PERCENT = 60.0


def measure(sizes: tuple[int, ...], shops: int, days: float, say: Callable[[str], None]) -> list[Figure]:
    """Each size in a process of its own, then the chain."""
    runs = []
    for size in sizes:
        say(f"{size:,} simulated events")
        runs.append((_streamed(size, 0), _streamed(size, FAILING_PERCENT)))
    months = []
    for faults in MONTHS:
        say(f"{shops} shops over {days:g} days, {faults}")
        months.append(_chain(shops, days, faults))
    (plain, failing), (first, _) = runs[-1], runs[0]
    cost = (plain.delivering_s / plain.attempts) / (first.delivering_s / first.attempts)
    grown = plain.resident_mb / first.resident_mb
    accepting = f"{plain.accepting_s / plain.events * 1e6:.0f} us more to accept one"
    return [
        Figure("simulated deliveries, nothing fails", plain.rate, "a CPU second", RATE, note=accepting),
        Figure(f"simulated attempts, {FAILING_PERCENT:g} % fail", failing.rate, "a CPU second", RATE),
        Figure(f"cost of one, {sizes[-1]:,} to {sizes[0]:,}", cost, "of the smaller run", LINEAR),
        Figure(f"memory, {sizes[-1]:,} to {sizes[0]:,}", grown, "of the smaller run", FLAT),
        *months,
    ]


def _streamed(size: int, percent: float) -> Streamed:
    command = [sys.executable, "-m", "benchmarks.simulation", str(size), str(percent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Streamed(**json.loads(done.stdout))


def _chain(shops: int, days: float, faults: str) -> Figure:
    setting = Setting(seed=7, shops=shops, days=days, faults=named(faults))
    begun = time.perf_counter()
    total = simulate_many(setting, 1, cores())
    seconds = time.perf_counter() - begun
    assert total.verdict is Verdict.PASSED, f"broken: {[one.violation.told for one in total.found[:3]]}"
    lives, deliveries = sum(total.figures.outcomes.values()), total.figures.deliveries
    told = f"{lives:,} work orders, {deliveries:,} deliveries"
    return Figure(f"{shops} shops, {days:g} days, {faults}", seconds, "seconds", MONTH, note=told)


if __name__ == "__main__":
    print(json.dumps(asdict(stream(int(sys.argv[1]), float(sys.argv[2])))))
