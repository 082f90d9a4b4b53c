from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.simulation.ddmin import ddmin


@given(st.integers(0, 30), st.sets(st.integers(0, 29)))
def test_exactly_what_is_needed_remains(size: int, needed: set[int]) -> None:
    items = tuple(range(size))
    needed &= set(items)
    search = ddmin(items)
    try:
        part = next(search)
        while True:
            part = search.send(needed <= set(part))
    except StopIteration as stop:
        assert set(stop.value) == needed
