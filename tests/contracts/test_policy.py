from __future__ import annotations

import pytest
from pydantic import ValidationError

from workexec_contracts import contracts
from workexec_contracts.contracts.vocabulary import FailMode, Outcome, Retry

POLICIES = {
    "searchParts": ((1,), "shown", 2),
    "searchServices": ((1,), "shown", 2),
    "listTaxCodes": ((1,), "shown", 2),
    "calculateTax": ((1,), "shown", 3),
    "getApprovalPolicy": ((1,), "shown", 2),
    "searchCustomers": ((0.5, 0.5), "shown", 2),
    "searchVehicles": ((0.5, 0.5), "shown", 2),
    "getCustomer": ((0.5, 0.5), "open", 2),
    "getVehicle": ((0.5, 0.5), "open", 2),
    "createAuditEvent": ((1,), "closed", 3),
    "deliverInventoryEvent": ((1, 2, 4), "open", 5),
    "deliverPeopleEvent": ((1, 2, 4), "closed", 3),
    "deliverShopmgmtEvent": ((1, 2, 4), "open", 5),
    "deliverOrderEvent": ((1, 2, 4), "closed", 3),
    "deliverAccountingEvent": ((1, 2, 4), "closed", 5),
}


def test_every_integration_has_the_agreed_waits_fail_mode_and_sla() -> None:
    assert {
        operation.operation_id: (
            operation.policy.retry.delays_s,
            operation.policy.fail_mode.value,
            operation.policy.sla_s,
        )
        for _, operation in contracts.operations()
    } == POLICIES


def test_only_fail_open_events_are_given_up() -> None:
    for _, operation in contracts.operations():
        gives_up = operation.policy.dead_letter
        assert gives_up == (operation.policy.fail_mode is FailMode.OPEN and bool(operation.events))


def test_a_retry_policy_knows_its_attempts_and_budget() -> None:
    retry = Retry(delays_s=(1, 2, 4), on=frozenset(Outcome))
    assert (retry.attempts, retry.budget_s) == (4, 7)


def test_a_wait_is_not_negative() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Retry(delays_s=(-1,), on=frozenset())
