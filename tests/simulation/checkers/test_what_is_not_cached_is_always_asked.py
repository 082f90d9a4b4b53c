from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import WhatIsNotCachedIsAlwaysAsked as Claim
from workexec_contracts.simulation.checkers.steps import ADD_LABOR, ADD_PART, READS, SUMMARY
from workexec_contracts.simulation.faults import Crash, Failing, LostAnswers
from workexec_contracts.simulation.records import Heard, Replied, Sent
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

(CUSTOMERS,) = (name for name, operation in READS.items() if operation.operation_id == "searchCustomers")


def without(operation_id: str) -> Once:
    """The first call of an operation, never made."""
    return Once(Sent, lambda *_: [], lambda sent: sent.exchange.operation.operation_id == operation_id)


def test_it_is_asked_under_faults_too() -> None:
    faults = (Failing(percent=20), LostAnswers(percent=20), Crash(at_attempt=50))
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


def test_a_search_that_is_answered_without_a_call_is_told() -> None:
    assert f"{CUSTOMERS} answered from answer, without a call" in told(
        judged(Claim, without("searchCustomers"))
    )


@pytest.mark.parametrize("instead", [{"totalCount": 99}, {"source": "cache"}])
def test_a_search_that_shows_something_else_is_told(instead: dict[str, object]) -> None:
    def make(replied: Replied, _: Simulation) -> list[Record]:
        return [replied._replace(body={**replied.body, **instead})]

    found = judged(Claim, Once(Replied, make, lambda replied: replied.name == CUSTOMERS))
    assert "other than what was just answered" in told(found)


@pytest.mark.parametrize("name", [ADD_PART, ADD_LABOR, SUMMARY])
def test_a_step_without_a_tax_of_its_own_is_told(name: str) -> None:
    def untaxed(record: Record, _: Simulation) -> list[Record]:
        taxes = isinstance(record, Sent) and record.exchange.operation.operation_id == "calculateTax"
        return [] if taxes else [record]

    assert f"{name} answered 20{'0' if name == SUMMARY else '1'}, and no tax was asked for" in told(
        judged(Claim, untaxed)
    )


def test_a_tax_of_other_lines_is_told() -> None:
    def fewer(heard: Heard, _: Simulation) -> list[Record]:
        return [heard._replace(body=json.dumps({**json.loads(heard.body), "items": []}).encode())]

    taxed = Once(Heard, fewer, lambda heard: heard.exchange.operation.operation_id == "calculateTax")
    assert "and the tax is of []" in told(judged(Claim, taxed))
