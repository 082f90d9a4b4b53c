from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import NeighboursAnswerByTheContract as Claim
from workexec_contracts.simulation.faults import Changing, Duplicated, Failing, Poison
from workexec_contracts.simulation.records import Arrived
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


def answers(domain: str, **instead: Any) -> Once:  # noqa: ANN401  # members of a record
    """The first attempt that arrived at a neighbour was answered otherwise."""
    return Once(
        Arrived, lambda arrived, _: [arrived._replace(**instead)], lambda one: one.exchange.domain == domain
    )


@pytest.mark.parametrize(
    "fault",
    [
        Failing(percent=30),
        Poison(percent=20),
        Duplicated(percent=50),
        Changing(table="customers", every_s=600),
        Changing(table="approvalPolicies", every_s=600),
    ],
)
def test_what_stands_before_a_neighbour_is_not_the_neighbour(fault: Fault) -> None:
    found = judged(Claim, as_it_was, fault)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 50


@pytest.mark.parametrize(
    ("domain", "status"), [("crm", 202), ("pricing", 204), ("order", 200), ("audit", 202)]
)
def test_another_success_is_told(domain: str, status: int) -> None:
    assert f": answered {status} without a code" in told(
        judged(Claim, answers(domain, status=status, reply={}))
    )


def test_a_refusal_with_the_code_of_another_status_is_told() -> None:
    found = judged(Claim, answers("crm", status=409, reply={"code": "NOT_FOUND"}))
    assert ": answered 409 NOT_FOUND" in told(found)


def test_a_refusal_that_the_operation_has_not_is_told() -> None:
    found = judged(Claim, answers("crm", status=409, reply={"code": "TAX_CODE_NOT_CONFIGURED"}))
    assert ": answered 409 TAX_CODE_NOT_CONFIGURED" in told(found)


REFUSAL = {"code": "SERVICE_UNAVAILABLE", "message": "Service unavailable", "correlationId": "c-1"}


def refuses(reply: dict[str, Any] = REFUSAL, **own: str) -> Once:
    """The first attempt that arrived at CRM was refused; `own` members are of its own call."""

    def refusal(arrived: Arrived, _: Simulation) -> list[Record]:
        ids = {"correlationId": arrived.exchange.correlation_id} if "correlationId" in reply else {}
        return [arrived._replace(status=503, reply={**reply, **ids, **own})]

    return Once(Arrived, refusal, lambda one: one.exchange.domain == "crm")


def test_a_refusal_of_the_operation_is_no_breach() -> None:
    assert judged(Claim, refuses()).verdict is Verdict.PASSED


def test_a_refusal_of_another_call_is_told() -> None:
    assert "answered 503 with another to " in told(judged(Claim, refuses(correlationId="another")))


def test_an_acknowledgement_of_another_event_is_told() -> None:
    found = told(judged(Claim, answers("order", reply={"eventId": "evt-other", "status": "ACCEPTED"})))
    assert "deliverOrderEvent: answered 202 for evt-other; it was sent evt-" in found


@pytest.mark.parametrize("reply", [[], None, "no"])
@pytest.mark.parametrize("status", [200, 503])
def test_an_answer_that_is_no_object_is_told(reply: object, status: int) -> None:
    assert "which is no JSON object" in told(judged(Claim, answers("crm", status=status, reply=reply)))


def test_an_answer_that_is_too_deep_is_told() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert "answered 200 that " in told(judged(Claim, answers("crm", reply={"items": deep})))


@pytest.mark.parametrize("member", ["message", "correlationId"])
def test_a_refusal_that_lacks_a_member_is_told(member: str) -> None:
    reply = {name: value for name, value in REFUSAL.items() if name != member}
    found = told(judged(Claim, refuses(reply)))
    assert "answered 503 that does not fit" in found
    assert member in found


@pytest.mark.parametrize(
    ("domain", "reply", "named"),
    [
        ("crm", {"customerId": 7, "name": "John Doe"}, "customerId"),
        ("crm", {"customerId": "CUST-001", "name": object()}, "is not JSON"),
        ("audit", {"auditEventId": "AUDIT-1", "status": "RECORDED", "timestamp": 1}, "timestamp"),
    ],
)
def test_a_body_that_does_not_fit_is_told_with_the_member(
    domain: str, reply: dict[str, Any], named: str
) -> None:
    found = told(judged(Claim, answers(domain, reply=reply)))
    assert "that does not fit" in found
    assert named in found


@pytest.mark.parametrize("instead", [{}, {"status": "TAKEN"}], ids=["absent", "other"])
def test_an_acknowledgement_that_says_something_else_is_told(instead: dict[str, str]) -> None:
    def acknowledged(arrived: Arrived, _: Simulation) -> list[Record]:
        return [arrived._replace(reply={"eventId": arrived.reply["eventId"], **instead})]

    found = told(judged(Claim, Once(Arrived, acknowledged, lambda one: one.exchange.domain == "order")))
    assert "that does not fit" in found
    assert "status" in found
