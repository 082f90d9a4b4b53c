from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workexec_contracts.simulation.exhaustive import (
    Exhaustion,
    ExhaustiveError,
    Ran,
    exhaust,
    explore,
    one_life,
)
from workexec_contracts.simulation.faults import At, Crash, Down, Faults
from workexec_contracts.simulation.injection import DOES, Run
from workexec_contracts.simulation.run import simulate
from workexec_contracts.simulation.scope import Scope

if TYPE_CHECKING:
    from workexec_contracts.simulation.setting import Setting


@pytest.fixture
def session() -> Setting:
    return one_life(0, Scope.SESSION)


def signatures(exhaustion: Exhaustion) -> set[tuple[str, str]]:
    return {found.signature for found in exhaustion.found}


def names(exhaustion: Exhaustion) -> set[str]:
    return {found.violation.invariant for found in exhaustion.found}


def test_each_fault_strikes_each_attempt_and_each_write_once(invariants: None) -> None:
    """A session is one delivery, two writes (the letter is accepted, and settled with it), and an answer."""
    setting = one_life(0, Scope.SESSION)
    *ran, exhaustion = explore(setting)
    assert isinstance(exhaustion, Exhaustion)
    schedules = [one.setting.faults.faults for one in ran if isinstance(one, Ran)]
    assert schedules[0] == ()
    assert len(set(schedules)) == len(schedules) == exhaustion.explored
    assert {fault.does for (fault,) in schedules[1:] if isinstance(fault, At)} == set(DOES)
    crashes = [fault for (fault,) in schedules[1:] if isinstance(fault, Crash)]
    assert sum(crash.at_write is not None for crash in crashes) >= 2
    assert sum(crash.at_answer is not None for crash in crashes) == 1


def test_a_planted_bug_is_found_with_its_smallest_schedule(blocked_is_acknowledged: str) -> None:
    exhaustion = exhaust(one_life(0, Scope.FINALIZE))
    (found,) = [one for one in exhaustion.found if one.violation.invariant == blocked_is_acknowledged]
    (fault,) = found.setting.faults.faults
    assert isinstance(fault, At)
    assert fault.does == "500"
    assert exhaustion.complete


def test_pruning_loses_no_violation_of_two_faults(invariants: None, session: Setting) -> None:
    pruned, whole = exhaust(session, 2), exhaust(session, 2, prune=False)
    assert signatures(pruned) == signatures(whole)
    assert "nobody_is_blocked_twice" in names(whole)
    assert pruned.merged > 0
    assert pruned.explored + pruned.spared == whole.explored


def test_pruning_loses_no_violation_of_a_planted_bug(blocked_is_acknowledged: str, session: Setting) -> None:
    pruned, whole = exhaust(session, 2), exhaust(session, 2, prune=False)
    assert signatures(pruned) == signatures(whole)
    assert "sessions_have_their_row" in names(whole)
    assert pruned.explored < whole.explored


def test_reads_meet_only_what_can_matter_to_them(invariants: None) -> None:
    exhaustion = exhaust(one_life(0, Scope.APPROVAL), runs=1)
    reads = [
        place for place in Run(one_life(0, Scope.APPROVAL), 0, None).go().places if place.mutates is False
    ]
    assert exhaustion.skipped == 2 * len(reads) > 0


def test_a_budget_is_kept_and_said_to_have_been_used_up(invariants: None, session: Setting) -> None:
    exhaustion = exhaust(session, 2, runs=5)
    assert exhaustion.explored == 5
    assert not exhaustion.complete


def test_a_work_order_that_never_comes_is_a_problem(invariants: None, session: Setting) -> None:
    with pytest.raises(ExhaustiveError, match="no attempt and no write"):
        exhaust(session.model_copy(update={"only": (5,)}))


def test_a_setting_with_faults_of_its_own_is_refused(session: Setting) -> None:
    faults = Faults(title="mine", faults=(Down(target="order"),))
    with pytest.raises(ExhaustiveError, match="faults of its own"):
        exhaust(session.model_copy(update={"faults": faults}))


@pytest.mark.parametrize("scope", list(Scope))
def test_every_workflow_ends_well_without_faults(invariants: None, scope: Scope) -> None:
    outcome = simulate(one_life(0, scope))
    ended = "billed" if scope in {Scope.WHOLE, Scope.FINALIZE} else "left"
    assert outcome.figures.outcomes == {ended: 1}
