"""When the faults of a profile begin and end; whoever can switch the neighbours goes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .profiles import Fault


class Turn(NamedTuple):
    """A fault begins, or ends."""

    at_s: float
    fault: Fault
    on: bool


def timeline(faults: Iterable[Fault]) -> list[Turn]:
    """All of them in order; what ends at a moment ends before another one begins."""
    turns = [turn for fault in faults for turn in _turns(fault)]
    return sorted(turns, key=lambda turn: (turn.at_s, turn.on))


def _turns(fault: Fault) -> tuple[Turn, Turn]:
    return Turn(fault.from_s, fault, on=True), Turn(fault.until_s, fault, on=False)
