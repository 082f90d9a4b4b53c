from __future__ import annotations

import math
from functools import reduce
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.load import Histogram

TIMES = st.lists(st.integers(0, 10**11).map(lambda micros: micros / 1e6), min_size=1, max_size=200)
SHARES = st.sampled_from([0.01, 0.34, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0])


def nearest_rank(ordered: list[float], share: float) -> float:
    """The definition: the least value that at least this share of all does not exceed."""
    count = len(ordered)
    return next(one for at, one in enumerate(ordered, 1) if at / count >= share - 1e-9)


@given(TIMES, SHARES)
def test_a_percentile_is_the_nearest_rank_of_the_sorted_list_at_most_a_thousandth_too_slow(
    times: list[float], share: float
) -> None:
    exact = nearest_rank(sorted(times), share)
    told = Histogram(times).percentile(share)
    assert told is not None
    assert exact - 1e-9 <= told <= exact * 1.001 + 1e-9


@given(TIMES, st.sampled_from([0.5, 1, 1.25, 2, 3, 5, 30]))
def test_on_which_side_of_a_limit_a_time_lies_is_exact(times: list[float], limit: float) -> None:
    assert Histogram(times).beyond(limit).count == sum(one > limit for one in times)


@given(st.lists(TIMES, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_merging_is_exact_in_any_order(parts: list[list[float]], order: Random) -> None:
    whole = Histogram(one for part in parts for one in part)
    order.shuffle(parts)
    assert reduce(Histogram.merge, map(Histogram, parts)) == whole
    assert Histogram().merge(*map(Histogram, parts)) == whole


@given(TIMES)
def test_the_text_for_another_process_says_everything(times: list[float]) -> None:
    told = Histogram(times)
    assert Histogram.loads(told.dumps()) == told
    assert Histogram.loads(told.dumps()).count == len(times)


def test_2049_ms_is_not_2000_ms() -> None:
    assert Histogram([2.049]).percentile(0.95) == 2.049


def test_a_limit_itself_reads_as_it_is() -> None:
    assert [Histogram([limit]).percentile(0.5) for limit in (2, 3, 5)] == [2, 3, 5]


def test_a_time_at_the_limit_is_not_beyond_it() -> None:
    assert Histogram([1.9, 2.0, 2.0, 2.001]).beyond(2).count == 1


def test_the_55th_of_100_is_the_55th_although_the_product_in_binary_is_a_bit_more() -> None:
    told = Histogram(one / 1000 for one in range(1, 101))
    assert [told.percentile(share) for share in (0.55, 0.95)] == [0.055, 0.095]


def test_without_times_there_is_no_percentile() -> None:
    assert Histogram().percentile(0.95) is None


def test_merging_leaves_both_as_they_were() -> None:
    one, other = Histogram([1]), Histogram([2])
    one.merge(other)
    assert (one.count, other.count) == (1, 1)


def test_different_times_share_a_bounded_number_of_buckets() -> None:
    draws = Random(1)  # noqa: S311  # samples, no secrets
    told = Histogram(draws.uniform(0.001, 10) for _ in range(50_000))
    assert len(told.buckets()) <= 4 * 9_000


@pytest.mark.parametrize("seconds", [-0.001, math.inf, math.nan])
def test_what_is_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="is no time"):
        Histogram().record(seconds)


@pytest.mark.parametrize("text", ["x:1", "100001:1", "5:0", "5", "-5:1", "5:x"])
def test_a_text_that_no_histogram_wrote_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no|invalid literal"):
        Histogram.loads(text)


@pytest.mark.parametrize("rank", [0, 3])
def test_a_rank_that_is_not_there_is_refused(rank: int) -> None:
    with pytest.raises(ValueError, match="rank"):
        Histogram([1, 2]).at_rank(rank)
