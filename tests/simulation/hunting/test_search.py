from __future__ import annotations

import pytest

from workexec_contracts.simulation.exhaustive import one_life
from workexec_contracts.simulation.scope import Scope
from workexec_contracts.simulation.search import Looked, Searched, search, searching

RUNS = 30


def test_guidance_covers_more_than_chance_in_as_many_runs(invariants: None) -> None:
    guided = [len(search(seed, runs=RUNS, shrink_runs=0).coverage) for seed in range(3)]
    blind = [len(search(seed, runs=RUNS, guided=False, shrink_runs=0).coverage) for seed in range(3)]
    assert sum(guided) > 1.5 * sum(blind)


def test_the_same_seed_looks_at_the_same_settings(invariants: None) -> None:
    first, second = list(searching(5, runs=12)), list(searching(5, runs=12))
    assert first == second


def test_new_pairs_are_told_once_and_add_up(invariants: None) -> None:
    *looked, searched = searching(1, runs=15)
    assert isinstance(searched, Searched)
    new = [pair for one in looked if isinstance(one, Looked) for pair in one.new]
    assert len(new) == len(set(new)) == len(searched.coverage)
    told = [(state, fault) for state, faults in searched.table().items() for fault in faults]
    assert told == sorted(searched.coverage)


def test_a_planted_bug_is_found_and_shrunk(blocked_is_acknowledged: str, bugs_alone: None) -> None:
    searches = (search(seed, one_life(0, Scope.FINALIZE), runs=60, shrink_runs=150) for seed in range(5))
    searched = next(one for one in searches if one.broken)
    assert [one.violation.invariant for one in searched.broken] == [blocked_is_acknowledged]
    assert searched.shrunk is not None
    assert searched.shrunk.violation is not None
    assert len(searched.shrunk.setting.faults.faults) == 1


def test_a_search_needs_a_budget() -> None:
    with pytest.raises(ValueError, match="needs a budget"):
        search(0)
