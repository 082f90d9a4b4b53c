"""One setting with many seeds, over processes of this machine. How many of them changes no result."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .processes import processes
from .run import simulate
from .shared import is_long, simulate_shared
from .totals import total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .run import Outcome
    from .setting import Setting
    from .totals import Total


def settings(setting: Setting, runs: int) -> list[Setting]:
    """The setting with that many seeds, from its own on."""
    return [setting.model_copy(update={"seed": setting.seed + more}) for more in range(runs)]


def simulate_many(
    setting: Setting, runs: int, jobs: int = 1, progress: Callable[[float], None] = lambda _: None
) -> Total:
    """Runs `runs` seeds in `jobs` processes; `progress` hears the share that is done.

    One long run is shared between them. A script that calls this with several jobs needs
    `if __name__ == "__main__":` around it. Raises WorkersDied, Undetermined. Whatever ends it, Ctrl-C too,
    ends the processes.
    """
    if runs == 1 and jobs > 1 and is_long(setting):
        return total([simulate_shared(setting, jobs, progress)])
    wanted = settings(setting, runs)
    jobs = min(jobs, runs)
    if jobs == 1:
        return total(_one_by_one(wanted, progress))
    with processes(jobs) as executor:
        return total(told(executor.map(simulate, wanted), runs, progress))


def told(outcomes: Iterable[Outcome], runs: int, progress: Callable[[float], None]) -> Iterator[Outcome]:
    """The outcomes as they come; `progress` hears of each."""
    for number, outcome in enumerate(outcomes, 1):
        yield outcome
        progress(number / runs)


def _one_by_one(wanted: Sequence[Setting], progress: Callable[[float], None]) -> Iterator[Outcome]:
    for number, setting in enumerate(wanted):
        yield simulate(setting, progress=partial(_share, progress, number, len(wanted)))


def _share(progress: Callable[[float], None], done: int, runs: int, share: float) -> None:
    progress((done + share) / runs)
