from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import NothingIsSentInTwoSeriesAtOnce as Claim
from workexec_contracts.simulation.faults import (
    Crash,
    Down,
    Duplicated,
    Failing,
    How,
    LostAnswers,
    LostRequests,
    Poison,
    Reordered,
)
from workexec_contracts.simulation.records import Crashed, Heard, Restarted, Sent
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

ORDER_DOWN = Down(target="order", until_s=50_000)


@pytest.mark.parametrize(
    "faults",
    [
        [Failing(percent=40)],
        [Failing(percent=40, how=How.HANGING), Poison(percent=20)],
        [Duplicated(percent=50, later_ms_max=60_000), Reordered(percent=50, later_ms_max=60_000)],
        [LostAnswers(percent=30, noticed=False), LostRequests(percent=20)],
        [ORDER_DOWN, *(Crash(at_attempt=at, down_s=1) for at in range(20, 200, 9))],
        [ORDER_DOWN, *(Crash(at_write=at) for at in range(20, 200, 9))],
    ],
)
def test_the_reference_sends_nothing_beside_itself(faults: list[Fault]) -> None:
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


class Beside:
    """Begins another call right after the attempt of that number, as if it were of a user or of nobody."""

    def __init__(self, domain: str, number: int, request: int) -> None:
        self.domain, self.number, self.request = domain, number, request

    def __call__(self, record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent) and (record.exchange.domain, record.number) == (self.domain, self.number):
            return [record, record._replace(number=1, call=10_000 + record.call, request=self.request)]
        return [record]


@pytest.mark.parametrize(("number", "request_"), [(1, -1), (1, 7), (3, 7)])
def test_a_call_beside_another_is_told(number: int, request_: int) -> None:
    found = told(judged(Claim, Beside("order", number, request_), ORDER_DOWN))
    assert "goes out while another call still sends it" in found
    assert f"; {'a user' if request_ >= 0 else 'nobody'} waits for this one" in found


def test_an_audit_record_that_two_send_is_told() -> None:
    assert "createAuditEvent: " in told(judged(Claim, Beside("audit", 1, 7)))


def _again_after(number: int, *between: Record) -> Once:
    """Another call, of four attempts, once an attempt of that number is over."""
    sent: dict[int, Sent] = {}

    class Again(Once):
        def __call__(self, record: Record, run: Simulation) -> list[Record]:
            if isinstance(record, Sent):
                sent[record.call] = record
            return super().__call__(record, run)

    def make(heard: Heard, _: Simulation) -> list[Record]:
        again = sent[heard.call]._replace(number=1, call=10_000)
        return [heard, *between, again, heard._replace(number=4, call=10_000)]

    return Again(Heard, make, lambda heard: heard.exchange.domain == "order" and heard.number == number)


def test_a_call_between_two_attempts_of_another_is_told() -> None:
    assert "still sends it" in told(judged(Claim, _again_after(2), ORDER_DOWN, days=0.5))


def test_a_call_after_the_last_attempt_of_another_is_not() -> None:
    assert "still sends it" not in told(judged(Claim, _again_after(4), ORDER_DOWN, days=0.5))


def test_a_dead_process_sends_nothing() -> None:
    died = (Crashed(0), Restarted(0))
    assert "still sends it" not in told(judged(Claim, _again_after(2, *died), ORDER_DOWN, days=0.5))


def test_a_call_that_was_given_up_early_is_over() -> None:
    def only_two(record: Record, _: Simulation) -> list[Record]:
        return [] if isinstance(record, Sent | Heard) and record.number > 2 else [record]

    assert judged(Claim, only_two, Down(target="people", until_s=50_000)).verdict is Verdict.PASSED
