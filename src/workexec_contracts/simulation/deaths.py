"""When WorkExec's process dies, other than at a time: before what is counted, an attempt, say, or a write."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Death(BaseException):
    """The process dies here: nothing that it does may catch this."""


COUNTED = ("attempt", "write", "answer")
"""What WorkExec may die before: that an attempt leaves, a write is durable, an answer to a user goes out."""


class Deaths:
    """When the process is to die, other than at a time: counted over the life of a run."""

    def __init__(
        self, due: Mapping[str, Mapping[int, float]], left_s: Callable[[], float] = lambda: inf
    ) -> None:
        """By what is counted: its number, from 0, to the seconds that the process is gone.

        `left_s` tells for how long there are faults at all: it is back by then, and no longer dies after.
        """
        self._left_s = left_s
        self._due = {kind: due.get(kind, {}) for kind in COUNTED}
        self.counted = dict.fromkeys(COUNTED, 0)
        self.down_s = 0.0

    def count(self, kind: str) -> int:
        """One more; tells how many there were before. Raises Death."""
        number = self.counted[kind]
        self.counted[kind] = number + 1
        if number in self._due[kind]:
            left_s = self._left_s()
            if left_s > 0:
                self.down_s = min(self._due[kind][number], left_s)
                raise Death
        return number
