"""Attempts of one step in virtual and in real time, held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workexec_contracts.policy import Tolerance


@dataclass(frozen=True, slots=True)
class Attempted:
    """One attempt, in seconds on its world's clock; no status where nothing answered."""

    operation: str
    at_s: float
    ended_s: float
    status: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step came to: WorkExec's answer, its attempts in turn, what became of its letters by event."""

    answered: int
    attempts: tuple[Attempted, ...]
    letters: Mapping[str, str]

    def of(self, operation: str) -> list[Attempted]:
        """The attempts of one operation."""
        return [one for one in self.attempts if one.operation == operation]


def differences(simulated: Taken, real: Taken, tolerance: Tolerance) -> Iterator[str]:
    """What is not the same, in words: answers, letters, statuses, how many attempts, the waits between."""
    if simulated.answered != real.answered:
        yield f"WorkExec answers {simulated.answered} in the simulation, {real.answered} in reality"
    if dict(simulated.letters) != dict(real.letters):
        yield f"letters are {_told(simulated.letters)} in the simulation, {_told(real.letters)} in reality"
    operations = dict.fromkeys(one.operation for one in (*simulated.attempts, *real.attempts))
    for operation in operations:
        yield from _of_one(operation, simulated.of(operation), real.of(operation), tolerance)


def _of_one(
    operation: str, simulated: list[Attempted], real: list[Attempted], tolerance: Tolerance
) -> Iterator[str]:
    statuses = [[_status(one) for one in many] for many in (simulated, real)]
    if statuses[0] != statuses[1]:
        yield f"{operation}: {_row(statuses[0])} in the simulation, {_row(statuses[1])} in reality"
        return
    for number, (due_s, gap_s) in enumerate(zip(waits(simulated), waits(real), strict=True), 1):
        if not due_s - tolerance.early_s <= gap_s <= due_s + tolerance.late_s:
            yield (
                f"{operation}: {due_s:.2f} s after attempt {number} in the simulation, "
                f"{gap_s:.2f} s in reality"
            )
    for number, (one, other) in enumerate(zip(simulated, real, strict=True), 1):
        took_s, real_s = one.ended_s - one.at_s, other.ended_s - other.at_s
        if abs(took_s - real_s) > tolerance.late_s:
            yield (
                f"{operation}: attempt {number} took {took_s:.2f} s in the simulation, "
                f"{real_s:.2f} s in reality"
            )


def waits(attempts: list[Attempted]) -> list[float]:
    """Seconds from the end of each attempt to the beginning of the next."""
    return [after.at_s - before.ended_s for before, after in pairwise(attempts)]


def _status(one: Attempted) -> str:
    return "no answer" if one.status is None else str(one.status)


def _row(statuses: list[str]) -> str:
    return ", ".join(statuses) or "nothing"


def _told(letters: Mapping[str, str]) -> str:
    return ", ".join(f"{event} {standing}" for event, standing in sorted(letters.items())) or "none"
