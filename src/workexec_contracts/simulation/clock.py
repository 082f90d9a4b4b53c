"""Virtual time: whole microseconds since an epoch, moved by nobody but the scheduler."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday at midnight: where every simulation begins."""
SECOND_US = 1_000_000
DAY_S = 86_400
LONGEST_S = 3_650 * DAY_S
"""Ten years: no time of a setting or a fault is longer."""


def micros(seconds: float) -> int:
    """Whole microseconds: sums and differences of times are exact."""
    return round(seconds * SECOND_US)


class Clock:
    """What time it is; `skew_s` is how far a wall clock that is read through it is off."""

    __slots__ = ("_told", "_told_us", "now_us")

    def __init__(self) -> None:
        """At the epoch."""
        self.now_us = 0
        self._told_us, self._told = 0, EPOCH
        """The last moment that was asked for: most are asked for several times."""

    @property
    def now_s(self) -> float:
        """Seconds since the epoch, as policies count them."""
        return self.now_us / SECOND_US

    def wall(self, skew_s: float = 0.0) -> datetime:
        """The date and time of a clock that is `skew_s` seconds ahead."""
        at_us = self.now_us + round(skew_s * SECOND_US) if skew_s else self.now_us
        if at_us != self._told_us:
            self._told_us, self._told = at_us, EPOCH + timedelta(0, 0, at_us)
        return self._told
