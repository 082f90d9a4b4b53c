"""Requests a second, smoothed so that a person can read them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SMOOTH_S = 1.5
_NOTHING = 0.05


@dataclass
class Rates:
    """By name, of whatever is counted."""

    _values: dict[str, float] = field(default_factory=dict)

    def add(self, names: Iterable[str], counts: Mapping[str, float], seconds: float) -> None:
        """Takes in how many a second there were of each name just now, nothing where none is given."""
        weight = 1 - math.exp(-seconds / SMOOTH_S)
        for name in names:
            before = self._values.get(name, 0.0)
            now = before + weight * (counts.get(name, 0.0) - before)
            self._values[name] = now if now >= _NOTHING else 0.0

    def of(self, name: str) -> float:
        """A second, to one decimal."""
        return round(self._values.get(name, 0.0), 1)


def shared(names: Iterable[str | None], out_of: int, per_s: float) -> dict[str, float]:
    """What each name has of a rate, by its share in a sample."""
    return {name: count / out_of * per_s for name, count in Counter(names).items() if name and out_of}
