from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.simulation.planted.every import BUGS
from tests.simulation.planted.wild import setting
from workexec_contracts.simulation.run import simulate
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from tests.simulation.planted.planting import Bug

RUNS = 300
"""How many runs a bug may hide."""
FOUND = Path(__file__).with_name("found.json")
"""Which run found each bug when that was last written down: it is tried first."""


def broken_in(number: int) -> frozenset[str]:
    rulings = simulate(setting(number)).rulings
    return frozenset(ruling.name for ruling in rulings if ruling.verdict is Verdict.FAILED)


def test_there_are_as_many_bugs_as_were_asked_for() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 25


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)
    seen: set[str] = set()
    first = json.loads(FOUND.read_text())[bug.name]
    for number in (first, *range(RUNS)):
        seen |= broken_in(number)
        if seen & bug.found_by:
            return
    pytest.fail(f"{bug.name} survived {RUNS} runs; broken were {sorted(seen)}")


def test_what_was_written_down_is_about_these_bugs() -> None:
    assert set(json.loads(FOUND.read_text())) == {bug.name for bug in BUGS}


@pytest.mark.parametrize("number", range(20))
def test_without_a_bug_nothing_is_broken(number: int) -> None:
    assert not broken_in(number)
