"""Tests that measure run alone: while one of them does, the other workers of pytest-xdist wait.

Locks on files that are there anyway; the system gives them back when a worker dies.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
MEASURING = frozenset(
    TESTS / name
    for name in (
        "load/driving/test_figures.py",
        "control/browser/test_speed.py",
        "stubs/process/test_provision.py",
    )
)


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """For as long as a test of the file runs."""
    kind = fcntl.LOCK_EX if path in MEASURING else fcntl.LOCK_SH
    with Path(__file__).open("rb") as run:
        with _locked(TESTS / "conftest.py", kind):  # whoever waits to be alone lets nobody else begin
            fcntl.flock(run, kind)
        try:
            yield
        finally:
            fcntl.flock(run, fcntl.LOCK_UN)  # by itself: a forked child would keep the lock


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[None]:
    with path.open("rb") as file:
        fcntl.flock(file, kind)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
