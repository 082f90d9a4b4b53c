"""Several workers against one: what they ask, and what is made of it."""

from __future__ import annotations

from workexec_contracts.load import Plan

from .conftest import Neighbour, arrivals, clerks, loaded, operation


def test_two_workers_over_loopback_make_each_arrival_of_the_plan_once() -> None:
    plan = Plan(profile=clerks(80, 1), seed="two")
    result = loaded(Neighbour(), plan, workers=2)
    made = operation(result, "deliverInventoryEvent").attempts.times.count
    assert result.about.workers == 2
    assert result.generator.offered == 1
    assert made == len(list(arrivals(plan)))
