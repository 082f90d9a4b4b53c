from __future__ import annotations

import pytest

from workexec_contracts.load import Point
from workexec_contracts.load.trend import HORIZON_S, growth, outgrows


def points(*medians_s: float | None) -> list[Point]:
    """One for each half second."""
    return [
        Point(at_s=number / 2, answered=9, failed=0, p50_s=median_s, p95_s=median_s, p99_s=median_s)
        for number, median_s in enumerate(medians_s)
    ]


def overloaded(factor: float) -> list[Point]:
    """Five seconds of a neighbour that is offered so many times what it can do."""
    return points(*((1 - 1 / factor) * number / 2 for number in range(10)))


def test_growth_is_how_much_longer_the_median_waits_with_each_second() -> None:
    assert growth(overloaded(2), 5) == pytest.approx(0.5)


def test_an_overload_that_keeps_a_long_sla_for_five_seconds_is_no_sustained_rate() -> None:
    told = overloaded(1.1)
    assert max(point.p95_s or 0 for point in told) < 5
    assert outgrows(growth(told, 5), 0.25, limit_s=5, held_s=5, lag_s=0.01)


def test_a_single_stall_is_no_growth() -> None:
    assert growth(points(0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.5, 0.4), 5) == 0


def test_a_warm_up_is_no_growth() -> None:
    assert growth(points(0.3, 0.2, 0.1, 0.05, 0.02), 5) < 0


def test_retries_after_the_end_and_slices_without_attempts_say_nothing() -> None:
    assert growth(points(0.01, None, 0.01, 0.01, 9, 9, 9, 9, 9), until_s=2) == 0


def test_too_few_slices_show_no_growth() -> None:
    assert growth(points(0.01, 3), 5) == 0


def test_what_grew_by_less_than_our_own_timers_are_late_is_not_the_neighbours() -> None:
    slope = 5 / HORIZON_S
    assert not outgrows(slope, 0.1, limit_s=5, held_s=1, lag_s=0.05)
    assert outgrows(slope, 0.1, limit_s=5, held_s=1, lag_s=0.04)
