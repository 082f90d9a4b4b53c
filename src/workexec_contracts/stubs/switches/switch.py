"""What a person asks for: a mode and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """

    mode: Mode
    code: str | None = None
    delay_ms: int = 3000
    median_ms: float | None = None
    sigma: float = 0.5
    times: int = 2
    percent: int = 1
