"""What is reported against what the server itself knows; real time, hence few runs, short and at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.load import LoadResult, OperationResult, Plan
from workexec_contracts.verdict import Verdict

from .conftest import Neighbour, clerks, loaded, operation

CLERKS = {"inventory", "order", "accounting"}
DELIVERIES = {
    operation.operation_id: operation.path
    for domain, operation in operations()
    if operation.events and domain.name in CLERKS
}
DELAYS_S = (*[0.05] * 80, *[0.2] * 17, *[0.4] * 3)
STALL_S = 1.5
LATE_S = 0.25
"""What a busy machine may add to a wait."""


def delivered(result: LoadResult) -> list[OperationResult]:
    return [operation(result, name) for name in DELIVERIES]


def test_percentiles_are_those_that_the_server_knows_within_one_percent_or_five_milliseconds() -> None:
    neighbour = Neighbour(DELAYS_S)
    result = loaded(neighbour, Plan(profile=clerks(125, 3), seed="known"))
    near_s = max(0.005, result.generator.lag_s)  # on a machine that is busy with others it says so
    for name, path in DELIVERIES.items():
        found, known = operation(result, name), neighbour.took[path]
        times = found.attempts.times
        assert found.judgement.verdict is Verdict.PASSED
        assert times.count == known.count
        for share, seconds in ((0.5, times.p50_s), (0.95, times.p95_s), (0.99, times.p99_s)):
            assert seconds == pytest.approx(known.percentile(share) or 0, rel=0.01, abs=near_s)


@dataclass
class Runs:
    opened: LoadResult
    closed: LoadResult
    retried: LoadResult
    busy: Neighbour
    """The server of `retried`."""


@pytest.fixture(scope="module")
def runs() -> Runs:
    """A server that stands still for a while, in either model; and one that answers 503 twice."""
    stalls = [Neighbour(stall=(1, STALL_S)) for _ in range(2)]
    busy = Neighbour(statuses=(503, 503, 202))
    opened = Plan(profile=clerks(100, 4), seed="open")
    closed = Plan(profile=clerks(100, 4), model="closed", seed="closed")
    retried = Plan(profile=clerks(20, 4, only_s=0.5), seed="retried")
    with ThreadPoolExecutor() as pool:
        done = pool.map(loaded, (*stalls, busy), (opened, closed, retried))
        first, second, third = done
        return Runs(first, second, third, busy)


def slow_share(result: LoadResult) -> float:
    """How many of the attempts took at least half of the stall."""
    bars = [bar for one in delivered(result) for bar in one.attempts.bars]
    slow = sum(bar.answered for bar in bars if bar.upto_s > STALL_S / 2)
    return slow / sum(bar.answered for bar in bars)


def test_the_open_model_shows_a_stall_that_the_closed_one_hides(runs: Runs) -> None:
    assert slow_share(runs.opened) > 0.05
    assert slow_share(runs.closed) < 0.01
    assert max(one.attempts.times.p99_s or 0 for one in delivered(runs.opened)) > 0.8 * STALL_S


def test_the_closed_model_met_the_stall_all_the_same(runs: Runs) -> None:
    assert max(one.attempts.times.max_s or 0 for one in delivered(runs.closed)) > 0.8 * STALL_S


def test_a_server_that_answers_503_twice_gets_every_event_three_times_spaced_by_the_policy(
    runs: Runs,
) -> None:
    policy = parts_usage_recorded.policy
    assert policy is not None
    whole = [seen for seen in runs.busy.seen.values() if len(seen) == 3]
    assert len(whole) >= 8
    for seen in whole:
        gaps = [later.at_s - earlier.at_s for earlier, later in pairwise(seen)]
        for gap, delay_s in zip(gaps, policy.retry.delays_s, strict=False):
            assert delay_s <= gap < delay_s + LATE_S


def test_every_attempt_has_the_same_key_and_body_and_a_span_of_its_own(runs: Runs) -> None:
    for seen in runs.busy.seen.values():
        assert len({one.body for one in seen}) == 1
        assert len({one.headers["x-correlation-id"] for one in seen}) == 1
        assert len({one.headers["traceparent"] for one in seen}) == len(seen)
        assert len({one.headers["traceparent"].split("-")[1] for one in seen}) == 1


def test_nobody_gets_more_attempts_than_the_policy_has(runs: Runs) -> None:
    inventory = operation(runs.retried, "deliverInventoryEvent")
    assert max(len(seen) for seen in runs.busy.seen.values()) == 3
    assert inventory.calls.amplification == 3
    assert inventory.calls.retried_share == 1
