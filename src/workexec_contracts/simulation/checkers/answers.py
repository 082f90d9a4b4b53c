"""What the neighbours last answered to each question, as a cache of WorkExec's may still serve it."""

from __future__ import annotations

KEPT = 4
"""How many answers to one question are looked back at."""


class Answers:
    """By target: when successes came, and their bodies. The targets are as many as the data has."""

    def __init__(self) -> None:
        """Nothing is answered yet."""
        self._told: dict[str, tuple[tuple[int, bytes], ...]] = {}

    def add(self, target: str, at_us: int, body: bytes) -> None:
        """A success."""
        before = self._told.get(target, ())
        self._told[target] = (*before[1 - KEPT :], (at_us, body))

    def last(self, target: str, at_us: int) -> tuple[int, bytes] | None:
        """The last answer before that time."""
        for one in reversed(self._told.get(target, ())):
            if one[0] <= at_us:
                return one
        return None

    def purge(self, target: str) -> None:
        """Nothing that was answered before is served again."""
        self._told.pop(target, None)

    def clear(self) -> None:
        """What a process remembers dies with it."""
        self._told.clear()
