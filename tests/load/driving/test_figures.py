"""What is reported against what the server itself knows; real time, hence few and short."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import starmap

import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.load import LoadResult, OperationResult, Plan
from workexec_contracts.verdict import Verdict

from .conftest import Neighbour, firehose, loaded, operation

DELIVERIES = {operation.operation_id: operation.path for _, operation in operations() if operation.events}
DELAYS_S = (*[0.05] * 80, *[0.2] * 17, *[0.4] * 3)
STALL_S = 1.5
Model = tuple[LoadResult, LoadResult]


def delivered(result: LoadResult) -> list[OperationResult]:
    return [operation(result, name) for name in DELIVERIES]


def test_percentiles_are_those_that_the_server_knows_within_one_percent_or_five_milliseconds() -> None:
    neighbour = Neighbour(DELAYS_S)
    result = loaded(neighbour, Plan(profile=firehose(100, 4), seed="known"))
    for name, path in DELIVERIES.items():
        found, known = operation(result, name), neighbour.took[path]
        times = found.attempts.times
        assert found.judgement.verdict is Verdict.PASSED
        assert times.count == known.count
        for share, seconds in ((0.5, times.p50_s), (0.95, times.p95_s), (0.99, times.p99_s)):
            truth = known.percentile(share) or 0
            assert seconds == pytest.approx(truth, rel=0.01, abs=0.005)


@pytest.fixture(scope="module")
def stalled() -> Model:
    """The same server, which stands still for a while: in the open model, and in the closed one."""
    plans = (Plan(profile=firehose(100, 4), model=model, seed="stall") for model in ("open", "closed"))
    runs = ((Neighbour(stall=(1, STALL_S)), plan) for plan in plans)
    with ThreadPoolExecutor() as both:
        opened, closed = starmap(lambda *run: both.submit(loaded, *run), list(runs))
        return opened.result(), closed.result()


def test_the_open_model_shows_a_stall_that_the_closed_one_hides(stalled: Model) -> None:
    opened, closed = ([one.attempts.times.p99_s or 0 for one in delivered(result)] for result in stalled)
    assert max(opened) > 0.8 * STALL_S
    assert max(closed) < 0.1 * STALL_S


def test_the_closed_model_saw_the_stall_and_asked_for_less(stalled: Model) -> None:
    _, closed = stalled
    assert max(one.attempts.times.max_s or 0 for one in delivered(closed)) > 0.8 * STALL_S
