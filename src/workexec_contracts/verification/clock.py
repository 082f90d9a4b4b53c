"""The clock by which answers are timed. It can be put forward, so that nobody waits for a late answer."""

from __future__ import annotations

import time

_ahead = [0.0]


def now() -> float:
    """Seconds since some moment."""
    return time.perf_counter() + _ahead[0]


def ahead() -> float:
    """By how many seconds it was put forward."""
    return _ahead[0]


def skip(seconds: float) -> None:
    """Puts it forward, for this process alone: whoever answers late does so without waiting."""
    _ahead[0] += seconds
