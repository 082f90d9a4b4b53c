from __future__ import annotations

from workexec_contracts.load import Generator, Histogram, Measured, objectives

CALM = Generator(cpu=0.4, lag_s=0.002)
CRM = next(objective for objective in objectives() if objective.operation == "getCustomer")
"""Two seconds, p95, at least 300 attempts of which at most one percent fail."""


def times(*groups: tuple[float, int]) -> Histogram:
    """So many attempts of so many seconds."""
    counted = Histogram()
    for seconds, count in groups:
        if count:
            counted.record(seconds, count)
    return counted


def measured(*answered: tuple[float, int], failed: tuple[float, int] = (0.0, 0)) -> Measured:
    return Measured(times(*answered), times(failed))
