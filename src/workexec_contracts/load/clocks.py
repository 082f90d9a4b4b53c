"""Two clocks: of each attempt, to which the SLA applies (F13), and of the logical call with its retries.

Whoever drives the load tells `attempt` and `call`; workers send what they counted as `dumps`, and the
merged whole is the same as that of one worker, in any order.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from .gate import Measured
from .histogram import Histogram
from .tallies import Tally, tally_data, tally_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .profiles import Journey
    from .tallies import Ending, StepEnd

Window = tuple[float, float]


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

    def step(self, operation: str, journey: Journey, end: StepEnd) -> None:
        """One step of a journey, whose calls have been told too."""
        self.tallies[operation].steps[journey][end] += 1

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

    def amplification(self, operation: str) -> float | None:
        """Attempts per call; None without calls."""
        return self.tallies[operation].calls.amplification if operation in self.tallies else None

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
        tallies = {name: tally_data(tally) for name, tally in self.tallies.items()}
        return json.dumps(
            {"slice_s": self.slice_s, "tallies": tallies}, sort_keys=True, separators=(",", ":")
        )

    @classmethod
    def loads(cls, text: str) -> Clocks:
        """What `dumps` wrote."""
        data = json.loads(text)
        read = cls(data["slice_s"])
        for name, tally in data["tallies"].items():
            read.tallies[name] = tally_of(tally)
        return read
