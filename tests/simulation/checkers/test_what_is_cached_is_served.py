from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.consumer import operation_of
from workexec_contracts.simulation.checkers import WhatIsCachedIsServed as Claim
from workexec_contracts.simulation.checkers.steps import READS, WORKORDER
from workexec_contracts.simulation.clock import micros
from workexec_contracts.simulation.faults import (
    Changing,
    Crash,
    Down,
    Duplicated,
    Failing,
    How,
    LostAnswers,
    Reordered,
    Skew,
    Slow,
)
from workexec_contracts.simulation.records import Asked, Crashed, Heard, Replied, Restarted, Sent
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

CRM_DOWN = Down(target="crm", from_s=30_000, until_s=60_000)
CACHED = ("getCustomer", "getVehicle", "getApprovalPolicy", "searchParts", "searchServices")
CRM_LOST = Down(target="crm", from_s=40_000, until_s=400_000)
"""For so long that customers come again."""
(CUSTOMER,) = (name for name, operation in READS.items() if operation.operation_id == "getCustomer")


@pytest.mark.parametrize(
    "faults",
    [
        [CRM_DOWN, Failing(percent=20)],
        [Failing(percent=40, how=How.BROKEN)],
        [Failing(percent=40, how=How.HANGING), Slow(latency_ms_median=20_000)],
        [LostAnswers(percent=30), Duplicated(percent=50), Reordered(percent=50, later_ms_max=60_000)],
        [Changing(table=table, every_s=200) for table in ("customers", "vehicles", "parts")],
        [CRM_DOWN, *(Crash(at_attempt=at, down_s=5) for at in range(20, 300, 31))],
        [CRM_DOWN, Skew(skew_s=7_200), Skew(skew_s=-7_200, of="neighbours")],
    ],
)
def test_the_reference_serves_what_it_knows(faults: list[Fault]) -> None:
    found = judged(Claim, as_it_was, *faults, days=2)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 20


def asked_again(operation_id: str, after_us: int) -> Any:  # noqa: ANN401  # a tamper
    """Another call of an operation that long after its first answer."""

    def make(heard: Heard, _: Simulation) -> list[Record]:
        at_us = heard.at_us + after_us
        return [heard, Sent(at_us, heard.order, -1, 10_000, 1, heard.exchange, heard.exchange.headers)]

    return Once(Heard, make, lambda heard: heard.exchange.operation.operation_id == operation_id)


@pytest.mark.parametrize("operation_id", CACHED)
def test_a_call_within_the_ttl_is_told(operation_id: str) -> None:
    cache = operation_of(operation_id).cache
    assert cache is not None
    ttl_us = micros(cache.ttl_s)
    found = told(judged(Claim, asked_again(operation_id, ttl_us - 2)))
    assert f"asked again {ttl_us - 2} us after its answer; the TTL is {ttl_us} us" in found
    assert judged(Claim, asked_again(operation_id, ttl_us)).verdict is Verdict.PASSED


def test_a_call_before_the_answer_of_another_is_not() -> None:
    """Two ask at the same time: neither can know."""
    beside = Once(
        Sent,
        lambda sent, _: [sent, sent._replace(call=10_000, request=-1)],
        lambda sent: sent.exchange.operation.operation_id == "getCustomer",
    )
    assert judged(Claim, beside).verdict is Verdict.PASSED


@pytest.mark.parametrize("instead", [{"status": 404}, {"body": b'{"customerId": 7}'}])
def test_what_is_purged_or_is_no_answer_of_the_contract_is_asked_again(instead: dict[str, Any]) -> None:
    def make(heard: Heard, _: Simulation) -> list[Record]:
        again = Sent(heard.at_us + 1, heard.order, -1, 10_000, 1, heard.exchange, heard.exchange.headers)
        return [heard._replace(**instead), again, heard]

    purged = Once(Heard, make, lambda heard: heard.exchange.operation.operation_id == "getCustomer")
    assert judged(Claim, purged).verdict is Verdict.PASSED


def test_another_life_knows_nothing() -> None:
    def die(heard: Heard, _: Simulation) -> list[Record]:
        again = Sent(heard.at_us + 1, heard.order, -1, 10_000, 1, heard.exchange, heard.exchange.headers)
        return [heard, Crashed(heard.at_us), Restarted(heard.at_us), again]

    died = Once(Heard, die, lambda heard: heard.exchange.operation.operation_id == "getCustomer")
    assert judged(Claim, died).verdict is Verdict.PASSED


def stale(replied: Replied) -> bool:
    return replied.name == WORKORDER and replied.body.get("customer", {}).get("source") == "stale"


def test_a_placeholder_for_what_is_known_is_told() -> None:
    def forget(replied: Replied, _: Simulation) -> list[Record]:
        unknown = {"display": "Unknown Customer", "code": "SERVICE_UNAVAILABLE", "retryable": True}
        return [replied._replace(body={**replied.body, "customer": unknown})]

    found = judged(Claim, Once(Replied, forget, stale), CRM_LOST, days=5)
    assert f"{WORKORDER} answered 200 without what getCustomer last answered" in told(found)


def test_a_read_that_is_refused_for_what_is_known_is_told() -> None:
    def refuse(replied: Replied, _: Simulation) -> list[Record]:
        return [replied._replace(status=503, body={"code": "SERVICE_UNAVAILABLE"})]

    refused = Once(
        Replied,
        refuse,
        lambda replied: replied.name == CUSTOMER and replied.body.get("source") == "stale",
    )
    found = judged(Claim, refused, CRM_LOST, days=5)
    assert f"{CUSTOMER} answered 503 without what getCustomer last answered" in told(found)


def test_nothing_is_owed_to_whoever_asked_a_process_that_died() -> None:
    def die(replied: Replied, _: Simulation) -> list[Record]:
        return [Crashed(replied.at_us), replied._replace(status=0, body={}), Restarted(replied.at_us)]

    found = judged(Claim, Once(Replied, die, stale), CRM_DOWN, days=2)
    assert "answered 0" not in told(found)


def test_nothing_is_owed_after_a_500() -> None:
    """A stale answer serves on an outage, not on a defect (F54)."""

    def broken(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Asked | Sent):
            return [record]
        if isinstance(record, Heard) and record.status == 503:
            return [record._replace(status=500)]
        return [record]

    found = judged(Claim, broken, Down(target="crm", from_s=30_000, how=How.UNAVAILABLE), days=2)
    assert found.verdict is Verdict.PASSED
