"""Faults as data: what goes wrong, where, from when until when. Defaults are harmless; times are virtual.

Each kind is one class; `conditions` knows what they do to a request, `process` what they do to WorkExec.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, NonNegativeInt, TypeAdapter, model_validator

from workexec_contracts.contracts import domains, operations
from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.problem import Problem

from .clock import DAY_S, LONGEST_S
from .meant import meant

ALL = "all"
SKEWS = 100
"""Of the longest kind at most: beyond the calendar there are no dates."""
PREFIX = "Value error, "
"""What Pydantic puts before what a validator of ours says."""
Percent = Annotated[float, Field(ge=0, le=100, strict=True)]
Seconds = Annotated[float, Field(ge=0, le=LONGEST_S, strict=True)]
Period = Annotated[float, Field(ge=0.001, le=LONGEST_S, strict=True)]
"""In seconds: what comes again and again, or lasts some time."""
Millis = Annotated[float, Field(ge=0, le=DAY_S * 1_000, strict=True)]
"""A day at most: what is on its way for longer outlives a run."""


def _text(value: object) -> object:
    """A status may be a number, as it is in TOML without quotes."""
    return f"{value}" if type(value) is int else value


class FaultsError(Problem):
    """A file of faults that cannot be used."""


class How(StrEnum):
    """How a neighbour is not there."""

    REFUSED = "refused"
    """The connection is refused."""
    UNAVAILABLE = "503"
    BAD_GATEWAY = "502"
    GATEWAY_TIMEOUT = "504"
    BROKEN = "500"
    HANGING = "hanging"
    """Nothing answers, and nothing is done."""


Failure = Annotated[How, BeforeValidator(_text)]


class Window(Data):
    """From `from_s` on, until `until_s` or for ever."""

    from_s: Seconds = 0.0
    until_s: Period | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until_s is not None and self.until_s <= self.from_s:
            raise ValueError(f"ends at {self.until_s:g} s, before it begins at {self.from_s:g} s")
        return self


_TARGETS = (ALL, *(domain.name for domain in domains()))


class Aimed(Window):
    """At a neighbour, at one operation by its id, or at all."""

    target: str = ALL

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = {
            *_TARGETS,
            *(operation.operation_id for _, operation in operations()),
        }
        if self.target not in known:
            told = meant(self.target.lower(), known) or f"; there are {', '.join(_TARGETS)}"
            raise ValueError(f"no neighbour or operation is called {self.target!r}{told}")
        return self

    def aims_at(self, domain: str, operation_id: str) -> bool:
        """Whether that operation of that domain is meant."""
        return self.target in {ALL, domain, operation_id}


class Down(Aimed):
    """The neighbour is not there."""

    kind: Literal["down"] = "down"
    how: Failure = How.UNAVAILABLE


class Flapping(Aimed):
    """Up for `up_s`, down for `down_s`, and again."""

    kind: Literal["flapping"] = "flapping"
    how: Failure = How.UNAVAILABLE
    up_s: Period = 60.0
    down_s: Seconds = 0.0


class Failing(Aimed):
    """A share of the calls fails."""

    kind: Literal["failing"] = "failing"
    how: Failure = How.UNAVAILABLE
    percent: Percent = 0.0


class Slow(Aimed):
    """Answers take a lognormal time more."""

    kind: Literal["slow"] = "slow"
    latency_ms_median: Millis = 0.0
    sigma: float = Field(default=0.5, ge=0, le=10)
    latency_ms_max: Millis = 60_000.0


class SlowStart(Aimed):
    """Cold at first: the extra latency falls from `latency_ms_first` to nothing within `over_s`."""

    kind: Literal["slow_start"] = "slow_start"
    latency_ms_first: Millis = 0.0
    over_s: Period = 60.0


class Brownout(Aimed):
    """Latency rises with load: for each request beyond `comfortable` that is in flight."""

    kind: Literal["brownout"] = "brownout"
    comfortable: NonNegativeInt = 10
    latency_ms_each: Millis = 0.0
    latency_ms_max: Millis = 60_000.0


class LostRequests(Aimed):
    """The network loses requests: nobody hears them, and nobody answers."""

    kind: Literal["lost_requests"] = "lost_requests"
    percent: Percent = 0.0


class LostAnswers(Aimed):
    """The neighbour does what it is asked, and its answer is lost."""

    kind: Literal["lost_answers"] = "lost_answers"
    percent: Percent = 0.0
    noticed: bool = True
    """Whether the connection breaks; else WorkExec waits until its time-out."""


class Duplicated(Aimed):
    """The network delivers a request once more, up to `later_ms_max` after the first time."""

    kind: Literal["duplicated"] = "duplicated"
    percent: Percent = 0.0
    later_ms_max: Millis = 5_000.0


class Reordered(Aimed):
    """A request is on its way for up to `later_ms_max` more, so that later ones overtake it."""

    kind: Literal["reordered"] = "reordered"
    percent: Percent = 0.0
    later_ms_max: Millis = 5_000.0


class Poison(Aimed):
    """A neighbour cannot digest a share of all payloads: whenever they come, it answers `how`.

    A corrected event is another payload.
    """

    kind: Literal["poison"] = "poison"
    percent: Percent = 0.0
    how: Annotated[Literal["400", "500"], BeforeValidator(_text)] = "400"


class At(Data):
    """One attempt, by its number among all attempts of the run, meets one thing. For exhaustive runs."""

    kind: Literal["at"] = "at"
    attempt: NonNegativeInt
    does: Annotated[
        Literal["refused", "503", "500", "400", "lost_request", "lost_answer", "duplicated", "crash"],
        BeforeValidator(_text),
    ]


class Crash(Data):
    """WorkExec dies, and begins anew over its store after `down_s`.

    At a time; or just before its n-th attempt leaves, its n-th write is durable, or its n-th answer to a user
    goes out: whichever is given. n counts from 0, over the life of the run.
    """

    kind: Literal["crash"] = "crash"
    at_s: Seconds | None = None
    at_attempt: NonNegativeInt | None = None
    at_write: NonNegativeInt | None = None
    at_answer: NonNegativeInt | None = None
    down_s: Seconds = 30.0

    @model_validator(mode="after")
    def _once(self) -> Self:
        moments = (self.at_s, self.at_attempt, self.at_write, self.at_answer)
        if sum(moment is not None for moment in moments) != 1:
            raise ValueError("one of at_s, at_attempt, at_write and at_answer says when WorkExec dies")
        return self


class Skew(Window):
    """A clock is wrong by `skew_s`: WorkExec's, or those of the neighbours."""

    kind: Literal["skew"] = "skew"
    of: Literal["workexec", "neighbours"] = "workexec"
    skew_s: float = Field(default=0.0, ge=-LONGEST_S, le=LONGEST_S)


