"""Every scenario of this folder: its claim is its name, what must hold is in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from workexec_contracts.simulation import scenario
from workexec_contracts.verdict import Verdict

HERE = Path(__file__).parent
FILES = [pytest.param(path, id=path.stem) for path in scenario.files(HERE)]


@pytest.mark.parametrize("path", FILES)
def test_the_claim_holds(path: Path) -> None:
    judged = scenario.run(scenario.read(path))
    told = "\n".join((judged.scenario.about, *judged.told))
    assert judged.verdict is Verdict.PASSED, told


def test_there_are_claims_of_every_kind_of_fault() -> None:
    settings = [scenario.read(path).setting for path in scenario.files(HERE)]
    kinds = {fault.kind for setting in settings for fault in setting.faults.faults}
    assert len(settings) >= 14
    assert kinds >= {"down", "flapping", "slow", "slow_start", "brownout", "lost_requests", "lost_answers"}
    assert kinds >= {"duplicated", "reordered", "poison", "crash", "skew", "changing"}
