from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.consumer import Standing
from workexec_contracts.simulation.checkers import NoCallAfterAFinalAnswer as Claim
from workexec_contracts.simulation.faults import Down, Failing, How, Poison
from workexec_contracts.simulation.records import Heard, Sent, Settled
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


class Again:
    """Sends once more what got an answer, in the same call or in another."""

    def __init__(self, domain: str, status: int, **instead: Any) -> None:  # noqa: ANN401  # members of a record
        self.domain, self.status, self.instead = domain, status, instead
        self.sent: dict[int, Sent] = {}

    def __call__(self, record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent):
            self.sent[record.call] = record
        if isinstance(record, Heard) and (record.exchange.domain, record.status) == (
            self.domain,
            self.status,
        ):
            return [record, self.sent[record.call]._replace(**self.instead)]
        return [record]


@pytest.mark.parametrize(
    "fault",
    [
        Failing(percent=30),
        Failing(percent=30, how=How.BROKEN),
        Poison(percent=20),
        Down(target="shopmgmt"),
        Down(target="order", until_s=50_000),
    ],
)
def test_series_that_may_follow_another_are_no_breach(fault: Fault) -> None:
    assert judged(Claim, as_it_was, fault).verdict is Verdict.PASSED


@pytest.mark.parametrize(("domain", "status"), [("crm", 200), ("order", 202), ("audit", 201)])
def test_an_attempt_after_a_success_is_told(domain: str, status: int) -> None:
    assert f"attempt 2 after {status}" in told(judged(Claim, Again(domain, status, number=2)))


def test_an_attempt_after_a_refusal_is_told() -> None:
    found = judged(Claim, Again("order", 400, number=2), Poison(percent=60, target="order"))
    assert "deliverOrderEvent: attempt 2 after 400" in told(found)


@pytest.mark.parametrize(("domain", "status"), [("order", 202), ("audit", 201)])
def test_another_series_of_what_was_acknowledged_is_told(domain: str, status: int) -> None:
    assert f"goes out again after {status}" in told(judged(Claim, Again(domain, status, call=10_000)))


def test_a_refused_event_is_not_sent_again_as_it_was() -> None:
    found = judged(Claim, Again("order", 400, call=10_000), Poison(percent=60, target="order"))
    assert "goes out again after 400" in told(found)


def test_a_letter_that_the_store_has_as_acknowledged_is_not_sent() -> None:
    sent: dict[str, Sent] = {}

    def again(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent):
            sent[record.exchange.headers.get("Idempotency-Key", "")] = record
        if isinstance(record, Settled) and record.letter.standing is Standing.ACKNOWLEDGED:
            return [record, sent[record.letter.id]._replace(call=10_000)]
        return [record]

    assert "goes out, and is acknowledged" in told(judged(Claim, again))


def test_nothing_is_said_of_answers_that_nobody_heard() -> None:
    late = Once(Heard, lambda heard, _: [heard._replace(call=10_000)])
    assert judged(Claim, late).verdict is Verdict.PASSED
