"""What a person asks of a neighbour that is to misbehave: a mode and its figures, for whoever can do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

MARKER = "X-Wxc-Switch-Passed"
"""The header of a request that a switched stub hands on to the same stubs: not another one of its sender."""


HOUR_MS = 3_600_000
DelayMs = Annotated[int, Field(ge=0, le=HOUR_MS)]
MedianMs = Annotated[float, Field(ge=1, le=HOUR_MS, allow_inf_nan=False)]
Sigma = Annotated[float, Field(ge=0, le=3, allow_inf_nan=False)]
"""At 3, one delay in a hundred is a thousand times the median."""
Times = Annotated[int, Field(ge=1, le=1000)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Mode(StrEnum):
    """What a switch does."""

    DOWN = "down"
    RESET = "reset"
    EMPTY = "empty"
    SLOW = "slow"
    FLAKY = "flaky"
    LOSSY = "lossy"
    ERROR = "error"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Switch:
    """A mode and its figures: harmless defaults, units in the names.

    `slow` waits `delay_ms`, or a lognormal time of `median_ms` and `sigma`; `flaky` fails `times` calls,
    then none; `lossy` fails `percent` of all calls; `error` answers `code` where the operation has it.
    The bounds are for whoever reads a switch from text; nothing is checked here.
    """

    mode: Mode
    code: str | None = None
    delay_ms: DelayMs = 3000
    median_ms: MedianMs | None = None
    sigma: Sigma = 0.5
    times: Times = 2
    percent: Percent = 1


Place = Literal["path", "query", "body"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose requests of an operation are meant: those with one of `values` at `place`.

    `name` is a parameter's, or a path of members of the body: `data.workorderId`, `items[].subtotal`.
    """

    place: Place
    name: str
    values: tuple[str | float, ...]


class Fault(StrEnum):
    """What can happen to one request, other than an answer."""

    RESET = "reset"
    EMPTY = "empty"
    SLOW = "slow"
    """The ordinary answer, when nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Staged:
    """What happens to the requests of a scope, one after the other; then ordinary answers, or the last again.

    A number is a status: with the operation's own error where it has one, else with a body of no contract.
    """

    operation_id: str
    scope: Scope
    mishaps: tuple[int | Fault, ...]
    forever: bool = False
    delay_s: float = 0.0
    """Of `slow`."""
