"""What a journal of WireMock shows of a run's retries."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.load.conftest import CALM, CRM
from tests.load.test_result import ABOUT, PROFILE, outage
from workexec_contracts.contracts import operations
from workexec_contracts.load import Retries, conclude, judge_retries, logged, with_retries
from workexec_contracts.switching import MARKER
from workexec_contracts.verdict import Verdict

ORDER = next(operation for _, operation in operations() if operation.operation_id == "deliverOrderEvent")
EVENT = next(event for event in ORDER.events if event.policy)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def entry(at_s: float, status: int, key: str = "evt-1", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """An event's delivery, as WireMock 3.13 tells it; the members that nobody reads are left out."""
    request = {
        "url": ORDER.path,
        "method": ORDER.method,
        "headers": {
            "Idempotency-Key": key,
            "traceparent": f"00-{TRACE}-{int(at_s * 1000):016x}-01",
            **more.pop("headers", {}),
        },
        "body": json.dumps({"type": EVENT.type, "id": key}),
        "loggedDate": 1_790_000_000_000 + int(at_s * 1000),
    }
    whole = {"request": request, "response": {"status": status}, "timing": {"totalTime": 200}}
    return {**whole, **more}


def judged(*entries: dict[str, Any], lost: bool = False) -> Retries:
    return judge_retries(filter(None, map(logged, entries)), lost=lost)


def test_an_entry_is_an_attempt_under_the_policy_of_its_event() -> None:
    found = logged(entry(1.5, 503))
    assert found is not None
    assert (found.operation, found.policy) == (ORDER.operation_id, EVENT.policy)
    seen = found.seen
    assert (seen.key, seen.event_id, seen.trace_id, seen.status) == ("evt-1", "evt-1", TRACE, 503)
    assert seen.ended_s - seen.at_s == pytest.approx(0.2)


def test_a_fault_of_the_stub_is_an_attempt_without_an_answer() -> None:
    found = logged(entry(0, 200, response={"status": 200, "fault": "EMPTY_RESPONSE"}))
    assert found is not None
    assert found.seen.status is None


def test_what_a_switch_hands_on_to_the_same_stubs_is_no_attempt() -> None:
    assert logged(entry(0, 202, headers={MARKER: "yes"})) is None


def test_what_no_contract_has_is_no_attempt() -> None:
    asked = entry(0, 404)
    asked["request"]["url"] = "/elsewhere"
    assert logged(asked) is None


def test_a_journal_by_the_policy_passes() -> None:
    first_s = EVENT.policy.retry.delays_s[0] if EVENT.policy else 0
    retries = judged(entry(0, 503), entry(first_s + 0.2, 202), entry(3, 202, "evt-2"))
    (only,) = retries.operations
    assert retries.verdict is Verdict.PASSED
    assert (only.operation, only.calls, only.attempts, only.retried) == (ORDER.operation_id, 2, 3, 1)


def test_a_broken_policy_is_told_with_its_key_and_figures() -> None:
    retries = judged(entry(0, 503), entry(0.3, 202))
    (only,) = retries.operations
    assert retries.verdict is Verdict.FAILED
    assert only.broken == {"retried too early": 1}
    assert "evt-1" in only.examples[0]
    assert "0.10 s after attempt 1" in only.examples[0]


def test_a_journal_that_holds_nothing_is_unknown() -> None:
    retries = judged()
    assert retries.verdict is Verdict.UNKNOWN
    assert retries.reasons == ("the journal holds no call of the contracts",)


def test_a_journal_that_forgot_calls_cannot_pass_but_can_fail() -> None:
    assert judged(entry(0, 202), lost=True).verdict is Verdict.UNKNOWN
    assert judged(entry(0, 400), entry(1, 202), lost=True).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "entries",
    [[entry(0, 503), entry(60, 202, "evt-2")], [entry(0, 503), entry(4.4, 202)]],
    ids=["given up", "too late"],
)
def test_what_a_forgotten_attempt_looks_like_is_no_breach(entries: list[dict[str, Any]]) -> None:
    assert judged(*entries).verdict is Verdict.FAILED
    retries = judged(*entries, lost=True)
    (only,) = retries.operations
    assert (retries.verdict, only.verdict, only.broken) == (Verdict.UNKNOWN, Verdict.UNKNOWN, {})


def test_a_retry_that_waited_for_a_busy_neighbour_was_not_late() -> None:
    late = [found for one in (entry(0, 503), entry(4.4, 202)) if (found := logged(one))]
    first = judge_retries(late, lost=False)
    assert first.operations[0].broken == {"retried too late": 1}
    waited = judge_retries(late, lost=False, waits_s={ORDER.operation_id: 3})
    assert waited.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("entries", "verdict", "exit_code"),
    [
        ([entry(0, 202)], Verdict.PASSED, 0),
        ([], Verdict.UNKNOWN, 3),
        ([entry(0, 400), entry(1, 202)], Verdict.FAILED, 1),
    ],
    ids=["kept", "nothing", "broken"],
)
def test_a_run_is_no_better_than_its_retries(
    entries: list[dict[str, Any]], verdict: Verdict, exit_code: int
) -> None:
    result = with_retries(conclude(outage(), ABOUT, PROFILE, CALM, [CRM]), judged(*entries))
    assert (result.verdict, result.exit_code) == (verdict, exit_code)


def test_an_answer_that_nobody_waited_for_took_as_long_as_it_was_held_back() -> None:
    found = logged(entry(0, 202, timing={"addedDelay": 33_000, "processTime": 100}))
    assert found is not None
    assert found.seen.ended_s - found.seen.at_s == pytest.approx(33.1)
