from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.policy import commands
from workexec_contracts.simulation.checkers import RetriesKeepThePolicy as Claim
from workexec_contracts.simulation.faults import Crash, Down, Failing, How, LostAnswers, LostRequests
from workexec_contracts.simulation.records import Heard, Sent
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
        [Failing(percent=40, how=How.HANGING)],
        [Failing(percent=40, how=How.REFUSED)],
        [LostAnswers(percent=30, noticed=False), LostRequests(percent=20)],
        [ORDER_DOWN, *(Crash(at_attempt=at, down_s=1) for at in range(20, 200, 9))],
    ],
)
def test_the_reference_keeps_its_policies(faults: list[Fault]) -> None:
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


@pytest.mark.parametrize(("by_us", "said"), [(-2, "retried too early"), (2, "retried too late")])
def test_two_microseconds_are_seen(by_us: int, said: str) -> None:
    def shift(sent: Sent, _: Simulation) -> list[Record]:
        return [sent._replace(at_us=sent.at_us + by_us)]

    second = Once(Sent, shift, lambda sent: sent.number == 2)
    assert said in told(judged(Claim, second, ORDER_DOWN))


def test_a_series_that_is_given_up_early_is_told() -> None:
    def only_two(record: Record, _: Simulation) -> list[Record]:
        return [] if isinstance(record, Sent | Heard) and record.number > 2 else [record]

    assert "given up before the retries were used up (2 of 4" in told(judged(Claim, only_two, ORDER_DOWN))


def test_a_fifth_attempt_is_told_of_fail_closed_events_too() -> None:
    last: list[Sent] = []

    def fifth(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent) and record.number == 4:
            last.append(record)
        if isinstance(record, Heard) and record.number == 4:
            at_us = record.at_us + 4_000_000
            return [
                record,
                last[-1]._replace(number=5, at_us=at_us),
                record._replace(number=5, at_us=at_us + 1),
            ]
        return [record]

    assert "attempt 5 of at most 4" in told(judged(Claim, fifth, ORDER_DOWN))


def test_a_message_that_one_step_sends_in_two_series_is_told() -> None:
    again = Once(Sent, lambda sent, _: [sent, sent._replace(call=10_000)], lambda sent: sent.request >= 0)
    assert "a second time for the same step" in told(judged(Claim, again))


def test_a_letter_that_is_sent_while_it_is_on_its_way_is_told() -> None:
    again = Once(
        Sent,
        lambda sent, _: [sent, sent._replace(call=10_000)],
        lambda sent: sent.exchange.domain == "shopmgmt",
    )
    assert "goes out while it is on its way" in told(judged(Claim, again))


@pytest.mark.parametrize("name", ["Authorization", "traceparent", "X-Correlation-Id", "Idempotency-Key"])
def test_an_attempt_without_one_of_the_contracts_headers_is_told(name: str) -> None:
    def without(sent: Sent, _: Simulation) -> list[Record]:
        headers = {known: value for known, value in sent.headers.items() if known != name}
        return [sent._replace(number=9, call=10_000, headers=headers)]

    lone = Once(Sent, without, lambda sent: sent.exchange.domain == "order")
    assert f"attempt 9: without {name}" in _told_of_sent(lone)


def _told_of_sent(tamper: Once) -> str:
    """What is told of records of attempts alone."""

    def only(record: Record, run: Simulation) -> list[Record]:
        return tamper(record, run) if isinstance(record, Sent) and not tamper.done else []

    return told(judged(Claim, only))


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"Idempotency-Key": "another"}, "another Idempotency-Key"),
        ({"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}, "another trace"),
        ({"traceparent": "malformed"}, "traceparent is 'malformed'"),
        ({"Content-Type": "text/plain"}, "as text/plain"),
    ],
)
def test_a_retry_with_another_header_is_told(instead: dict[str, str], said: str) -> None:
    def make(sent: Sent, _: Simulation) -> list[Record]:
        return [sent._replace(headers={**sent.headers, **instead})]

    second = Once(Sent, make, lambda sent: sent.number == 2 and sent.exchange.domain == "order")
    assert said in told(judged(Claim, second, ORDER_DOWN))


def test_a_retry_in_the_span_of_its_predecessor_is_told() -> None:
    spans: dict[int, str] = {}

    def same(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent):
            span = spans.setdefault(record.call, record.headers["traceparent"])
            return [record._replace(headers={**record.headers, "traceparent": span})]
        return [record]

    assert "the span of an earlier attempt" in told(judged(Claim, same, ORDER_DOWN))


def test_a_retry_with_another_body_is_told() -> None:
    def make(sent: Sent, _: Simulation) -> list[Record]:
        return [sent._replace(exchange=sent.exchange._replace(body=b"{}"))]

    second = Once(Sent, make, lambda sent: sent.number == 2 and sent.exchange.domain == "order")
    assert "another body" in told(judged(Claim, second, ORDER_DOWN))
    first = Once(Sent, make, lambda sent: sent.exchange.domain == "order")
    assert "is not the event that was accepted" in told(judged(Claim, first))


def test_an_event_that_goes_out_in_another_trace_than_its_own_is_told() -> None:
    def stray(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent) and record.exchange.operation.events:
            stranger = {**record.headers, "traceparent": f"00-{'a' * 32}{record.headers['traceparent'][35:]}"}
            return [record._replace(headers=stranger)]
        return [record]

    assert "goes out in another trace than its own" in told(judged(Claim, stray))


def test_what_is_retried_is_told_by_the_contracts_names_and_not_by_workexecs_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(commands._RETRYABLE_STATUS, 502)
    found = told(judged(Claim, as_it_was, Failing(percent=40, how=How.BAD_GATEWAY)))
    assert "given up before the retries were used up (1 of 4 attempts, the last one answered 502)" in found


def test_a_time_out_that_is_not_the_contracts_is_told() -> None:
    early = Once(
        Heard, lambda heard, _: [heard._replace(at_us=heard.at_us - 5)], lambda heard: heard.status is None
    )
    found = judged(Claim, early, Failing(percent=40, how=How.HANGING))
    assert "was over after 29999995 us; the time-out is 30000000 us" in told(found)
