"""Simulation and reality agree: the same steps and faults, against stubs and providers that really answer.

Retries wait for real seconds here: all kinds of fault are had side by side, each at neighbours of its own.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.policy import Tolerance
from workexec_contracts.simulation import live, scenario
from workexec_contracts.simulation.faults import At, Crash, Down, Failing, Faults, How, Poison, Slow
from workexec_contracts.switching import Mode, Switch
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.live.switched import Operations
    from workexec_contracts.stubs.process import WireMock

SIMULATIONS = Path(__file__).parents[2] / "simulations"
FLAKY = tuple(At(attempt=number, does="503") for number in range(2))


@dataclass(frozen=True)
class Case:
    """A kind of fault at neighbours that no other case asks."""

    faults: tuple[Fault, ...]
    steps: tuple[str, ...] | None
    statuses: list[int | None]
    """Of its first operation, while the faults are on."""
    again: list[int | None]
    """The same, once they are over."""


CASES = {
    "down": Case((Down(target="order"),), None, [503, 503, 503, 503], [202]),
    "down for two seconds": Case((Down(target="people", from_s=60, until_s=62),), None, [503, 503, 202], []),
    "reset": Case((Down(target="getVehicle", how=How.REFUSED),), None, [None, None, None], [200]),
    "slow": Case((Slow(target="getCustomer", latency_ms_median=1_500, sigma=0),), None, [200], []),
    "flaky": Case(FLAKY, ("status",), [503, 503, 202], []),
    "error": Case((Poison(target="audit", percent=100),), None, [400], [201]),
}


def agreed(case: Case, neighbourhood: live.Neighbourhood) -> list[live.Event]:
    return list(live.run(Faults(faults=case.faults), neighbourhood, case.steps))


@pytest.fixture(scope="module")
def real(wiremock: WireMock) -> dict[tuple[str, str], list[live.Event]]:
    """All cases at once, against the stubs and against the providers."""
    with ThreadPoolExecutor(2 * len(CASES)) as pool:
        running = {
            (name, where): pool.submit(
                agreed, case, live.Stubs(wiremock.url) if where == "stubs" else live.Providers()
            )
            for name, case in CASES.items()
            for where in ("stubs", "providers")
        }
        return {key: future.result() for key, future in running.items()}


@pytest.mark.parametrize("where", ["stubs", "providers"])
@pytest.mark.parametrize("name", CASES)
def test_both_worlds_see_the_same(
    real: dict[tuple[str, str], list[live.Event]], name: str, where: str
) -> None:
    planned, during, after, ended = real[name, where]
    assert isinstance(planned, live.Planned)
    assert isinstance(during, live.Compared)
    assert isinstance(after, live.Compared)
    assert isinstance(ended, live.Ended)
    first, case = during.step.operations[0], CASES[name]
    assert (during.differences, after.differences) == ((), ())
    assert [one.status for one in during.real.of(first)] == case.statuses
    assert [one.status for one in after.real.of(first)] == case.again
    assert ended.verdict is Verdict.PASSED


def test_the_stubs_are_as_they_were_before(
    real: dict[tuple[str, str], list[live.Event]], wiremock: WireMock
) -> None:
    assert real
    with live.Stubs(wiremock.url) as stubs:
        assert list(live.run(Faults(), stubs, ["session", "customers"]))[-1] == live.Ended(Verdict.PASSED)


class Deaf(live.Providers):
    """Providers without switches: whatever is asked of them, they stay as they are."""

    def switch(self, switch: Switch, operations: Operations) -> None:
        """Does nothing."""


def test_a_reality_that_differs_fails() -> None:
    events = list(live.run(Faults(faults=(Down(target="getCustomer"),)), Deaf()))
    told = [event for event in events if isinstance(event, live.Compared)]
    assert told[0].differences == (
        "WorkExec answers 503 in the simulation, 200 in reality",
        "getCustomer: 503, 503, 503 in the simulation, 200 in reality",
    )
    assert events[-1] == live.Ended(Verdict.FAILED)


def taken(*times: tuple[float, float, int | None], answered: int = 200, **letters: str) -> live.Taken:
    return live.Taken(answered, tuple(live.Attempted("op", *time) for time in times), letters)


@pytest.mark.parametrize(
    ("real", "told"),
    [
        (taken((0, 0.1, 503), (1.6, 1.7, 202)), []),
        (taken((0, 0.1, 503), (1.02, 1.7, 202)), []),
        (taken((0, 0.1, 503), (0.9, 1.0, 202)), ["op: 1.00 s after attempt 1 in the simulation, 0.80 s"]),
        (taken((0, 0.1, 503), (2.2, 2.3, 202)), ["op: 1.00 s after attempt 1 in the simulation, 2.10 s"]),
        (taken((0, 0.1, 503), (1.1, 2.5, 202)), ["op: attempt 2 took 0.10 s in the simulation, 1.40 s"]),
        (taken((0, 0.1, 503)), ["op: 503, 202 in the simulation, 503 in reality"]),
        (
            taken((0, 0.1, None), (1.1, 1.2, 202)),
            ["op: 503, 202 in the simulation, no answer, 202 in reality"],
        ),
        (
            taken((0, 0.1, 503), (1.1, 1.2, 202), answered=503),
            ["WorkExec answers 200 in the simulation, 503"],
        ),
        (
            taken((0, 0.1, 503), (1.1, 1.2, 202), sold="dead"),
            ["letters are none in the simulation, sold dead"],
        ),
    ],
    ids=["late", "early", "too early", "too late", "longer", "fewer", "lost", "answer", "letter"],
)
def test_what_differs_is_told(real: live.Taken, told: list[str]) -> None:
    simulated = taken((10, 10.1, 503), (11.1, 11.2, 202))
    found = list(live.differences(simulated, real, Tolerance()))
    assert len(found) == len(told)
    assert all(one.startswith(expected) for one, expected in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ([Crash(at_s=3)], "crash"),
        ([Down(target="order", how=How.HANGING)], "down with hanging"),
        ([Failing(target="order", percent=50)], "failing at 50 %"),
        ([Poison(target="order", percent=100, how="500")], "poison"),
        ([Slow(target="order", latency_ms_median=10)], "slow"),
        ([At(attempt=1, does="503")], "at"),
        ([At(attempt=0, does="crash")], "at"),
        ([Down(target="order"), Poison(target="deliverOrderEvent", percent=100)], "two faults at once"),
        ([*FLAKY, Down(target="order")], "two faults at once"),
    ],
    ids=["crash", "hanging", "share", "poison", "slowest", "second", "struck", "twice", "flaky and down"],
)
def test_what_no_switch_can_do_is_told(faults: Sequence[Fault], told: str) -> None:
    with pytest.raises(live.NotLive, match=told) as problem:
        live.switched(Faults(faults=tuple(faults)))
    assert "--live" in problem.value.fix


def test_an_unknown_step_is_told() -> None:
    with pytest.raises(live.NotLive, match="no step is called paint") as problem:
        live.plan((), ["paint"])
    assert "finalize" in problem.value.expected


def test_steps_are_those_whose_operations_meet_a_fault() -> None:
    switches = live.switched(Faults(faults=(Down(target="accounting"), Down(target="crm", how=How.REFUSED))))
    assert {one.switch.mode for one in switches} == {Mode.DOWN, Mode.RESET}
    names = {step.name for step in live.plan(switches)}
    assert names == {"finalize", "customers/search", "vehicles/search", "customers", "vehicles"}


def test_scenarios_of_switchable_faults_can_be_had_in_real_time() -> None:
    def possible(path: Path) -> bool:
        try:
            return bool(live.plan(live.switched(scenario.read(path).setting.faults)))
        except live.NotLive:
            return False

    found = {path.stem for path in scenario.files(SIMULATIONS) if possible(path)}
    assert found >= {
        "a_calm_day_needs_no_retry",
        "inventory_down_all_day_blocks_nobody",
        "order_down_two_hours_blocks_finalization_and_loses_nothing",
        "pricing_away_adds_no_line_without_its_tax",
    }
    assert "workexec_crashes_at_every_step_and_loses_no_event" not in found


def test_no_two_steps_begin_with_the_same_operation() -> None:
    firsts = [step.operations[0] for step in live.STEPS]
    assert len(set(firsts)) == len(firsts)
