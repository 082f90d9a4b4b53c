from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.contracts.registry import collections
from workexec_contracts.simulation.checkers import NeighboursTakeWhatWorkexecSends as Claim
from workexec_contracts.simulation.faults import Changing, Duplicated, Failing, LostAnswers, Poison
from workexec_contracts.simulation.records import Arrived
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.faults import Fault

EDITED = [Changing(table=table, every_s=60) for table in collections()]


@pytest.mark.parametrize(
    "fault",
    [Failing(percent=30), Poison(percent=20), Duplicated(percent=50), LostAnswers(percent=30), *EDITED],
    ids=lambda fault: f"{fault.kind} {getattr(fault, 'table', '')}".strip(),
)
def test_what_is_put_before_a_neighbour_and_what_changes_there_is_no_breach(fault: Fault) -> None:
    found = judged(Claim, as_it_was, fault)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 50


@pytest.mark.parametrize(
    ("domain", "status", "reply", "expected"),
    [
        ("crm", 401, {}, "searchCustomers: GET /api/v1/crm/"),
        ("crm", 404, {"code": "CUSTOMER_NOT_FOUND", "message": "No"}, "answered 404 CUSTOMER_NOT_FOUND No"),
        ("order", 409, {"code": "IDEMPOTENCY_CONFLICT"}, "was answered 409 IDEMPOTENCY_CONFLICT"),
        ("pricing", 503, "gone", "was answered 503"),
        ("audit", 401, {}, "was answered 401"),
    ],
)
def test_any_refusal_is_told(domain: str, status: int, reply: Any, expected: str) -> None:  # noqa: ANN401  # JSON
    refused = Once(
        Arrived,
        lambda arrived, _: [arrived._replace(status=status, reply=reply)],
        lambda one: one.exchange.domain == domain,
    )
    found = judged(Claim, refused)
    assert found.broken == 1
    assert expected in told(found)
