from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import AuditIsCompleteAndImmutable as Claim
from workexec_contracts.simulation.checkers.steps import CREATE, DECISIONS
from workexec_contracts.simulation.faults import Crash, Down, Duplicated, LostAnswers
from workexec_contracts.simulation.records import Arrived, Asked, Closed, Replied, Sent
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

TABLE = "createAuditEvent"


def test_each_decision_has_its_record_whatever_gets_lost() -> None:
    faults = (
        Down(target="audit", until_s=36_000),
        LostAnswers(percent=40),
        Duplicated(percent=40),
        *(Crash(at_attempt=at) for at in range(20, 200, 17)),
    )
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


def changed(row: dict[str, Any]) -> None:
    row["userId"] = "somebody else"


@pytest.mark.parametrize("kind", [Closed, Replied])
def test_a_record_that_was_changed_is_told(kind: type[Any]) -> None:
    assert "is not as it was sent" in told(judged(Claim, _meddling(kind, changed)))


def _meddling(kind: type[Any], meddle: Callable[[dict[str, Any]], None]) -> Callable[..., list[Record]]:
    def make(record: Record, run: Simulation) -> list[Record]:
        if isinstance(record, kind):
            for row in run.state.table(TABLE).values():
                meddle(row)
        return [record]

    return make


def test_a_record_that_is_gone_is_told() -> None:
    def drop(closed: Closed, run: Simulation) -> list[Record]:
        run.state.table(TABLE).clear()
        return [closed]

    assert "the record AUDIT-" in told(judged(Claim, Once(Closed, drop)))


def decided(**instead: object) -> Once:
    """The first success of a decision, with other members."""

    def make(replied: Replied, _: Simulation) -> list[Record]:
        return [replied._replace(body={**replied.body, **instead})]

    return Once(Replied, make, lambda replied: replied.name in DECISIONS and replied.status == 200)


@pytest.mark.parametrize("named", [[], ["AUDIT-999"]])
def test_a_decision_without_its_record_is_told(named: list[str]) -> None:
    assert f"the estimate names the records {named}" in told(judged(Claim, decided(auditEventIds=named)))


def test_a_second_record_of_one_decision_is_told() -> None:
    def twice(arrived: Arrived, run: Simulation) -> list[Record]:
        ((table, key),) = arrived.made
        run.state.table(table)["AUDIT-999"] = {**run.state.table(table)[key], "auditEventId": "AUDIT-999"}
        return [arrived._replace(made=((table, key), (table, "AUDIT-999")))]

    recorded = Once(Arrived, twice, lambda arrived: arrived.exchange.domain == "audit")
    assert "Audit has ['AUDIT-001', 'AUDIT-999']" in told(judged(Claim, recorded))


def test_a_record_of_another_decision_is_told() -> None:
    def other(replied: Replied, _: Simulation) -> list[Record]:
        name = next(name for name in DECISIONS if name != replied.name)
        return [replied._replace(name=name)]

    decision = Once(Replied, other, lambda replied: replied.name in DECISIONS)
    assert "the last record says action" in told(judged(Claim, decision))


@pytest.mark.parametrize(
    ("steps", "more", "said"),
    [
        (DECISIONS, {"signature": "J. Doe"}, "says signaturePresent False, not True"),
        (DECISIONS, {"approvalMethod": "SIGNATURE"}, "says approvalMethod None, not SIGNATURE"),
        (DECISIONS, {"userId": "USER-999"}, "says userId USER-001, not USER-999"),
        ([CREATE], {"customerId": "CUST-999"}, "not CUST-999"),
    ],
)
def test_a_record_that_says_something_else_of_a_decision_is_told(
    steps: Collection[str], more: dict[str, Any], said: str
) -> None:
    def otherwise(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Asked) and record.name in steps:
            return [record._replace(sent={**record.sent, **more})]
        return [record]

    assert said in told(judged(Claim, otherwise))


def test_a_blocked_decision_that_goes_out_with_another_key_is_told() -> None:
    first: dict[int, str] = {}

    def another(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Replied) and record.name in DECISIONS and record.order not in first:
            first[record.order] = record.name
            return [record._replace(status=503, body={})]
        return [record]

    assert "a blocked decision goes out again as" in told(judged(Claim, another))


def test_nothing_is_said_of_attempts_elsewhere() -> None:
    elsewhere = Once(Sent, lambda sent, _: [sent, sent], lambda sent: sent.exchange.domain == "crm")
    assert judged(Claim, elsewhere).verdict is Verdict.PASSED
