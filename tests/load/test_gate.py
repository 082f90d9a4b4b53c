"""The gate against planted cases: what each shows is known beforehand."""

from __future__ import annotations

import pytest

from tests.load.conftest import CALM, CRM, measured
from workexec_contracts.load import Generator, Measured, judge, together
from workexec_contracts.verdict import Verdict

PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN
BUSY = Generator(cpu=0.97, lag_s=0.002)
LATE = Generator(cpu=0.4, lag_s=0.3)
IDLE = Generator(cpu=0.4, lag_s=0.002, offered=0.5)

PLANTED = {
    "just under the limit": (measured((1.999, 1000)), PASSED),
    "just over the limit": (measured((2.001, 1000)), FAILED),
    "exactly at the limit": (measured((2.0, 1000)), PASSED),
    "2,049 ms p95 against 2 s": (measured((0.1, 900), (2.049, 100)), FAILED),
    "too few samples": (measured((0.1, 299)), UNKNOWN),
    "too few samples, all of them slow": (measured((9.0, 299)), UNKNOWN),
    "just enough samples": (measured((0.1, 300)), PASSED),
    "missing integration": (Measured(), UNKNOWN),
    "all errors": (measured(failed=(0.01, 1000)), FAILED),
    "all time-outs": (measured(failed=(30.0, 1000)), FAILED),
    "errors just over the share, many attempts": (measured((0.1, 98_900), failed=(0.1, 1_100)), FAILED),
    "errors just over the share, few attempts": (measured((0.1, 989), failed=(0.1, 11)), UNKNOWN),
    "errors just under the share, many attempts": (measured((0.1, 99_100), failed=(0.1, 900)), PASSED),
    "one slow outlier among many": (measured((0.1, 999), (60.0, 1)), PASSED),
    "p95 a little under, few attempts": (measured((0.1, 288), (2.1, 12)), UNKNOWN),
    "p95 a little under, many attempts": (measured((0.1, 96_000), (2.1, 4_000)), PASSED),
    "p95 a little over, many attempts": (measured((0.1, 94_000), (2.1, 6_000)), FAILED),
    "time-outs beyond the percentile": (measured((0.1, 900), failed=(30.0, 100)), FAILED),
    "time-outs that only together with slow answers are too many": (
        measured((0.1, 94_500), (2.1, 4_600), failed=(30.0, 900)),
        FAILED,
    ),
    "quick refusals that would flatter": (measured((2.1, 995), failed=(0.001, 5)), FAILED),
}


@pytest.mark.parametrize("case", PLANTED)
def test_the_verdict_is_what_the_planted_case_shows(case: str) -> None:
    given, verdict = PLANTED[case]
    judged = judge(CRM, given, CALM)
    assert judged.verdict is verdict, judged.reasons


@pytest.mark.parametrize(("generator", "says"), [(BUSY, "97% of its core"), (LATE, "300 ms late")])
def test_a_saturated_generator_fails_nobody(generator: Generator, says: str) -> None:
    judged = judge(CRM, measured((2.5, 1000)), generator)
    assert judged.verdict is UNKNOWN
    assert says in judged.reasons[0]


def test_what_passes_in_spite_of_a_saturated_generator_has_passed() -> None:
    assert judge(CRM, measured((0.1, 1000)), BUSY).verdict is PASSED


def test_nobody_passes_who_was_asked_for_less_than_the_profile_says() -> None:
    judged = judge(CRM, measured((0.1, 1000)), IDLE)
    assert judged.verdict is UNKNOWN
    assert "only 50% of the intended arrivals" in judged.reasons[0]


def test_a_worker_that_is_lost_is_told_as_such() -> None:
    judged = judge(CRM, measured((0.1, 1000)), together([CALM, Generator(cpu=0, lag_s=0, offered=0)]))
    assert judged.verdict is UNKNOWN
    assert "a load generator was lost" in judged.reasons[0]


def test_95_percent_of_the_intended_arrivals_are_enough() -> None:
    enough = Generator(cpu=0.4, lag_s=0.002, offered=0.95)
    assert judge(CRM, measured((0.1, 1000)), enough).verdict is PASSED


SHORT = {
    "slow": measured((2.5, 1000)),
    "errors": measured(failed=(0.01, 1000)),
}


@pytest.mark.parametrize("case", SHORT)
def test_nobody_fails_before_a_generator_that_made_another_load_than_the_profiles(case: str) -> None:
    judged = judge(CRM, SHORT[case], IDLE)
    assert judged.verdict is UNKNOWN
    assert judged.reasons[0] == "only 50% of the intended arrivals were started"
    assert any("breaks" in reason for reason in judged.reasons), "the figures are told all the same"


def test_a_generator_in_two_kinds_of_trouble_tells_of_both() -> None:
    judged = judge(CRM, measured((2.5, 1000)), Generator(cpu=0.97, lag_s=0, offered=0.949))
    assert judged.verdict is UNKNOWN
    assert "97% of its core" in judged.reasons[0]
    assert judged.reasons[1].startswith("only 94.9% of the intended arrivals")


def test_a_verdict_says_the_percentile_with_its_bounds_and_the_error_share() -> None:
    judged = judge(CRM, measured((0.1, 900), (2.049, 100)), CALM)
    assert judged.percentile_s.value == 2.049
    assert judged.reasons == (
        "p95 2,049 ms (between 2,049 ms and 2,049 ms) breaks 2 s",
        "error share 0.00% (between 0.00% and 0.30%) keeps 1.00%",
    )


def test_all_errors_have_no_percentile() -> None:
    judged = judge(CRM, measured(failed=(0.01, 1000)), CALM)
    assert judged.percentile_s.value is None
    assert "no attempt was answered" in judged.reasons[0]


def test_too_few_samples_are_told_with_how_many_are_needed() -> None:
    assert judge(CRM, measured((0.1, 20)), CALM).reasons[0] == "20 attempts are too few, 300 are needed"


def test_workers_together_are_trusted_as_far_as_the_worst_of_them() -> None:
    assert together([BUSY, LATE, IDLE]) == Generator(cpu=0.97, lag_s=0.3, offered=0.5)


@pytest.mark.parametrize(("lag_s", "verdict"), [(0.1, FAILED), (0.101, UNKNOWN)])
def test_five_percent_of_the_limit_is_as_late_as_a_generator_may_be(lag_s: float, verdict: Verdict) -> None:
    assert judge(CRM, measured((2.5, 1000)), Generator(cpu=0.9, lag_s=lag_s)).verdict is verdict
