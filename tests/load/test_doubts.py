from __future__ import annotations

import pytest

from tests.load.conftest import CALM, CRM
from tests.load.test_result import ABOUT, PROFILE, outage
from workexec_contracts.load import Clocks, Journey, LoadResult, StepEnd, conclude, cut_short, switched_late
from workexec_contracts.verdict import Verdict

CLOSED = "deliverAccountingEvent"


def result(clocks: Clocks, **more: object) -> LoadResult:
    about = ABOUT.model_copy(update={"seconds": 42.3})
    return conclude(clocks, about, PROFILE.model_copy(update=more), CALM, [CRM])


def with_steps(end: StepEnd) -> Clocks:
    clocks = outage()
    for _ in range(40):
        clocks.step(CLOSED, Journey.FINALIZING_CLERK, end)
    return clocks


def test_what_passed_until_somebody_stopped_the_test_is_unknown_with_its_figures() -> None:
    whole = result(outage())
    stopped = cut_short(whole)
    (before,), (after,) = (one.integrations[0].operations for one in (whole, stopped))
    assert (whole.verdict, before.judgement.verdict) == (Verdict.PASSED, Verdict.PASSED)
    assert (stopped.verdict, stopped.exit_code) == (Verdict.UNKNOWN, 3)
    assert after.judgement.verdict is stopped.integrations[0].verdict is Verdict.UNKNOWN
    assert after.judgement.reasons == ("stopped after 42 s of 60 s", *before.judgement.reasons)
    assert after.attempts == before.attempts


def test_what_failed_until_then_has_failed() -> None:
    stopped = cut_short(result(outage(), faults=()))
    assert (stopped.verdict, stopped.exit_code) == (Verdict.FAILED, 1)


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        (StepEnd.RECOVERED, Verdict.UNKNOWN),
        (StepEnd.LOST, Verdict.FAILED),
        (StepEnd.SERVED, None),
    ],
)
def test_the_fail_modes_of_a_stopped_test(end: StepEnd, verdict: Verdict | None) -> None:
    modes = cut_short(result(with_steps(end))).fail_modes
    assert modes.verdict is verdict
    assert [step.verdict for step in modes.steps] == [verdict]


def test_a_fault_that_was_switched_late_may_be_what_broke_an_sla_outside_of_its_time() -> None:
    broken = result(outage(), faults=())
    doubted = switched_late(broken, 1.5)
    assert (broken.verdict, doubted.verdict, doubted.exit_code) == (Verdict.FAILED, Verdict.UNKNOWN, 3)
    assert doubted.integrations[0].operations[0].judgement.reasons[0] == "a fault was switched 1.5 s late"


def test_a_fault_that_was_switched_within_the_time_to_settle_leaves_the_verdict() -> None:
    broken = result(outage(), faults=())
    assert switched_late(broken, 1.0) is broken


def test_what_passed_in_spite_of_a_late_fault_has_passed() -> None:
    assert switched_late(result(outage()), 9).verdict is Verdict.PASSED
