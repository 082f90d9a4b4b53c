"""When WorkExec's process dies, other than at a time: before an attempt leaves, or a write is durable."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Death(BaseException):
    """The process dies here: nothing that it does may catch this."""


class Deaths:
    """When the process is to die, other than at a time: counted over the life of a run."""

    def __init__(self, attempts: Mapping[int, float], writes: Mapping[int, float]) -> None:
        """The number of an attempt or of a write to the seconds that the process is gone."""
        self._due = {"attempt": attempts, "write": writes}
        self.counted = {"attempt": 0, "write": 0}
        self.down_s = 0.0

    def count(self, kind: str) -> int:
        """One more; tells how many there were before. Raises Death."""
        number = self.counted[kind]
        self.counted[kind] = number + 1
        if number in self._due[kind]:
            self.down_s = self._due[kind][number]
            raise Death
        return number
