"""Policies, driven by a script of outcomes; no clock, no socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.contracts import domains, operations
from workexec_contracts.contracts.vocabulary import Cache, FailMode, Outcome, Policy, general_policy
from workexec_contracts.policy import (
    AnswerCache,
    Answered,
    Delivered,
    Fate,
    Read,
    Send,
    Unanswered,
    Wait,
    Waited,
    call,
    deliver,
    key_of,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

T = TypeVar("T")
Told = int | Outcome
EVENT_POLICIES = [event.policy for domain in domains() for event in domain.consumes if event.policy]
OPEN = next(policy for policy in EVENT_POLICIES if policy.fail_mode is FailMode.OPEN)
CLOSED = next(policy for policy in EVENT_POLICIES if policy.fail_mode is FailMode.CLOSED)
LOOKUP = next(operation for _, operation in operations() if operation.operation_id == "getCustomer")
CACHE = LOOKUP.cache
RETRYABLE: list[Told] = [Outcome.CONNECTION_FAILED, Outcome.TIMED_OUT, 502, 503, 504]
FINAL: list[Told] = [200, 201, 202, 400, 401, 404, 405, 409, 429, 500, 501]
told = st.sampled_from([*RETRYABLE, *FINAL])


def drive(machine: Generator[Any, Any, T], script: Sequence[Told], at: float = 0) -> tuple[T, list[object]]:
    """Runs a machine against outcomes in turn; time passes by its waits alone."""
    commands: list[object] = []
    outcomes = iter(script)
    observation: object = None
    while True:
        try:
            command = machine.send(observation)
        except StopIteration as stop:
            return stop.value, commands
        commands.append(command)
        if isinstance(command, Wait):
            at += command.seconds
            observation = Waited(at)
        else:
            outcome = next(outcomes)
            observation = (
                Unanswered(outcome, at)
                if isinstance(outcome, Outcome)
                else Answered(outcome, at, f"body of {outcome}")
            )


def waits(commands: list[object]) -> list[float]:
    return [command.seconds for command in commands if isinstance(command, Wait)]


def attempts(commands: list[object]) -> list[int]:
    return [command.attempt for command in commands if isinstance(command, Send)]


@pytest.mark.parametrize("failure", RETRYABLE, ids=str)
def test_an_event_is_tried_four_times_after_one_two_and_four_seconds(failure: Told) -> None:
    _, commands = drive(call(CLOSED, str), [failure] * 4)
    assert waits(commands) == [1, 2, 4]
    assert attempts(commands) == [1, 2, 3, 4]


@pytest.mark.parametrize("final", FINAL, ids=str)
def test_a_final_answer_is_never_retried(final: Told) -> None:
    concluded, commands = drive(call(OPEN, str), [final])
    assert attempts(commands) == [1]
    assert concluded.status == final
    assert concluded.failed is None


def test_a_crm_read_is_tried_three_times_half_a_second_apart() -> None:
    _, commands = drive(call(LOOKUP.policy, str), [503] * 3)
    assert waits(commands) == [0.5, 0.5]


@pytest.mark.parametrize("failure", [502, 503, 504, Outcome.CONNECTION_FAILED], ids=str)
def test_the_general_policy_shows_every_failure_but_a_time_out_at_once(failure: Told) -> None:
    _, commands = drive(call(general_policy(2), str), [failure])
    assert attempts(commands) == [1]


def test_the_general_policy_retries_a_time_out_once_after_a_second() -> None:
    _, commands = drive(call(general_policy(2), str), [Outcome.TIMED_OUT, Outcome.TIMED_OUT])
    assert waits(commands) == [1]


def test_every_attempt_is_given_the_time_out_of_the_contract() -> None:
    _, commands = drive(call(OPEN, str), [503] * 4)
    assert {command.timeout_s for command in commands if isinstance(command, Send)} == {OPEN.timeout_s}


def test_a_driver_that_tells_a_wait_for_an_attempt_is_told_so() -> None:
    machine = call(OPEN, str)
    next(machine)
    with pytest.raises(TypeError, match="attempt 1"):
        machine.send(Waited(1))


@given(
    policy=st.sampled_from([*EVENT_POLICIES, LOOKUP.policy]), script=st.lists(told, min_size=4, max_size=4)
)
def test_the_call_ends_at_the_first_final_answer_or_when_the_retries_are_used_up(
    policy: Policy, script: list[Told]
) -> None:
    concluded, commands = drive(call(policy, str), script)
    until_final = next((at for at, outcome in enumerate(script) if outcome in FINAL), len(script)) + 1
    assert concluded.attempts == min(until_final, policy.retry.attempts)
    assert waits(commands) == list(policy.retry.delays_s)[: concluded.attempts - 1]


@given(policy=st.sampled_from(EVENT_POLICIES), script=st.lists(told, min_size=4, max_size=4))
def test_only_202_acknowledges_and_everything_else_is_kept_somewhere(
    policy: Policy, script: list[Told]
) -> None:
    delivered, _ = drive(deliver(policy, str), script)
    expected_last = script[delivered.attempts - 1]
    assert (delivered.fate is Fate.ACKNOWLEDGED) == (expected_last == 202)
    if policy.fail_mode is FailMode.OPEN:
        assert delivered.fate in {Fate.ACKNOWLEDGED, Fate.DEAD_LETTERED}
    else:
        assert delivered.fate in {Fate.ACKNOWLEDGED, Fate.BLOCKED, Fate.REFUSED}


@pytest.mark.parametrize(
    ("policy", "script", "expected"),
    [
        (OPEN, [503, 503, 503, 503], Delivered(Fate.DEAD_LETTERED, "503 after 4 attempts", 4, 503)),
        (OPEN, [400], Delivered(Fate.DEAD_LETTERED, "400 after 1 attempt", 1, 400)),
        (OPEN, [500], Delivered(Fate.DEAD_LETTERED, "500 after 1 attempt", 1, 500)),
        (CLOSED, [503, 202], Delivered(Fate.ACKNOWLEDGED, "202 after 2 attempts", 2, 202)),
        (CLOSED, [400], Delivered(Fate.REFUSED, "400 after 1 attempt", 1, 400)),
        (CLOSED, [500], Delivered(Fate.BLOCKED, "500 after 1 attempt", 1, 500)),
        (CLOSED, [Outcome.TIMED_OUT] * 4, Delivered(Fate.BLOCKED, "timed out after 4 attempts", 4, None)),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_fate_of_an_event_follows_its_fail_mode(
    policy: Policy, script: list[Told], expected: Delivered[Any]
) -> None:
    assert drive(deliver(policy, str), script)[0] == expected


def fetched(store: AnswerCache[str], script: list[Told], at: float, customer: str = "CUST-001") -> Read[str]:
    assert CACHE is not None
    key = key_of(LOOKUP.operation_id, CACHE, {"customerId": customer})
    return drive(read(LOOKUP.policy, CACHE, store, key, at, str), script, at)[0]


def test_a_fresh_answer_serves_again_without_a_call_until_its_ttl_ends() -> None:
    store: AnswerCache[str] = AnswerCache()
    fetched(store, [200], at=0)
    assert fetched(store, [], at=899.9).value == "body of 200"
    assert fetched(store, [404], at=900).value is None


def test_a_hit_does_not_renew_the_entry() -> None:
    store: AnswerCache[str] = AnswerCache()
    fetched(store, [200], at=0)
    fetched(store, [], at=800)
    assert fetched(store, [200], at=901).concluded is not None


@pytest.mark.parametrize("failure", RETRYABLE, ids=str)
def test_a_stale_answer_serves_after_the_retries(failure: Told) -> None:
    store: AnswerCache[str] = AnswerCache()
    fetched(store, [200], at=0)
    found = fetched(store, [failure] * 3, at=1_000_000)
    assert (found.value, found.stale) == ("body of 200", True)


def test_no_stale_answer_serves_on_500() -> None:
    store: AnswerCache[str] = AnswerCache()
    fetched(store, [200], at=0)
    assert fetched(store, [500], at=5000).value is None


def test_a_404_purges_the_entry() -> None:
    store: AnswerCache[str] = AnswerCache()
    fetched(store, [200], at=0)
    fetched(store, [404], at=5000)
    assert fetched(store, [503] * 3, at=5001).value is None


def test_errors_are_never_cached() -> None:
    store: AnswerCache[str] = AnswerCache()
    fetched(store, [404], at=0)
    assert fetched(store, [200], at=1).value == "body of 200"


def test_another_key_is_another_entry() -> None:
    store: AnswerCache[str] = AnswerCache()
    fetched(store, [200], at=0)
    assert fetched(store, [404], at=1, customer="CUST-002").value is None


def test_the_store_is_bounded_and_the_least_used_makes_room() -> None:
    store: AnswerCache[str] = AnswerCache(capacity=2)
    fetched(store, [200], at=0, customer="a")
    fetched(store, [200], at=0, customer="b")
    fetched(store, [], at=1, customer="a")
    fetched(store, [200], at=1, customer="c")
    assert len(store) == 2
    assert fetched(store, [], at=2, customer="a").value == "body of 200"
    assert fetched(store, [404], at=2, customer="b").value is None


def test_a_search_is_never_kept() -> None:
    search = next(operation for _, operation in operations() if operation.operation_id == "searchCustomers")
    assert search.cache is None
    store: AnswerCache[str] = AnswerCache()
    drive(read(search.policy, search.cache, store, ("searchCustomers",), 0, str), [200])
    assert len(store) == 0


@given(
    ttl=st.integers(1, 10_000),
    steps=st.lists(st.tuples(st.integers(0, 5_000), told), min_size=1, max_size=20),
)
def test_the_cache_agrees_with_an_obvious_model(ttl: int, steps: list[tuple[int, Told]]) -> None:
    assert CACHE is not None
    cache = Cache(ttl_s=ttl, key=CACHE.key, stale_on=CACHE.stale_on, clause=CACHE.clause)
    policy = LOOKUP.policy.model_copy(
        update={"retry": LOOKUP.policy.retry.model_copy(update={"delays_s": ()})}
    )
    store: AnswerCache[str] = AnswerCache()
    now, kept_at = 0, None
    for passed, outcome in steps:
        now += passed
        found, commands = drive(read(policy, cache, store, ("x",), now, str), [outcome], now)
        hit = kept_at is not None and now - kept_at < ttl
        assert (not commands) == hit
        if hit:
            continue
        if outcome == 200:
            kept_at = now
        assert found.stale == (kept_at is not None and outcome in RETRYABLE)
        if outcome == 404:
            kept_at = None


def test_a_ttl_factor_makes_every_ttl_shorter() -> None:
    assert CACHE is not None
    store: AnswerCache[str] = AnswerCache(ttl_factor=10)
    store.store(("k",), "kept", 0.0)
    ttl_s = CACHE.ttl_s / 10
    assert store.fresh(("k",), CACHE, ttl_s - 0.001) is not None
    assert store.fresh(("k",), CACHE, ttl_s) is None


def test_a_ttl_factor_is_positive() -> None:
    with pytest.raises(ValueError, match="ttl_factor: expected more than 0"):
        AnswerCache(ttl_factor=0)
