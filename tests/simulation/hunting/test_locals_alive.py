from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workexec_contracts.simulation.locals_alive import alive

if TYPE_CHECKING:
    from collections.abc import Generator

    Plan = Generator[int, int, int]


def overwritten() -> Plan:
    last, count = 5, 2
    yield last
    last = yield count
    return last + count


def in_a_loop(count: int) -> Plan:
    total, told = 0, 0
    while total < count:
        told = yield total
        total += told
    return total


def in_a_handler(kept: int) -> Plan:
    other = kept
    try:
        told = yield other
    except ValueError:
        return kept
    return told


def in_a_closure(kept: int) -> Plan:
    told = yield kept

    def more() -> int:
        return told + kept

    return more()


def at_first_yield(plan: Plan) -> frozenset[str]:
    next(plan)
    assert plan.gi_frame is not None  # type: ignore[attr-defined]  # a generator's own
    return alive(plan.gi_code, plan.gi_frame.f_lasti)  # type: ignore[attr-defined]  # the same


@pytest.mark.parametrize(
    ("plan", "read"),
    [
        (overwritten(), {"count"}),
        (in_a_loop(3), {"count", "total"}),
        (in_a_handler(3), {"kept"}),
        (in_a_closure(3), {"kept", "told"}),
    ],
    ids=["overwritten", "loop", "handler", "closure"],
)
def test_only_what_is_read_before_it_is_written_is_alive(plan: Plan, read: set[str]) -> None:
    assert at_first_yield(plan) == read
