"""A profile: how long, how many arrivals or users, on which journeys, and what fails meanwhile."""

from __future__ import annotations

import random
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from pydantic import ConfigDict, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from workexec_contracts.contracts import events, operations
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.switching import DelayMs, MedianMs, Percent, Sigma, Times

from .arrivals import Process, arrivals
from .curves import Curve

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = "all"
MOST_POINTS = 20_000
SETTLING_S = 1.0
"""How long before and after a fault an attempt may still meet it: it is under way, or the switch is."""


class Journey(StrEnum):
    """Who uses WorkExec, and so what is called."""

    SERVICE_ADVISOR = "service_advisor"
    TECHNICIAN = "technician"
    FINALIZING_CLERK = "finalizing_clerk"
    EVENT_FIREHOSE = "event_firehose"


class Fault(Data):
    """A switch of the stubs, with its figures, that is on from one time to another."""

    model_config = ConfigDict(allow_inf_nan=False)

    target: str
    """A domain, one operation by its id, or `all`."""
    mode: Literal["down", "reset", "empty", "slow", "flaky", "lossy", "error"]
    from_s: NonNegativeFloat
    until_s: PositiveFloat
    code: str | None = None
    delay_ms: DelayMs | None = None
    median_ms: MedianMs | None = None
    sigma: Sigma | None = None
    times: Times | None = None
    percent: Percent | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.until_s <= self.from_s:
            raise ValueError(f"ends at {self.until_s:g} s, before it begins at {self.from_s:g} s")
        known = {ALL, *(domain.name for domain, _ in operations())}
        known |= {operation.operation_id for _, operation in operations()}
        if self.target not in known:
            raise ValueError(f"no neighbour or operation is called {self.target!r}")
        return self

    def targets(self, domain: str, operation: str) -> bool:
        """Whether that operation of that domain is meant."""
        return self.target in {ALL, domain, operation}

    @property
    def figures(self) -> dict[str, str | float]:
        """What the switch is told beside its mode."""
        return self.model_dump(exclude={"target", "mode", "from_s", "until_s"}, exclude_none=True)


class Profile(Data):
    """What a load test does; `users` is for the closed model, `arrivals` for the open one."""

    model_config = ConfigDict(allow_inf_nan=False)

    title: str
    duration_s: PositiveFloat
    slice_s: PositiveFloat
    """The width of a point on the curves over time."""
    arrivals: Curve
    """Journeys a second; each makes several calls."""
    process: Process = Process.POISSON
    users: PositiveInt
    journeys: dict[Journey, PositiveFloat]
    events: tuple[str, ...] = ()
    """Those that the firehose sends; all where none is named."""
    think_s: NonNegativeFloat = 1.0
    """How long a person takes between two steps, on average; exponentially distributed."""
    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.journeys:
            raise ValueError("no journey has a weight")
        if self.duration_s / self.slice_s > MOST_POINTS:
            raise ValueError(f"slices of {self.slice_s:g} s are more than {MOST_POINTS} points on a curve")
        if unknown := set(self.events) - {event.name for event in events()}:
            raise ValueError(f"no event is called {', '.join(sorted(unknown))}")
        if self.arrivals.expected(self.duration_s) < 1:
            raise ValueError("not one arrival within its duration")
        for fault in self.faults:
            if fault.until_s > self.duration_s:
                told = f"{fault.target} is {fault.mode} until {fault.until_s:g} s"
                raise ValueError(f"{told}, beyond the {self.duration_s:g} s of the test")
        return self

    def is_away(self, domain: str, operation: str, at_s: float) -> bool:
        """Whether an operation may have been away then: by a fault; by itself where none is planned."""
        faults = [fault for fault in self.faults if fault.targets(domain, operation)]
        return not faults or any(fault.from_s <= at_s <= fault.until_s + SETTLING_S for fault in faults)


class Arrival(NamedTuple):
    """A journey that is meant to start at a time."""

    at_s: float
    journey: Journey
    number: int


def schedule(profile: Profile, seed: object) -> Iterator[Arrival]:
    """The arrivals of a profile with their journeys, drawn by number: the same for any count of workers."""
    names, weights = list(profile.journeys), list(profile.journeys.values())
    times = arrivals(profile.arrivals, profile.duration_s, profile.process, seed)
    for number, at_s in enumerate(times):
        draw = random.Random(f"journey:{seed}:{number}")  # noqa: S311  # a schedule, not a secret
        yield Arrival(at_s, draw.choices(names, weights)[0], number)
