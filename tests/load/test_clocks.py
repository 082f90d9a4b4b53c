from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.load import Clocks, Ending, Journey, StepEnd

if TYPE_CHECKING:
    from random import Random

OPERATIONS = st.sampled_from(["getCustomer", "deliverOrderEvent"])
ATTEMPTS = st.tuples(
    OPERATIONS, st.floats(0, 60), st.floats(0, 40), st.sampled_from([None, "503", "timed out"])
)
CALLS = st.tuples(OPERATIONS, st.floats(0, 40), st.integers(0, 4), st.sampled_from(Ending))
STEPS = st.tuples(OPERATIONS, st.sampled_from(Journey), st.sampled_from(StepEnd))
TOLD = st.lists(ATTEMPTS | CALLS | STEPS, max_size=60)


def counted(told: list[tuple[object, ...]]) -> Clocks:
    clocks = Clocks(slice_s=1)
    for one in told:
        if isinstance(one[-1], StepEnd):
            clocks.step(*one)  # type: ignore[arg-type]  # as drawn
        elif isinstance(one[-1], Ending):
            clocks.call(*one)  # type: ignore[arg-type]  # as drawn
        else:
            clocks.attempt(*one)  # type: ignore[arg-type]  # as drawn
    return clocks


@given(st.lists(TOLD, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_merged_workers_are_the_one_that_did_it_all(
    parts: list[list[tuple[object, ...]]], order: Random
) -> None:
    alone = counted([one for part in parts for one in part])
    order.shuffle(parts)
    merged = Clocks(slice_s=1)
    for part in parts:
        merged.merge(Clocks.loads(counted(part).dumps()))
    assert merged.dumps() == alone.dumps()


def test_a_call_of_three_attempts_is_told_on_both_clocks() -> None:
    clocks = Clocks(slice_s=1)
    for at_s, failure in ((0.0, "503"), (1.1, "503"), (3.2, None)):
        clocks.attempt("deliverOrderEvent", at_s, 0.1, failure)
    clocks.call("deliverOrderEvent", 3.3, 3, Ending.ANSWERED)
    tally = clocks.tallies["deliverOrderEvent"]
    assert clocks.measured("deliverOrderEvent").answered.percentile(1) == 0.1
    assert tally.calls.times.percentile(1) == 3.3
    assert tally.failures == {"503": 2}


def test_amplification_is_attempts_per_call_and_the_retried_share_counts_calls() -> None:
    clocks = Clocks(slice_s=1)
    for attempts, ending in ((1, Ending.ANSWERED), (1, Ending.ANSWERED), (4, Ending.DEAD_LETTERED)):
        clocks.call("deliverInventoryEvent", 0.1, attempts, ending)
    calls = clocks.tallies["deliverInventoryEvent"].calls
    assert calls.amplification == 2
    assert calls.retried_share == pytest.approx(1 / 3)
    assert calls.endings[Ending.DEAD_LETTERED] == 1


def test_without_calls_nothing_is_known_about_them() -> None:
    calls = Clocks(slice_s=1).tallies["getCustomer"].calls
    assert (calls.amplification, calls.retried_share) == (None, None)


def test_attempts_that_start_in_a_window_can_be_left_out() -> None:
    clocks = Clocks(slice_s=1)
    for at_s in (9.5, 10.0, 15.0, 19.99, 20.0):
        clocks.attempt("getCustomer", at_s, 0.1, None)
    assert clocks.measured("getCustomer", without=[(10, 20)]).count == 2
    assert clocks.measured("getCustomer", without=[(9.5, 20)]).count == 1, "half a slice is left out too"
    assert clocks.measured("getCustomer").count == 5


def test_asking_about_an_operation_does_not_count_it() -> None:
    clocks = Clocks(slice_s=1)
    assert clocks.measured("getCustomer").count == 0
    assert json.loads(clocks.dumps())["tallies"] == {}


def test_workers_with_other_slices_cannot_be_merged() -> None:
    with pytest.raises(ValueError, match=r"slices of 2 s do not fit those of 1 s"):
        Clocks(slice_s=1).merge(Clocks(slice_s=2))
