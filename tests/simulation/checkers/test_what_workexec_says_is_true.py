from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import WhatWorkexecSaysIsTrue as Claim
from workexec_contracts.simulation.checkers.steps import ADD_PART, STATUS
from workexec_contracts.simulation.faults import Crash, Failing, How, Poison
from workexec_contracts.simulation.records import Replied
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


def test_it_is_true_under_faults_too() -> None:
    faults = (
        Failing(percent=20, how=How.BROKEN),
        Poison(percent=10),
        *(Crash(at_attempt=at) for at in range(10, 200, 13)),
        *(Crash(at_write=at) for at in range(10, 100, 13)),
    )
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, {}, "answered 500"),
        (502, {}, "answered 502"),
        (302, {}, "answered 302, which is neither"),
        (0, {}, "never answered, though WorkExec did not die"),
        (503, {"code": "X", "message": "x"}, "answered 503 with retryable False"),
        (409, {"code": "X", "message": "x", "retryable": True}, "answered 409 with retryable True"),
        (503, {"code": "X", "message": "x", "retryable": True}, "answered 503 in words of its own: x"),
        (400, {"code": "X"}, "answered 400 without code or message"),
    ],
)
def test_an_answer_that_is_not_of_the_contract_is_told(
    status: int, body: dict[str, object], said: str
) -> None:
    def make(replied: Replied, _: Simulation) -> list[Record]:
        return [replied._replace(status=status, body=body)]

    assert said in told(judged(Claim, Once(Replied, make)))


def test_a_second_answer_is_told() -> None:
    twice = Once(Replied, lambda replied, _: [replied, replied])
    assert "and nobody waits for it" in told(judged(Claim, twice))


def test_a_user_who_waits_for_ever_is_told() -> None:
    assert "request 0 was never answered" in told(judged(Claim, Once(Replied, lambda *_: [])))


@pytest.mark.parametrize(
    ("name", "instead", "said"),
    [
        (STATUS, {"status": "COMPLETED"}, "status is 'COMPLETED', and 'ASSIGNED' in the store"),
        (STATUS, {"vehicleId": "VEH-999"}, "vehicleId is 'VEH-999', and"),
        (ADD_PART, {"customerId": "CUST-999"}, "customerId is 'CUST-999', and"),
        (ADD_PART, {"items": []}, "items is [], and"),
        (ADD_PART, {"estimateId": "EST-999"}, "for estimate EST-999, which the store lacks"),
    ],
)
def test_a_success_that_the_store_does_not_have_is_told(
    name: str, instead: dict[str, object], said: str
) -> None:
    def make(replied: Replied, _: Simulation) -> list[Record]:
        return [replied._replace(body={**replied.body, **instead})]

    success = Once(Replied, make, lambda replied: replied.name == name and replied.status in {200, 201})
    assert said in told(judged(Claim, success))
