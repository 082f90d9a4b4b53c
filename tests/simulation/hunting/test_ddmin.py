from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.simulation.ddmin import ddmin


def smallest(items: tuple[int, ...], needed: set[int]) -> set[int]:
    search = ddmin(items)
    part = next(search)
    while True:
        try:
            part = search.send(needed <= set(part))
        except StopIteration as stop:
            return set(stop.value)


@given(st.integers(0, 30), st.sets(st.integers(0, 29)))
def test_exactly_what_is_needed_remains(size: int, needed: set[int]) -> None:
    items = tuple(range(size))
    assert smallest(items, needed & set(items)) == needed & set(items)
