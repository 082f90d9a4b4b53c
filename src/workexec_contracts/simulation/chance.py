"""Chance that hangs on names, not on the order of draws: one event more leaves all other draws alone."""

from __future__ import annotations

import random
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
_BITS = 53
_UNIT = 1.0 / (1 << _BITS)


class Chance:
    """Draws by name from one seed: the same on every machine and Python version."""

    __slots__ = ("_begun", "seed")

    def __init__(self, seed: int) -> None:
        """`seed` is any integer."""
        self.seed = seed
        self._begun = blake2b(f"{seed}/".encode(), digest_size=16)

    def number(self, *name: str | int) -> int:
        """128 bits."""
        return self.drawn("/".join(map(str, name)))

    def drawn(self, name: str) -> int:
        """The same for a name whose parts are joined by slashes already."""
        drawn = self._begun.copy()
        drawn.update(name.encode())
        return int.from_bytes(drawn.digest(), "big")

    def unit(self, *name: str | int) -> float:
        """At least 0, below 1."""
        return (self.number(*name) >> (128 - _BITS)) * _UNIT

    def happens(self, percent: float, *name: str | int) -> bool:
        """True in that many of a hundred draws."""
        return self.unit(*name) * 100 < percent

    def random(self, *name: str | int) -> random.Random:
        """A source of many draws."""
        return random.Random(self.number(*name))  # noqa: S311  # a simulation, not a secret
