from __future__ import annotations

import math
from itertools import pairwise

import pytest

from tests.load.conftest import CALM, CRM
from workexec_contracts.load import (
    About,
    Clocks,
    Constant,
    Ending,
    Fault,
    Journey,
    LoadResult,
    Profile,
    conclude,
    objectives,
)
from workexec_contracts.verdict import Verdict

ABOUT = About(
    target="stubs", model="open", seed="1", workers=1, started_at="2026-01-25T14:30:00Z", seconds=60
)
PROFILE = Profile(
    title="an outage",
    duration_s=60,
    slice_s=1,
    arrivals=Constant(rate_hz=10),
    users=1,
    journeys={Journey.SERVICE_ADVISOR: 1},
    faults=(Fault(target="crm", mode="down", from_s=10, until_s=20),),
)


def outage(operation: str = CRM.operation) -> Clocks:
    """Ten attempts a second for a minute; those from 9.5 to 20.5 s fail."""
    clocks = Clocks(slice_s=1)
    for number in range(600):
        at_s = number / 10
        broken = 9.5 <= at_s < 20.5
        clocks.attempt(operation, at_s, 0.05, "503" if broken else None)
        clocks.call(operation, 0.05, 1, Ending.FAILED if broken else Ending.ANSWERED)
    return clocks


def concluded(clocks: Clocks, profile: Profile = PROFILE) -> LoadResult:
    return conclude(clocks, ABOUT, profile, CALM, [CRM])


def test_a_neighbour_that_the_profile_breaks_is_not_held_to_its_sla_meanwhile() -> None:
    result = concluded(outage())
    assert result.verdict is Verdict.PASSED
    operation = result.integrations[0].operations[0]
    assert (operation.judgement.samples, operation.attempts.times.count) == (480, 600)
    assert operation.attempts.failures == {"503": 110}


def test_the_same_failures_without_a_planned_fault_are_a_breach() -> None:
    result = concluded(outage(), PROFILE.model_copy(update={"faults": ()}))
    assert (result.verdict, result.exit_code) == (Verdict.FAILED, 1)


def test_an_integration_that_nobody_called_is_unknown_and_so_is_the_whole() -> None:
    result = conclude(outage(), ABOUT, PROFILE, CALM, objectives(["crm", "order"]))
    verdicts = {one.domain: one.verdict for one in result.integrations}
    assert verdicts == {"crm": Verdict.UNKNOWN, "order": Verdict.UNKNOWN}
    assert result.exit_code == 3


def test_nothing_to_be_held_to_is_unknown() -> None:
    assert conclude(outage(), ABOUT, PROFILE, CALM, []).exit_code == 3


def test_an_integration_is_as_good_as_its_worst_operation() -> None:
    clocks = outage()
    for number in range(600):
        clocks.attempt("getVehicle", number / 10, 2.5, None)
    result = conclude(clocks, ABOUT, PROFILE, CALM, [o for o in objectives(["crm"]) if "get" in o.operation])
    assert [one.verdict for one in result.integrations] == [Verdict.FAILED]


def test_the_bars_hold_every_attempt_and_the_points_every_slice() -> None:
    attempts = concluded(outage()).integrations[0].operations[0].attempts
    assert sum(bar.answered + bar.failed for bar in attempts.bars) == 600
    assert [point.at_s for point in attempts.points] == list(range(60))


def test_a_time_is_in_the_bar_that_reaches_up_to_it() -> None:
    clocks = Clocks(slice_s=1)
    for seconds in (0.1, 0.2, 1.0):
        clocks.attempt(CRM.operation, 0, seconds)
    bars = concluded(clocks).integrations[0].operations[0].attempts.bars
    edges = [bar.upto_s for bar in bars if bar.answered]
    assert edges == pytest.approx([0.1, 10**-0.6, 1.0])
    assert all(math.isclose(two.upto_s / one.upto_s, 10**0.1) for one, two in pairwise(bars))


def test_one_worker_and_four_give_the_same_verdict_and_figures() -> None:
    clocks = Clocks(slice_s=1)
    parts = [Clocks(slice_s=1) for _ in range(4)]
    for number in range(600):
        told = (CRM.operation, number / 10, 0.001 * number)
        clocks.attempt(*told)
        parts[number % 4].attempt(*told)
    merged = Clocks(slice_s=1)
    for part in reversed(parts):
        merged.merge(Clocks.loads(part.dumps()))
    assert concluded(merged) == concluded(clocks)
