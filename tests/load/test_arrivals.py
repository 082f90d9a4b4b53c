from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.load import Constant, Curve, Day, Process, Ramp, Spike, arrivals, share

DURATION_S = 60.0
HZ = st.floats(1, 80)
CURVES: st.SearchStrategy[Curve] = st.one_of(
    st.builds(Constant, rate_hz=HZ),
    st.builds(Ramp, from_hz=st.just(0.0) | HZ, to_hz=st.just(0.0) | HZ, over_s=st.floats(1, 90)),
    st.builds(Spike, base_hz=st.just(0.0) | HZ, peak_hz=HZ, at_s=st.floats(0, 50), for_s=st.floats(0.5, 60)),
    st.builds(Day, low_hz=st.just(0.0) | HZ, high_hz=HZ, period_s=st.floats(10, 120)),
)
WINDOWS = st.tuples(st.floats(0, DURATION_S), st.floats(0, DURATION_S)).map(sorted)


def integral(curve: Curve, start: float, end: float) -> float:
    """Summed in small steps, without asking the curve for its own integral."""
    steps = 4_000
    width = (end - start) / steps
    return sum(curve.rate(start + (at + 0.5) * width) for at in range(steps)) * width


def counted(times: list[float], window: list[float]) -> int:
    return sum(window[0] <= at < window[1] for at in times)


@given(CURVES, WINDOWS)
def test_the_expected_count_is_the_integral_of_the_rate(curve: Curve, window: list[float]) -> None:
    told = curve.expected(window[1]) - curve.expected(window[0])
    assert told == pytest.approx(integral(curve, *window), rel=0.01, abs=2)


@given(CURVES, WINDOWS)
def test_even_arrivals_in_a_window_are_as_many_as_the_integral_says(
    curve: Curve, window: list[float]
) -> None:
    times = list(arrivals(curve, DURATION_S, Process.EVEN, seed=None))
    assert abs(counted(times, window) - (curve.expected(window[1]) - curve.expected(window[0]))) <= 1.01


@given(CURVES, WINDOWS, st.integers())
def test_poisson_arrivals_in_a_window_scatter_around_the_integral(
    curve: Curve, window: list[float], seed: int
) -> None:
    times = list(arrivals(curve, DURATION_S, Process.POISSON, seed))
    mean = curve.expected(window[1]) - curve.expected(window[0])
    assert abs(counted(times, window) - mean) <= 6 * mean**0.5 + 8


@given(CURVES, st.sampled_from(Process))
def test_arrivals_ascend_and_end_with_the_test(curve: Curve, process: Process) -> None:
    times = list(arrivals(curve, DURATION_S, process, seed=3))
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert all(0 <= at < DURATION_S for at in times)


def test_a_spike_begins_at_its_time_and_ends_before_its_end() -> None:
    spike = Spike(base_hz=1, peak_hz=9, at_s=10, for_s=5)
    assert [spike.rate(at_s) for at_s in (9.9, 10, 14.9, 15)] == [1, 9, 9, 1]


def test_the_gaps_of_poisson_arrivals_vary_as_exponential_ones_do() -> None:
    times = list(arrivals(Constant(rate_hz=100), 200, Process.POISSON, seed=7))
    gaps = [later - earlier for earlier, later in pairwise(times)]
    mean = sum(gaps) / len(gaps)
    variance = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
    assert mean == pytest.approx(0.01, rel=0.05)
    assert variance**0.5 / mean == pytest.approx(1, abs=0.05)


def test_the_gaps_of_even_arrivals_at_a_constant_rate_are_alike() -> None:
    times = list(arrivals(Constant(rate_hz=10), 5, Process.EVEN, seed=None))
    assert times == pytest.approx([0.05 + 0.1 * number for number in range(50)])


def test_the_same_seed_gives_the_same_times_and_another_one_others() -> None:
    first, again, other = (list(arrivals(Constant(rate_hz=5), 20, Process.POISSON, s)) for s in (1, 1, 2))
    assert first == again
    assert first != other


@given(st.integers(1, 7))
def test_workers_together_have_each_arrival_once(workers: int) -> None:
    whole = list(arrivals(Constant(rate_hz=9), 20, Process.POISSON, seed=1))
    parts = [list(share(whole, worker, workers)) for worker in range(workers)]
    assert sorted(at for part in parts for at in part) == whole
