from __future__ import annotations

from typing import Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import FailOpenNeighboursNeverBlock as Claim
from workexec_contracts.simulation.checkers.steps import CREATE, FINALIZE, SHOW, STATUS, WORKORDER
from workexec_contracts.simulation.faults import Down, How
from workexec_contracts.simulation.records import Replied, Sent
from workexec_contracts.verdict import Verdict


@pytest.mark.parametrize("how", [How.UNAVAILABLE, How.HANGING, How.BROKEN])
def test_neighbours_that_are_down_all_day_block_nothing(how: How) -> None:
    faults = [Down(target=name, how=how) for name in ("crm", "shopmgmt", "inventory")]
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


def answered(name: str, **instead: Any) -> Once:  # noqa: ANN401  # members of a record
    """The first success of a step, answered otherwise."""

    def make(replied: Replied, _: object) -> list[Any]:
        return [replied._replace(**instead)]

    return Once(Replied, make, lambda replied: replied.name == name and replied.status in range(200, 300))


@pytest.mark.parametrize("name", [STATUS, CREATE, SHOW, WORKORDER])
def test_a_step_that_a_fail_open_neighbour_blocks_is_told(name: str) -> None:
    found = judged(Claim, answered(name, status=503, body={"retryable": True, "message": "down"}))
    assert f"{name} answered 503: down" in told(found)


def test_a_finalization_that_is_blocked_though_order_and_accounting_know_is_told() -> None:
    found = judged(Claim, answered(FINALIZE, status=503, body={"events": []}))
    assert "though all fail-closed events are acknowledged" in told(found)


def test_a_status_change_that_takes_time_is_told() -> None:
    def later(replied: Replied, _: object) -> list[Any]:
        return [replied._replace(at_us=replied.at_us + 1)]

    found = judged(Claim, Once(Replied, later, lambda replied: replied.name == STATUS))
    assert "took 1 us, though it waits for nobody" in told(found)


def test_a_user_who_waits_for_a_fail_open_delivery_is_told() -> None:
    def waits(sent: Sent, _: object) -> list[Any]:
        return [sent._replace(request=7)]

    found = judged(Claim, Once(Sent, waits, lambda sent: sent.exchange.domain == "inventory"))
    assert "a user waits for deliverInventoryEvent" in told(found)


def test_an_unknown_customer_is_shown_as_such() -> None:
    blank = {"customer": {"display": ""}, "vehicle": {"display": "Unknown Vehicle"}}
    assert "nothing is shown where the customer" in told(judged(Claim, answered(CREATE, body=blank)))


@pytest.mark.parametrize(
    ("customer", "said"),
    [
        (
            {"display": "Unknown Vehicle"},
            "'Unknown Vehicle' is shown, not 'Unknown Customer', where the customer",
        ),
        ({"display": "Unknown Customer", "code": "NOT_FOUND"}, "not 'Customer/Vehicle not found in CRM'"),
        ({"display": "It does not fit", "code": "VALIDATION_ERROR"}, ""),
    ],
)
def test_somebody_who_is_shown_in_other_words_is_told(customer: dict[str, str], said: str) -> None:
    shown = {"customer": customer, "vehicle": {"display": "Unknown Vehicle", "code": "NO_ANSWER"}}
    found = told(judged(Claim, answered(CREATE, body=shown)))
    assert said in found
    assert bool(said) == bool(found)
