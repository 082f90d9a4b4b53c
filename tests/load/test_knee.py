"""The search against simulated servers whose knee is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workexec_contracts.load import Limits, Outcome, Tried, found, next_hz

SAMPLES = 300
UNHURRIED = Limits(within_s=1e9)
WRONG = [outcome for outcome in Outcome if outcome is not Outcome.SUSTAINED]


def searched(knee_hz: float, limits: Limits = UNHURRIED, wrong: Outcome = Outcome.SLOW) -> list[Tried]:
    """The rates that are tried of a server that sustains exactly `knee_hz`."""
    tried: list[Tried] = []
    while (rate_hz := next_hz(limits, tried, SAMPLES)) is not None:
        outcome = Outcome.SUSTAINED if rate_hz <= knee_hz else wrong
        took_s = limits.held_s(rate_hz, SAMPLES)
        tried.append(Tried(rate_hz=rate_hz, outcome=outcome, took_s=took_s))
    return tried


@given(
    st.floats(UNHURRIED.least_hz, UNHURRIED.most_hz, exclude_max=True),
    st.sampled_from(WRONG),
    st.floats(1.01, 2),
)
def test_a_known_knee_is_found_within_one_step(knee_hz: float, wrong: Outcome, precision: float) -> None:
    limits = UNHURRIED.model_copy(update={"precision": precision})
    known = found(searched(knee_hz, limits, wrong))
    assert known.sustained is not None
    assert known.broken is not None
    assert known.sustained.rate_hz <= knee_hz < known.broken.rate_hz
    assert known.gap <= precision


@given(st.floats(0.1, 1e6))
def test_no_search_takes_more_than_twelve_rates_or_tries_one_twice(knee_hz: float) -> None:
    rates = [one.rate_hz for one in searched(knee_hz)]
    assert len(rates) <= 12
    assert len(set(rates)) == len(rates)


@given(st.floats(0.1, 1e6), st.floats(1, 300))
def test_no_search_goes_on_beyond_its_time(knee_hz: float, within_s: float) -> None:
    tried = searched(knee_hz, Limits(within_s=within_s))
    assert sum(one.took_s for one in tried) <= within_s


@given(st.lists(st.sampled_from(Outcome), max_size=30))
def test_whatever_the_rates_show_the_search_ends_between_its_least_and_its_highest(
    outcomes: list[Outcome],
) -> None:
    tried: list[Tried] = []
    for outcome in [*outcomes, *[Outcome.SLOW] * 30]:
        rate_hz = next_hz(UNHURRIED, tried, SAMPLES)
        if rate_hz is None:
            break
        assert UNHURRIED.least_hz <= rate_hz <= UNHURRIED.most_hz
        tried.append(Tried(rate_hz=rate_hz, outcome=outcome, took_s=5))
    assert next_hz(UNHURRIED, tried, SAMPLES) is None


def test_a_server_faster_than_the_highest_rate_was_shown_to_break_nowhere() -> None:
    known = found(searched(1e9))
    assert known.broken is None
    assert known.sustained is not None
    assert known.sustained.rate_hz == UNHURRIED.most_hz


def test_a_server_slower_than_the_least_rate_sustains_nothing_that_is_known() -> None:
    known = found(searched(1))
    assert known.sustained is None
    assert known.broken is not None
    assert known.broken.rate_hz == UNHURRIED.least_hz


def test_a_rate_above_one_that_broke_is_not_believed() -> None:
    outcomes = {100: Outcome.SUSTAINED, 200: Outcome.SLOW, 400: Outcome.SUSTAINED}
    known = found([Tried(rate_hz=rate, outcome=of, took_s=5) for rate, of in outcomes.items()])
    assert known.sustained is not None
    assert known.sustained.rate_hz == 100


def test_a_low_rate_is_held_until_there_are_enough_attempts() -> None:
    assert UNHURRIED.held_s(10, SAMPLES) * 10 >= SAMPLES
    assert UNHURRIED.held_s(1000, SAMPLES) == UNHURRIED.hold_s


@pytest.mark.parametrize(
    "wrong", [{"precision": 1}, {"start_hz": 1, "least_hz": 2}, {"start_hz": 20, "most_hz": 10}]
)
def test_a_search_that_could_not_end_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Limits.model_validate(wrong)
