"""What a person asks of a neighbour that is to misbehave: a mode and its figures, for whoever can do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

MARKER = "X-Wxc-Switch-Passed"
"""The header of a request that a switched stub hands on to the same stubs: not another one of its sender."""


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
    delay_ms: Annotated[int, Field(ge=0)] = 3000
    median_ms: Annotated[float, Field(ge=1)] | None = None
    sigma: Annotated[float, Field(ge=0)] = 0.5
    times: Annotated[int, Field(ge=1)] = 2
    percent: Annotated[int, Field(ge=0, le=100)] = 1
