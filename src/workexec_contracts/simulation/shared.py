"""One long run by several processes: each simulates all of it, and holds it to a share of the claims.

What they tell of the same seed is compared: a history that hangs on anything else is found here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.problem import Problem

from .processes import processes
from .run import every_claim, simulate

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from .run import Outcome
    from .setting import Setting

LONG = 1_000
"""Work orders from which on the start of another process pays: some six seconds of one core."""
PROCESSES = 3
"""More of them gain nothing: two thirds of a run are what each of them does."""


class Undetermined(Problem):
    """The same seed came to different histories."""


def is_long(setting: Setting) -> bool:
    """Whether a run is worth sharing."""
    return setting.only is None and setting.shops * setting.days * setting.a_day >= LONG


def simulate_shared(setting: Setting, jobs: int, progress: Callable[[float], None]) -> Outcome:
    """The outcome of `simulate`, by this process and up to `jobs` - 1 others.

    `progress` hears the share of the days that are over. Raises WorkersDied, Undetermined. Whatever ends it
    ends the others.
    """
    every = every_claim()
    jobs = min(jobs, PROCESSES)
    own, *others = (every[number::jobs] for number in range(jobs))
    with processes(len(others)) as executor:
        waiting = [executor.submit(simulate, setting, claims=share) for share in others]
        outcome = simulate(setting, progress=partial(_heed, waiting, progress), claims=own)
        return _together([outcome, *(one.result() for one in waiting)], [claim.name for claim in every])


def _heed(others: list[Future[Outcome]], progress: Callable[[float], None], share: float) -> None:
    """Progress, unless another process has failed: nobody waits for the end of this one then."""
    for other in others:
        if other.done():
            other.result()
    progress(share)


def _together(outcomes: list[Outcome], names: list[str]) -> Outcome:
    """The first one with the rulings of all, in the order of their names."""
    first, *others = outcomes
    for other in others:
        if (other.digest, other.records, other.figures) != (first.digest, first.records, first.figures):
            raise Undetermined(
                f"two processes simulated it, and came to {first.digest} and {other.digest}",
                f"the history of seed {first.setting.seed}",
                "the same history: a run hangs on its setting alone",
                "look for a set that is walked, a clock that is read, or chance without a name",
            )
    rulings = {ruling.name: ruling for outcome in outcomes for ruling in outcome.rulings}
    return replace(first, rulings=tuple(rulings[name] for name in names))
