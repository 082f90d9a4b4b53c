"""Two clocks: of each attempt, to which the SLA applies (F13), and of the logical call with its retries.

Whoever drives the load tells `attempt` and `call`; workers send what they counted as `dumps`, and the
merged whole is the same as that of one worker, in any order.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .gate import Measured
from .histogram import Histogram

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Window = tuple[float, float]


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

    def add(self, other: Tally) -> None:
        """Counts what another one counted too."""
        for at, measured in other.slices.items():
            mine = self.slices[at]
            both = (mine.answered.merge(measured.answered), mine.failed.merge(measured.failed))
            self.slices[at] = Measured(*both)
        self.failures.update(other.failures)
        self.calls.add(other.calls)


class Clocks:
    """The tallies of all operations, in slices of `slice_s` from the start of the test."""

    def __init__(self, slice_s: float) -> None:
        """Nothing counted yet."""
        self.slice_s = slice_s
        self.tallies: defaultdict[str, Tally] = defaultdict(Tally)

    def attempt(self, operation: str, at_s: float, seconds: float, failure: str | None = None) -> None:
        """One attempt, meant to start at `at_s`; `failure` names what was wrong: `503`, `timed out`, ..."""
        tally = self.tallies[operation]
        measured = tally.slices[int(at_s // self.slice_s)]
        (measured.answered if failure is None else measured.failed).record(seconds)
        if failure is not None:
            tally.failures[failure] += 1

    def call(self, operation: str, seconds: float, attempts: int, ending: Ending) -> None:
        """One logical call, from its intended start to its end, waits included."""
        calls = self.tallies[operation].calls
        calls.times.record(seconds)
        calls.attempts[attempts] += 1
        calls.endings[ending] += 1

    def merge(self, other: Clocks) -> None:
        """Counts what another worker counted too. Raises ValueError for other slices."""
        if other.slice_s != self.slice_s:
            raise ValueError(f"slices of {other.slice_s:g} s do not fit those of {self.slice_s:g} s")
        for operation, tally in other.tallies.items():
            self.tallies[operation].add(tally)

    def measured(self, operation: str, without: Iterable[Window] = ()) -> Measured:
        """All attempts of an operation, those in slices that touch one of the windows left out."""
        windows = tuple(without)
        kept = [one for at, one in self._slices(operation).items() if not self._touches(at, windows)]
        whole = Histogram()
        answered = whole.merge(*(one.answered for one in kept))
        return Measured(answered, whole.merge(*(one.failed for one in kept)))

    def over_time(self, operation: str) -> list[tuple[float, Measured]]:
        """When each slice with attempts begins, and its attempts."""
        return [(at * self.slice_s, one) for at, one in sorted(self._slices(operation).items())]

    def _slices(self, operation: str) -> Mapping[int, Measured]:
        """Asking about an operation that was never called must not make a tally of it."""
        return self.tallies[operation].slices if operation in self.tallies else {}

    def _touches(self, at: int, windows: tuple[Window, ...]) -> bool:
        begins, ends = at * self.slice_s, (at + 1) * self.slice_s
        return any(start < ends and begins < end for start, end in windows)

    def dumps(self) -> str:
        """JSON, the same for the same counts."""
        tallies = {name: _tally_data(tally) for name, tally in self.tallies.items()}
        return json.dumps(
            {"slice_s": self.slice_s, "tallies": tallies}, sort_keys=True, separators=(",", ":")
        )

    @classmethod
    def loads(cls, text: str) -> Clocks:
        """What `dumps` wrote."""
        data = json.loads(text)
        read = cls(data["slice_s"])
        for name, tally in data["tallies"].items():
            read.tallies[name] = _tally(tally)
        return read


def _tally_data(tally: Tally) -> dict[str, Any]:
    slices = {at: [one.answered.dumps(), one.failed.dumps()] for at, one in tally.slices.items()}
    calls = tally.calls
    told = {"times": calls.times.dumps(), "attempts": calls.attempts, "endings": calls.endings}
    return {"slices": slices, "failures": tally.failures, "calls": told}


def _tally(data: dict[str, Any]) -> Tally:
    calls = data["calls"]
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
    )