class Changing(Window):
    """Rows of a neighbour change every `every_s`, so that what WorkExec remembers of them is stale."""

    kind: Literal["changing"] = "changing"
    table: str = "customers"
    every_s: Period = 3_600.0

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.table not in collections():
            raise ValueError(f"no collection is called {self.table!r}; there are {', '.join(collections())}")
        return self


NetworkFault = (
    Down
    | Flapping
    | Failing
    | Slow
    | SlowStart
    | Brownout
    | LostRequests
    | LostAnswers
    | Duplicated
    | Reordered
    | Poison
)
Fault = Annotated[NetworkFault | At | Crash | Skew | Changing, Field(discriminator="kind")]


class Faults(Data):
    """A schedule of faults."""

    title: str = "no faults"
    until_s: Period | None = None
    """When all of them stop, those that are for ever too; None for the end of the simulated days.

    A crash by its number does not come after that, and WorkExec is back by then.
    """
    faults: tuple[Fault, ...] = ()

    @model_validator(mode="after")
    def _within_the_calendar(self) -> Self:
        """Clocks that are off add up, where several are off at once."""
        off_s = sum(abs(fault.skew_s) for fault in self.faults if isinstance(fault, Skew))
        if off_s > SKEWS * LONGEST_S:
            raise ValueError(f"all skews come to {off_s:g} s; together at most {SKEWS * LONGEST_S:g} s")
        return self


ADAPTER = TypeAdapter(Faults)
