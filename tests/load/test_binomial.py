from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.load.binomial import at_most, rank_bounds, share_bounds


def summed(k: int, n: int, p: float) -> float:
    return math.fsum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


@given(st.integers(1, 300), st.floats(0.01, 0.99), st.data())
def test_the_chance_of_at_most_k_is_the_sum_of_the_chances(n: int, p: float, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    assert at_most(k, n, p) == pytest.approx(summed(k, n, p), abs=1e-9)


@given(st.integers(0, 400), st.integers(1, 400), st.sampled_from([0.9, 0.95, 0.99]))
def test_an_error_share_at_a_bound_would_be_seen_with_the_stated_risk(
    k: int, more: int, confidence: float
) -> None:
    n = k + more
    lower, upper = share_bounds(k, n, confidence)
    assert lower <= k / n <= upper
    assert summed(k, n, upper) == pytest.approx(1 - confidence, abs=1e-6)
    if k:
        assert 1 - summed(k - 1, n, lower) == pytest.approx(1 - confidence, abs=1e-6)


@pytest.mark.parametrize(
    ("k", "n", "bounds"),
    [(0, 10, (0, 0.2589)), (10, 10, (0.7411, 1)), (1, 10, (0.0051, 0.3942)), (5, 100, (0.0199, 0.1023))],
)
def test_the_bounds_are_those_of_the_tables(k: int, n: int, bounds: tuple[float, float]) -> None:
    assert share_bounds(k, n, 0.95) == pytest.approx(bounds, abs=1e-4)


def test_299_attempts_without_an_error_are_the_fewest_that_show_one_percent() -> None:
    assert share_bounds(0, 299, 0.95)[1] <= 0.01 < share_bounds(0, 298, 0.95)[1]


@given(st.integers(1, 300), st.sampled_from([0.5, 0.9, 0.94, 0.99]))
def test_the_ranks_are_the_closest_that_keep_the_risk(n: int, share: float) -> None:
    lower, upper = rank_bounds(share, n, 0.95)
    keeping = [rank for rank in range(1, n + 1) if summed(rank - 1, n, share) >= 0.95]
    assert upper == min(keeping, default=None)
    below = [rank for rank in range(1, n + 1) if 1 - summed(rank - 1, n, share) >= 0.95]
    assert lower == max(below, default=None)


def test_59_samples_are_the_fewest_that_bound_the_95th_percentile_from_above() -> None:
    assert (rank_bounds(0.95, 58, 0.95)[1], rank_bounds(0.95, 59, 0.95)[1]) == (None, 59)


def test_without_samples_there_is_no_bound() -> None:
    assert rank_bounds(0.95, 0, 0.95) == (None, None)


def test_ten_million_samples_have_bounds_too() -> None:
    lower, upper = rank_bounds(0.95, 10_000_000, 0.95)
    spread = 1.6449 * math.sqrt(10_000_000 * 0.95 * 0.05)
    assert lower == pytest.approx(9_500_000 - spread, abs=3)
    assert upper == pytest.approx(9_500_000 + spread, abs=3)


def test_the_percentile_lies_beyond_a_bound_as_seldom_as_promised() -> None:
    draws = Random(5)  # noqa: S311  # samples, no secrets
    lower, upper = rank_bounds(0.95, 200, 0.95)
    assert lower is not None
    assert upper is not None
    runs = [sorted(draws.random() for _ in range(200)) for _ in range(2_000)]
    assert sum(run[upper - 1] < 0.95 for run in runs) / len(runs) <= 0.065
    assert sum(run[lower - 1] > 0.95 for run in runs) / len(runs) <= 0.065
