"""Many seeds: the same result however many processes there are, and none of them left."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import replace

import pytest

from tests.simulation.untrue import NoEvenWorkOrder
from workexec_contracts.simulation.checkers import Invariant
from workexec_contracts.simulation.faults import Faults, LostAnswers
from workexec_contracts.simulation.figures import Backlog
from workexec_contracts.simulation.many import settings, simulate_many
from workexec_contracts.simulation.processes import WorkersDied, cores
from workexec_contracts.simulation.run import simulate
from workexec_contracts.simulation.setting import Setting
from workexec_contracts.simulation.totals import added, total
from workexec_contracts.verdict import Verdict

SHORT = Setting(shops=1, days=0.5, faults=Faults(faults=(LostAnswers(percent=20),)))


class Untested(Invariant):
    name = "untested"
    clause = "none"


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workexec_contracts.simulation.run.ALL", (NoEvenWorkOrder, Untested))


def test_the_result_is_the_same_for_any_number_of_processes() -> None:
    shares: list[float] = []
    by_two = simulate_many(SHORT, 3, jobs=2, progress=shares.append)
    assert by_two == simulate_many(SHORT, 3)
    assert shares == [1 / 3, 2 / 3, 1]
    assert multiprocessing.active_children() == []


def test_one_run_adds_up_to_itself() -> None:
    outcome, whole = simulate(SHORT), simulate_many(SHORT, 1)
    assert (whole.digest, whole.records, whole.figures) == (outcome.digest, outcome.records, outcome.figures)
    assert whole.coverage == outcome.coverage
    assert [(one.checked, one.broken) for one in whole.tallies] == [
        (ruling.checked, ruling.broken) for ruling in outcome.rulings
    ]


def test_figures_are_those_of_all_runs() -> None:
    outcomes = [simulate(setting) for setting in settings(SHORT, 3)]
    whole = total(outcomes)
    assert [line.seed for line in whole.lines] == [0, 1, 2]
    assert whole.figures.deliveries == sum(outcome.figures.deliveries for outcome in outcomes)
    assert sum(whole.figures.outcomes.values()) == sum(
        sum(outcome.figures.outcomes.values()) for outcome in outcomes
    )
    (attempts,) = (one.times for one in whole.figures.integrations if one.operation_id == "createAuditEvent")
    assert attempts.count == sum(
        one.times.count
        for outcome in outcomes
        for one in outcome.figures.integrations
        if one.operation_id == "createAuditEvent"
    )
    assert whole.coverage == frozenset().union(*(outcome.coverage for outcome in outcomes))


@pytest.mark.usefixtures("planted")
def test_violations_name_their_seeds_and_what_nobody_tested_is_unknown() -> None:
    whole = simulate_many(SHORT, 2)
    broken, untested = whole.tallies
    assert (broken.verdict, untested.verdict, whole.verdict) == (
        Verdict.FAILED,
        Verdict.UNKNOWN,
        Verdict.FAILED,
    )
    assert broken.seeds == (0, 1)
    assert [one.seed for one in whole.found] == sorted(one.seed for one in whole.found)
    assert {one.violation.invariant for one in whole.found} == {"no_even_work_order"}
    assert len(whole.found) == broken.broken < broken.checked


def test_nothing_to_add_up_is_an_error() -> None:
    with pytest.raises(ValueError, match="no run"):
        total([])


def test_a_run_that_has_ended_stays_in_the_backlog_as_it_ended() -> None:
    figures = simulate(SHORT).figures
    short = replace(figures, backlog=(Backlog(1, 1, 0, 5), Backlog(2, 0, 3, 1)))
    long = replace(figures, backlog=(Backlog(2, 4, 0, 2), Backlog(4, 0, 0, 0)))
    assert added(short, long).backlog == (
        Backlog(1, 1, 0, 5),
        Backlog(2, 4, 3, 3),
        Backlog(4, 0, 3, 1),
    )


class InterruptedRunError(Exception):
    pass


def test_whatever_ends_it_ends_the_processes() -> None:
    def interrupt(_share: float) -> None:
        raise InterruptedRunError

    with pytest.raises(InterruptedRunError):
        simulate_many(SHORT, 50, jobs=2, progress=interrupt)
    assert multiprocessing.active_children() == []


def test_a_process_that_is_killed_is_told_of_and_the_others_end() -> None:
    def kill(_share: float) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(WorkersDied, match="ended from outside"):
        simulate_many(SHORT, 50, jobs=2, progress=kill)
    assert multiprocessing.active_children() == []


def test_as_many_cores_as_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert cores() == 1
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert cores() == 7
