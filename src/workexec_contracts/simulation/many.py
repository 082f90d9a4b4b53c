"""One setting with many seeds, over processes of this machine. How many of them changes no result."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.problem import Problem

from .run import simulate
from .totals import total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .run import Outcome
    from .setting import Setting
    from .totals import Total


class WorkersDied(Problem):
    """A process that simulated was ended from outside."""


def settings(setting: Setting, runs: int) -> list[Setting]:
    """The setting with that many seeds, from its own on."""
    return [setting.model_copy(update={"seed": setting.seed + more}) for more in range(runs)]


def simulate_many(
    setting: Setting, runs: int, jobs: int = 1, progress: Callable[[float], None] = lambda _: None
) -> Total:
    """Runs `runs` seeds in `jobs` processes; `progress` hears the share that is done.

    A script that calls this with several jobs needs `if __name__ == "__main__":` around it. Raises
    WorkersDied. Whatever ends it, Ctrl-C too, ends the processes.
    """
    wanted = settings(setting, runs)
    jobs = min(jobs, runs)
    if jobs == 1:
        return total(_one_by_one(wanted, progress))
    with _processes(jobs) as executor:
        try:
            return total(told(executor.map(simulate, wanted), runs, progress))
        except BrokenProcessPool as error:
            raise WorkersDied(
                "a process that simulated was ended from outside, for want of memory perhaps",
                f"{jobs} processes",
                "processes that end by themselves",
                "fewer --jobs, or fewer --shops",
            ) from error


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


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh ones, not copies of this one, which may have threads. None of them outlives the block."""
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin)
    try:
        yield executor
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)  # it waits for those that were terminated, too


def _begin() -> None:
    """In a new process: it ends at once where it is told to, and with the one that began it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
