from __future__ import annotations

import pytest

from benchmarks.stream import PER_ORDER, stream


@pytest.mark.parametrize("failing_percent", [0.0, 60.0])
def test_a_stream_breaks_no_invariant_and_leaves_nothing_behind(failing_percent: float) -> None:
    found = stream(1_000, failing_percent)
    assert found.events % PER_ORDER == 0
    assert (found.attempts > found.events) == (failing_percent > 0)
