from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.consumer import operation_of
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.simulation.checkers import CachesNeverServeBeyondTheirTtl as Claim
from workexec_contracts.simulation.checkers.steps import CREATE
from workexec_contracts.simulation.clock import micros
from workexec_contracts.simulation.faults import Changing, Crash, Down, Failing
from workexec_contracts.simulation.records import Asked, Crashed, Heard, Replied, Restarted
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

CACHED = ("getCustomer", "getVehicle", "getApprovalPolicy")


def heard(operation_id: str, **instead: Any) -> Any:  # noqa: ANN401  # a tamper
    """Every answer of an operation, heard otherwise."""

    def make(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Heard) and record.exchange.operation.operation_id == operation_id:
            return [record._replace(**instead)]
        return [record]

    return make


def test_outages_changes_and_crashes_make_no_hit_too_old() -> None:
    faults = (
        Down(target="crm", from_s=30_000, until_s=40_000),
        Failing(percent=20),
        *(Changing(table=table, every_s=200) for table in ("customers", "vehicles", "parts")),
        *(Crash(at_attempt=at, down_s=5) for at in range(20, 300, 31)),
    )
    found = judged(Claim, as_it_was, *faults, days=2)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 100


@pytest.mark.parametrize("operation_id", CACHED)
def test_a_hit_beyond_the_ttl_is_told(operation_id: str) -> None:
    cache = operation_of(operation_id).cache
    assert cache is not None
    too_old_us = micros(cache.ttl_s) + 1

    def older(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Heard) and record.exchange.operation.operation_id == operation_id:
            return [record._replace(at_us=record.at_us - too_old_us)]
        return [record]

    found = told(judged(Claim, older, days=2))
    assert f"{operation_id} " in found
    assert f"after its answer; the TTL is {too_old_us - 1} us" in found


@pytest.mark.parametrize("operation_id", [*CACHED, "searchParts", "searchServices"])
def test_a_hit_without_any_answer_is_told(operation_id: str) -> None:
    found = judged(Claim, heard(operation_id, call=10_000))
    assert f"{operation_id} /api/v1/" in told(found)
    assert "served without a call, and it was never answered" in told(found)


def test_a_hit_on_what_another_life_remembered_is_told() -> None:
    def die(asked: Asked, _: Simulation) -> list[Record]:
        return [Crashed(asked.at_us), Restarted(asked.at_us), asked]

    found = judged(Claim, Once(Asked, die, lambda asked: asked.name == CREATE))
    assert "served without a call, and it was never answered" in told(found)


def test_an_error_that_serves_nothing_stale_is_told() -> None:
    assert "served after 500, which serves nothing stale" in told(
        judged(Claim, heard("getCustomer", status=500))
    )
    assert "served after timed out, which serves nothing stale" in told(
        judged(Claim, heard("getApprovalPolicy", status=None, outcome=Outcome.TIMED_OUT))
    )


def test_stale_without_any_answer_is_told() -> None:
    found = judged(Claim, heard("getCustomer", status=503))
    assert "served stale, and it was never answered" in told(found)


@pytest.mark.parametrize(
    ("instead", "said"),
    [({"name": "Somebody"}, "name differ from the answer"), ({"source": "stale"}, "said to be of stale")],
)
def test_a_hit_that_is_not_the_answer_is_told(instead: dict[str, str], said: str) -> None:
    def make(replied: Replied, _: Simulation) -> list[Record]:
        return [replied._replace(body={**replied.body, "customer": {**replied.body["customer"], **instead}})]

    found = judged(Claim, Once(Replied, make, lambda replied: replied.name == CREATE))
    assert said in told(found)
