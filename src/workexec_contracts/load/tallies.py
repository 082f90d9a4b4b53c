"""What is counted about one operation, and the same as JSON for another process."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .gate import Measured
from .histogram import Histogram
from .profiles import Journey


class Ending(StrEnum):
    """What became of a logical call after its last attempt."""

    ANSWERED = "answered"
    SUBSTITUTED = "substituted"
    """Fail-open: a stale entry or a placeholder served instead (F54)."""
    DEAD_LETTERED = "dead-lettered"
    """Fail-open: the step completed, the event can be replayed (F19)."""
    BLOCKED = "blocked"
    """Fail-closed: the step stopped with 503 (F19)."""
    FAILED = "failed"
    """Shown to the user, or refused for good."""


class StepEnd(StrEnum):
    """How a step ended."""

    SERVED = "served"
    """Acknowledged by the first call."""
    WENT_ON = "went on without its neighbour"
    """Fail-open: dead letter, stale entry or placeholder, and the journey was not held up (F19)."""
    RECOVERED = "blocked, then recovered"
    """Fail-closed: the same request was acknowledged later (F58)."""
    HELD_UP = "held up although fail-open"
    UNACKNOWLEDGED = "completed without acknowledgement"
    """Fail-closed: the user was told that it is done."""
    LOST = "blocked and never recovered"
    """Fail-closed: given up too early, or the planned fault was over."""
    GIVEN_UP = "given up while its neighbour was away"
    """Fail-closed: after all tries, before anything shows that the neighbour is back."""
    CUT = "blocked when the test ended"
    REFUSED = "refused for good"
    """By a neighbour that answers; nothing about the fail mode."""


@dataclass(slots=True)
class Calls:
    """The logical calls of one operation."""

    times: Histogram = field(default_factory=Histogram)
    attempts: Counter[int] = field(default_factory=Counter)
    """How many calls needed how many attempts; none where a cache answered."""
    endings: Counter[Ending] = field(default_factory=Counter)

    @property
    def amplification(self) -> float | None:
        """Attempts per call; None without calls."""
        count = self.attempts.total()
        return sum(number * calls for number, calls in self.attempts.items()) / count if count else None

    @property
    def retried_share(self) -> float | None:
        """The share of calls that needed more than one attempt; None without calls."""
        count = self.attempts.total()
        again = sum(calls for number, calls in self.attempts.items() if number > 1)
        return again / count if count else None

    def add(self, other: Calls) -> None:
        """Counts the calls of another one too."""
        self.times = self.times.merge(other.times)
        self.attempts.update(other.attempts)
        self.endings.update(other.endings)


@dataclass(slots=True)
class Tally:
    """What was counted about one operation, attempts by the slice of time in which they should start."""

    slices: defaultdict[int, Measured] = field(default_factory=lambda: defaultdict(Measured))
    failures: Counter[str] = field(default_factory=Counter)
    calls: Calls = field(default_factory=Calls)
    steps: defaultdict[Journey, Counter[StepEnd]] = field(default_factory=lambda: defaultdict(Counter))
    """Of each journey, how its steps ended that fail open or closed."""

    def add(self, other: Tally) -> None:
        """Counts what another one counted too."""
        for at, measured in other.slices.items():
            mine = self.slices[at]
            both = (mine.answered.merge(measured.answered), mine.failed.merge(measured.failed))
            self.slices[at] = Measured(*both)
        self.failures.update(other.failures)
        self.calls.add(other.calls)
        for journey, ends in other.steps.items():
            self.steps[journey].update(ends)


def tally_data(tally: Tally) -> dict[str, Any]:
    """Whatever JSON can hold."""
    slices = {at: [one.answered.dumps(), one.failed.dumps()] for at, one in tally.slices.items()}
    calls = tally.calls
    told = {"times": calls.times.dumps(), "attempts": calls.attempts, "endings": calls.endings}
    return {"slices": slices, "failures": tally.failures, "calls": told, "steps": tally.steps}


def tally_of(data: dict[str, Any]) -> Tally:
    """What `tally_data` told."""
    calls = data["calls"]
    ends = {
        Journey(journey): Counter({StepEnd(name): count for name, count in counts.items()})
        for journey, counts in data["steps"].items()
    }
    slices = {
        int(at): Measured(Histogram.loads(answered), Histogram.loads(failed))
        for at, (answered, failed) in data["slices"].items()
    }
    return Tally(
        defaultdict(Measured, slices),
        Counter(data["failures"]),
        Calls(
            Histogram.loads(calls["times"]),
            Counter({int(number): count for number, count in calls["attempts"].items()}),
            Counter({Ending(name): count for name, count in calls["endings"].items()}),
        ),
        defaultdict(Counter, ends),
    )
