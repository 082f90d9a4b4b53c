"""What is counted while a test runs: in each process that makes load, and merged where there are several."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workexec_contracts.load.clocks import Clocks
from workexec_contracts.load.generator import Generator, together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.load.calling import Came
    from workexec_contracts.load.profiles import Journey
    from workexec_contracts.load.tallies import StepEnd

UNANSWERED = "unanswered at the end"
KEY = "workexec"
LOST = Generator(cpu=0, lag_s=0, offered=0)
"""A worker of which nothing was heard: what it should have asked for was not asked."""


@dataclass(slots=True)
class Flight:
    """An attempt under way."""

    operation: str
    due_s: float


@dataclass(slots=True)
class Recorder:
    """Times are seconds from `begun`, on this process's own clock."""

    slice_s: float
    begun: float = field(default_factory=time.perf_counter)
    clocks: Clocks = field(init=False)
    workers: dict[str, Generator] = field(default_factory=dict)
    flights: dict[int, Flight] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing counted yet."""
        self.clocks = Clocks(self.slice_s)

    def now_s(self) -> float:
        """The time."""
        return time.perf_counter() - self.begun

    def begin(self, operation: str, due_s: float) -> Flight:
        """An attempt is under way that was meant to start at `due_s`."""
        flight = Flight(operation, due_s)
        self.flights[id(flight)] = flight
        return flight

    def attempt(self, flight: Flight, failure: str | None, ended_s: float | None = None) -> float:
        """The attempt is over, now or since `ended_s`; returns its seconds."""
        seconds = max((self.now_s() if ended_s is None else ended_s) - flight.due_s, 0)
        if self.flights.pop(id(flight), None):
            self.clocks.attempt(flight.operation, flight.due_s, seconds, failure)
        return seconds

    def drop(self, flight: Flight) -> None:
        """The attempt was never made."""
        self.flights.pop(id(flight), None)

    def call(self, operation: str, due_s: float, came: Came) -> float:
        """The call is over; returns its seconds."""
        seconds = max(self.now_s() - due_s, 0)
        self.clocks.call(operation, seconds, came.attempts, came.ending)
        return seconds

    def steps(self, journey: Journey, ends: Iterable[tuple[str, StepEnd]]) -> None:
        """A journey is over; how each of its steps ended, by operation."""
        for operation, end in ends:
            self.clocks.step(operation, journey, end)

    def give_up(self) -> None:
        """What is unanswered by now failed, and took as long as that."""
        for flight in list(self.flights.values()):
            self.attempt(flight, UNANSWERED)

    def delta(self, generator: Generator) -> dict[str, Any]:
        """What was counted since the last time, for the master."""
        counted, self.clocks = self.clocks, Clocks(self.slice_s)
        return {"clocks": counted.dumps(), "generator": generator.model_dump()}

    def absorb(self, worker: str, data: dict[str, Any]) -> None:
        """What a worker told."""
        self.clocks.merge(Clocks.loads(data["clocks"]))
        self.workers[worker] = Generator.model_validate(data["generator"])

    def generator(self) -> Generator:
        """All workers together."""
        return together(list(self.workers.values()) or [LOST])
