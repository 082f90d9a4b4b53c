"""Several workers against one: what they ask, and what is made of it."""

from __future__ import annotations

import resource

from tests.cli.conftest import until
from workexec_contracts.load import Ending, Launch, Order, Plan
from workexec_contracts.serving import Server
from workexec_contracts.verdict import Verdict

from .conftest import LOCUSTFILE, Neighbour, arrivals, clerks, loaded, operation


def test_two_workers_over_loopback_make_each_arrival_of_the_plan_once() -> None:
    plan = Plan(profile=clerks(80, 1), seed="two")
    result = loaded(Neighbour(), plan, workers=2)
    made = operation(result, "deliverInventoryEvent").attempts.times.count
    assert result.about.workers == 2
    assert result.generator.offered == 1
    assert made == len(list(arrivals(plan)))


def test_a_page_that_says_202_to_everything_has_acknowledged_nothing() -> None:
    sign_in = Neighbour(body=b"<html>please sign in</html>")
    result = loaded(sign_in, Plan(profile=clerks(160, 2), seed="page"))
    inventory = operation(result, "deliverInventoryEvent")
    short = result.generator.offered < 0.95  # a busy machine's own fault is nobody's
    assert inventory.judgement.verdict is (Verdict.UNKNOWN if short else Verdict.FAILED)
    assert inventory.attempts.failures == {"202, not the contract's answer": inventory.attempts.times.count}
    assert not operation(result, "deliverAccountingEvent").calls.endings[Ending.ANSWERED]


def test_a_machine_without_further_connections_is_no_neighbours_failure() -> None:
    plan = Plan(profile=clerks(100, 3), seed="files")
    with Server(Neighbour(delays_s=(1,))) as server:
        order = Order(plan=plan, host=server.url, locustfile=LOCUSTFILE)
        with Launch(order) as launch:
            until("load is made", lambda: launch.has_started)
            resource.prlimit(launch.pids[0], resource.RLIMIT_NOFILE, (64, 64))
            result = launch.result()
    failures = [of.attempts.failures for one in result.integrations for of in one.operations]
    assert "connection failed" not in {name for of in failures for name in of}
    assert result.generator.offered < 0.95
    assert result.verdict is Verdict.UNKNOWN
