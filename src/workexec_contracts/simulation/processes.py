"""Processes that simulate: fresh ones, none of which outlives whoever began it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workexec_contracts.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


class WorkersDied(Problem):
    """A process that simulated was ended from outside."""


def cores() -> int:
    """How many of them this process may use."""
    usable = getattr(os, "sched_getaffinity", None)  # not every operating system says
    return len(usable(0)) if usable else os.cpu_count() or 1


@contextmanager
def processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh ones, not copies of this one, which may have threads. None of them outlives the block.

    A script that wants some needs `if __name__ == "__main__":` around it. Raises WorkersDied.
    """
    before = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin)
    try:
        yield executor
    except BaseException as error:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        if isinstance(error, BrokenProcessPool):
            raise WorkersDied(
                "a process that simulated was ended from outside, for want of memory perhaps",
                f"{jobs} process(es) beside this one",
                "processes that end by themselves",
                "fewer --jobs, or fewer --shops",
            ) from error
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
