"""What a process does differently while a simulation runs in it, whatever else it does."""

from __future__ import annotations

import gc
import logging
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SELDOM = 100_000
"""New objects between two searches for cycles: a simulation makes few of these, and Python's own 700 are used
up by what is under way at any moment, which is then looked at again and again."""


class _Shared:
    """Done for the first who wants it, undone after the last, in whatever thread."""

    def __init__(self, do: Callable[[], Callable[[], None]]) -> None:
        """`do` gives what undoes it."""
        self._do, self._lock, self._wanted = do, Lock(), 0
        self._undo: Callable[[], None] = lambda: None

    @contextmanager
    def wanted(self) -> Iterator[None]:
        self._more(1)
        try:
            yield
        finally:
            self._more(-1)

    def _more(self, count: int) -> None:
        with self._lock:
            if not self._wanted:
                self._undo = self._do()
            self._wanted += count
            if not self._wanted:
                self._undo()


def _silenced() -> Callable[[], None]:
    """WorkExec's warnings of dead letters are facts of the history here, not news for the console."""
    logger = logging.getLogger("workexec_contracts.consumer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    return lambda: logger.setLevel(level)


def _seldom_collected() -> Callable[[], None]:
    """Memory that a search for cycles would free waits a little longer; one that is off stays off."""
    young, *older = gc.get_threshold()
    if young:
        gc.set_threshold(max(young, SELDOM), *older)
    return lambda: gc.set_threshold(young, *older)


_SILENCE, _PATIENCE = _Shared(_silenced), _Shared(_seldom_collected)


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings of dead letters, and few searches for cycles."""
    with _SILENCE.wanted(), _PATIENCE.wanted():
        yield
