"""One run by several processes: the outcome of one, and a history that hangs on chance is told of."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.simulation.untrue import NoEvenWorkOrder
from workexec_contracts.simulation import many, shared
from workexec_contracts.simulation.checkers import ALL, Invariant
from workexec_contracts.simulation.faults import Crash, Faults, LostAnswers
from workexec_contracts.simulation.processes import WorkersDied
from workexec_contracts.simulation.run import simulate
from workexec_contracts.simulation.setting import Setting
from workexec_contracts.simulation.shared import PROCESSES, Undetermined, is_long, simulate_shared

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Closed
    from workexec_contracts.simulation.run import Outcome

SHORT = Setting(shops=1, days=0.5, faults=Faults(faults=(LostAnswers(percent=20), Crash(at_attempt=9))))


def nothing(_share: float) -> None:
    """Nobody watches."""


class OrdersOfThisProcess(Invariant):
    """What a careless claim would do: change what it only looks at, in one process and not in the other."""

    name = "orders_of_this_process"
    clause = "none, this is a test"

    def on_closed(self, record: Closed) -> None:
        self.checked += 1
        table = self.view.state.table("people")
        table[f"TECH-{record.order}"] = {"personId": "x", "role": "TECHNICIAN", "locationIds": ["LOC-001"]}
        self.view.state.table("appointments").clear()


@pytest.mark.parametrize("jobs", [2, 9])
def test_several_processes_come_to_what_one_does(jobs: int) -> None:
    shares: list[float] = []
    told = simulate_shared(SHORT, jobs, shares.append)
    assert told == simulate(SHORT)
    assert [ruling.name for ruling in told.rulings] == [claim.name for claim in ALL]
    assert shares[-1] == 1
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("place", [0, 1])
def test_a_violation_is_found_in_whatever_process_its_claim_is(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = [*ALL[:2]]
    claims.insert(place, NoEvenWorkOrder)
    monkeypatch.setattr("workexec_contracts.simulation.run.ALL", tuple(claims))
    told = simulate_shared(SHORT, 2, nothing)
    assert [ruling.name for ruling in told.rulings if ruling.broken] == ["no_even_work_order"]
    assert told == simulate(SHORT)


def test_histories_that_differ_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workexec_contracts.simulation.run.ALL", (*ALL[:3], OrdersOfThisProcess))
    with pytest.raises(Undetermined, match="two processes simulated it") as caught:
        simulate_shared(SHORT, 2, nothing)
    assert caught.value.where == f"the history of seed {SHORT.seed}"
    assert multiprocessing.active_children() == []


def test_a_long_run_alone_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def taken(setting: Setting, jobs: int, _progress: object) -> Outcome:
        asked.append(jobs)
        return replace(simulate(SHORT), setting=setting)

    monkeypatch.setattr(many, "simulate_shared", taken)
    month = Setting(shops=50, days=30)
    assert is_long(month)
    assert not is_long(SHORT)
    assert many.simulate_many(month, 1, jobs=4).setting == month
    many.simulate_many(SHORT, 1, jobs=4)
    assert asked == [4]


def kill(_share: float) -> None:
    for child in multiprocessing.active_children():
        child.kill()


class InterruptedRunError(Exception):
    pass


def interrupt(_share: float) -> None:
    raise InterruptedRunError


def test_a_process_that_is_killed_is_told_of_and_whatever_ends_it_ends_the_others() -> None:
    shared_run = partial(simulate_shared, SHORT, 64)
    with pytest.raises(WorkersDied, match="ended from outside") as caught:
        shared_run(kill)
    assert caught.value.where == f"{PROCESSES - 1} process(es) beside this one"
    with pytest.raises(InterruptedRunError):
        shared_run(interrupt)
    assert multiprocessing.active_children() == []


def test_nobody_waits_for_the_end_once_another_process_has_failed() -> None:
    alive: Future[Outcome] = Future()
    failed: Future[Outcome] = Future()
    shares: list[float] = []
    shared._heed([alive, failed], shares.append, 0.25)
    failed.set_exception(InterruptedRunError())
    with pytest.raises(InterruptedRunError):
        shared._heed([alive, failed], shares.append, 0.5)
    assert shares == [0.25]
