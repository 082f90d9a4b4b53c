"""Planted journals, judged by the policies of the contracts."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.contracts import events, operations
from workexec_contracts.contracts.vocabulary import FailMode, Outcome
from workexec_contracts.policy import Broken, Seen, Tolerance, breaches, logical_calls

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Policy

POLICIES = {event.policy.fail_mode: event.policy for event in events() if event.policy}
OPEN, CLOSED = POLICIES[FailMode.OPEN], POLICIES[FailMode.CLOSED]
READ = next(
    one.policy for _, one in operations() if not one.mutates and Outcome.UNAVAILABLE in one.policy.retry.on
)
LATER_S = 1000.0
TOOK_S = 0.2
MOST = OPEN.retry.attempts


def series(*statuses: int | None, policy: Policy = OPEN, begins_s: float = 0.0, **sent: Any) -> list[Seen]:  # noqa: ANN401  # members of Seen
    """Attempts that are answered by these in turn, when the policy says; beyond it, by the last delay."""
    delays_s = [*policy.retry.delays_s, *policy.retry.delays_s[-1:] * len(statuses)][: len(statuses) - 1]
    starts = accumulate(delays_s, lambda at_s, delay_s: at_s + TOOK_S + delay_s, initial=begins_s)
    same = {
        "target": "POST /events",
        "key": "evt-1",
        "event_id": "evt-1",
        "body": "digest",
        "trace_id": "a" * 32,
    }
    return [
        Seen(at_s=at_s, ended_s=at_s + TOOK_S, status=status, span_id=f"{at_s:016.3f}", **{**same, **sent})
        for at_s, status in zip(starts, statuses, strict=True)
    ]


def broken(attempts: list[Seen], policy: Policy = OPEN, until_s: float = LATER_S) -> list[Broken]:
    """What the one call breaks that these attempts are."""
    (call,) = logical_calls(attempts)
    return [breach.kind for breach in breaches(call, policy, until_s)]


@pytest.mark.parametrize(
    "statuses",
    [(202,), (503, 202), (None, 502, 202), (503,) * (MOST - 1) + (202,), (503,) * MOST, (400,)],
    ids=str,
)
def test_a_call_by_the_policy_breaks_nothing(statuses: tuple[int | None, ...]) -> None:
    assert broken(series(*statuses)) == []


def test_one_retry_more_than_the_policy_has_is_told() -> None:
    assert broken(series(*(503,) * (MOST + 1))) == [Broken.TOO_MANY]


def test_each_retry_of_a_storm_is_told() -> None:
    assert broken(series(*(503,) * (MOST + 5))).count(Broken.TOO_MANY) == 5


@pytest.mark.parametrize(
    ("shift_s", "expected"),
    [(-0.5, [Broken.TOO_EARLY]), (-0.05, []), (0.0, []), (0.9, []), (1.5, [Broken.TOO_LATE])],
)
def test_a_retry_has_its_time_counted_from_the_end_of_the_failed_attempt(
    shift_s: float, expected: list[Broken]
) -> None:
    first, second = series(503, 202)
    moved = replace(second, at_s=second.at_s + shift_s, ended_s=second.ended_s + shift_s)
    assert broken([first, moved]) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"key": "evt-2"}, Broken.OTHER_KEY),
        ({"event_id": "evt-2"}, Broken.OTHER_ID),
        ({"body": "another"}, Broken.OTHER_BODY),
        ({"trace_id": "b" * 32}, Broken.OTHER_TRACE),
        ({"span_id": f"{0:016.3f}"}, Broken.OLD_SPAN),
    ],
    ids=str,
)
def test_a_retry_that_is_not_the_same_request_is_told(changed: dict[str, str], expected: Broken) -> None:
    first, second = series(503, 202)
    assert broken([first, replace(second, **changed)]) == [expected]  # type: ignore[arg-type]  # texts


@pytest.mark.parametrize("status", [202, 400, 409, 500])
def test_a_final_answer_that_is_retried_is_told(status: int) -> None:
    assert broken(series(status, 202)) == [Broken.AFTER_FINAL]


def test_a_call_that_is_given_up_before_its_last_retry_is_told() -> None:
    assert broken(series(503, 503)) == [Broken.TOO_FEW]


def test_nobody_says_that_a_call_was_given_up_who_did_not_watch_until_its_retry_was_due() -> None:
    assert broken(series(503, 503), until_s=2.0) == []


def test_a_blocked_step_may_be_tried_again_with_the_same_key_by_a_series_of_its_own() -> None:
    first = series(*(503,) * CLOSED.retry.attempts, policy=CLOSED)
    again = series(503, 202, policy=CLOSED, begins_s=first[-1].ended_s + 0.4)
    assert broken(first + again, CLOSED) == []


def test_one_retry_too_many_of_a_blocked_step_is_a_second_series_that_was_given_up() -> None:
    attempts = series(*(503,) * (CLOSED.retry.attempts + 1), policy=CLOSED)
    assert broken(attempts, CLOSED) == [Broken.TOO_FEW]


@pytest.mark.parametrize(("took_s", "expected"), [(1, []), (-0.05, []), (-1, [Broken.AFTER_FINAL])])
def test_an_answer_that_came_after_the_time_out_was_none_for_the_consumer(
    took_s: float, expected: list[Broken]
) -> None:
    first, second = series(202, 202)
    waited_s = OPEN.timeout_s + OPEN.retry.delays_s[0]
    late = replace(first, ended_s=OPEN.timeout_s + took_s)
    assert broken([late, replace(second, at_s=waited_s, ended_s=waited_s + TOOK_S)]) == expected


def test_reads_are_told_apart_by_trace_and_correlation() -> None:
    sent: dict[str, Any] = {"key": "", "event_id": "", "body": "", "target": "GET /customer"}
    one, other = series(503, 200, policy=READ, **sent), series(200, policy=READ, **sent, correlation_id="c-2")
    calls = logical_calls(one + other)
    assert sorted(map(len, calls)) == [1, 2]
    assert [list(breaches(call, READ, LATER_S)) for call in calls] == [[], []]


def test_what_has_no_key_may_be_asked_again_once_it_was_answered() -> None:
    sent: dict[str, Any] = {"key": "", "event_id": "", "body": "", "target": "GET /customer"}
    assert broken(series(200, 200, policy=READ, **sent), READ) == []
    assert broken(series(404, 200, policy=READ, **sent), READ) == [Broken.AFTER_FINAL]


def test_a_breach_tells_the_figures() -> None:
    first, second = series(503, 202)
    (breach,) = breaches([first, replace(second, at_s=0.7)], OPEN, LATER_S)
    assert breach.told == f"0.50 s after attempt 1, {OPEN.retry.delays_s[0]:g} s are the policy"


def timed_out_then(gap_s: float) -> list[Seen]:
    """An attempt that is answered too late, and one more so long after its time-out."""
    first, second = series(202, 202)
    retried_s = first.at_s + OPEN.timeout_s + gap_s
    return [
        replace(first, ended_s=first.at_s + OPEN.timeout_s + 5),
        replace(second, at_s=retried_s, ended_s=retried_s + TOOK_S),
    ]


@pytest.mark.parametrize(("gap_s", "expected"), [(0.3, []), (2.7, []), (3.1, [Broken.TOO_LATE])])
def test_a_time_out_may_be_further_from_its_time(gap_s: float, expected: list[Broken]) -> None:
    tolerance = Tolerance(timeout_s=1.0)
    assert [one.kind for one in breaches(timed_out_then(gap_s), OPEN, LATER_S, tolerance)] == expected


def test_without_that_it_is_judged_as_any_other() -> None:
    assert broken(timed_out_then(0.3)) == [Broken.TOO_EARLY]


@pytest.mark.parametrize(("later_s", "expected"), [(8.0, [Broken.TOO_MANY]), (61.0, [])])
def test_a_dead_letter_that_comes_much_later_was_replayed(later_s: float, expected: list[Broken]) -> None:
    given_up = series(*(503,) * MOST)
    again = replace(given_up[-1], status=202, at_s=given_up[-1].ended_s + later_s, span_id="new")
    again = replace(again, ended_s=again.at_s + TOOK_S)
    found = breaches([*given_up, again], OPEN, LATER_S, Tolerance(replay_s=60))
    assert [one.kind for one in found] == expected


@pytest.mark.parametrize(
    ("status", "later_s", "expected"),
    [
        (500, 6.0, []),
        (500, 1.0, [Broken.AFTER_FINAL]),
        (409, 600.0, [Broken.AFTER_FINAL]),
        (202, 600.0, [Broken.AFTER_FINAL]),
    ],
)
def test_a_step_that_an_answer_has_blocked_is_wanted_again_later(
    status: int, later_s: float, expected: list[Broken]
) -> None:
    (first,) = series(status, policy=CLOSED)
    again = replace(first, at_s=first.ended_s + later_s, ended_s=first.ended_s + later_s + 0.1, span_id="new")
    assert broken([first, replace(again, status=202)], CLOSED) == expected
