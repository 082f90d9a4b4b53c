"""What a rate has shown, and what all of them together, from planted figures."""

from __future__ import annotations

import pytest

from tests.load.conftest import CALM
from tests.load.test_result import ABOUT
from workexec_contracts.contracts import operations
from workexec_contracts.load import (
    Clocks,
    Generator,
    Limits,
    Outcome,
    Step,
    Throughput,
    conclude,
    concluded,
    consumers,
    exit_code,
    step_of,
    step_profile,
)
from workexec_contracts.verdict import Verdict

ORDER = consumers(["order"])[0]
"""Three seconds."""
LIMITS = Limits()
BUSY = Generator(cpu=0.99, lag_s=0.002)
IDLE = Generator(cpu=0.1, lag_s=0.002, offered=0.5)


def step(
    rate_hz: float = 100,
    *,
    seconds: float = 0.05,
    grows: float = 0,
    failed: float = 0,
    generator: Generator = CALM,
) -> Step:
    """A rate at which attempts take so long, grow so fast, and fail for that share."""
    profile, clocks = step_profile(ORDER, rate_hz, LIMITS), Clocks(0.5)
    count = int(profile.duration_s * rate_hz)
    for number in range(count):
        at_s = number / rate_hz
        wrong = "503" if number < failed * count else None
        clocks.attempt(ORDER.operation, at_s, seconds + grows * at_s, wrong)
    return step_of(ORDER, rate_hz, conclude(clocks, ABOUT, profile, generator, [ORDER]), took_s=7)


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (step(), Outcome.SUSTAINED),
        (step(seconds=3.001), Outcome.SLOW),
        (step(grows=0.1), Outcome.GROWING),
        (step(grows=0.02), Outcome.SUSTAINED),
        (step(failed=0.1), Outcome.ERRORS),
        (step(failed=0.009), Outcome.UNCLEAR),
        (step(seconds=3.001, generator=BUSY), Outcome.SATURATED),
        (step(grows=0.1, generator=BUSY), Outcome.SATURATED),
        (step(generator=IDLE), Outcome.SATURATED),
        (step(grows=0.1, generator=IDLE), Outcome.SATURATED),
        (step(seconds=3.001, generator=IDLE), Outcome.SATURATED),
        (step(generator=BUSY), Outcome.SUSTAINED),
    ],
    ids=[
        "calm",
        "just over the limit",
        "a queue that breaks the limit after half a minute",
        "a queue that would need longer than the horizon",
        "errors",
        "errors too few to tell",
        "slow by our own fault",
        "growing by our own fault",
        "less than was asked for",
        "growing while we started too few",
        "slow while we started too few",
        "kept although our own core is full",
    ],
)
def test_a_rate_shows(made: Step, outcome: Outcome) -> None:
    assert made.outcome is outcome


def test_a_search_that_ends_by_the_server_tells_the_knee_with_its_figures() -> None:
    told = concluded(ORDER, LIMITS, [step(100), step(200, seconds=1), step(210, seconds=4)])
    assert told.sentence == "200 events/s"
    assert (told.p95_s, told.error_share) == (1, 0)
    assert told.ended == "SLA broken at 210 events/s"


@pytest.mark.parametrize(
    ("steps", "ended"),
    [
        ([step(100), step(105, seconds=4, generator=BUSY)], "load generator saturated at 105 events/s"),
        ([step(100), step(105, failed=0.009)], "too close to tell at 105 events/s"),
        ([step(100)], "out of time"),
        ([step(LIMITS.most_hz)], "12800 events/s are the most that is tried"),
    ],
    ids=["our own limit", "too close", "time", "highest rate"],
)
def test_what_the_server_did_not_end_is_a_bound_never_a_claim(steps: list[Step], ended: str) -> None:
    told = concluded(ORDER, LIMITS, steps)
    assert told.at_least
    assert told.sentence.startswith("at least ")
    assert told.ended == ended


def test_a_search_that_somebody_stopped_says_so_and_claims_no_knee() -> None:
    told = concluded(ORDER, LIMITS, [step(100), step(200, seconds=4)], "stopped")
    assert told.ended == "SLA broken at 200 events/s, then stopped"
    told = concluded(ORDER, LIMITS, [step(100)], "stopped")
    assert (told.sentence, told.ended) == ("at least 100 events/s", "stopped")


def test_a_gap_that_time_left_open_is_told() -> None:
    told = concluded(ORDER, LIMITS, [step(100), step(200, seconds=4)])
    assert told.sentence == "100 events/s"
    assert told.ended == "SLA broken at 200 events/s, then out of time"


@pytest.mark.parametrize("steps", [[], [step(seconds=4)]], ids=["no rate", "no rate that is sustained"])
def test_where_nothing_is_sustained_nothing_is_known(steps: list[Step]) -> None:
    told = concluded(ORDER, LIMITS, steps)
    assert told.verdict is Verdict.UNKNOWN
    assert told.sentence.startswith("unknown")
    assert not told.at_least


def test_the_exit_code_says_whether_something_is_known_of_each() -> None:
    known, unknown = concluded(ORDER, LIMITS, [step()]), concluded(ORDER, LIMITS, [])
    found: list[tuple[list[Throughput], int]] = [([known], 0), ([known, unknown], 3), ([unknown], 3)]
    assert [exit_code(endpoints) for endpoints, _ in found] == [code for _, code in found]


def test_every_endpoint_that_takes_events_is_a_consumer_and_no_other() -> None:
    takes = [operation.operation_id for _, operation in operations() if operation.events]
    assert [objective.operation for objective in consumers()] == takes


def test_a_step_sends_the_events_of_its_endpoint_alone() -> None:
    events = {operation.operation_id: operation.events for _, operation in operations()}
    for objective in consumers():
        profile = step_profile(objective, 100, LIMITS)
        assert list(profile.events) == [event.name for event in events[objective.operation]]
        assert profile.arrivals.expected(profile.duration_s) > objective.level.min_samples
