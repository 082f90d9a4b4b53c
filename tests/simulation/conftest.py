"""A small run with faults, and its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workexec_contracts.simulation.faults import Faults
from workexec_contracts.simulation.run import simulate
from workexec_contracts.simulation.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.run import Outcome


@pytest.fixture
def run() -> Callable[..., Outcome]:
    """One shop over one day, whose faults stop in the evening, with all of its records."""

    def made(*faults: Fault, seed: int = 1, **more: object) -> Outcome:
        setting = Setting.model_validate(
            {
                "seed": seed,
                "shops": 1,
                "days": 1,
                "a_day": 6,
                "faults": Faults(title="test", until_s=80_000, faults=faults),
                **more,
            }
        )
        return simulate(setting, keep=None)

    return made
